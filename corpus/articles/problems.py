"""What deserves a person's look: articles whose place, figures or extent are in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.articles import doubts
from corpus.document import Article

Kind = Literal["undecided", "hint", "masked", "long"] | doubts.Kind

MASKED = 0.3  # share of figures blanked out from which on it is worth saying
LONG = 12_000  # characters of one untitled article


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in doubt, and what in the text speaks for it, if anything does."""

    kind: Kind
    evidence: tuple[str, ...] = ()


def problems(text: str, article: Article) -> list[Problem]:
    """What is in doubt about *article* of *text*; nothing for a copy whose whole version is there."""
    if article.twin_of is not None:
        return []
    found: list[Problem] = []
    if article.basis in ("undecided", "hint"):
        found.append(Problem("hint" if article.basis == "hint" else "undecided", article.evidence))
    if article.masked >= MASKED:
        found.append(Problem("masked"))
    if article.title is None and article.end - article.start > LONG:
        found.append(Problem("long"))
    return found + [Problem(doubt.kind, doubt.evidence) for doubt in doubts.doubts(text, article)]
