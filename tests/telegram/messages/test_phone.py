"""How much of a phone a text takes."""

from __future__ import annotations

import pytest

from bot.telegram.messages.phone import lines, padded, shortened, width


@pytest.mark.parametrize(
    ("text", "columns"), [("8个", 3), ("大理州", 6), ("[1–4]", 6), ("98.6%", 5), ("", 0)]
)
def test_a_chinese_character_is_two_columns_wide(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_line_is_broken_where_it_is_full_and_an_empty_one_is_a_line() -> None:
    assert [lines(text, 8) for text in ("大理州", "大理白族", "大理白族州", "大理\n\n州")] == [1, 1, 2, 3]


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    assert shortened("平安建设工作总结（2021年）.docx", 20) == "平安建设工作…）.docx"
    assert shortened("汇编.txt", 20) == "汇编.txt"


def test_a_cell_is_filled_with_blanks() -> None:
    assert [padded("8个", 5), padded("8个", 5, right=True)] == ["8个  ", "  8个"]
