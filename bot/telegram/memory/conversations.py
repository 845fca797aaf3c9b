"""Conversations: one for each reader, kept in the state, the longest unused out of memory first."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from bot.conversation import Conversation
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State
from retrieval.answering.answer import Answer
from retrieval.desk import Desk

KEPT = 30.0  # days after which a turn, and a conversation not continued, is deleted

CONVERSATIONS = """CREATE TABLE IF NOT EXISTS conversations
    (chat INTEGER, person INTEGER, topic INTEGER, thread TEXT, used REAL,
    PRIMARY KEY (chat, person, topic))"""
TURNS = """CREATE TABLE IF NOT EXISTS turns
    (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, person INTEGER, topic INTEGER, texts TEXT,
    pressed INTEGER, number INTEGER, question INTEGER, reply INTEGER, pages INTEGER, made REAL)"""
BY_QUESTION = "CREATE INDEX IF NOT EXISTS turns_by_question ON turns (chat, question)"


@dataclass(slots=True)
class Seat:
    """A conversation and its lock: whoever holds it has the floor, and the next waits in order."""

    thread: tuple[str, ...] = ()  # what was asked before the bot was started
    conversation: Conversation | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def reply(self, desk: Desk, text: str) -> Answer:
        """The answer of *desk* to *text*, after what was asked before. Raises BadQuestion."""
        conversation = self.conversation or Conversation(desk)
        conversation.desk = desk
        if self.conversation is None:
            conversation.resume(self.thread)
            self.conversation = conversation
        return conversation.reply(text)

    @property
    def last(self) -> tuple[str, ...]:
        """What the last answer builds on, as far as it is known."""
        return self.conversation.asked if self.conversation else self.thread

    @property
    def before(self) -> str | None:
        """What was asked just before the last question, if that builds on it."""
        asked = self.conversation.asked if self.conversation else ()
        return asked[-2] if len(asked) > 1 else None


class Conversations:
    """The seats taken, at most *limit* of them in memory unless more are in use at once."""

    def __init__(self, state: State, *, limit: int = 1000, days: float = KEPT) -> None:
        self._state = state.table(CONVERSATIONS)
        self._limit = limit
        self._seats: OrderedDict[Reader, Seat] = OrderedDict()
        state.keep_for(days, "conversations", "used")

    def __len__(self) -> int:
        return len(self._seats)

    def seat(self, reader: Reader) -> Seat:
        """The seat of *reader*: in memory, or as the state has it, or a new one."""
        if reader not in self._seats:
            self._seats[reader] = Seat(self._thread(reader))
        self._seats.move_to_end(reader)
        self._make_room(reader)
        return self._seats[reader]

    def keep(self, reader: Reader, seat: Seat) -> None:
        """Write down what the conversation of *reader* is resumed from after a stop."""
        if seat.conversation is not None:
            thread = json.dumps(seat.conversation.thread, ensure_ascii=False)
            self._state.execute(
                "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?)", *reader, thread, time.time()
            )

    def forget(self, reader: Reader) -> None:
        """Start anew with *reader*."""
        seat = self.seat(reader)
        seat.thread, seat.conversation = (), None
        self._state.execute("DELETE FROM conversations WHERE chat = ? AND person = ? AND topic = ?", *reader)

    def moved(self, old: int, new: int) -> None:
        """The conversations in the chat *old* go on in *new*."""
        for reader in [reader for reader in self._seats if reader.chat == old]:
            self._seats[reader._replace(chat=new)] = self._seats.pop(reader)
        self._state.execute("UPDATE OR REPLACE conversations SET chat = ? WHERE chat = ?", new, old)

    def left(self, chat: int) -> None:
        """Forget every conversation in *chat*."""
        for reader in [reader for reader in self._seats if reader.chat == chat]:
            del self._seats[reader]
        self._state.execute("DELETE FROM conversations WHERE chat = ?", chat)

    def _thread(self, reader: Reader) -> tuple[str, ...]:
        rows = self._state.execute(
            "SELECT thread FROM conversations WHERE chat = ? AND person = ? AND topic = ?", *reader
        )
        return tuple(json.loads(rows[0][0])) if rows else ()

    def _make_room(self, newest: Reader) -> None:
        """Let go of the longest unused, but of nobody who is being answered."""
        for reader in list(self._seats)[: max(0, len(self._seats) - self._limit)]:
            if reader != newest and not self._seats[reader].lock.locked():
                del self._seats[reader]


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
        self._state = state.table(TURNS, BY_QUESTION)
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
