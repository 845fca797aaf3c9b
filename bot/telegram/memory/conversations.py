"""Conversations: what each reader asked last, and a turn for every reply that has buttons.

A conversation is rebuilt from the questions that its last answer builds on. A turn is what a button
refers to (`open:15:2` is quotation 2 of turn 15). An answer itself is not stored: it is composed again from
its questions, out of the documents that its reader may see now.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from bot import wording
from bot.conversation import Conversation
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State
from retrieval.answering.answer import Answer, Citation
from retrieval.desk import Desk

KEPT = 30.0  # days after which a turn, and a conversation not continued, is deleted

CONVERSATIONS = """CREATE TABLE IF NOT EXISTS conversations
    (chat INTEGER, person INTEGER, topic INTEGER, thread TEXT, used REAL,
    PRIMARY KEY (chat, person, topic))"""
TURNS = """CREATE TABLE IF NOT EXISTS turns
    (id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, person INTEGER, topic INTEGER, texts TEXT,
    pressed INTEGER, number INTEGER, question INTEGER, reply INTEGER, pages INTEGER, made REAL,
    quotations TEXT NOT NULL DEFAULT '[]', suggestions TEXT NOT NULL DEFAULT '[]', library INTEGER)"""
BY_QUESTION = "CREATE INDEX IF NOT EXISTS turns_by_question ON turns (chat, question)"
BY_REPLY = "CREATE INDEX IF NOT EXISTS turns_by_reply ON turns (chat, reply)"


@dataclass(slots=True)
class Session:
    """One reader's conversation, and the lock that keeps the reader's questions in order."""

    thread: tuple[str, ...] = ()  # the questions to rebuild the conversation from
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

    def go_back(self, thread: tuple[str, ...]) -> None:
        """Continue from *thread*, the questions that another answer builds on."""
        if thread and thread != self.last:
            self.thread, self.conversation = thread, None

    @property
    def last(self) -> tuple[str, ...]:
        """The questions that the last answer builds on, as far as they are known."""
        return self.conversation.asked if self.conversation else self.thread

    @property
    def before(self) -> str | None:
        """The question just before the last one, if the last one builds on it."""
        asked = self.conversation.asked if self.conversation else ()
        return asked[-2] if len(asked) > 1 else None


class Conversations:
    """The conversations in use; of those not in use, the latest *limit* stay in memory."""

    def __init__(self, state: State, *, limit: int = 1000, days: float = KEPT) -> None:
        self._state = state.table(CONVERSATIONS)
        self._limit = limit
        self._sessions: OrderedDict[Reader, Session] = OrderedDict()
        state.keep_for(days, "conversations", "used")

    def __len__(self) -> int:
        return len(self._sessions)

    def session(self, reader: Reader) -> Session:
        """The session of *reader*: from memory, from the state, or a new one."""
        if reader not in self._sessions:
            self._sessions[reader] = Session(self._thread(reader))
        self._sessions.move_to_end(reader)
        self._make_room(reader)
        return self._sessions[reader]

    def keep(self, reader: Reader, session: Session) -> None:
        """Store what the conversation of *reader* is rebuilt from after a restart."""
        if session.conversation is not None:
            thread = json.dumps(session.conversation.thread, ensure_ascii=False)
            self._state.execute(
                "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?)", *reader, thread, time.time()
            )

    def forget(self, reader: Reader) -> None:
        """Start a new conversation with *reader*."""
        session = self.session(reader)
        session.thread, session.conversation = (), None
        self._state.execute("DELETE FROM conversations WHERE chat = ? AND person = ? AND topic = ?", *reader)

    def moved(self, old: int, new: int) -> None:
        """The conversations in the chat *old* continue in *new*."""
        for reader in [reader for reader in self._sessions if reader.chat == old]:
            self._sessions[reader._replace(chat=new)] = self._sessions.pop(reader)
        self._state.execute("UPDATE OR REPLACE conversations SET chat = ? WHERE chat = ?", new, old)

    def left(self, chat: int) -> None:
        """Delete every conversation in *chat*."""
        for reader in [reader for reader in self._sessions if reader.chat == chat]:
            del self._sessions[reader]
        self._state.execute("DELETE FROM conversations WHERE chat = ?", chat)

    def _thread(self, reader: Reader) -> tuple[str, ...]:
        rows = self._state.execute(
            "SELECT thread FROM conversations WHERE chat = ? AND person = ? AND topic = ?", *reader
        )
        return tuple(json.loads(rows[0][0])) if rows else ()

    def _make_room(self, newest: Reader) -> None:
        """Drop the conversations unused for longest from memory, but none that is being answered."""
        for reader in list(self._sessions)[: max(0, len(self._sessions) - self._limit)]:
            if reader != newest and not self._sessions[reader].lock.locked():
                del self._sessions[reader]


@dataclass(frozen=True, slots=True)
class Quotation:
    """document[start:end] under its *source* line; *digest* shows whether it still stands there."""

    source: str
    document: str
    start: int
    end: int
    digest: str

    @classmethod
    def of(cls, citation: Citation) -> Quotation:
        source = wording.telegram_source(citation)
        return cls(source, citation.document, citation.start, citation.end, digest(citation.quote))


def digest(quote: str) -> str:
    """A short hash of *quote*, to recognise it without storing it."""
    return hashlib.sha256(quote.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something *reader* asked or sent, and the reply to it. Its buttons need an id: 0 until it is stored.

    `texts` are the questions that the answer builds on, the asked one last; none where the reply is no
    answer. `pressed` says whether a button asked, `number` is the question's number in the history,
    `question` the message that asked, `reply` the last message of the answer's `pages`. `quotations` and
    `suggestions` are all that its buttons open and ask, `library` is the one that they
    read or change, if it is not that of the chat.
    """

    reader: Reader
    texts: tuple[str, ...]
    pressed: bool = False
    number: int | None = None
    question: int | None = None
    reply: int | None = None
    pages: int = 0
    quotations: tuple[Quotation, ...] = ()
    suggestions: tuple[str, ...] = ()
    library: int | None = None
    id: int = 0

    def showing(self, answer: Answer) -> Turn:
        """This turn with what *answer* quotes and suggests added; what it had keeps its position."""
        quotations = (*self.quotations, *map(Quotation.of, answer.citations))
        suggestions = (*self.suggestions, *answer.suggestions)
        return replace(
            self,
            quotations=tuple(dict.fromkeys(quotations)),
            suggestions=tuple(dict.fromkeys(suggestions)),
        )

    def is_of(self, person: int) -> bool:
        """Whether *person* may press its buttons: who asked, or anybody where the chat itself asked."""
        return self.reader.person == person or self.reader.person < 0


class Turns:
    """The turns of the last *days*."""

    def __init__(self, state: State, *, days: float = KEPT) -> None:
        self._state = state.table(TURNS, BY_QUESTION, BY_REPLY)
        state.keep_for(days, "turns", "made")

    def add(self, turn: Turn) -> Turn:
        """Store *turn*; the same turn with its id."""
        number = self._state.insert(
            "INSERT INTO turns (chat, person, topic, texts, pressed, number, question, made, "
            "quotations, suggestions, library) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *turn.reader,
            _json(turn.texts),
            turn.pressed,
            turn.number,
            turn.question,
            time.time(),
            _json(map(astuple, turn.quotations)),
            _json(turn.suggestions),
            turn.library,
        )
        return replace(turn, id=number)

    def show(self, turn: Turn, answer: Answer) -> Turn:
        """*turn* as it is stored, showing *answer* too; without an id if it has been deleted."""
        with self._state.together():
            stored = self.find(turn.id)
            if stored is None:
                return replace(turn, id=0)
            showing = stored.showing(answer)
            if showing != stored:
                self._state.execute(
                    "UPDATE turns SET quotations = ?, suggestions = ? WHERE id = ?",
                    _json(map(astuple, showing.quotations)),
                    _json(showing.suggestions),
                    turn.id,
                )
        return showing

    def place(self, turn: int, *, reply: int, pages: int) -> None:
        """The answer of *turn* has so many *pages*, and *reply* is the message of the last."""
        self._state.execute("UPDATE turns SET reply = ?, pages = ? WHERE id = ?", reply, pages, turn)

    def amend(self, turn: int, texts: tuple[str, ...]) -> None:
        """*turn* is about *texts* now: its question was edited, or does not build on others any more."""
        self._state.execute("UPDATE turns SET texts = ? WHERE id = ?", _json(texts), turn)

    def find(self, turn: int) -> Turn | None:
        return self._one("id = ?", turn)

    def of_question(self, chat: int, message: int) -> Turn | None:
        """The latest turn that *message* asked."""
        return self._one("chat = ? AND question = ? AND NOT pressed", chat, message)

    def of_reply(self, chat: int, message: int) -> Turn | None:
        """The turn whose answer is *message*."""
        return self._one("chat = ? AND reply = ?", chat, message)

    def moved(self, old: int, new: int) -> None:
        """The turns in the chat *old* continue in *new*, which numbers its messages anew."""
        self._state.execute(
            "UPDATE turns SET chat = ?, question = NULL, reply = NULL WHERE chat = ?", new, old
        )
        self._state.execute("UPDATE turns SET library = ? WHERE library = ?", new, old)

    def left(self, chat: int) -> None:
        """Delete every turn in *chat*."""
        self._state.execute("DELETE FROM turns WHERE chat = ?", chat)

    def _one(self, condition: str, *values: int) -> Turn | None:
        rows = self._state.execute(
            "SELECT chat, person, topic, texts, pressed, number, question, reply, pages, "
            f"quotations, suggestions, library, id FROM turns WHERE {condition} ORDER BY id DESC LIMIT 1",
            *values,
        )
        if not rows:
            return None
        chat, person, topic, texts, pressed, number, question, reply, pages, quotations, *others = rows[0]
        suggestions, library, turn = others
        return Turn(
            Reader(chat, person, topic),
            tuple(json.loads(texts)),
            bool(pressed),
            number,
            question,
            reply,
            pages or 0,
            tuple(Quotation(*fields) for fields in json.loads(quotations)),
            tuple(json.loads(suggestions)),
            library,
            turn,
        )


def _json(values: Iterable[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
