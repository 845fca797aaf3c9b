"""Comparisons as monospaced lines that fit a phone."""

from __future__ import annotations

from bot.telegram.messages.phone import COLUMNS, width
from bot.telegram.messages.tables import MOST, monospaced
from retrieval.answering.answer import Cell, Line, Table


def line(place: str, period: str, *figures: str | None) -> Line:
    cells = (Cell(figure, 1.0, None, 1) if figure else None for figure in figures)
    return Line(place, None, period, tuple(cells))


def test_columns_stand_beside_each_other_where_they_fit() -> None:
    table = Table(
        ("涉黑组织", "团伙"), (line("大理州", "2021年", "8个", "67个"), line("玉林市", "2021年", "2个", None))
    )
    assert monospaced(table).split("\n") == [
        "地方   涉黑组织     团伙",
        "大理州  8个 [1] 67个 [1]",
        "玉林市  2个 [1]       —",
    ]


def test_what_does_not_fit_stands_below_each_other() -> None:
    columns = ("打掉涉黑组织", "打掉恶势力团伙", "刑拘犯罪嫌疑人")
    drawn = monospaced(Table(columns, (line("大理州", "2018—2020年", "8个", "67个", "1535人"),))).split("\n")
    assert drawn == [
        "大理州 2018—2020年",
        "  打掉涉黑组织 8个 [1]",
        "  打掉恶势力团伙 67个 [1]",
        "  刑拘犯罪嫌疑人 1535人 [1]",
    ]


def test_a_long_table_is_cut_and_says_so() -> None:
    drawn = monospaced(Table(("件数",), tuple(line(f"第{n}区", "2021年", f"{n}件") for n in range(40))))
    assert drawn.split("\n")[-1] == "共40处，显示15处。"
    assert len(drawn.split("\n")) == MOST + 1
    assert all(width(each) <= COLUMNS for each in drawn.split("\n"))
