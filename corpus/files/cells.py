"""The cells of a table: a grid in which a merged cell stands in every slot it covers; what a cell says.

grid = placed([[Cell("县区", rows=2), Cell("刑事案件", columns=2)], [Cell("立案"), Cell("破案")]])
grid[1][0] is grid[0][0]
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

from corpus.errors import UnreadableDocument

MOST_SLOTS = 2_000_000
MOST_COLUMNS = 2_000
_HANZI = "⺀-鿿、-】＀-￯"
_BROKEN = re.compile(rf"(?<=[{_HANZI}])[ \t]*\n\s*(?=[{_HANZI}])")
_SET_WIDE = re.compile(r"[⺀-鿿](?:[ \u3000\xa0]+[⺀-鿿])+")  # 县　区, 合 计
_UNITS = (
    r"(?:人次|户次|件次|车次|班次|场次|家次|平方米|平方公里|公里|米|公斤|千克|克|吨|亩|公顷|小时|分钟|百分点"
    r"|个百分点|[个起件人名户次处家所条项辆元分秒天年月日批场例宗桩支张部台套间岁位座只艘枚本份对组号篇期])"
)
_NUMBER = r"\d[\d,，. ]*(?:/\d+)?"
_FIGURE = re.compile(
    rf"[约近超≥≤<>＜＞±+\-－−–(（¥￥]*{_NUMBER}\s*(?:[%％‰]|[万亿千百]{{0,2}}余?{_UNITS}?余?)[)）]?"
    rf"|[×xX*＊█■]{{1,8}}(?:[%％]|{_UNITS})?"
)
_YEAR = re.compile(r"(?:19[4-9]|20[0-4])\d")
PERIOD = re.compile(
    r"(?:截至|截止)?(?:(?:19|20)\d\d(?:[-—–－~～至/、](?:(?:19|20)?\d\d))?[年.／/-]?)(?:度|底|末|上半年|下半年|全年)?"
    r"(?:第?[一二三四1-4]季度|前[一二三]季度|(?:\d{1,2}[-—–－~～至])?\d{1,2}月?份?(?:\d{1,2}日)?)?"
    r"|(?:\d{1,2}[-—–－~～至])?\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?|\d{1,2}日|第?[一二三四1-4]季度|Q[1-4]"
)
_NOTHING = re.compile(r"[-—–－−/／\\.…·*＊\s]*|无|未报|未统计|空")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell, compared by identity: the same one fills all slots that it covers.

    *rows* and *columns* are what it covers where it is not yet `placed`; *is_head*: its file says so.
    """

    text: str
    rows: int = 1
    columns: int = 1
    is_head: bool = False


Row = Sequence[Cell | None]
Grid = Sequence[Row]


def placed(rows: Iterable[Sequence[Cell]]) -> list[list[Cell | None]]:
    """The grid of *rows* as HTML lays it: each cell in the first free slot, and in all that it covers.

    Raises UnreadableDocument where the spans would fill millions of slots.
    """
    given = list(rows)
    grid: list[list[Cell | None]] = [[] for _ in given]
    slots = 0
    for number, cells in enumerate(given):
        at = 0
        for cell in cells:
            while at < len(grid[number]) and grid[number][at] is not None:
                at += 1
            columns, deep = min(max(cell.columns, 1), MOST_COLUMNS), max(cell.rows, 1)
            slots += columns * min(deep, len(given) - number)
            if slots > MOST_SLOTS:
                raise UnreadableDocument("表格太大（合并的单元格超过二百万格），请拆分后再收入。")
            for row in grid[number : number + deep]:
                row.extend([None] * (at + columns - len(row)))
                row[at : at + columns] = [cell] * columns
    return even(grid)


def even(grid: Iterable[Sequence[Cell | None]]) -> list[list[Cell | None]]:
    """*grid* with all rows as wide as the widest."""
    rows = [list(row) for row in grid]
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def shown(cell: Cell | None) -> str:
    """The text of *cell* in one line: 县　区 -> 县区; a line break between hanzi is none, else a blank."""
    return _shown(cell.text) if cell is not None else ""


@functools.lru_cache(maxsize=1 << 12)
def _shown(text: str) -> str:
    line = " ".join(_BROKEN.sub("", text).split())
    return "".join(line.split()) if _SET_WIDE.fullmatch(line) else line


def is_figure(text: str) -> bool:
    """Whether *text* is a figure and no more: 1,286, 98.6%, 37起, ≥95%, ××; not 18岁以下."""
    return _FIGURE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether *text* can be a year without its 年: 2022."""
    return _YEAR.fullmatch(text) is not None


def is_period(text: str) -> bool:
    """Whether *text* is a period: 2022, 2022年上半年, 1—9月, 三季度."""
    return is_year(text) or (PERIOD.fullmatch(text) is not None and not text.isdigit())


def is_nothing(text: str) -> bool:
    """Whether *text* stands for an empty cell: —, /, 无."""
    return _NOTHING.fullmatch(text) is not None


def is_words(text: str) -> bool:
    """Whether *text* is what a label is: words, neither figure nor sign of emptiness."""
    return not is_nothing(text) and (is_period(text) or not is_figure(text))


def distinct(row: Iterable[Cell | None]) -> list[Cell]:
    """The cells of *row* that say something, each once."""
    return list({cell: None for cell in row if cell is not None and shown(cell)})


@functools.cache
def words(kind: str) -> re.Pattern[str]:
    """What table_words.tsv says is a *kind*, as a pattern that matches a whole cell."""
    lines = (resources.files("corpus.files") / "table_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return re.compile("|".join(f"(?:{pattern})" for name, pattern, *_ in rows if name == kind))
