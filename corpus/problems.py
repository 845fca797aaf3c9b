"""What deserves a person's look: articles whose place, figures or extent are in doubt."""

from __future__ import annotations

from typing import Literal

from corpus.document import Article

Problem = Literal["undecided", "hint", "masked", "long"]

MASKED = 0.3  # share of figures blanked out from which on it is worth saying
LONG = 12_000  # characters of one untitled article


def problems(text: str, article: Article) -> list[Problem]:
    """What is in doubt about *article* of *text*; nothing for a copy whose whole version is there."""
    found: list[Problem] = []
    if article.twin_of is not None:
        return found
    if article.basis == "undecided":
        found.append("undecided")
    if article.basis == "hint":
        found.append("hint")
    if article.masked >= MASKED:
        found.append("masked")
    if article.title is None and article.end - article.start > LONG:
        found.append("long")
    return found
