"""Follow-ups: what a question takes from the one before it, and what a number is asked of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.question.question import Question
from tests.given import table

ROWS = table(Path(__file__).with_name("followup.tsv"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_question_is_read_after_the_one_before(row: tuple[str, ...]) -> None:
    question = None
    for turn in row[0].split("→"):
        question = Question.parse(turn, after=question)
    assert question is not None
    found = (
        [candidates[0].short for candidates in question.places],
        [str(asked) for asked in question.periods],
        [term.text for term in question.terms],
        [question.wants, *filter(None, (question.generic,))],
        [question.unit or "-"],
        [question.measured or "-"],
        question.carried_over,
        [candidates[0].short for candidates in question.earlier],
        [term.text for term in question.background],
        [institution.text for institution in question.institutions],
        [
            *([question.kind] if question.kind != "question" else []),
            *filter(None, (question.operation,)),
            *(["alone"] if question.alone else []),
            *(["items"] if question.items else []),
        ],
    )
    assert tuple(" ".join(slot) or "-" for slot in found) == row[1:]


def test_a_place_that_nobody_named_stays_one_that_nobody_named() -> None:
    before = replace(Question.parse("大理州有多少个调解室"), grounded=True)  # the last answer's place
    assert Question.parse("有哪些机制", after=before).grounded
    assert not Question.parse("宁夏有哪些机制", after=before).grounded
