"""Turns: what was asked and where its answer stands, to show an answer again.

An answer is not kept: it is composed anew from the questions it builds on, for whoever reads it now,
from what that reader may see now.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace

from bot.telegram.addressing import Reader
from bot.telegram.state import State

KEPT = 30.0  # days

TABLE = """CREATE TABLE IF NOT EXISTS turns
    (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, person INTEGER, topic INTEGER, texts TEXT,
    pressed INTEGER, number INTEGER, question INTEGER, reply INTEGER, pages INTEGER, made REAL)"""
BY_QUESTION = "CREATE INDEX IF NOT EXISTS turns_by_question ON turns (chat, question)"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of *reader*'s and its answer.

    `texts` are the questions the answer builds on, the asked one last; `pressed`, whether a button asked
    it; `number` is its number in the record, `question` the message it stood in, `reply` the last of the
    answer's `pages`.
    """

    reader: Reader
    texts: tuple[str, ...]
    pressed: bool = False
    number: int | None = None
    question: int | None = None
    reply: int | None = None
    pages: int = 0
    id: int = 0


class Turns:
    """The turns of the last weeks."""

    def __init__(self, state: State, *, days: float = KEPT) -> None:
        self._state = state.table(TABLE, BY_QUESTION)
        state.keep_for(days, "turns", "made")

    def add(self, turn: Turn) -> Turn:
        """Keep *turn*; itself with its id."""
        number = self._state.insert(
            "INSERT INTO turns (chat, person, topic, texts, pressed, number, question, made) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *turn.reader,
            json.dumps(turn.texts, ensure_ascii=False),
            turn.pressed,
            turn.number,
            turn.question,
            time.time(),
        )
        return replace(turn, id=number)

    def place(self, turn: int, *, reply: int, pages: int) -> None:
        """The answer of *turn* has so many *pages*, and *reply* is the message of the last."""
        self._state.execute("UPDATE turns SET reply = ?, pages = ? WHERE id = ?", reply, pages, turn)

    def amend(self, turn: int, texts: tuple[str, ...]) -> None:
        """*turn* is about *texts* now: its question was edited, or builds on nothing any more."""
        self._state.execute(
            "UPDATE turns SET texts = ? WHERE id = ?", json.dumps(texts, ensure_ascii=False), turn
        )

    def find(self, turn: int) -> Turn | None:
        return self._one("id = ?", turn)

    def of_question(self, chat: int, message: int) -> Turn | None:
        """The latest turn whose question stands in *message*."""
        return self._one("chat = ? AND question = ? AND NOT pressed", chat, message)

    def _one(self, condition: str, *values: int) -> Turn | None:
        rows = self._state.execute(
            "SELECT chat, person, topic, texts, pressed, number, question, reply, pages, id "
            f"FROM turns WHERE {condition} ORDER BY id DESC LIMIT 1",
            *values,
        )
        if not rows:
            return None
        chat, person, topic, texts, pressed, *others = rows[0]
        return Turn(Reader(chat, person, topic), tuple(json.loads(texts)), bool(pressed), *others)
