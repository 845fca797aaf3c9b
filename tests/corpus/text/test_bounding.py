"""Long lines in pieces: nothing is lost, no figure is parted."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.text.bounding import LONGEST, pieces
from tests.given import cleaned

UNITS = (
    "全市破获案件1754起。",
    "全市破获案件1,754起，",
    "涨幅-12.5%、",
    "平安",
    "2021年",
    "立案 ",
    "……",
    "“甲”",
    "12:30",
)


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=12), st.integers(1, 900))
@settings(max_examples=60)
def test_a_long_line_comes_in_pieces_that_part_no_figure(units: list[str], times: int) -> None:
    line = "".join(units) * times
    try:
        parts = list(pieces(line))
    except UnreadableDocument:  # 12:3012:30…, all one figure
        assert re.search(r"[\d.,，:：/%+-]{1000}", line)
        return
    assert "".join(parts) == line
    assert max(map(len, parts)) <= LONGEST
    for one, other in pairwise(parts):
        assert not re.search(r"\d[.,，:]?$", one) or not re.match(r"[.,，:%]?\d|%", other)
        assert not one.endswith("-")


def test_a_short_line_is_one_piece() -> None:
    assert list(pieces("全市平安。" * 400)) == ["全市平安。" * 400]
    assert list(pieces("")) == [""]


@pytest.mark.parametrize(
    ("piece", "end"), [("全市平安，群众满意。", "。"), ("全市平安，", "，"), ("全市 ", " "), ("的", "的")]
)
def test_a_line_is_parted_where_it_reads_best(piece: str, end: str) -> None:
    first, *_ = pieces(piece * 3_000)
    assert first[-1] == end


def test_pieces_of_a_line_are_lines_of_the_text_and_keep_its_number() -> None:
    text, lines, *_ = cleaned("甲\n" + "全市破获案件1754起。" * 500 + "\n乙")
    assert [line for line in text.split("\n") if len(line) > LONGEST] == []
    assert text.replace("\n", "") == "甲" + "全市破获案件1754起。" * 500 + "乙"
    assert sorted({number for _, number in lines}) == [1, 2, 3]
    assert len(lines) == len(text.split("\n"))


def test_a_line_of_digits_is_no_text() -> None:
    with pytest.raises(UnreadableDocument, match="1000 位以上的数字"):
        cleaned("1" * 5_000)
