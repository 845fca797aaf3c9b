"""What a question sets side by side, above which bound, how many of the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.question.question import Question
from tests.given import table


@pytest.mark.parametrize("row", table(Path(__file__).with_name("comparing.tsv")), ids=lambda row: row[0])
def test_what_is_compared(row: tuple[str, ...]) -> None:
    question = Question.parse(row[0])
    bound = f"{'<>'[question.bound[0]]}{question.bound[1]:.0f}" if question.bound else "-"
    assert (question.among or "-", bound, str(question.top or "-")) == row[1:]
