"""The data files of this package: tab-separated rows, read once.

Every file names its columns in its first line. The last two are always `example` and `counter-example`:
what the row is for, and what looks like it and is not. Both are tests.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of the data file *name*, comments left out, its first row (the names of columns) too."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(tuple(line.split("\t")) for line in lines[1:])


@cache
def words(kind: str) -> frozenset[str]:
    """The words of that kind in words.tsv."""
    return frozenset(word for row in rows("words.tsv") if row[0] == kind for word in row[1].split())
