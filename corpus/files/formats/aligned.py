"""Tables without ruling lines: rows whose pieces stand below one another, as grids.

The heads may be broken into several lines: what stands in short pieces over the columns belongs to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.files import heads
from corpus.files.cells import Cell, is_period
from corpus.files.formats.pages import Line, Table
from corpus.files.formats.runs import Left

Reach = tuple[float, float]  # from left to right
LONGEST_HEAD = 14  # characters of a piece of a head
_NO_HEAD = re.compile(
    r"[。：；，]$|^[（(]?[\d一二三四五六七八九十]{1,3}[.．、)）]"
)  # prose, or an item of a list
NEAR = 2.5  # letters high: so far apart rows of one table stand


def gathered(lines: Sequence[Line], left: Left) -> list[Line]:
    """*lines*, each run of rows that stand in columns as one table; *left* counts them."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and _follows(lines[end - 1], lines[end]):
            end += 1
        table = _table(out, lines[at:end]) if end - at > 1 else None
        if table is None:
            out += lines[at:end]
        else:
            left.add("个表格没有框线，按文字位置读出")
            del out[len(out) - table[0] :]
            out.append(table[1])
        at = end
    return out


def _follows(line: Line, following: Line) -> bool:
    """Whether both are rows, one below the other."""
    rows = len(line.cells) > 1 and len(following.cells) > 1
    return rows and line.page == following.page and following.top - line.bottom < NEAR * following.size


def _table(above: Sequence[Line], rows: Sequence[Line]) -> tuple[int, Line] | None:
    """The table of *rows*, and how many of the lines *above* them are its heads."""
    columns = _columns(rows)
    body = _grid(rows, columns) if len(columns) > 1 else None
    if body is None:
        return None
    pieces = list(_head_pieces(above, rows[0], columns)) if heads.levels(body) == 0 else []
    top = _heads([piece for line in pieces for piece in _apart(line, columns)], columns)
    first = pieces[-1] if pieces else rows[0]
    edges = (*(reach[0] for reach in columns), columns[-1][1])
    grid = (*top, *body)
    table = Table(grid, edges, (first.page,) * len(grid), is_ruled=False)
    right = max(row.right for row in rows)
    return len(pieces), Line("", first.page, edges[0], right, first.top, rows[-1].bottom, 0.0, table=table)


def _columns(rows: Sequence[Line]) -> list[Reach]:
    """Where the columns are, by the rows that have most pieces; none where these run into each other."""
    most = max(len(row.cells) for row in rows)
    pieces = [sorted(row.cells, key=lambda piece: piece.left) for row in rows if len(row.cells) == most]
    columns = [
        (min(row[number].left for row in pieces), max(row[number].right for row in pieces))
        for number in range(most)
    ]
    return columns if all(before[1] < after[0] for before, after in pairwise(columns)) else []


def _apart(row: Line, columns: Sequence[Reach]) -> list[Line]:
    """The pieces of *row*, one that holds the words of several *columns* as one for each: 平江街道 1856."""
    out: list[Line] = []
    for piece in row.cells or (row,):
        words, places = piece.text.split(" "), _places(piece, columns)
        if 1 < len(words) == len(places):
            reaches = (columns[place] for place in places)
            out += [
                replace(piece, text=word, left=left, right=right, cells=())
                for word, (left, right) in zip(words, reaches, strict=True)
            ]
        else:
            out.append(piece)
    return out


def _grid(rows: Sequence[Line], columns: Sequence[Reach]) -> list[list[Cell | None]] | None:
    grid: list[list[Cell | None]] = []
    for row in rows:
        slots: list[Cell | None] = [None] * len(columns)
        for piece in _apart(row, columns):
            places = _places(piece, columns)
            if any(slots[place] is not None for place in places):
                return None
            cell = Cell(piece.text)
            for place in places:
                slots[place] = cell
        grid.append(slots)
    return grid


def _places(piece: Line, columns: Sequence[Reach]) -> list[int]:
    """The columns that *piece* stands in: all that it overlaps, else the nearest."""
    over = [
        number for number, (left, right) in enumerate(columns) if piece.left < right and piece.right > left
    ]
    if over:
        return over
    middle = (piece.left + piece.right) / 2
    return [min(range(len(columns)), key=lambda number: abs(middle - sum(columns[number]) / 2))]


def _head_pieces(above: Sequence[Line], row: Line, columns: Sequence[Reach]) -> Iterator[Line]:
    """The lines from *row* upwards that are short pieces over *columns*."""
    size = max(row.size, 1.0)
    low = row.top
    for line in reversed(above):
        pieces = _apart(line, columns)
        inside = all(
            columns[0][0] - 3 * size <= piece.left
            and piece.right <= columns[-1][1] + 3 * size
            and len(piece.text) <= LONGEST_HEAD
            and not _NO_HEAD.search(piece.text)
            and (not piece.text[-1].isdigit() or is_period(piece.text))
            and len(_places(piece, columns)) < len(columns)
            for piece in pieces
        )
        if line.table is not None or line.page != row.page or low - line.bottom > NEAR * size or not inside:
            return
        yield line
        low = min(low, line.top)


def _heads(pieces: Sequence[Line], columns: Sequence[Reach]) -> list[list[Cell | None]]:
    """The rows of heads that *pieces* make: the highest line over the others, if some columns lack it."""
    stacks: list[list[Line]] = [[] for _ in columns]
    for piece in sorted(pieces, key=lambda piece: piece.top):
        for place in _places(piece, columns):
            stacks[place].append(piece)
    if not all(stacks):
        return []
    top = min(piece.top for piece in pieces)
    highest = [piece for piece in pieces if piece.top < top + 0.6 * piece.size]
    over = [next((piece for piece in stack if piece in highest), None) for stack in stacks]
    if None not in over and len(set(map(id, over))) == len(columns):
        return [[Cell("".join(piece.text for piece in stack)) for stack in stacks]]
    return _two_rows(stacks, over)


def _two_rows(stacks: Sequence[Sequence[Line]], over: Sequence[Line | None]) -> list[list[Cell | None]]:
    """The row of the heads *over* several columns, each one cell, and that of what stands below them."""
    cells = {id(piece): Cell(piece.text) for piece in over if piece is not None}
    low = (
        "".join(piece.text for piece in stack if piece is not first)
        for stack, first in zip(stacks, over, strict=True)
    )
    return [[cells.get(id(piece)) for piece in over], [Cell(text) if text else None for text in low]]
