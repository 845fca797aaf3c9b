"""The state's file: whose it is, what is wrong with it, and that it is written whole."""

from __future__ import annotations

import sqlite3
import sys
import time
from pathlib import Path

import pytest

from bot import wording
from bot.telegram.keeping.pending_uploads import PendingUploads
from bot.telegram.memory.conversations import Conversations, Turn, Turns
from bot.telegram.memory.history import History
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import DAY, MARK, SCHEMA, State
from corpus.errors import StateError
from tests.telegram.small_desk import CLEARED, answered

SCHEMA_1 = """CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB);
INSERT INTO kept VALUES ('key', CAST('key' AS BLOB));
CREATE TABLE presses (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, person INTEGER, topic INTEGER,
    message INTEGER, kind TEXT, action TEXT, made REAL);
CREATE INDEX presses_by_message ON presses (chat, message);
INSERT INTO presses VALUES (1, 1, 5, 0, 71, 'back', '{"turn":9}', 4e9);
CREATE TABLE turns (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, person INTEGER, topic INTEGER,
    texts TEXT, pressed INTEGER, number INTEGER, question INTEGER, reply INTEGER, pages INTEGER, made REAL);
INSERT INTO turns VALUES (9, 1, 5, 0, '["问"]', 0, 3, 70, 71, 1, 4e9);
CREATE TABLE uploads (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, person INTEGER);
INSERT INTO uploads VALUES (9, 4e9, 5);
CREATE TABLE conversations (chat INTEGER, person INTEGER, topic INTEGER, thread TEXT, used REAL,
    PRIMARY KEY (chat, person, topic));
INSERT INTO conversations VALUES (1, 5, 0, '["问"]', 4e9);
CREATE TABLE asked (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, chat INTEGER, person INTEGER, way TEXT,
    question TEXT, context TEXT, status TEXT, took REAL);
INSERT INTO asked VALUES (3, 4e9, 1, 5, 'said', '问', NULL, 'answered', 1.0)"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "state.sqlite"


def refused(path: Path) -> str:
    with pytest.raises(StateError) as error:
        State.open(path)
    return str(error.value)


def test_what_was_written_is_there_again(path: Path) -> None:
    state = State.open(path).table("CREATE TABLE notes (text TEXT)")
    state.execute("INSERT INTO notes VALUES (?)", "甲")
    key = state.key
    state.close()
    state = State.open(path)
    assert state.execute("SELECT text FROM notes") == [("甲",)]
    assert state.key == key
    state.close()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_nobody_else_may_read_it(path: Path) -> None:
    state = State.open(path)
    modes = {p.name.removeprefix("state.sqlite"): p.stat().st_mode & 0o777 for p in path.parent.iterdir()}
    assert modes.keys() >= {"", "-wal", "-shm", ".lock"}
    assert set(modes.values()) == {0o600}
    state.close()


def test_all_or_nothing_of_what_belongs_together(path: Path) -> None:
    state = State.open(path).table("CREATE TABLE notes (text TEXT)")
    with pytest.raises(sqlite3.OperationalError), state.together():
        state.execute("INSERT INTO notes VALUES (?)", "甲") + state.execute("INSERT INTO nowhere VALUES (1)")
    with state.together():
        state.execute("INSERT INTO notes VALUES (?)", "乙")
    assert state.execute("SELECT text FROM notes") == [("乙",)]
    state.close()


def test_old_rows_go_at_the_start_and_while_it_runs() -> None:
    state = State.in_memory().table("CREATE TABLE notes (text TEXT, at REAL)")
    old, new = time.time() - 3 * DAY, time.time() - DAY
    state.execute("INSERT INTO notes VALUES ('甲', ?), ('乙', ?)", old, new)
    state.keep_for(2, "notes", "at")
    assert state.execute("SELECT text FROM notes") == [("乙",)]
    state.execute("INSERT INTO notes VALUES ('丙', ?)", old)
    state.sweep(every=60)
    assert len(state.execute("SELECT text FROM notes")) == 2
    state.sweep()
    assert state.execute("SELECT text FROM notes") == [("乙",)]
    state.close()


def test_a_second_bot_on_the_same_file_is_one_sentence(path: Path) -> None:
    state = State.open(path)
    assert refused(path) == wording.state_in_use(str(path))
    state.close()
    State.open(path).close()


def test_another_bots_file_is_one_sentence(path: Path) -> None:
    state = State.open(path)
    state.belongs_to(1)
    state.belongs_to(1)
    with pytest.raises(StateError) as error:
        state.belongs_to(2)
    assert str(error.value) == wording.state_of_another_bot(str(path))
    state.close()


@pytest.mark.parametrize("damage", ["not a database", "torn"])
def test_a_damaged_file_is_one_sentence(path: Path, damage: str) -> None:
    path.parent.mkdir()
    if damage == "torn":
        state = State.open(path).table("CREATE TABLE notes (text TEXT)")
        for number in range(500):
            state.execute("INSERT INTO notes VALUES (?)", f"第{number}条" * 20)
        state.close()
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    else:
        path.write_bytes(b"this is no database at all, but some text" * 100)
    assert refused(path) == wording.state_damaged(str(path))


def test_a_file_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (text TEXT)")
    other.close()
    before = path.read_bytes()
    assert refused(path) == wording.state_foreign(str(path))
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_one_sentence(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as later:
        later.execute(f"PRAGMA application_id={MARK}")
        later.execute(f"PRAGMA user_version={SCHEMA + 1}")
    later.close()
    assert refused(path) == wording.state_newer(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/null is POSIX")
def test_a_place_that_cannot_be_written_is_one_sentence() -> None:
    path = Path("/dev/null/state.sqlite")
    assert refused(path) == wording.state_unwritable(str(path))


@pytest.mark.parametrize("lock", ["a folder", "something else"])
def test_a_lock_that_cannot_be_had_is_one_sentence(path: Path, lock: str) -> None:
    beside = path.with_name(path.name + ".lock")
    if lock == "a folder":
        beside.mkdir(parents=True)
    else:
        beside.parent.mkdir()
        beside.write_bytes(b"this is no database at all, but some text" * 100)
    assert refused(path) == wording.state_unwritable(str(path))


def test_a_file_of_the_schema_before_keeps_all_but_its_buttons(path: Path) -> None:
    """Schema 1 had a row for every button; a turn and an upload did not say what theirs referred to."""
    path.parent.mkdir()
    with sqlite3.connect(path) as old:
        old.execute(f"PRAGMA application_id={MARK}")
        old.execute("PRAGMA user_version=1")
        for statement in SCHEMA_1.split(";"):
            old.execute(statement)
    old.close()
    state = State.open(path)
    history, conversations, turns = History(state), Conversations(state), Turns(state)
    turn = Turn(Reader(1, 5), ("问",), number=3, question=70, reply=71, pages=1, id=9)
    assert turns.find(9) == turns.of_question(1, 70) == turn
    assert turns.show(turn, answered("问", CLEARED)).quotations != ()
    assert [event.detail for event in history.events()] == ["问"]
    assert conversations.session(Reader(1, 5)).last == ("问",)
    assert state.key == b"key"
    assert PendingUploads(state, path.parent).count(5) == 1
    assert state.execute("SELECT name FROM sqlite_master WHERE name LIKE 'presses%'") == []
    state.close()
    State.open(path).close()
