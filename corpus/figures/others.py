"""Numbers that count nothing: articles of laws, numbers of documents, meetings, times of day, names.

others("党的十九大以来，依照第三条打掉1个") -> 十九大 (session), 第三条 (law)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.figures.lexicon import rows

# Why a number has no row: those of others.tsv, and those that other modules give.
REASONS = (
    "law",
    "number",
    "session",
    "clock",
    "term",
    "ratio",
    "name",
    "item",
    "age",
    "date",
    "article",
    "unit",
    "unnamed",
    "head",
    "heading",
)


class Other(NamedTuple):
    """text[start:end] counts nothing, for a *reason* out of REASONS."""

    start: int
    end: int
    reason: str


def others(text: str, start: int = 0, end: int | None = None) -> Iterator[Other]:
    """What in text[start:end] counts nothing, from left to right."""
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        assert kind is not None  # every alternative is a named group
        if match.end() > match.start():
            yield Other(*match.span(), kind.partition("_")[0])


@cache
def _pattern() -> re.Pattern[str]:
    alternatives = [
        f"(?P<{reason}_{at}>{pattern})" for at, (reason, pattern, *_) in enumerate(rows("others.tsv"))
    ]
    return re.compile("|".join(alternatives), re.MULTILINE)
