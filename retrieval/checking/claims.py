"""Claims: what is said of each figure and each name of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval.answering.answer import Citation
from retrieval.checking.drafts import Draft

Verdict = Literal["same", "rounded", "differs", "unfounded"]
Difference = Literal["number", "period", "unit", "direction", "place", "owner", "indicator", "sum"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure or a name of a draft, and what the library says of it.

    `text` is draft[start:end], the clause it stands in, draft[value_start:value_end] the figure itself.
    `should_be` is what the library says where the draft says otherwise, `difference` in what;
    `computed` the sum or share that the draft's own figures make.
    """

    text: str
    start: int
    end: int
    value_start: int
    value_end: int
    line: int
    verdict: Verdict
    citation: Citation | None = None
    should_be: str | None = None
    difference: Difference | None = None
    computed: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft and what the library says of its figures, in order."""

    draft: Draft
    claims: tuple[Claim, ...]
