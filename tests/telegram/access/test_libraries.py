"""Which libraries a chat is answered from, and how a new version of one is taken up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import locations, wording
from bot.telegram.access.libraries import Libraries
from bot.telegram.memory.reader import Reader
from corpus.errors import LibraryError
from retrieval.answering.answer import Citation
from retrieval.desk import Desk
from retrieval.index.search import Index
from tests.retrieval.index.indexes import index_over
from tests.telegram.team_files import question, stock

TEAM, OTHER, PERSON = Reader(-1001, 7), Reader(-1002, 7), Reader(7, 7)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Libraries]:
    """A common library on 玉林市 and one of TEAM's own on 昆明市."""
    stock(tmp_path / "common", "玉林市", 1111)
    stock(tmp_path / "chats" / str(TEAM.chat), "昆明市", 2222)
    libraries = Libraries(lambda: tmp_path / "common", tmp_path / "chats")
    yield libraries
    libraries.close()


def answer(desk: Desk, place: str) -> str:
    """What *desk* says of *place*, quotations and all."""
    return "".join(c.quote for c in desk.answer(desk.read(question(place))).citations)


def test_a_chat_is_answered_from_the_common_library_and_its_own(shown: Libraries) -> None:
    desk = shown.desk(TEAM)
    assert "1111件" in answer(desk, "玉林市")
    assert "2222件" in answer(desk, "昆明市")


@pytest.mark.parametrize("chat", [OTHER, PERSON])
def test_a_chats_own_library_answers_nobody_else(shown: Libraries, chat: Reader) -> None:
    assert "1111件" in answer(shown.desk(chat), "玉林市")
    assert answer(shown.desk(chat), "昆明市") == ""


def test_chats_without_a_library_share_one_desk_which_stays_while_nothing_changes(shown: Libraries) -> None:
    assert shown.desk(OTHER) is shown.desk(PERSON)
    assert shown.desk(TEAM) is shown.desk(TEAM)


@pytest.mark.parametrize("changed", ["common", f"chats/{TEAM.chat}"])
def test_a_new_version_answers_the_next_question_and_the_desk_before_stays_whole(
    shown: Libraries, tmp_path: Path, changed: str
) -> None:
    before = shown.desk(TEAM)
    stock(tmp_path / changed, "赣州市", 3333)
    assert "3333件" in answer(shown.desk(TEAM), "赣州市")
    assert ("3333件" in answer(shown.desk(OTHER), "赣州市")) == (changed == "common")
    assert answer(before, "赣州市") == ""
    assert "2222件" in answer(before, "昆明市")


def test_a_first_library_of_a_chat_is_noticed(shown: Libraries, tmp_path: Path) -> None:
    assert answer(shown.desk(OTHER), "赣州市") == ""
    stock(tmp_path / "chats" / str(OTHER.chat), "赣州市", 3333)
    assert "3333件" in answer(shown.desk(OTHER), "赣州市")


def test_a_library_made_anew_in_its_place_is_noticed(shown: Libraries, tmp_path: Path) -> None:
    assert shown.desk(TEAM) is shown.desk(TEAM)
    folder = tmp_path / "chats" / str(TEAM.chat)
    folder.rename(tmp_path / "away")
    assert answer(shown.desk(TEAM), "昆明市") == ""
    stock(tmp_path / "restored", "昆明市", 4444)
    (tmp_path / "restored").rename(folder)
    assert "4444件" in answer(shown.desk(TEAM), "昆明市")


def test_while_one_question_waits_for_the_new_desk_the_others_get_the_one_before(tmp_path: Path) -> None:
    begun, go_on, versions = threading.Event(), threading.Event(), []

    def index_of(version: str) -> Index:
        versions.append(version)
        if len(versions) > 1:
            begun.set()
            assert go_on.wait(10)
        return index_over([])

    stock(tmp_path / "common", "玉林市", 1111)
    libraries = Libraries(lambda: tmp_path / "common", tmp_path / "chats", index_of=index_of)
    before = libraries.desk(OTHER)
    stock(tmp_path / "common", "赣州市", 3333)
    got: list[Desk] = []
    waiting = threading.Thread(target=lambda: got.append(libraries.desk(OTHER)))
    waiting.start()
    assert begun.wait(10)
    assert libraries.desk(OTHER) is before
    go_on.set()
    waiting.join(10)
    assert "3333件" in answer(got[0], "赣州市")
    assert libraries.desk(OTHER) is got[0]
    libraries.close()


def test_a_version_that_no_index_holds_yet_leaves_the_desk_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stock(tmp_path / "common", "玉林市", 1111)

    def index_of(version: str) -> Index:
        if version != held:
            raise LibraryError("集群里还没有这一版。")
        return index_over([])

    library = locations.opened(tmp_path / "common")
    held = library.version
    library.close()
    libraries = Libraries(lambda: tmp_path / "common", tmp_path / "chats", index_of=index_of)
    before = libraries.desk(OTHER)
    stock(tmp_path / "common", "赣州市", 3333)
    assert libraries.desk(OTHER) is before
    (said,) = (record.getMessage() for record in caplog.records if record.name == "wenju.telegram")
    assert said.startswith(wording.version_not_taken_up("LibraryError at "))
    libraries.close()


def test_a_group_that_becomes_a_supergroup_keeps_its_library(shown: Libraries) -> None:
    shown.desk(TEAM)
    shown.moved(TEAM.chat, -100777)
    assert "2222件" in answer(shown.desk(Reader(-100777, 7)), "昆明市")
    assert answer(shown.desk(TEAM), "昆明市") == ""


def test_a_library_that_cannot_go_along_is_a_line_in_the_log(
    shown: Libraries, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stock(tmp_path / "chats" / "-100777", "赣州市", 3333)
    shown.moved(TEAM.chat, -100777)
    shown.moved(OTHER.chat, -100777)  # has none
    said = [record.getMessage() for record in caplog.records if record.name == "wenju.telegram"]
    assert said == [wording.library_not_moved(TEAM.chat, -100777, "FileExistsError")]
    assert "3333件" in answer(shown.desk(Reader(-100777, 7)), "赣州市")
    assert "2222件" in answer(shown.desk(TEAM), "昆明市")


def test_at_most_so_many_desks_are_kept(tmp_path: Path) -> None:
    stock(tmp_path / "common", "玉林市", 1111)
    for chat in (1, 2, 3):
        stock(tmp_path / "chats" / str(chat), "昆明市", chat * 1111)
    libraries = Libraries(lambda: tmp_path / "common", tmp_path / "chats", limit=2)
    desks = [libraries.desk(Reader(chat, 7)) for chat in (1, 2, 3)]
    assert libraries.desk(Reader(3, 7)) is desks[2]
    assert libraries.desk(Reader(1, 7)) is not desks[0]
    assert "1111件" in answer(libraries.desk(Reader(1, 7)), "昆明市")
    libraries.close()


def test_the_bundled_library_gives_way_to_the_first_of_ones_own(home: Path) -> None:
    find: Callable[[], Path | None] = lambda: locations.folder_to_ask(None, None)  # noqa: E731
    libraries = Libraries(find, home / "chats")
    assert "1535人" in "".join(c.quote for c in outcome(libraries.desk(Reader(1, 7))))
    stock(locations.own_folder(), "玉林市", 1111)
    assert outcome(libraries.desk(Reader(1, 7))) == ()
    assert "1111件" in answer(libraries.desk(Reader(1, 7)), "玉林市")
    libraries.close()


def outcome(desk: Desk) -> tuple[Citation, ...]:
    return desk.answer(desk.read("大理州扫黑除恶成果")).citations
