"""The blocks of a web page: the text between the edges of its elements, items numbered, tables as grids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.files import tables
from corpus.files.blocks import Block, Kind
from corpus.files.cells import Cell, Grid, placed
from corpus.files.formats.mathml import equation
from corpus.files.formats.numbering import written
from corpus.files.formats.raised import lowered, raised

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

EDGES = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|h[1-6]|header"
    "|hr|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
KINDS: Mapping[str, Kind] = {
    "h1": "title",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "caption"), "heading"),
    "li": "item",
}
# A line break in the source between two hanzi is no blank.
BETWEEN = re.compile(r"(?<=[⺀-鿿、-】＀-￯“”…—])[ \t\r\f]*\n\s*(?=[⺀-鿿、-】＀-￯“”…—])")
BLANKS = re.compile(r"[ \t\r\n\f]+")
# Forms of numbers before the items of <ol>, by its type and by the style of its list.
TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
STYLES = {"decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
          "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
          "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCounting",
          "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
          "simp-chinese-formal": "chineseLegalSimplified", "cjk-heavenly-stem": "ideographTraditional",
          "cjk-earthly-branch": "ideographZodiac", "cjk-decimal": "ideographDigital"}  # fmt: skip
STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(none|[a-z]+(?:-[a-z]+)*)")
NUMBERED = re.compile(
    r"[一二三四五六七八九十\d]{1,3}[、.．)）](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[）)]|[①-⑳]"
)
PROSE = 200  # characters of several paragraphs in one cell: the table is a frame around text


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where a block begins, and what it is: of which kind, and whether its lines are wrapped."""

    kind: Kind = "paragraph"
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    """The number of an item, before its text unless the text begins with one."""

    text: str


@dataclass(slots=True)
class _Tables:
    """How many tables were met so far."""

    count: int = 0


@dataclass(slots=True)
class _Line:
    """The text of a block while it is read."""

    text: str = ""
    label: str = ""
    edge: _Edge = field(default_factory=_Edge)

    def ended(self) -> Iterator[Block]:
        """The blocks that the text makes, one for each line of <br> and <pre>."""
        for line in self.text.split("\v"):
            if line.strip():
                text = BLANKS.sub(" ", BETWEEN.sub("", line)).strip()
                if self.label and not NUMBERED.match(text):
                    text = f"{self.label}{' ' * text[0].isdigit()}{text}"
                self.label = ""
                yield Block(text, self.edge.kind, wrapped=self.edge.wrapped)
        self.text = ""


def blocks(node: LexborNode) -> Iterator[Block]:
    """The blocks of *node* in order."""
    return _blocks(node, _Tables())


def _blocks(node: LexborNode, counted: _Tables) -> Iterator[Block]:
    line = _Line()
    above = ""  # the line before, which may give the unit of a table
    for piece in _pieces(node, line.edge, counted):
        if isinstance(piece, str):
            line.text += piece
            continue
        if isinstance(piece, _Raised):
            line.text += raised(piece.text, before=line.text)
            continue
        for block in line.ended():
            above = block.text
            yield block
        if isinstance(piece, _Edge):
            line.edge = piece
        elif isinstance(piece, _Label):
            line.label = piece.text
        else:
            yield from _table(piece, counted, above)
    yield from line.ended()


@dataclass(frozen=True, slots=True)
class _Raised:
    text: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table of data: its rows, and the tables in its cells."""

    node: LexborNode
    grid: Grid


_Piece = str | _Raised | _Edge | _Label | _Rows


def _pieces(node: LexborNode, edge: _Edge, counted: _Tables) -> Iterator[_Piece]:
    """Text, the edges of blocks, the numbers of items, and tables of data."""
    number = 0
    child = node.child
    while child is not None:
        tag = child.tag or ""
        if (piece := _inline(child, node, counted)) is not None:
            yield piece
        elif EDGES.fullmatch(tag):
            inner = replace(edge, kind=KINDS.get(tag, edge.kind), wrapped=edge.wrapped or tag == "pre")
            yield inner
            if tag == "li":
                number = _number(child, node, number)
                yield _Label(_label(node, number))
            yield from _pieces(child, inner, counted)
            yield edge
        else:
            yield from _pieces(child, edge, counted)
        child = child.next


def _inline(child: LexborNode, parent: LexborNode, counted: _Tables) -> _Piece | None:
    """*child* as one piece; None if it has pieces of its own."""
    match child.tag:
        case "-text":
            inside = child.text_content or ""
            return inside.replace("\n", "\v") if parent.tag == "pre" else inside
        case "br":
            return "\v"
        case "sup":
            return _Raised(child.text())
        case "sub":
            return lowered(child.text())
        case "math":
            return equation(child)
        case "table":
            return _data(child, counted)
    return None


def _number(item: LexborNode, parent: LexborNode, before: int) -> int:
    """The number of *item* in its list, behind that of the item *before*."""
    own = item.attributes.get("value") or ""
    if re.fullmatch(r"-?\d{1,9}", own):
        return int(own)
    start = parent.attributes.get("start") or ""
    backwards = "reversed" in parent.attributes
    if before == 0 and re.fullmatch(r"-?\d{1,9}", start):
        return int(start)
    if before == 0 and backwards:
        return sum(1 for other in parent.iter() if other.tag == "li")
    return before - 1 if backwards else before + 1


def _label(parent: LexborNode, number: int) -> str:
    """What a browser shows before item *number* of *parent*: 3., 三、, nothing in <ul>."""
    if parent.tag != "ol":
        return ""
    styled = STYLE.search(parent.attributes.get("style") or "")
    form = STYLES.get(styled[1], "") if styled else TYPES.get(parent.attributes.get("type") or "1", "decimal")
    if not form:
        return ""
    shown = written(number, form)
    return shown + ("." if shown.isascii() else "、")


def _data(table: LexborNode, counted: _Tables) -> _Rows | None:
    """*table* as a grid if it holds data; None where it is only a frame around text."""
    rows = list(_direct(table))
    cells = [cell for row in rows for cell in row.iter() if cell.tag in ("td", "th")]
    if any(_is_prose(cell) for cell in cells):
        return None
    grid = placed([[_cell(cell, row) for cell in row.iter() if cell.tag in ("td", "th")] for row in rows])
    return None if tables.is_layout(grid) else _Rows(table, grid)


def _direct(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of *table* itself, not of tables in it; those of <tfoot> last."""
    foot: list[LexborNode] = []
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody"):
            yield from (row for row in child.iter() if row.tag == "tr")
        elif child.tag == "tfoot":
            foot += [row for row in child.iter() if row.tag == "tr"]
    yield from foot


def _is_prose(cell: LexborNode) -> bool:
    """Whether *cell* holds a text of its own: headings, or several paragraphs of some length."""
    if cell.css_first("h1, h2, h3, h4, h5, h6") is not None:
        return True
    return cell.css_first("p + p, div + div, li") is not None and len(cell.text()) > PROSE


def _cell(cell: LexborNode, row: LexborNode) -> Cell:
    inside = [block.text for block in _blocks(cell, _Tables()) if block.kind not in ("row", "note")]
    is_head = cell.tag == "th" or (row.parent is not None and row.parent.tag == "thead")
    return Cell("\n".join(inside), _span(cell, "rowspan"), _span(cell, "colspan"), is_head)


def _span(cell: LexborNode, name: str) -> int:
    told = (cell.attributes.get(name) or "").strip()
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 1
    return 1_000_000 if name == "rowspan" and number == 0 else max(number, 1)  # 0: down to the last row


def _table(rows: _Rows, counted: _Tables, above: str) -> Iterator[Block]:
    """The rows of a table with its caption before them, and those of the tables in its cells behind."""
    counted.count += 1
    number = counted.count
    for caption in [child for child in rows.node.iter() if child.tag == "caption"][:1]:
        for block in _blocks(caption, counted):
            above = block.text
            yield replace(block, kind="heading")
    yield from tables.blocks(rows.grid, where=lambda at: f"表{number}第{at + 1}行", above=above)
    for row in _direct(rows.node):
        for cell in row.iter():
            if cell.css_first("table") is not None:
                yield from (block for block in _blocks(cell, counted) if block.kind in ("row", "note"))
