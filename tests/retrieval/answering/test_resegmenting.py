"""Resegmenting: names made of numbers are made whole, and words that are none are taken apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.resegmenting import LONGEST_NAME, _spans, joined, unglued
from tests.retrieval.answering.reports import desk_over, finder_of


@pytest.mark.parametrize(
    ("question", "report", "whole", "apart"),
    [
        ("一码四员是什么", "推行一码四员机制。", "一码四员", "一 码 四员"),
        ("一码四员是什么", "推行网格机制。", "一 码 四员", "一 码 四员"),  # not in the library
        ("推行三盯三访怎么做", "落实三盯三访工作法。", "推行 三盯三访", "推行 三 盯 三访"),
        ("钱扣了多少", "扣押资产900万元。", "钱扣", "钱 扣"),
        ("钱扣了多少", "钱扣系统上线。", "钱扣", "钱扣"),  # the library's word
        ("王立抓了没", "抓获王立。", "王立 抓", "王立 抓"),  # a name
        ("网格扣分", "网格扣分。", "网格 扣分", "网格 扣分"),
    ],
)
def test_words_are_set_right_by_the_library(
    question: str, report: str, whole: str, apart: str, tmp_path: Path
) -> None:
    desk = desk_over({"a.txt": f"道县工作总结\n\n{report}"}, tmp_path)
    asked, index = desk.read(question), finder_of(desk).index
    found = [" ".join(term.text for term in set_right(asked, index).terms) for set_right in (joined, unglued)]
    assert found == [whole, apart]


@pytest.mark.parametrize(("text", "count"), [("甲乙", 1), ("甲乙丙", 3), ("甲" * 1000, 8955)])
def test_a_span_has_no_more_words_than_the_longest_name_has_characters(text: str, count: int) -> None:
    spans = list(_spans(list(text)))
    assert len(spans) == count
    assert {len(span) for span in spans} == set(range(2, min(len(text), LONGEST_NAME) + 1))
