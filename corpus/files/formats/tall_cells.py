"""Names in cells over several rows of a table without ruling lines: each of these rows begins with the name.

Such a name is drawn before its rows and stands in their middle, or beside the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from corpus.files.formats.pages import Line

LONGEST = 14  # characters of a name
LOWER, AT = 0.25, 0.25  # letters: so far below its first row a name stands; so near where it should stand


def given(lines: Sequence[Line]) -> list[Line]:
    """*lines*, the names of several rows at the beginning of each instead of before them."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        rows = _rows(lines[at], lines[at + 1 :])
        out += [_begun(lines[at], row) for row in rows] or [lines[at]]
        at += 1 + len(rows)
    return out


def _rows(name: Line, following: Sequence[Line]) -> list[Line]:
    """The rows behind *name* that its cell covers: those up to the next name; none if it is no such cell."""
    if name.is_row or len(name.text) > LONGEST:
        return []
    rows = list(takewhile(lambda row: _is_beside(name, row), following))
    if not rows:
        return []
    first, last, at = (_middle(line) for line in (rows[0], rows[-1], name))
    stands = min(abs(at - (first + last) / 2), abs(at - last)) < AT * name.size
    return rows if at > first + LOWER * name.size and stands else []


def _is_beside(name: Line, row: Line) -> bool:
    return len(row.cells) > 1 and row.page == name.page and row.left > name.right


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _begun(name: Line, row: Line) -> Line:
    return replace(row, text=f"{name.text}｜{row.text}", left=name.left, cells=(name, *row.cells))
