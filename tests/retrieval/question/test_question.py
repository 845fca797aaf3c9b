"""Question: the slots that a question is parsed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.question.question import Question
from tests.given import table

ROWS = table(Path(__file__).with_name("question.tsv"))


@pytest.mark.parametrize(("text", "places", "periods", "terms", "wants", "unit", "kind"), ROWS)
def test_a_question_is_parsed_into_slots(
    text: str, places: str, periods: str, terms: str, wants: str, unit: str, kind: str
) -> None:
    question = Question.parse(text)
    assert (
        " ".join(candidates[0].short for candidates in question.places) or "-",
        " ".join(map(str, question.periods)) or "-",
        " ".join(term.text for term in question.terms) or "-",
        question.wants,
        question.unit or "-",
        question.kind,
    ) == (places, periods, terms, wants, unit, kind)
