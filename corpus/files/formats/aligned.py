"""Lines that stand side by side as rows, and rows whose pieces stand below one another as tables.

The heads may be broken into several lines: what stands in short pieces over the columns belongs to them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.files import heads
from corpus.files.cells import Cell, is_period
from corpus.files.formats import tall_cells, wide_heads
from corpus.files.formats.pages import Line, Table
from corpus.files.formats.runs import Left
from corpus.files.formats.wide_heads import Reach

LONGEST_HEAD = 14  # characters of a piece of a head
_NO_HEAD = re.compile(
    r"[。：；，]$|^[（(]?[\d一二三四五六七八九十]{1,3}[.．、)）]"
)  # prose, or an item of a list
LOW, HIGH = 0.6, 0.3  # of the page's height: where a table may go over to the next page, and go on
MOST_IN_CELL = 4  # lines
AMID = 0.4  # of the distance of two columns: so alike are the distances of what stands amid them
CLOSER = 0.8  # of the distance of rows: the lines of a cell
NEAR = 2.5  # letters high: so far apart rows of one table stand


def rows(lines: Sequence[Line]) -> list[Line]:
    """*lines* with the cells of one table row, drawn as several lines, as one: 临江区｜1286｜2734.

    A cell may be set in several lines, and the next one drawn after them.
    """
    out: list[Line] = []
    for line in lines:
        at = next((at for at in range(1, MOST_IN_CELL + 1) if _is_next_cell(out[-at:], line)), 0)
        if at:
            before = out[-at]
            cells = (*(before.cells or (before,)), line)
            top, bottom = min(before.top, line.top), max(before.bottom, line.bottom)
            text = f"{before.text}｜{line.text}"
            out[-at] = replace(before, text=text, right=line.right, top=top, bottom=bottom, cells=cells)
        else:
            out.append(line)
    return out


def _is_next_cell(before: Sequence[Line], line: Line) -> bool:
    """Whether *line* stands beside the first of *before*, whose others are the rest of its cells."""
    if not before or not _beside(before[0], line):
        return False
    cells = before[0].cells or before[:1]
    return all(
        rest.right < line.left and any(rest.left < cell.right and cell.left < rest.right for cell in cells)
        for rest in before[1:]
    )


def _beside(line: Line, following: Line) -> bool:
    if line.table is not None or following.table is not None or line.column != following.column:
        return False
    overlap = min(line.bottom, following.bottom) - max(line.top, following.top)
    same = line.page == following.page and overlap > 0.6 * min(line.size, following.size)
    return same and following.left > line.right + 0.5 * line.size and "。" not in line.text


def gathered(lines: Sequence[Line], left: Left) -> list[Line]:
    """*lines*, each run of rows that stand in columns as one table; *left* counts them."""
    lines = _narrow_rows_parted(tall_cells.given(lines))
    out: list[Line] = []
    at = 0
    while at < len(lines):
        rows, end = _run(lines, at)
        table = _table(out, rows) if len(rows) > 1 else None
        if table is None:
            out += lines[at:end]
        else:
            left.add("个表格没有框线，按文字位置读出")
            del out[len(out) - table[0] :]
            out.append(table[1])
        at = end
    return out


def _narrow_rows_parted(lines: Sequence[Line]) -> list[Line]:
    """*lines*, those as rows whose short words stand below or above those of the next row."""
    ends = [*lines[:1], *lines, *lines[-1:]]
    around = zip(ends, lines, ends[2:], strict=False)
    return [
        replace(line, text="｜".join(word.text for word in line.words), cells=line.words)
        if any(other is not line and _is_below(line, other) for other in (above, below))
        else line
        for above, line, below in around
    ]


def _is_below(line: Line, other: Line) -> bool:
    """Whether *line* is parted by narrow gaps alone, and its words stand below those of *other*."""
    cells = other.cells or other.words
    if line.cells or len(line.words) < 2 or len(cells) != len(line.words) or line.page != other.page:
        return False
    near = abs(line.top - other.top) < (1 + NEAR) * line.size
    return near and all(map(_may_be_cell, line.words)) and all(map(_is_aligned, line.words, cells))


def _may_be_cell(piece: Line) -> bool:
    return len(piece.text) <= LONGEST_HEAD and not _NO_HEAD.search(piece.text)


def _is_aligned(piece: Line, other: Line) -> bool:
    """Whether two pieces begin, end or are centred at one place."""
    begin, end = piece.left - other.left, piece.right - other.right
    return min(abs(begin), abs(end), abs(begin + end) / 2) < 0.3 * piece.size


def _run(lines: Sequence[Line], at: int) -> tuple[list[Line], int]:
    """The rows from line *at* on that follow one another, and where they end."""
    rows, end = [lines[at]], at + 1
    whole = lines[at]  # the last row that is more than a label
    while end < len(lines):
        line, below = lines[end], lines[end + 1 : end + 3]
        with_rest = _with_rest(rows, line, below)
        if with_rest is not None:
            rows[-1] = whole = with_rest
        elif _follows(whole, line):
            rows.append(line)
            whole = line
        elif _is_label(whole, line, below):
            rows.append(line)
            whole = replace(whole, bottom=line.bottom)
        else:
            break
        end += 1
    return rows, end


def _is_label(row: Line, line: Line, below: Sequence[Line]) -> bool:
    """Whether *line* is a label between *row* and one like it, without figures of its own: 其中."""
    if line.is_row or not _may_be_head(line) or not row.cells:
        return False
    if not below or len(below[0].cells) != len(row.cells):
        return False
    steps = line.top - row.bottom, below[0].top - line.bottom
    near = line.page == row.page == below[0].page and all(0 <= step < NEAR * row.size for step in steps)
    begins = abs(line.left - row.left) < row.size and abs(below[0].left - row.left) < row.size
    return near and begins and line.right < row.cells[1].left


def _with_rest(rows: Sequence[Line], line: Line, below: Sequence[Line]) -> Line | None:
    """The last of *rows* with *line* as the second line of its cells: 临水街 | 道. None if it is none.

    Cells are set closer than rows are: those before it, or what comes *below*.
    """
    row, pieces = rows[-1], line.cells or (line,)
    if line.page != row.page or len(row.cells) < 2 or not 0 < line.top - row.top < NEAR * row.size:
        return None
    homes = [next((cell for cell in row.cells if _is_under(piece, cell)), None) for piece in pieces]
    if None in homes or len(pieces) == len(row.cells) or not _is_closer(rows, line, below):
        return None
    rest = {id(cell): piece for cell, piece in zip(homes, pieces, strict=True)}
    cells = (
        replace(cell, text=cell.text + rest[id(cell)].text, words=()) if id(cell) in rest else cell
        for cell in row.cells
    )
    return replace(row, cells=tuple(cells), bottom=max(row.bottom, line.bottom))


def _is_under(piece: Line, cell: Line) -> bool:
    """Whether *piece* is set like the rest of *cell*, whose line was full."""
    return _is_aligned(piece, cell) and piece.right < cell.right + 0.5 * cell.size and not piece.words


def _is_closer(rows: Sequence[Line], line: Line, below: Sequence[Line]) -> bool:
    """Whether *line* is closer to the last of *rows* than rows are to each other."""
    row = rows[-1]
    pairs = [*pairwise(rows[-2:]), *pairwise(each for each in below if len(each.cells) > 1)]
    steps = [after.top - before.top for before, after in pairs if before.page == after.page]
    if steps:
        return line.top - row.top < CLOSER * min(steps)
    following = below[0] if below and below[0].page == line.page else None
    return following is not None and following.top - line.bottom > 2 * max(0.0, line.top - row.bottom)


def _follows(line: Line, following: Line) -> bool:
    """Whether both are rows, one below the other, or at the foot of a page and the top of the next."""
    if len(line.cells) < 2 or len(following.cells) < 2:
        return False
    if line.page == following.page:
        return following.top - line.bottom < NEAR * following.size
    fewer, more = sorted((line.cells, following.cells), key=len)
    below = all(any(_overlap(a, b) for b in more) for a in fewer)
    return _goes_over(line, following) and (below or all(map(_may_be_head, (*fewer, *more))))


def _goes_over(line: Line, following: Line) -> bool:
    """Whether *line* stands low on its page and *following* high on the next one."""
    low, high = line.bottom / line.page.height, following.top / following.page.height
    return following.page.number == line.page.number + 1 and low > LOW and high < HIGH


def _overlap(piece: Line, other: Line) -> bool:
    return piece.left < other.right and other.left < piece.right


def _table(above: Sequence[Line], rows: Sequence[Line]) -> tuple[int, Line] | None:
    """The table of *rows*, and how many of the lines *above* them are its heads."""
    found = _by_words(above, rows) or _by_pieces(rows)
    if found is None:
        return None
    columns, body = found
    pieces = list(_head_pieces(above, rows[0], columns)) if heads.levels(body) == 0 else []
    top = _heads([piece for line in pieces for piece in _apart(line, columns)], columns)
    pieces = pieces if top else []
    first = pieces[-1] if top else rows[0]
    edges = (*(reach[0] for reach in columns), columns[-1][1])
    pages = (*(first.page for _ in top), *(row.page for row in rows))
    table = Table((*top, *body), edges, pages, is_ruled=False)
    right = max(row.right for row in rows)
    below = rows[-1].bottom
    return len(pieces), Line("", rows[-1].page, edges[0], right, first.top, below, 0.0, table=table)


Grid = list[list[Cell | None]]


def _by_pieces(rows: Sequence[Line]) -> tuple[list[Reach], Grid] | None:
    columns = _columns(rows)
    body = _grid(rows, columns) if len(columns) > 1 else None
    return (columns, body) if body is not None else None


def _by_words(above: Sequence[Line], rows: Sequence[Line]) -> tuple[list[Reach], Grid] | None:
    """The columns and cells of *rows* if narrow gaps are between cells, too: others stand below each word.

    So 临水街道 518 is a name and a figure.
    """
    parted = [_in_words(row) for row in rows]
    if all(len(one.cells) == len(row.cells) for one, row in zip(parted, rows, strict=True)):
        return None
    found = _by_pieces(parted)
    if found is None:
        return None
    columns, body = found
    filled = Counter(place for row in body for place, cell in enumerate(row) if cell is not None)
    for line in _head_pieces(above, rows[0], columns):
        for piece in _apart(line, columns):
            filled.update(_places(piece, columns))
    is_wide = any(map(_has_wide_cell, body[heads.levels(body) :]))
    return None if is_wide or min(map(filled.__getitem__, range(len(columns)))) < 2 else found


def _has_wide_cell(row: Sequence[Cell | None]) -> bool:
    return any(cell is not None and cell is after for cell, after in pairwise(row))


def _in_words(row: Line) -> Line:
    return replace(row, cells=tuple(word for piece in row.cells for word in piece.words or (piece,)))


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


def _grid(rows: Sequence[Line], columns: Sequence[Reach]) -> Grid | None:
    grid: Grid = []
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        slots: list[Cell | None] = [None] * len(columns)
        pieces = _apart(row, columns)
        homes = [_places(piece, columns) for piece in pieces]
        if below is not None and _are_wide_heads(pieces, _apart(below, columns), columns):
            wide = _over(pieces, homes, columns)
            if wide is None:
                return None
            homes = wide
        for piece, places in zip(pieces, homes, strict=True):
            if any(slots[place] is not None for place in places):
                return None
            cell = Cell(piece.text)
            for place in places:
                slots[place] = cell
        grid.append(slots)
    return grid


def _are_wide_heads(pieces: Sequence[Line], below: Sequence[Line], columns: Sequence[Reach]) -> bool:
    """Whether *pieces* are heads over heads *below*, of which some have none just above them."""
    if not all(map(_may_be_head, (*pieces, *below))):
        return False
    touched = {0, *(place for piece in pieces for place in _places(piece, columns))}
    return any(not touched.issuperset(_places(piece, columns)) for piece in below)


def _over(
    pieces: Sequence[Line], homes: Sequence[list[int]], columns: Sequence[Reach]
) -> list[list[int]] | None:
    """The columns that *pieces* stand over, where *homes* are those they touch; None if that is not clear.

    The first column is of labels: it has a head of its own, or none there.
    """
    labelled = int(homes[0] == [0] and len(pieces) > 1)
    first = int(labelled or 0 not in homes[0])
    wide = wide_heads.blocks(pieces[labelled:], columns[first:])
    if wide is None:
        return None
    return [*homes[:labelled], *([place + first for place in places] for places in wide)]


def _places(piece: Line, columns: Sequence[Reach]) -> list[int]:
    """The columns that *piece* stands in: all it overlaps, else both that it stands amid, or the nearest."""
    over = [
        number for number, (left, right) in enumerate(columns) if piece.left < right and piece.right > left
    ]
    if over:
        return over
    middle = (piece.left + piece.right) / 2
    away = sorted((abs(middle - (left + right) / 2), number) for number, (left, right) in enumerate(columns))
    amid = len(away) > 1 and away[1][0] - away[0][0] < AMID * (away[0][0] + away[1][0])
    return sorted(number for _, number in away[: 1 + amid])


def _head_pieces(above: Sequence[Line], row: Line, columns: Sequence[Reach]) -> Iterator[Line]:
    """The lines from *row* upwards that are short pieces over *columns*."""
    size = max(row.size, 1.0)
    reach = columns[0][0] - 3 * size, columns[-1][1] + 3 * size
    low, below = row.top, row
    for line in reversed(above):
        near = low - line.bottom <= NEAR * size if line.page == below.page else _goes_over(line, below)
        if line.table is not None or not near:
            return
        for piece in _apart(line, columns):
            over = reach[0] <= piece.left and piece.right <= reach[1]
            if not over or not _may_be_head(piece) or len(_places(piece, columns)) == len(columns):
                return
        yield line
        low, below = min(low, line.top) if line.page == below.page else line.top, line


def _may_be_head(piece: Line) -> bool:
    return _may_be_cell(piece) and (not piece.text[-1].isdigit() or is_period(piece.text))


def _heads(pieces: Sequence[Line], columns: Sequence[Reach]) -> list[list[Cell | None]]:
    """The rows of heads that *pieces* make: the highest line over the others, if some columns lack it."""
    stacks: list[list[Line]] = [[] for _ in columns]
    ordered = sorted(pieces, key=lambda piece: (piece.page.number, piece.top))
    for piece in ordered:
        for place in _places(piece, columns):
            stacks[place].append(piece)
    if not all(stacks):
        return []
    first = ordered[0]
    highest = [each for each in pieces if each.page == first.page and each.top < first.top + 0.6 * each.size]
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
