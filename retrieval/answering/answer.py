"""Answer: what is shown for one question, and the gate that lets nothing unproved through.

    question ─▶ compose ─▶ Answer ─▶ verified ─▶ a front renders it

An answer is data: statements that stand verbatim in quotations, quotations that stand verbatim in
stored documents, and remarks as (kind, values) pairs which the fronts put into words.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.text.period import PeriodBasis

Status = Literal["answered", "not_found", "masked", "clarify", "help"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: `quote` equals the document's `text[start:end]`."""

    n: int
    document: str
    article: str
    section: str | None
    place: str | None
    place_basis: str
    period: str | None
    masked: bool
    quote: str
    start: int
    end: int
    line: int
    period_basis: PeriodBasis | None = None
    evidence: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A verbatim piece of the quotations it cites, by their numbers."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the question was understood, for the reader to see."""

    place: str | None = None
    period: str | None = None
    topic: str | None = None
    wants: str = "figures"
    carried_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell beside the statements: a kind known to the wording, and what it names."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole of a reply; `notes` are the remarks put into words by the conversation."""

    question: str
    read_as: Reading
    status: Status
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    library_version: str = ""
    elapsed_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The answer as the contract's JSON object (remarks, already worded, left out)."""
        fields = asdict(self)
        del fields["remarks"]
        return fields
