"""History: who asked what, with what result; what readers thought of the answers; who changed which library.

It is kept in the state for as many days as the settings say. It holds the readers' questions and the names of
files, but no text of a document.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import Row, State

HOUR = 3600.0
DAY = 24 * HOUR
TABLES = (
    """CREATE TABLE IF NOT EXISTS asked (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, chat INTEGER,
    person INTEGER, way TEXT, question TEXT, context TEXT, status TEXT, took REAL)""",
    "CREATE INDEX IF NOT EXISTS asked_at ON asked (at)",
    "CREATE INDEX IF NOT EXISTS asked_by ON asked (person, at)",
    "CREATE INDEX IF NOT EXISTS asked_in ON asked (chat, at)",
    """CREATE TABLE IF NOT EXISTS votes (asked INTEGER, person INTEGER, good INTEGER, at REAL,
    PRIMARY KEY (asked, person))""",
    """CREATE TABLE IF NOT EXISTS changes (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, chat INTEGER,
    person INTEGER, library INTEGER, what TEXT, names TEXT)""",
    "CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, name TEXT, at REAL)",
)
Way = Literal["said", "pressed", "inline"]
What = Literal["added", "removed", "undone", "allowed", "denied"]


class Stats(NamedTuple):
    """Counts of questions and votes, and how many milliseconds the answers took (nearest rank)."""

    asked: int
    answered: int
    refused: int  # nothing found, or blanked out
    liked: int
    disliked: int
    p50: float
    p95: float


class Unanswered(NamedTuple):
    """A question that found nothing, how often it was asked, and when last (Unix time)."""

    question: str
    times: int
    last: float


class Event(NamedTuple):
    """A question, or a change of a library or of who may ask; *chat* is where, 0 the common library."""

    at: float
    chat: int
    person: int
    what: str  # "asked", or a What
    detail: str

    def as_dict(self, names: Mapping[int, str]) -> dict[str, object]:
        """A line of the audit file, its time in ISO 8601, with the names that are known."""
        named = {"chat_name": names.get(self.chat), "person_name": names.get(self.person)}
        return {
            **self._asdict(),
            **{key: name for key, name in named.items() if name},
            "at": datetime.fromtimestamp(self.at).astimezone().isoformat("T", "seconds"),
        }


class History:
    """The events of the last *days*; older rows are deleted as new ones come. *clock* gives Unix time."""

    def __init__(self, state: State, *, days: int = 90, clock: Callable[[], float] = time.time) -> None:
        self._state = state.table(*TABLES)
        self._swept = 0.0
        self.days = days
        self._clock = clock

    # writing

    def asked(self, reader: Reader, question: str, *, way: Way = "said") -> int:
        """Record a question of *reader*; its number."""
        self._forget_old()
        return self._state.insert(
            "INSERT INTO asked (at, chat, person, way, question) VALUES (?, ?, ?, ?, ?)",
            self._clock(),
            reader.chat,
            reader.person,
            way,
            question,
        )

    def answered(self, number: int, *, context: str | None, status: str, took: float) -> None:
        """Record the answer to question *number*: the question before it, its status, its milliseconds."""
        self._state.execute(
            "UPDATE asked SET context = ?, status = ?, took = ? WHERE id = ?", context, status, took, number
        )

    def voted(self, number: int, person: int, *, good: bool) -> None:
        """Record the vote of *person* on the answer to question *number*; it replaces an earlier one."""
        self._state.execute(
            "INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)", number, person, good, self._clock()
        )

    def changed(self, reader: Reader, what: What, names: Sequence[str], *, library: int) -> None:
        """Record a change of the library of chat *library* (0: the common one), or of who may ask there."""
        self._state.execute(
            "INSERT INTO changes (at, chat, person, library, what, names) VALUES (?, ?, ?, ?, ?, ?)",
            self._clock(),
            reader.chat,
            reader.person,
            library,
            what,
            json.dumps(list(names), ensure_ascii=False),
        )

    def met(self, number: int, name: str) -> None:
        """Remember the *name* of a group, or of a person who asked or changed something."""
        self._state.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", number, name, self._clock())

    # reading

    def names(self) -> dict[int, str]:
        """The names of people and groups, as they were last called."""
        return dict(self._state.execute("SELECT id, name FROM names"))

    def groups(self, *, days: float) -> dict[int, int]:
        """The groups in which something was asked, and how often in the last *days*."""
        since = self._clock() - days * DAY
        return dict(
            self._state.execute("SELECT chat, sum(at > ?) FROM asked WHERE chat < 0 GROUP BY chat", since)
        )

    def last_changed(self, person: int) -> int | None:
        """The library that *person* changed last; None if there is none."""
        rows = self._state.execute(
            "SELECT library FROM changes WHERE person = ? AND what IN ('added', 'removed', 'undone') "
            "ORDER BY id DESC LIMIT 1",
            person,
        )
        return int(rows[0][0]) if rows else None

    def spent(self, *, seconds: float, person: int | None = None, chat: int | None = None) -> int:
        """How many questions *person*, or *chat*, has asked in the last *seconds*.

        Inline queries do not count: one comes with every pause in typing.
        """
        column, value = ("person", person) if person is not None else ("chat", chat)
        rows = self._state.execute(
            f"SELECT count(*) FROM asked WHERE {column} = ? AND at > ? AND way != 'inline'",
            value,
            self._clock() - seconds,
        )
        return int(rows[0][0])

    def stats(self, *, days: float) -> Stats:
        """The counts of the last *days*, without inline queries, which come with every key."""
        since = self._clock() - days * DAY
        rows = self._state.execute(
            "SELECT status, took FROM asked WHERE at > ? AND way != 'inline' AND status IS NOT NULL", since
        )
        votes = [good for (good,) in self._state.execute("SELECT good FROM votes WHERE at > ?", since)]
        statuses = [status for status, _ in rows]
        took = sorted(ms for _, ms in rows)
        return Stats(
            asked=len(rows),
            answered=statuses.count("answered"),
            refused=statuses.count("not_found") + statuses.count("masked"),
            liked=sum(votes),
            disliked=len(votes) - sum(votes),
            p50=ranked(took, 0.5),
            p95=ranked(took, 0.95),
        )

    def unanswered(self, *, limit: int = 50) -> list[Unanswered]:
        """The questions that found nothing, the most frequent first, then the latest."""
        rows = self._state.execute(
            "SELECT question, count(*) AS times, max(at) AS last FROM asked "
            "WHERE status = 'not_found' AND way != 'inline' GROUP BY question "
            "ORDER BY times DESC, last DESC LIMIT ?",
            limit,
        )
        return [Unanswered(*row) for row in rows]

    def cases(self) -> list[dict[str, Any]]:
        """The questions with a 👎 as evaluation cases; a person has to add what the answer must hold."""
        rows = self._state.execute(
            "SELECT question, context, status FROM asked WHERE id IN "
            "(SELECT asked FROM votes WHERE NOT good) ORDER BY id"
        )
        return [case(*row) for row in dict.fromkeys(rows)]

    def events(self, *, limit: int | None = None) -> list[Event]:
        """The events, the latest first."""
        rows: list[Row] = self._state.execute(
            "SELECT at, chat, person, 'asked', question FROM asked WHERE way != 'inline' UNION ALL "
            "SELECT at, library, person, what, names FROM changes ORDER BY at DESC LIMIT ?",
            -1 if limit is None else limit,
        )
        return [
            Event(at, chat, person, what, text if what == "asked" else "、".join(json.loads(text)))
            for at, chat, person, what, text in rows
        ]

    def _forget_old(self) -> None:
        """Delete the rows that are too old, once an hour."""
        now = self._clock()
        if now < self._swept + HOUR:
            return
        self._swept, oldest = now, now - self.days * DAY
        for table in ("asked", "votes", "changes", "names"):
            self._state.execute(f"DELETE FROM {table} WHERE at < ?", oldest)


def case(question: str, context: str | None, status: str) -> dict[str, Any]:
    """An evaluation case, with its keys in the order of questions.jsonl."""
    before = {"context": context} if context else {}
    return {"kind": "disliked", "question": question, **before, "status": status, "must": [], "must_not": []}


def ranked(ascending: Sequence[float], share: float) -> float:
    """The value at *share* of the numbers, by nearest rank: 0.95 of 20 -> the 19th; 0.0 of none."""
    return ascending[math.ceil(share * len(ascending)) - 1] if ascending else 0.0
