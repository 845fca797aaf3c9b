"""Tables: the figures of a row, by its label and the heads of its columns.

    县区：临江区，2023年刑事立案（起）：1286  ->  1286 起, 刑事立案, 2023年, scope 临江区

A row is a line in which each value stands behind its head, or cells side by side under a line of heads.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.figures import vocabulary
from corpus.figures.changes import change
from corpus.figures.figure import Direction, Kind
from corpus.figures.numbers import SCALES, Number, numbers, qualified
from corpus.figures.topics import subject
from corpus.figures.units import Unit, unit, unit_at

SHORTEST_THING = 2  # characters; 社区矫正 is no 社区 that is done something with
LONGEST_NAME = 24  # characters of a cell that names something
_PAIR = r"[^，：。]{1,60}：[^，：。]{0,80}"
_ROW = re.compile(rf"(?:{_PAIR}|[^，：。]{{1,60}})(?:，{_PAIR})+")
_CELLS = re.compile(r"\t+|[ \u3000]{2,}|\s*[｜|]\s*")
_HEAD_UNIT = re.compile(r"[（(\[【](?P<unit>[^（）()\[\]【】]{1,10})[）)\]】]$")
_INNER_UNIT = re.compile(r"[（(](?P<unit>[^（）()]{1,4})[）)](?= / )")  # 船舶检查（艘次） / 国内船
_ABOVE_UNIT = re.compile(r"（单位：(?P<units>[^（）]+)）$")
_YEARS = re.compile(r"(?:19|20)\d\d年(?:度|同期)?")
_UNIT_LINE = re.compile(r"[（(]?(?:计量|数据)?单\s*位\s*[：:]\s*(?P<units>[^：:）)。]{1,20})[）)]?")
_MEASURE_LABEL = re.compile(r"(?:指标|项目|内容|名称|事项|科目)$")
_PERIODS = re.compile(r"(?:(?:19|20)\d\d年)?(?:\d{1,2}(?:[-—至到]\d{1,2})?月份?)?")
_CHANGED = re.compile("增减|同比|环比|增长|增幅|降幅|变化|比上年|较上年|±")
_COMPARISON = re.compile("增减(?:率|数|量|幅度?)?|同比|环比|变化|比上年|较上年|增幅|降幅|增长率?")
_SIGN = re.compile(r"[-−—+＋]\s*$")
_OF_THESE = re.compile(r"^其中[：:\s]*(?=[^\s数：:])")  # the head of a column: 其中 婚姻家庭
_FRACTION = re.compile(r"/([1-9]\d*)(?![\d/])")
_TOTAL = re.compile(r"合\s*计|总\s*计|共\s*计|全[省市县区州]|小\s*计|总数")


class Cell(NamedTuple):
    """A value of a row: *head* and *text* of it, and where the text begins in the line."""

    head: str
    text: str
    start: int
    head_start: int


class Row(NamedTuple):
    """A row: the head of its label, the label, the cells with values, and those that tell something."""

    kind: str
    label: str
    cells: tuple[Cell, ...]
    told: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a row: its number, which stands in the line, its unit, the words of its head."""

    number: Number
    unit: Unit | None
    words: str
    head: str
    direction: Direction | None = None
    is_change: bool = False

    @property
    def kind(self) -> Kind:
        """What kind of figure it is."""
        return "change" if self.is_change else self.unit.kind if self.unit else "count"


@dataclass(slots=True)
class Table:
    """The table that the lines of a text belong to: its caption, and its heads where they are a line."""

    caption: str = ""
    title: str = ""  # of its article
    unit: str = ""  # what the table gives above it, as its rows are said to stand there: （单位：件）
    heads: list[tuple[str, int]] = field(default_factory=list)

    @property
    def topic(self) -> str:
        """What it counts by its caption or, if that says nothing, by the title of its article."""
        return subject(self.caption) or subject(self.title)

    def line(self, text: str, *, known: bool = False) -> Row | None:
        """The row that a line is; None for a caption, a line of heads, or prose. Of some it is *known*."""
        if is_row(text) or (known and "：" in text):
            return _paired(text)
        cells = _cells(text)
        if len(cells) > 2 and not any(re.search(r"\d", _YEARS.sub("", cell)) for cell, _ in cells):
            self.heads = cells
            return None
        if self.heads and len(cells) == len(self.heads):
            label, *values = cells
            named = (
                Cell(head, text, start, start)
                for (head, _), (text, start) in zip(self.heads[1:], values, strict=True)
            )
            return Row(self.heads[0][0], label[0], tuple(named))
        self.heads = []
        if (match := _UNIT_LINE.fullmatch(text.strip())) is not None:
            self.unit = f"（单位：{match['units']}）"
        elif len(text) <= 60 and "。" not in text:
            self.caption, self.unit = text, unit_of(text)
        return None

    def is_heads(self, text: str) -> bool:
        return bool(self.heads) and [cell for cell, _ in _cells(text)] == [head for head, _ in self.heads]


def is_row(line: str) -> bool:
    """Whether *line* is a row with each value behind its head."""
    return "：" in line and bool(_ROW.fullmatch(line.strip()))


def values(row: Row, above: str = "") -> Iterator[Value]:
    """The figures of *row*; *above* names the unit that stands above the table: （单位：件）."""
    given = _ABOVE_UNIT.search(above)
    units = given["units"].split("、") if given else []
    label_unit = _HEAD_UNIT.search(row.label)
    for cell in row.cells:
        words, head_unit = _head(cell.head)
        written = head_unit or (label_unit["unit"] if label_unit else "") or _fitting(units, cell)
        found = next(iter(numbers(cell.text)), None)
        if found is None or not re.match(r"\D{0,6}$", cell.text[: found.start]):
            continue
        yield _value(cell, _fraction(found, cell.text), words, written)


def _fraction(found: Number, text: str) -> Number:
    """*found*, or the whole of a fraction that it begins: 1/2."""
    match = _FRACTION.match(text, found.end)
    if match is None or found.number is None:
        return found
    part = found.number / int(match[1])
    return replace(found, end=match.end(), number=part, low=part, high=part)


def _value(cell: Cell, found: Number, words: str, written: str) -> Value:
    own = unit_at(cell.text, found.end)
    said = qualified(found, cell.text, found.start, found.end + (len(own.text) if own else 0))
    lead = cell.text[: found.start]
    changed = change(lead) if lead else None
    is_change = bool(_CHANGED.search(cell.head)) or (changed is not None and changed.said != "to")
    direction = changed.direction if changed else None
    if is_change and direction is None and said.number is not None:
        said = _signed(said, said.number, _SIGN.search(lead))
        direction = "down" if said.number != found.number else "up" if said.number else None
    shifted = replace(said, start=cell.start + said.start, end=cell.start + said.end)
    counted, of = (shifted, own) if own is not None else _scaled(shifted, written)
    return Value(counted, of, words, cell.head, direction, is_change)


def _scaled(found: Number, written: str) -> tuple[Number, Unit | None]:
    """*found* in ones and its unit as a head writes it: 3.15 under 亿元 -> 315,000,000."""
    given = unit(written) if written else None
    if given is None:
        return found, _written(written)
    scale = written.removesuffix(given.text)
    if not scale or scale == written or not set(scale) <= set(SCALES):
        return found, given
    factor = math.prod(SCALES[character] for character in scale)
    low, high, number = (
        None if each is None else each * factor for each in (found.low, found.high, found.number)
    )
    return replace(found, low=low, high=high, number=number), replace(given, text=written)


def _signed(said: Number, number: float, sign: re.Match[str] | None) -> Number:
    """A change with the *sign* before it, and negative behind a minus: -12."""
    if sign is None:
        return said
    start = said.start - len(sign.group())
    if sign.group().strip() not in "-−—":
        return replace(said, start=start)
    return Number(start, said.end, -number, -number, -number, said.qualifier)


def _written(written: str) -> Unit | None:
    """A unit that no list has: 个/万人."""
    return (
        Unit(written, "count", "")
        if written and len(written) <= 4 and not re.search(r"\d", written)
        else None
    )


def _head(head: str) -> tuple[str, str]:
    """The words of a head and the unit in brackets behind them: 刑事立案（起） -> 刑事立案, 起."""
    match = _HEAD_UNIT.search(head) or _INNER_UNIT.search(head)
    if match is None or (match.end() < len(head) and unit(match["unit"]) is None):
        return head.replace(" / ", ""), ""
    words = head[: match.start()] + head[match.end() :]
    return words.replace(" / ", ""), match["unit"].removeprefix("单位：")


def _fitting(units: Sequence[str], cell: Cell) -> str:
    """Which of the units above a table a column has: the only one, or % for a rate."""
    if len(units) == 1:
        return units[0]
    share = next((each for each in units if each in "%％‰"), None)
    if share and re.search("率|比|度$", cell.head):
        return share
    return next((each for each in units if each not in "%％‰"), "")


def unit_of(caption: str) -> str:
    """The unit that a caption ends with: 道路交通事故（一般以上，起） -> （单位：起）."""
    match = re.search(r"[（(](?:单位[：:])?([^（）()]{1,16})[）)]$", caption.strip())
    named = [each for each in re.split("[，、,/]", match.group(1)) if unit(each)] if match else []
    return f"（单位：{'、'.join(named)}）" if named else ""


def indicator(value: Value, head: str, label: str, caption: str) -> str:
    """What a cell counts: its head, its label where that names a measure, else the caption of the table."""
    words = compared(head) if value.is_change else head
    words = _OF_THESE.sub("", words)
    if label:
        return f"{label}{words}"
    if not words:
        return caption
    needs = vocabulary.is_bare(words) or vocabulary.is_act(words.removesuffix("数"))
    if not needs or not caption or caption in words:
        return words
    thing = vocabulary.stripped(caption, "verb", at_end=True)  # 矛盾纠纷化解, and 受理 of them
    return f"{thing if len(thing) > SHORTEST_THING else caption}{words}"


def compared(head: str) -> str:
    """The head of a column of changes without the words of change: 起数同比 -> 起数."""
    return _COMPARISON.sub("", head)


def is_total(label: str) -> bool:
    return bool(_TOTAL.fullmatch(label.strip()))


def names_measures(kind: str) -> bool:
    """Whether the labels of a table are what is counted: 指标, 项目."""
    return bool(_MEASURE_LABEL.search(kind))


def _paired(line: str) -> Row:
    cells = list(_pairs(line))
    told = tuple(cell for cell in cells[1:] if _tells(cell))
    named = [cell for cell in cells if cell not in told]
    labels = [
        cell
        for cell in named
        if not re.search(r"\d|[xX*＊]{1,}", _YEARS.sub("", cell.text)) and not _is_nothing(cell)
    ]
    first = labels[0] if labels and labels[0] is cells[0] else cells[0]
    rest = [cell for cell in named if cell is not first]
    names = [first.text, *(cell.text for cell in rest if cell in labels and cell.text)]
    return Row(first.head, "，".join(names), tuple(cell for cell in rest if cell not in labels), told)


def _pairs(line: str) -> Iterator[Cell]:
    """The cells of *line*; what stands behind a comma without a head belongs to the cell before."""
    held: Cell | None = None
    at = 0
    for piece in line.split("，"):
        head, mark, text = piece.partition("：")
        if held is not None and held.head and not mark:
            held = held._replace(text=f"{held.text}，{piece}")
        else:
            if held is not None:
                yield held
            held = Cell(
                head if mark else "", text if mark else piece, at + (len(head) + 1 if mark else 0), at
            )
        at += len(piece) + 1
    if held is not None:
        yield held


def _tells(cell: Cell) -> bool:
    """Whether a cell tells something in clauses instead of naming it: 组建调委会28家，网格员每日巡查."""
    return "，" in cell.text or "。" in cell.text or len(cell.text) > LONGEST_NAME


def _is_nothing(cell: Cell) -> bool:
    return not cell.text.strip("—-–/ 　")


def _cells(line: str) -> list[tuple[str, int]]:
    """The cells of a line set side by side, and where each begins."""
    found: list[tuple[str, int]] = []
    at = len(line) - len(line.lstrip(" 　|｜"))
    for match in [*_CELLS.finditer(line, at), None]:
        end = match.start() if match else len(line)
        if line[at:end].strip():
            found.append((line[at:end].strip(), at))
        at = match.end() if match else end
    return found
