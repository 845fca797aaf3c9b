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

    def holds(self, document: str, at: int) -> bool:
        """Whether the character *at* of *document* stands in the quotation."""
        return self.document == document and self.start <= at < self.end


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
class Cell:
    """A figure in a table: `text` stands verbatim in the quotation of its citation."""

    text: str
    number: float
    unit: str | None
    citation: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: whose figures, of which period."""

    place: str | None
    institution: str | None
    period: str | None
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures side by side. `why_not` says why they are in no order, or cannot be compared."""

    columns: tuple[str, ...]
    rows: tuple[Line, ...]
    ordered: Literal["asc", "desc"] | None = None
    comparable: bool = True
    why_not: str | None = None


Kind = Literal["difference", "sum", "times", "mean"]


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that a result was computed of: `text` stands verbatim in the quotation of its citation."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """A result that no document states: `text` is the whole sum, for a reader to check."""

    text: str
    kind: Kind
    operands: tuple[Operand, ...]
    result: str


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
    table: Table | None = None
    calculations: tuple[Calculation, ...] = ()
    closest: tuple[Citation, ...] = ()  # on a refusal: the nearest sentences of that place and period
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    total: int | None = None  # of a list or ranking, where not all is shown
    library_version: str = ""
    elapsed_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The answer as the contract's JSON object (remarks, already worded, left out)."""
        fields = asdict(self)
        del fields["remarks"]
        return fields
