"""Actions: what the buttons under an answer do, as plain values that outlive the bot (presses.py)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot import wording
from bot.telegram.memory.presses import known_as
from retrieval.answering.answer import Citation


@known_as("open")
@dataclass(frozen=True, slots=True)
class Open:
    """Show a quotation in its context under its *source*; *digest* tells whether it still stands there.

    *turn* is the answer to go back to; 0 where there is none.
    """

    source: str
    document: str
    start: int
    end: int
    digest: str
    turn: int = 0

    @classmethod
    def of(cls, citation: Citation, *, turn: int = 0) -> Open:
        source = wording.telegram_source(citation)
        return cls(source, citation.document, citation.start, citation.end, digest(citation.quote), turn)


@known_as("leaf")
@dataclass(frozen=True, slots=True)
class Leaf:
    """Show what stands around a quotation, before *low* or after *high*: one of the two is None."""

    source: str
    document: str
    start: int
    end: int
    digest: str
    turn: int
    before: int | None = None
    after: int | None = None

    @property
    def quotation(self) -> Open:
        return Open(self.source, self.document, self.start, self.end, self.digest, self.turn)


@known_as("back")
@dataclass(frozen=True, slots=True)
class Back:
    """Show the answer of *turn* again."""

    turn: int


@known_as("more")
@dataclass(frozen=True, slots=True)
class More:
    """Show what else is said on the question of *turn*, page *page* of it."""

    turn: int
    page: int = 1


@known_as("lift")
@dataclass(frozen=True, slots=True)
class Lift:
    """Answer the question of *turn* without what was carried over."""

    turn: int


@known_as("ask")
@dataclass(frozen=True, slots=True)
class Ask:
    """Ask *question* for whoever pressed."""

    question: str


@known_as("vote")
@dataclass(frozen=True, slots=True)
class Vote:
    """The answer to question *number* of the record is good, or it is not."""

    number: int
    good: bool


def digest(quote: str) -> str:
    """A short mark of *quote*, to know it again without keeping it."""
    return hashlib.sha256(quote.encode()).hexdigest()[:12]
