"""Matching: how far a word stands in a text, itself, by a word like it, with a gap, or in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.matching import matched
from retrieval.question.question import Term
from tests.given import table

ROWS = table(Path(__file__).with_name("matching.tsv"))


@pytest.mark.parametrize(("word", "alike", "text", "share"), ROWS)
def test_a_word_stands_in_a_text_so_far(word: str, alike: str, text: str, share: str) -> None:
    assert matched(Term(word, tuple(alike.strip("-").split())), text) == pytest.approx(float(share))
