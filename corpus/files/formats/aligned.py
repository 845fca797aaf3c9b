"""Tables without ruling lines: rows whose pieces stand below one another, as a grid."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from corpus.files.cells import Cell
from corpus.files.formats.pages import Line, Table

Span = tuple[float, float]


def table(rows: Sequence[Line]) -> Table | None:
    """The grid of *rows*, or None where their pieces do not stand in columns."""
    columns = _columns(rows)
    if len(columns) < 2:
        return None
    grid: list[list[Cell | None]] = []
    for row in rows:
        slots: list[Cell | None] = [None] * len(columns)
        for piece in row.cells or (row,):
            places = _places(piece, columns)
            if not places or any(slots[place] is not None for place in places):
                return None
            cell = Cell(piece.text)
            for place in places:
                slots[place] = cell
        grid.append(slots)
    edges = [left for left, _ in columns] + [columns[-1][1]]
    return Table(tuple(grid), tuple(edges), tuple(row.page for row in rows), is_ruled=False)


def _columns(rows: Sequence[Line]) -> list[Span]:
    """Where the columns are, by the rows that have most pieces; none where these run into each other."""
    most = max(len(row.cells) for row in rows)
    pieces = [sorted(row.cells, key=lambda piece: piece.left) for row in rows if len(row.cells) == most]
    columns = [
        (min(row[number].left for row in pieces), max(row[number].right for row in pieces))
        for number in range(most)
    ]
    apart = all(before[1] < after[0] for before, after in itertools.pairwise(columns))
    return columns if apart else []


def _places(piece: Line, columns: Sequence[Span]) -> list[int]:
    """The columns that *piece* stands in: all that it overlaps, else the nearest."""
    over = [
        number for number, (left, right) in enumerate(columns) if piece.left < right and piece.right > left
    ]
    if over:
        return over
    middle = (piece.left + piece.right) / 2
    return [min(range(len(columns)), key=lambda number: abs(middle - sum(columns[number]) / 2))]
