"""Actions: what the buttons under an answer do, as plain values that outlive the bot (presses.py)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot import wording
from bot.telegram.presses import known_as
from retrieval.answer import Citation


@known_as("open")
@dataclass(frozen=True, slots=True)
class Open:
    """Show a quotation in its context under its *source*; *digest* tells whether it still stands there."""

    source: str
    document: str
    start: int
    end: int
    digest: str

    @classmethod
    def of(cls, citation: Citation) -> Open:
        source = wording.telegram_source(citation)
        return cls(source, citation.document, citation.start, citation.end, digest(citation.quote))


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
