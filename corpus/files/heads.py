"""Which rows of a grid are its heads, what the head of each column says, and the unit above them.

县区 | 刑事案件    |          ->  县区, 刑事案件 / 立案（起）, 刑事案件 / 破案（起）
     | 立案（起） | 破案（起）
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.files.cells import (
    Cell,
    Row,
    distinct,
    is_figure,
    is_words,
    is_year,
    shown,
    words,
)

JOINT = " / "  # between the levels of a head
LONGEST = 40  # characters; a longer cell is no head
MOST_LEVELS = 5
_UNIT = re.compile(
    r"(?<![一-鿿])(?:计量|数据|金额|数量)?单\s*位\s*[：:]\s*(?P<units>[^：:）)】\]。；;]{1,30})"
)
_BRACKETED = re.compile(r"[（(\[【][^（）()\[\]【】]{1,12}[）)\]】]\s*$")
_OWN_UNIT = re.compile(r"(?:[%％‰]|[一-鿿])[)）]?$")


@dataclass(frozen=True, slots=True)
class Units:
    """The units that a table gives beside its heads: 单位：起、% -> ("起", "%")."""

    named: tuple[str, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[str]) -> Units:
        """The last that *lines* name, of figures, not of people: 单位：件, not 单位：某县公安局."""
        for line in reversed(lines):
            if match := _UNIT.search(line):
                named = tuple(unit for unit in re.split(r"[、，,/／\s]+", match["units"].strip()) if unit)
                if named and not any(_is_organ(unit) for unit in named):
                    return cls(named)
        return cls()

    def are_missing(self, head: str, figures: Sequence[str]) -> bool:
        """Whether a column of *figures* under *head* has no unit of its own and needs one of these."""
        if not figures or not self.named or _BRACKETED.search(head) or words("ordinal").fullmatch(head):
            return False
        return not any(_OWN_UNIT.search(figure) for figure in figures)


def is_unit_line(line: str) -> bool:
    """Whether *line* says nothing but the unit of the table below: （单位：万元）."""
    match = _UNIT.search(line)
    return (
        match is not None and bool(Units.of([line]).named) and len(line.strip("（）()[] ")) <= len(match[0])
    )


def _is_organ(unit: str) -> bool:
    return len(unit) > 8 or (len(unit) > 2 and words("organ").fullmatch(unit) is not None)


def levels(rows: Sequence[Row]) -> int:
    """How many of *rows* are heads, from the first: 0 where there are none."""
    count = _marked(rows) or int(_begins(rows))
    while 0 < count < min(len(rows), MOST_LEVELS) and _continues(rows, count):
        count += 1
    return count if count < len(rows) else 0


def _marked(rows: Sequence[Row]) -> int:
    """How many of *rows* the file itself calls heads."""
    count = 0
    for row in rows:
        cells = distinct(row)
        if len(cells) < 2 or not all(cell.is_head for cell in cells):
            break
        count += 1
    return count


def _begins(rows: Sequence[Row]) -> bool:
    """Whether the first row is heads: words, or years, over rows that hold figures or other words."""
    row, below = rows[0], rows[1:]
    texts = [shown(cell) for cell in distinct(row)]
    few = len(texts) < 2 and not stands_over_figures(rows)
    if few or not below or not all(_can_be_head(text) for text in texts):
        return False
    if len(set(texts)) < len(texts) and not _repeats(texts) and not _parts_wide(row, below[0]):
        return False
    if any(is_year(text) for text in texts):
        return _are_years(row, below)
    known = len(list(filter(words("head").fullmatch, texts)))
    if _hold_figures(below):
        return 2 * row.count(None) <= len(row) or known >= 2 or _continues(rows, 1)
    return known >= 2 and 2 * known >= len(texts)


def _hold_figures(rows: Sequence[Row]) -> bool:
    return any(is_figure(shown(cell)) for row in rows for cell in distinct(row))


def stands_over_figures(rows: Sequence[Row]) -> bool:
    """Whether the one cell of the first row is the head of a column: over figures, none over the labels."""
    if len(rows) < 2 or len(distinct(rows[0])) != 1:
        return False
    columns = [number for number, cell in enumerate(rows[0]) if shown(cell)]
    return len(columns) == 1 and columns[0] > 0 and is_figure(shown(rows[1][columns[0]]))


def _can_be_head(text: str) -> bool:
    return len(text) <= LONGEST and "。" not in text and is_words(text)


def _repeats(texts: Sequence[str]) -> bool:
    """Whether *texts* stand there several times over: 县区, 立案, 县区, 立案."""
    return texts.count(texts[0]) > 1


def _are_years(row: Row, below: Sequence[Row]) -> bool:
    """Whether the bare numbers of *row* are years: not all that stands below them could be years, too."""
    columns = [number for number, cell in enumerate(row) if is_year(shown(cell))]
    figures = [text for other in below for column in columns if is_figure(text := shown(other[column]))]
    return bool(figures) and sum(map(is_year, figures)) < len(figures) / 2


def _continues(rows: Sequence[Row], count: int) -> bool:
    """Whether row *count* is one more level: it parts a wide head, or is covered by a tall one."""
    above, row, below = rows[count - 1], rows[count], rows[count + 1 :]
    own = [cell for cell in distinct(row) if not any(cell is over for over in above)]
    if not own:
        return len(distinct(row)) > 1
    if _is_numbering(row) or _are_units(row):
        return True
    if not below or not _can_be_heads([shown(cell) for cell in own], row, below):
        return False
    first, over = row[0], above[0]
    if first is not None and first is over:
        return True
    stands_free = "" in (shown(first), shown(over)) or shown(first) == shown(over)
    return stands_free and _parts_wide(above, row)


def _can_be_heads(texts: Sequence[str], row: Row, below: Sequence[Row]) -> bool:
    """Whether all *texts* of *row* can be heads, its years too."""
    if not all(_can_be_head(text) for text in texts):
        return False
    return _are_years(row, below) or not any(is_year(text) for text in texts)


def _parts_wide(above: Row, row: Row) -> bool:
    """Whether *row* gives heads of their own to columns that one head, or none, stands above."""
    return any(
        shown(row[number])
        and shown(row[number]) != shown(row[number - 1])
        and _can_be_head(shown(row[number]))
        and (not shown(above[number]) or shown(above[number]) == shown(above[number - 1]))
        for number in range(1, len(row))
    )


def _is_numbering(row: Row) -> bool:
    """Whether *row* only numbers the columns: 甲, 乙, 1, 2, 3."""
    texts = [shown(cell) for cell in distinct(row)]
    numbers = [int(digits) for text in texts if (digits := text.strip("()（）")).isdigit()]
    letters = len(texts) - len(numbers)
    if len(numbers) < 2 or not all(words("numbering").fullmatch(text) for text in texts):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and (
        letters > 0 or (numbers[0] == 1 and len(texts) == len(row))
    )


def _are_units(row: Row) -> bool:
    """Whether *row* is the units of the columns: （起）, （件）."""
    texts = [shown(cell) for cell in distinct(row)]
    bracketed = [text for text in texts if _BRACKETED.fullmatch(text) or text in ("%", "％", "‰")]
    return len(bracketed) >= 1 and len(bracketed) == len([text for text in texts if text != "单位"])


def named(rows: Sequence[Row]) -> list[str]:
    """The head of each column by the head *rows*, level by level: 2022年 / 受理（件）."""
    filled = [
        _filled(rows, number) for number in range(len(rows)) if not (number and _is_numbering(rows[number]))
    ]
    width = len(rows[0]) if rows else 0
    return [_joined([row[column] for row in filled]) for column in range(width)]


def _filled(rows: Sequence[Row], number: int) -> list[Cell | None]:
    """A level, where a head over several columns stands only over the first, over all of them."""
    row = list(rows[number])
    if number + 1 < len(rows):
        for column in range(2, len(row)):
            below = rows[number + 1][column]
            over = [upper[column] for upper in rows[:number]]
            if (
                not shown(row[column])
                and shown(below)
                and not any(map(shown, over))
                and shown(row[column - 1])
            ):
                row[column] = row[column - 1] if shown(rows[number + 1][column - 1]) else None
    return row


def _joined(cells: Sequence[Cell | None]) -> str:
    said: list[str] = []
    for number, cell in enumerate(cells):
        text = shown(cell).rstrip("：:").replace("：", " ").replace("，", "、")
        if not text or (number and cell is cells[number - 1]):
            continue
        text = f"{text}年" if is_year(text) else text
        if said and _BRACKETED.fullmatch(text):
            said[-1] += text
        elif not said or said[-1] != text:
            said.append(text)
    return JOINT.join(said)
