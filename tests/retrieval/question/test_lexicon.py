"""Lexicon: how much a word of a question weighs, and which words mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.question import lexicon
from retrieval.question.lexicon import lightness, synonyms
from tests.given import table

DATA = Path(lexicon.__file__)


@pytest.mark.parametrize(
    ("word", "share"),
    [
        ("扫黑除恶", 1.0),  # a word of the segmenter's dictionary
        ("条解室", 0.8),  # a word of no dictionary
        ("破获", 0.75),  # what reports tell was done
        ("整改", 0.5),  # another verb
        ("门口", 0.5),  # where
        ("怎么", 0.25),  # a word of a closed class
        ("抓", 0.25),  # one character
    ],
)
def test_a_word_weighs_by_its_class(word: str, share: float) -> None:
    assert lightness(word) == share


def test_no_word_is_of_two_classes() -> None:
    classes = [set(words.split()) for _, words in table(DATA.with_name("light_words.tsv"))]
    assert [one & other for n, one in enumerate(classes) for other in classes[:n] if one & other] == []


@pytest.mark.parametrize(
    ("word", "other", "found"),
    [
        ("电诈", "网络诈骗", True),
        ("网络诈骗", "电诈", True),
        ("抓", "刑拘", True),  # how people talk, and what reports write
        ("刑拘", "抓", False),
        ("刑拘", "逮捕", False),
        ("电诈", "电诈", False),
    ],
)
def test_words_that_mean_the_same_find_each_other(word: str, other: str, found: bool) -> None:
    assert (other in synonyms().get(word, ())) == found


def test_no_word_stands_twice_in_a_group_of_synonyms() -> None:
    groups = [side.split() for (row,) in table(DATA.with_name("synonyms.tsv")) for side in row.split(" > ")]
    assert [group for group in groups if len(group) != len(set(group))] == []
