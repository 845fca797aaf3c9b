"""A report made at random: paragraphs, lists, tables with merged cells, heads of several levels and notes.

Every figure stands in it once, so that one that is lost, fused with another or moved under another head
is seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

PLACES = ("云溪镇", "石桥乡", "平江街道", "望山镇", "清河乡", "东岭镇", "临水街道", "长坪乡")
KINDS = ("盗窃", "诈骗", "抢劫", "赌博")
HEADS = ("立案数", "破案数", "受理数", "办结数", "移送数")
GROUPS = ("刑事案件", "治安案件", "行政案件")
YEARS = ("2019年", "2020年", "2021年", "2022年", "2023年")
UNITS = ("起", "件", "人")
SENTENCES = (
    "全年共排查矛盾纠纷{}件，化解{}件。",
    "组织巡逻{}次，出动警力{}人次，群众反映良好。",
    "新建警务室{}个，改造提升{}个，覆盖全部村社。",
    "走访群众{}户，收集意见{}条，均已办理",
    "{}个村社建成调解室，聘请调解员{}",
)
ITEMS = ("刑事案件立案数{}", "{}个小区安装门禁", "受理信访{}件；", "群众满意度测评得{}", "化解积案{}件。")
NOTES = ("注：含试点{}个。", "说明：不含上年结转{}件")


@dataclass(frozen=True)
class Span:
    """A cell: its text, how many rows and columns it covers, whether it is a head."""

    text: str
    rows: int = 1
    columns: int = 1
    is_head: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells as HTML would have them, and for each figure what must stand beside it."""

    rows: tuple[tuple[Span, ...], ...]
    facts: tuple[tuple[tuple[str, ...], str, str], ...]  # (labels of its row, its head, the figure)
    note: str = ""  # its last row, one cell as wide as the table
    is_nested: bool = False  # whether a cell of another table holds it, where a program can write that

    @property
    def width(self) -> int:
        return sum(cell.columns for cell in self.rows[0])


@dataclass(frozen=True)
class Items:
    """A numbered list."""

    texts: tuple[str, ...]


@dataclass
class Report:
    """Paragraphs, lists and tables in order."""

    title: str
    parts: list[str | Items | Table] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        return [part for part in self.parts if isinstance(part, Table)]

    @property
    def texts(self) -> list[str]:
        """All that stands in a block of its own: paragraphs, items and notes."""
        paragraphs = [part for part in self.parts if isinstance(part, str)]
        return paragraphs + self.items + self.notes

    @property
    def paragraphs(self) -> list[str]:
        """The same figures in paragraphs of several sentences, as a page in columns has them."""
        said = [text.rstrip("。；") + "。" for text in self.texts if text not in self.notes]
        return ["".join(said[at : at + 4]) for at in range(0, len(said), 4)]

    @property
    def notes(self) -> list[str]:
        return [table.note for table in self.tables if table.note]

    @property
    def items(self) -> list[str]:
        return [text for part in self.parts if isinstance(part, Items) for text in part.texts]


class _Figures:
    """Figures of three to five digits, each once."""

    def __init__(self, chance: random.Random) -> None:
        self._left = chance.sample(range(101, 1900), 700) + chance.sample(range(2100, 99999), 700)
        chance.shuffle(self._left)

    def take(self) -> str:
        return str(self._left.pop())


def made(seed: int) -> Report:
    """The report with the number *seed*."""
    chance = random.Random(seed)
    figures = _Figures(chance)
    report = Report("云溪市平安建设情况")
    for _ in range(chance.randint(2, 4)):
        report.parts += [_sentence(chance, figures) for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.5:
            items = chance.sample(ITEMS, chance.randint(2, 4))
            report.parts.append(Items(tuple(item.format(figures.take()) for item in items)))
        report.parts.append(_table(chance, figures))
    report.parts.append(_sentence(chance, figures))
    return report


def _sentence(chance: random.Random, figures: _Figures) -> str:
    return chance.choice(SENTENCES).format(figures.take(), figures.take())


def _table(chance: random.Random, figures: _Figures) -> Table:
    heads, columns = _heads(chance)
    labelled = chance.random() < 0.5
    first = Span("乡镇", rows=len(heads), is_head=True)
    second = (Span("类型", rows=len(heads), is_head=True),) if labelled else ()
    rows: list[tuple[Span, ...]] = [(first, *second, *heads[0]), *heads[1:]]
    facts: list[tuple[tuple[str, ...], str, str]] = []
    for place in chance.sample(PLACES, chance.randint(2, 4)):
        kinds = chance.sample(KINDS, chance.randint(1, 3)) if labelled else [""]
        for number, kind in enumerate(kinds):
            values = [figures.take() for _ in columns]
            labels = (Span(place, rows=len(kinds)),) if number == 0 else ()
            rows.append((*labels, *((Span(kind),) if kind else ()), *map(Span, values)))
            told = (place, kind) if kind else (place,)
            facts += [(told, head, value) for head, value in zip(columns, values, strict=True)]
    note = chance.choice(NOTES).format(figures.take()) if chance.random() < 0.3 else ""
    if note:
        rows.append((Span(note, columns=len(columns) + 1 + labelled),))
    return Table(tuple(rows), tuple(facts), note, chance.random() < 0.2)


def _heads(chance: random.Random) -> tuple[list[tuple[Span, ...]], list[str]]:
    """The rows of heads behind the labels, and what each column is called."""
    names = [f"{name}（{chance.choice(UNITS)}）" for name in chance.sample(HEADS, chance.randint(2, 3))]
    if chance.random() < 0.3:
        return [tuple(Span(name, is_head=True) for name in names)], names
    over = chance.sample(YEARS if chance.random() < 0.5 else GROUPS, 2)
    top = tuple(Span(name, columns=len(names), is_head=True) for name in over)
    low = tuple(Span(name, is_head=True) for _ in over for name in names)
    return [top, low], [f"{group} / {name}" for group in over for name in names]


def slots(table: Table) -> Iterator[tuple[int, int, Span]]:
    """Each cell of *table* with the row and the column of its upper left slot."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken |= {
                (row + down, column + across) for down in range(cell.rows) for across in range(cell.columns)
            }
            yield row, column, cell
            column += cell.columns
