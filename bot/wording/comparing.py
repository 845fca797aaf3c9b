"""What a table of figures side by side says."""

from __future__ import annotations

from retrieval.answering.answer import Cell

ARGUMENT_PLACES = "要并排的地方，例如：大理州 宁夏；只写一个地方时比较它的各年"
OPTION_YEARS = "只列这些年份，例如：2021、2019-2021"
PLACE_COLUMN, PERIOD_COLUMN, SOURCE_COLUMN = "地方", "时间", "出处"
NO_CELL = "—"


def cell(each: Cell | None, *, cited: bool) -> str:
    """A figure in a table, with its unit where that does not stand beside it, and its citation if *cited*."""
    if each is None:
        return NO_CELL if cited else ""
    unit = f"（{each.unit}）" if each.unit and each.unit not in each.text else ""
    return f"{each.text}{unit}" + (f" [{each.citation}]" if cited else "")
