"""What a table of figures side by side says, and a file of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.answering.answer import Calculation, Cell, Citation, Table

ARGUMENT_PLACES = "要并排的地方，例如：大理州 宁夏；只写一个地方时比较它的各年"
ARGUMENT_OUT = "存为这个文件（.docx、.md 或 .csv）"
OPTION_YEARS = "只列这些年份，例如：2021、2019-2021"
OPTION_OUT = "另存为这个文件（.docx、.md 或 .csv）"
OPTION_OFFICIAL = "Word 文件用公文版面（GB/T 9704—2012）"
PLACE_COLUMN, PERIOD_COLUMN, SOURCE_COLUMN, SENTENCE_COLUMN = "地方", "时间", "出处", "原文"
FONT_OF_BODY, FONT_OF_TITLE, FONT_OF_PAGE = "仿宋_GB2312", "方正小标宋简体", "宋体"  # of an official document
NO_CELL = "—"


def heads(table: Table) -> list[str]:
    return [PLACE_COLUMN, PERIOD_COLUMN, *table.columns]


def cell(each: Cell | None) -> str:
    """A figure in a table, with its unit where that does not stand beside it."""
    if each is None:
        return ""
    return each.text + (f"（{each.unit}）" if each.unit and each.unit not in each.text else "")


def grid(table: Table) -> list[list[Cell | str]]:
    """The rows of *table*, its heads first; what is counted goes down where it is more than the lines."""
    rows: list[list[Cell | str]] = [[*heads(table)]]
    for line in table.rows:
        rows.append([line.place or "", line.period or "", *(each or NO_CELL for each in line.cells)])
    if len(table.columns) <= len(table.rows):
        return rows
    places, periods, *counted = map(list, zip(*rows, strict=True))
    whose = ("\n".join(filter(None, map(str, pair))) for pair in zip(places[1:], periods[1:], strict=True))
    return [["", *whose], *counted]


def calculated(each: Calculation) -> str:
    return f"计算（原文没有）：{each.text}"


def as_before(number: int, citation: Citation) -> str:
    """A footnote to what footnote *number* has already quoted."""
    return f"同注{number}，{citation.document} 第{citation.line}行"


def not_exported(suffix: str, formats: Sequence[str]) -> str:
    return f"不能存为“{suffix or '没有后缀的文件'}”。请用这些后缀之一：{'、'.join(formats)}。"


def exported(file: str) -> str:
    return f"已存为 {file}。"
