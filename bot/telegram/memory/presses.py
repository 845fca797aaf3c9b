"""Presses: what each button stands for.

A button carries at most 64 bytes, so it carries the number of a row in the state and a signature over
that row: who it is for, in which chat, and what it does. A module defines the actions of its buttons
as frozen dataclasses of plain values and makes them known with `known_as`:

    @known_as("open")
    @dataclass(frozen=True, slots=True)
    class Open: ...
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import DAY, State

KEPT = 30.0  # days after which a button has expired
MOST = 100_000  # buttons kept
SWEPT_EVERY = 100  # new buttons, the expired ones are dropped
SIGNATURE = 12  # bytes

TABLE = """CREATE TABLE IF NOT EXISTS presses
    (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, person INTEGER, topic INTEGER, message INTEGER,
    kind TEXT, action TEXT, made REAL)"""
BY_MESSAGE = "CREATE INDEX IF NOT EXISTS presses_by_message ON presses (chat, message)"

Action = Any  # a dataclass made known with `known_as`
Kind = TypeVar("Kind", bound=type)

_KINDS: dict[str, type] = {}
_NAMES: dict[type, str] = {}


def known_as(name: str) -> Callable[[Kind], Kind]:
    """Make a dataclass an action that buttons may stand for, kept under *name*."""

    def register(kind: Kind) -> Kind:
        _KINDS[name], _NAMES[kind] = kind, name
        return kind

    return register


@dataclass(frozen=True, slots=True)
class Press:
    """An action, and the reader whose button it is."""

    reader: Reader
    action: Action

    def is_for(self, person: int) -> bool:
        """Whether *person* may press: the one who asked, or anybody where a chat itself asked."""
        return self.reader.person == person or self.reader.person < 0


class Presses:
    """The buttons that work."""

    def __init__(self, state: State, *, limit: int = MOST, days: float = KEPT) -> None:
        self._state = state.table(TABLE, BY_MESSAGE)
        self._limit = limit
        state.keep_for(days, "presses", "made")

    def __len__(self) -> int:
        return int(self._state.execute("SELECT count(*) FROM presses")[0][0])

    def add(self, press: Press) -> str:
        """The callback data for a new button of *press*: some 20 bytes."""
        kind, action = _NAMES[type(press.action)], _written(press.action)
        number = self._state.insert(
            "INSERT INTO presses (chat, person, topic, kind, action, made) VALUES (?, ?, ?, ?, ?, ?)",
            *press.reader,
            kind,
            action,
            time.time(),
        )
        if number % SWEPT_EVERY == 0 or self._limit < SWEPT_EVERY:
            self._state.execute("DELETE FROM presses WHERE id <= ?", number - self._limit)
        return f"{number:x}.{self._signature(number, press.reader, kind, action)}"

    def expire(self, *, library: int) -> None:
        """The buttons that change the library of the chat *library* do nothing any more."""
        self._state.execute("DELETE FROM presses WHERE json_extract(action, '$.library') = ?", library)

    def place(self, keys: Iterable[str], *, chat: int, message: int) -> None:
        """The buttons *keys* stand under *message* from now on, and no others do."""
        numbers = [int(key.partition(".")[0], 16) for key in keys]
        held = ",".join("?" * len(numbers))
        with self._state.together():
            self._state.execute(
                f"DELETE FROM presses WHERE chat = ? AND message = ? AND id NOT IN ({held})",
                chat,
                message,
                *numbers,
            )
            self._state.execute(f"UPDATE presses SET message = ? WHERE id IN ({held})", message, *numbers)

    def find(self, key: str, *, chat: int, message: int) -> Press | None:
        """What the button *key* under *message* stands for; None if it has expired or is not ours.

        A button whose message was not noted, the bot being killed in that moment, is known by the rest.
        """
        number = row(key.partition(".")[0])
        rows = self._state.execute(
            "SELECT person, topic, message, kind, action, made FROM presses WHERE id = ? AND chat = ?",
            number,
            chat,
        )
        if not rows:
            return None
        person, topic, under, kind, action, made = rows[0]
        reader = Reader(chat, person, topic)
        signed = f"{number:x}.{self._signature(number, reader, kind, action)}"
        if not hmac.compare_digest(key.encode(), signed.encode()) or kind not in _KINDS:
            return None
        if under not in (None, message) or made < time.time() - KEPT * DAY:
            return None
        return Press(reader, _read(_KINDS[kind], action))

    def _signature(self, number: int, reader: Reader, kind: str, action: str) -> str:
        said = json.dumps([number, *reader, kind, action]).encode()
        digest = hmac.digest(self._state.key, said, hashlib.sha256)[:SIGNATURE]
        return base64.urlsafe_b64encode(digest).decode()


def row(digits: str) -> int:
    """The row that hexadecimal *digits* name, -1 for none: 1f -> 31."""
    named = 0 < len(digits) <= 12 and set(digits) <= set("0123456789abcdef")
    return int(digits, 16) if named else -1


def _written(action: Action) -> str:
    return json.dumps(asdict(action), ensure_ascii=False, separators=(",", ":"))


def _read(kind: type, action: str) -> Action:
    """The action as it was: what JSON makes lists of were tuples."""
    fields = json.loads(action)
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()})
