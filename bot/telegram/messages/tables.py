"""Tables: a comparison as monospaced lines that fit a phone.

    地方   打掉涉黑组织
    大理州      8个 [1]
    玉林市      2个 [2]

Where the columns do not fit beside each other, each line of the table has a line of its own for each cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot import wording
from bot.telegram.messages.phone import COLUMNS, padded, shortened, width
from retrieval.answering.answer import Cell, Line, Table

MOST = 16  # lines
LONGEST = 14  # columns of a heading


def monospaced(table: Table) -> str:
    """*table* as text, with a last line that says how many lines of it are not shown."""
    head, *grid = cells(table)
    top = [head]
    if len(table.columns) == 1:  # its name stands above, whole
        top, title = [], list(wrapped(table.columns[0], COLUMNS))
    else:
        title = []
    widths = [max(width(row[n]) for row in (*top, *grid)) for n in range(len(head))]
    fits = sum(widths) + len(widths) - 1 <= COLUMNS
    title += [aligned(row, widths) for row in top] if fits else []
    shown, count = list(title), 0
    for lines in ([aligned(row, widths)] for row in grid) if fits else stacked(table):
        if count and len(shown) + len(lines) > MOST:
            break
        shown += lines
        count += 1
    if count < len(grid):
        shown.append(wording.rows_shown(len(grid), count))
    return "\n".join(shown)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """*text* in lines of at most *columns*."""
    line = ""
    for character in text:
        if width(line + character) > columns:
            yield line
            line = ""
        line += character
    yield line


def cells(table: Table) -> Iterator[tuple[str, ...]]:
    """The heading, and each line of *table*, as texts; a column for the period where periods differ."""
    dated = len({row.period for row in table.rows}) > 1
    columns = tuple(shortened(column, LONGEST) for column in table.columns)
    yield (wording.TABLE_PLACE, *((wording.TABLE_PERIOD,) if dated else ()), *columns)
    for row in table.rows:
        yield (whose(row), *((row.period or "",) if dated else ()), *map(written, row.cells))


def whose(row: Line) -> str:
    return row.institution or row.place or row.period or ""


def written(cell: Cell | None) -> str:
    return f"{cell.text} [{cell.citation}]" if cell is not None else "—"


def aligned(row: tuple[str, ...], widths: list[int]) -> str:
    """*row* in columns, the first to the left, the others to the right."""
    first, *others = (
        padded(text, w, right=n > 0) for n, (text, w) in enumerate(zip(row, widths, strict=True))
    )
    return " ".join([first, *others]).rstrip()


def stacked(table: Table) -> Iterator[list[str]]:
    """Each line of *table* as several: whose it is, and below each cell behind its heading."""
    for row in table.rows:
        told = " ".join(dict.fromkeys(filter(None, (whose(row), row.period))))
        below = (
            beside(column, written(cell))
            for column, cell in zip(table.columns, row.cells, strict=True)
            if cell
        )
        yield [shortened(told, COLUMNS), *chain.from_iterable(below)]


def beside(column: str, cell: str) -> list[str]:
    """A cell behind its heading, on two lines if they do not fit on one."""
    room = COLUMNS - width(cell) - 3
    if room >= 8:
        return [f"  {shortened(column, room)} {cell}"]
    return [f"  {shortened(column, COLUMNS - 2)}", f"  {shortened(cell, COLUMNS - 2)}"]
