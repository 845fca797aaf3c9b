"""A table's grid into blocks: each row a line that can be quoted alone, every value behind its heads.

    县区   | 刑事案件    |        ->  县区：临江区，刑事案件 / 立案（起）：1286，刑事案件 / 破案（起）：987
           | 立案（起） | 破案（起）
    临江区 | 1286       | 987

Lines above the heads become headings, lines below the last row notes; where a row stands says also
the unit that is given above the table (单位：件). Tables that stand below or beside one another in a grid
are read one by one. A value that one merged cell gives for several rows says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.files import heads
from corpus.files.blocks import Block, Kind
from corpus.files.cells import (
    Cell,
    Grid,
    Row,
    distinct,
    even,
    is_figure,
    is_nothing,
    is_words,
    is_year,
    shown,
    words,
)
from corpus.files.heads import JOINT, Units

Where = Callable[[int], str]
Numbered = tuple[int, Row]  # a row and its number in the whole grid
MOST_ABOVE = 8  # rows above the heads; more are a text of their own
LONGEST_HEADING = 42
LONGEST_ABOVE = 60
NO_UNITS = Units()
WINDOW = 50  # rows below a row that say whether it is heads


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of one table below its heads."""

    rows: Sequence[Numbered]
    columns: Sequence[int]
    heads: Sequence[str] = ()  # of each column of the grid; none at all where the table has no heads
    top: Row = ()  # the lowest row of heads
    units: Units = NO_UNITS

    def column(self, number: int) -> list[str]:
        return [shown(row[number]) for _, row in self.rows]


def blocks(grid: Grid, *, where: Where, above: str = "") -> Iterator[Block]:
    """The blocks of a table; *where* names the place of a row by its number in *grid*, from 0.

    *above* is the line before the table, which may give the unit of its figures.
    """
    return _blocks(grid, where, Units.of([above] if len(above) <= LONGEST_ABOVE else []))


def _blocks(grid: Grid, where: Where, units: Units) -> Iterator[Block]:
    if is_layout(grid):
        yield from _text(grid, where)
        return
    before = _Table((), ())
    for run in _runs(grid):
        rest = run
        while rest:
            lines, rest = _lines_above(rest, where)
            given = Units.of([line.text for line in lines])
            units = given if given.named else units
            yield from lines
            if rest:
                table, rest = _first(rest, before, units)
                before = table if table.heads else before
                for side in _sides(table):
                    yield from _rows(side, where)


def is_layout(grid: Grid) -> bool:
    """Whether *grid* is no table of data but one column of text, or a frame around it."""
    return all(len(distinct(row)) < 2 for row in grid)


def _text(grid: Grid, where: Where) -> Iterator[Block]:
    """The lines of a grid that is one column of text, the first its title if it is short."""
    lines = [(number, shown(cell)) for number, row in enumerate(grid) for cell in distinct(row)]
    for at, (number, text) in enumerate(lines):
        titled = at == 0 and len(lines) > 1 and _is_short(text)
        yield Block(text, "heading" if titled else "paragraph", where(number))


def _is_short(text: str) -> bool:
    """Whether *text* can be a heading by its length and its end."""
    return len(text) <= LONGEST_HEADING and text[-1] not in "。；，：:" and not heads.is_unit_line(text)


def _runs(grid: Grid) -> Iterator[list[Numbered]]:
    """The rows of *grid* that say something, parted where blank rows stand."""
    run: list[Numbered] = []
    for number, row in enumerate(even(grid)):
        if distinct(row):
            run.append((number, row))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _lines_above(rows: list[Numbered], where: Where) -> tuple[list[Block], list[Numbered]]:
    """The lines that stand over a table: its title, who filled it in, its unit; and the other rows."""
    lines: list[Block] = []
    for at, (number, row) in enumerate(rows):
        told = [shown(cell) for cell in distinct(row)]
        if len(told) == 1 and heads.stands_over_figures([row for _, row in rows[at : at + 2]]):
            return lines, rows[at:]
        if len(told) > 1 and (at >= MOST_ABOVE or not _are_fields(told)):
            return lines, rows[at:]
        titles = len(told) == 1 and at < MOST_ABOVE
        lines += [Block(text, _kind_above(text, titles=titles), where(number)) for text in told]
    return lines, []


def _are_fields(texts: Sequence[str]) -> bool:
    """Whether most of *texts* are filled-in fields: 填报单位：县司法局."""
    return 2 * sum("：" in text or ":" in text for text in texts) > len(texts)


def _kind_above(text: str, *, titles: bool) -> Kind:
    if not heads.is_unit_line(text) and words("note").fullmatch(text):
        return "note"
    return "heading" if titles and _is_short(text) else "paragraph"


def _first(rows: list[Numbered], before: _Table, units: Units) -> tuple[_Table, list[Numbered]]:
    """The table that *rows* begin with, under the heads of the one *before* if it has none; the rest."""
    bare = [row for _, row in rows]
    count = heads.levels(bare)
    end = next((at for at in range(count + 1, len(rows)) if _begins_anew(bare, at)), len(rows))
    columns = _used(bare[:end])
    if count:
        named = heads.named(bare[:count])
        return _Table(rows[count:end], columns, named, bare[count - 1], units), rows[end:]
    if before.heads and columns and set(columns) <= set(before.columns) and len(columns) > 1:
        return _Table(rows[:end], columns, before.heads, before.top, units), rows[end:]
    return _Table(rows[:end], columns, units=units), rows[end:]


def _used(rows: Sequence[Row]) -> list[int]:
    return [column for column in range(len(rows[0])) if any(shown(row[column]) for row in rows)]


def _begins_anew(rows: Sequence[Row], at: int) -> bool:
    """Whether another table begins at row *at*: heads where figures stood, or a title and such heads."""
    row = at + 1 if len(distinct(rows[at])) == 1 and at + 1 < len(rows) else at
    pairs = [(shown(before), shown(cell)) for before, cell in zip(rows[at - 1], rows[row], strict=True)]
    if not any(is_figure(before) and cell and not is_figure(cell) for before, cell in pairs):
        return False
    texts = [shown(cell) for cell in distinct(rows[row])]
    known = sum(1 for text in texts if words("head").fullmatch(text))
    again = bool(texts) and texts[0] == shown(next(iter(distinct(rows[0])), None))
    return (again or 2 * known >= len(texts)) and heads.levels(rows[row : row + WINDOW]) > 0


def _sides(table: _Table) -> Iterator[_Table]:
    """The tables that stand beside one another in *table*: the first head again, over words again."""
    if not table.heads or not table.columns:
        yield table
        return
    first = table.columns[0]
    starts = [column for column in table.columns if column == first or _starts_side(table, column)]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else table.columns[-1] + 1
        columns = [column for column in table.columns if start <= column < end]
        yield _Table(table.rows, columns, table.heads, table.top, table.units)


def _starts_side(table: _Table, column: int) -> bool:
    head = table.heads[column]
    after_gap = column - 1 not in table.columns
    if not head or not (head == table.heads[table.columns[0]] or after_gap):
        return False
    if table.top[column] is table.top[table.columns[0]]:
        return False
    told = [text for text in table.column(column) if text]
    numbered = all(text.isdecimal() for text in told) and words("ordinal").fullmatch(head) is not None
    return bool(told) and (numbered or 2 * sum(map(is_words, told)) > len(told))


def _rows(table: _Table, where: Where) -> Iterator[Block]:
    """The rows of *table* as blocks, those of a section with its name before them, notes at its foot."""
    last = max((at for at, (_, row) in enumerate(table.rows) if not _lone(table, row)), default=-1)
    rows, context = _Rows(table), ""
    unit = rows.unit()
    for at, (number, row) in enumerate(table.rows):
        lone = _lone(table, row)
        if lone and (at > last or words("note").fullmatch(lone)):
            yield Block(lone, "note", where(number))
        elif lone and _is_section(table, row, lone):
            context = lone
        elif text := rows.text(at, context):
            yield Block(text, "row", where(number) + unit)


def _lone(table: _Table, row: Row) -> str:
    """The text of the one cell that says something in *row*, "" where there are several or none."""
    cells = distinct([row[column] for column in table.columns])
    return shown(cells[0]) if len(cells) == 1 and len(table.columns) > 1 else ""


def _is_section(table: _Table, row: Row, text: str) -> bool:
    """Whether the one cell of *row* stands over the rows below: it is as wide as the table, or numbered."""
    covered = sum(1 for column in table.columns if shown(row[column]))
    return is_words(text) and (2 * covered > len(table.columns) or words("section").match(text) is not None)


class _Rows:
    """Writes the rows of one table."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self._labels = self._label_columns()
        self._bare = [row for _, row in table.rows]
        self._heads = {column: table.heads[column] for column in table.columns if table.heads}
        self._last: dict[int, str] = {}  # what was last said in each label column
        self._covered: dict[int, dict[Cell, list[int]]] = {}  # of each column, the rows of each cell

    def _label_columns(self) -> list[int]:
        """The columns before the first one of figures: what the rows are called."""
        labels: list[int] = []
        for column in self._table.columns:
            told = [text for text in self._table.column(column) if text and not is_nothing(text)]
            ordinal = self._table.heads and words("ordinal").fullmatch(self._table.heads[column])
            if not ordinal and 2 * sum(map(is_words, told)) <= len(told):
                break
            labels.append(column)
        return labels

    def unit(self) -> str:
        """The unit that stands above the table, if a column of figures has none of its own: （单位：件）."""
        for column, head in self._heads.items():
            figures = [text for text in self._table.column(column) if is_figure(text)]
            if column not in self._labels and self._table.units.are_missing(head, figures):
                return f"（单位：{'、'.join(self._table.units.named)}）"
        return ""

    def text(self, at: int, context: str) -> str:
        """Row *at*: 县区：临江区，立案（起）：1286, after the name of its section."""
        row = self._bare[at]
        if not self._heads:
            return _without_heads(row, self._table)
        pairs = [self._pair(at, columns) for columns in self._groups(row)]
        told = [pair for pair in pairs if pair]
        if context and not self._is_total(row):
            told.insert(0, context)
        return "，".join(told)

    def _is_total(self, row: Row) -> bool:
        label = next((shown(row[column]) for column in self._labels if shown(row[column])), "")
        return label != "小计" and words("total").fullmatch(label) is not None

    def _groups(self, row: Row) -> Iterator[list[int]]:
        """The columns of *row*, those of one cell together, and labels under one head together."""
        group: list[int] = []
        for column in self._table.columns:
            if group and (self._is_same(row, group[-1], column)):
                group.append(column)
                continue
            if group:
                yield group
            group = [column]
        if group:
            yield group

    def _is_same(self, row: Row, before: int, column: int) -> bool:
        if row[column] is not None and row[column] is row[before]:
            return True
        top = self._table.top
        return column in self._labels and top[column] is not None and top[column] is top[before]

    def _pair(self, at: int, columns: list[int]) -> str:
        row = self._bare[at]
        cells = distinct([row[column] for column in columns])
        first = columns[0]
        texts = [shown(cell) for cell in cells]
        if not texts and first in self._labels and self._is_continued(row, first):
            texts = [self._last[first]]
        if not texts:
            return ""
        text, head, shared = JOINT.join(texts), self._heads[first], ""
        if first in self._labels:
            self._last[first] = text
        else:
            head = "、".join(dict.fromkeys(filter(None, (self._heads[column] for column in columns))))
            shared = self._shared(at, first) if is_figure(texts[0]) else ""
        if is_year(text) and words("year").fullmatch(head):
            text += "年"
        return f"{head}：{text}{shared}" if head else text + shared

    def _is_continued(self, row: Row, column: int) -> bool:
        """Whether a blank label stands for the one above it: another label follows it in the row."""
        if self._last.get(column) is None or column != self._labels[0]:
            return False
        following = [shown(row[other]) for other in self._labels[1:]]
        return bool(following) and is_words(following[0]) and not words("total").fullmatch(following[0])

    def _shared(self, at: int, column: int) -> str:
        """Which rows one merged cell of a figure stands for: （柯城区、龙游县合并填写）, or ""."""
        cell = self._bare[at][column]
        rows = self._rows_of(column).get(cell, []) if cell else []
        for label in reversed(self._labels):
            named = list(dict.fromkeys(shown(self._bare[number][label]) for number in rows))
            if len(named) > 1:
                return f"（{'、'.join(filter(None, named))}合并填写）"
        return ""

    def _rows_of(self, column: int) -> dict[Cell, list[int]]:
        """The rows that each cell of *column* covers."""
        if column not in self._covered:
            covered: dict[Cell, list[int]] = {}
            for number, row in enumerate(self._bare):
                if (cell := row[column]) is not None:
                    covered.setdefault(cell, []).append(number)
            self._covered[column] = covered
        return self._covered[column]


def _without_heads(row: Row, table: _Table) -> str:
    """A row without heads: label and value if it is such pairs throughout, else its cells side by side."""
    texts = [shown(cell) for cell in distinct([row[column] for column in table.columns])]
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 or not all(is_words(label) and len(label) <= LONGEST_HEADING for label, _ in pairs):
        return "｜".join(texts)
    if all(is_figure(value) for _, value in pairs) or all(label[-1] in "：:" for label, _ in pairs):
        return "，".join(f"{label.rstrip('：:')}：{value}" for label, value in pairs)
    return "｜".join(texts)
