"""Visual lines of pages into paragraphs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.files.formats.aligned import rows
from corpus.files.formats.layout import blocks, without_furniture
from corpus.files.formats.pages import Line, Page
from corpus.files.formats.runs import Left


def line(
    text: str, row: int, *, left: float = 70, full: bool = True, page: int = 0, size: float = 12
) -> Line:
    right = 520.0 if full else left + size * len(text)
    return Line(text, Page(page, 595, 842), left, right, 100 + row * 20, 112 + row * 20, size)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("犯罪嫌疑", 0, left=94), line("人2283人。", 1, full=False)], ["犯罪嫌疑人2283人。"]),
        (
            [line("标题", 0, full=False), line("道路交", 1, left=94), line("通事故。", 2, full=False)],
            ["标题", "道路交通事故。"],
        ),
        (
            [line("满行结尾。", 0), line("另起一段", 1, left=94), line("续行。", 2, full=False)],
            ["满行结尾。", "另起一段续行。"],
        ),
        ([line("下降百分", 30), line("之十二。", 1, page=1, full=False)], ["下降百分之十二。"]),
        ([line("大标题", 0, size=18), line("正文。", 1, full=False)], ["大标题", "正文。"]),
        ([line("满行。", 0), line("（一）小标题", 1, full=False)], ["满行。", "（一）小标题"]),
        (
            [line("use of com-", 0), line("puters and", 1), line("nets.", 2, full=False)],
            ["use of computers and nets."],
        ),
    ],
)  # fmt: skip
def test_visual_lines_become_paragraphs(lines: list[Line], expected: list[str]) -> None:
    told = blocks([*lines, line("尾", 33, page=2), line("尾", 34, page=2)], Left())
    assert [block.text for block in told][: len(expected)] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("— 1 —", 35), line("甲", 10), line("— 2 —", 35, page=1)], ["甲"]),
        ([line("第 1 页 共 9 页", 35), line("甲", 10)], ["甲"]),
        ([line("某局简报第3期", -3), line("甲", 10), line("某局简报第4期", -3, page=1)], ["甲"]),
        ([line("甲", -3), line("12", -2), line("乙", 10)], ["甲", "12", "乙"]),
        (
            [line("县", -3, full=False), line("12", -3, left=200, full=False), line("乙", 10)],
            ["县｜12", "乙"],
        ),
        ([line("12｜34", -3), line("乙", 10), line("56｜78", -3, page=1)], ["12｜34", "乙", "56｜78"]),
    ],
)
def test_page_numbers_and_running_heads_go_and_figures_stay(lines: list[Line], expected: list[str]) -> None:
    assert [one.text for one in without_furniture(rows(lines))] == expected


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (520.0, [("全市立案，共打掉集团12个。", False)]),
        (505.0, [("全市立案，共打掉集团1", True), ("2个。", True)]),
        (300.0, [("全市立案，共打掉集团1", False), ("2个。", False)]),
    ],
    ids=["a full line", "one with room for a digit", "one that ends its paragraph"],
)
def test_figures_of_two_lines_are_joined_only_where_the_line_is_full(
    right: float, expected: list[tuple[str, bool]]
) -> None:
    ends = replace(line("全市立案，共打掉集团1", 5, left=94), right=right)
    told = [line("满行", 3), line("满行。", 4), ends, line("2个。", 6, full=False)]
    found = [(block.text, block.wrapped) for block in blocks(told, Left())]
    assert found[1:] == expected
