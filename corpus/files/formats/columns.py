"""The reading order of a page: two columns of prose one after the other, however they were drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from corpus.files.formats.pages import Line

FEWEST = 3  # lines side by side that make two columns
FILLED = 0.75  # of its column's width: so much of it a line of prose fills
MOST_SHORT = 0.5  # of a column's lines that may end paragraphs
LETTERS = 8  # of a line of prose


def ordered(lines: Sequence[Line]) -> list[Line]:
    """*lines* of one page, those of two columns of prose one column after the other."""
    gutter = _gutter(lines)
    return list(lines) if gutter is None else list(_by_columns(lines, gutter))


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the space between two columns of prose is, if there are two."""
    pairs = [(left, right) for left, right in _beside(lines) if left.table is None and right.table is None]
    if len(pairs) < FEWEST:
        return None
    begin = median(right.left for _, right in pairs)
    aligned = [
        (left, right)
        for left, right in pairs
        if abs(right.left - begin) < 2.5 * right.size and left.right < begin
    ]
    if len(aligned) < FEWEST:
        return None
    lefts, rights = [left for left, _ in aligned], [right for _, right in aligned]
    if not all(map(_is_prose, (lefts, rights))):
        return None
    return (max(line.right for line in lefts) + min(line.left for line in rights)) / 2


def _beside(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Each two of *lines* that stand side by side with nothing between them."""
    rows = sorted(lines, key=lambda line: (line.top + line.bottom, line.left))
    for number, line in enumerate(rows):
        middle = (line.top + line.bottom) / 2
        near = [
            other
            for other in rows[max(0, number - 6) : number + 7]
            if other is not line and other.top < middle < other.bottom and other.left > line.right
        ]
        if near:
            yield line, min(near, key=lambda other: other.left)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether *lines* of one column are prose: long, and as wide as the column where no paragraph ends."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    short = sum(line.right - line.left < FILLED * width for line in lines)
    return short <= MOST_SHORT * len(lines) and median(len(line.text) for line in lines) >= LETTERS


def _by_columns(lines: Sequence[Line], gutter: float) -> Iterator[Line]:
    """*lines* from the top: what spans both columns, and between it the left column, then the right."""
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        if line.left < gutter < line.right:
            yield from (*left, *right, line)
            left, right = [], []
        else:
            is_left = line.right <= gutter
            (left if is_left else right).append(replace(line, column=1 if is_left else 2))
    yield from (*left, *right)
