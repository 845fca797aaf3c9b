"""Whole words: patterns of question words match outside longer words only."""

from __future__ import annotations

import re

import pytest

from retrieval.question.whole_words import cut_out, search


@pytest.mark.parametrize(
    ("pattern", "text", "left"),
    [
        ("急用?", "急用，大理州", " ，大理州"),
        ("急用?", "应急用品", "应急用品"),  # cuts two words apart
        ("急用?", "应急", "应急"),  # inside a word
        ("急用?", "急，应急用品", " ，应急用品"),
        ("请", "请问申请多少", "请问申请多少"),
        ("请问?", "请问申请多少", " 申请多少"),
        ("最多", "最多跑一次", "最多跑一次"),  # a row of question_words.tsv
        ("最多", "网格员最多", "网格员 "),
        ("件数|数量", "案件数量", "案件 "),  # the next match, where the first is none
        ("没有?\\s*$", "罚没 ", "罚没 "),  # blanks at its ends do not count
        ("哪", "哪一年", " 一年"),  # a word that asks is open
        ("过", "看过多少", "看 多少"),  # and so is a verb with its aspect
        ("过", "通过率", "通过率"),
        ("^好", "好", " "),
    ],
)
def test_a_match_is_cut_out_where_it_is_a_word_of_its_own(pattern: str, text: str, left: str) -> None:
    assert cut_out(re.compile(pattern), text) == (left, left.count(" ") - text.count(" "))


@pytest.mark.parametrize(("text", "found"), [("客服诈骗", "客服"), ("风景点", None), ("旅游", None)])
def test_the_first_match_that_is_a_word_of_its_own_is_found(text: str, found: str | None) -> None:
    assert search(re.compile("客服|景点"), text) == found
