"""Figures: which part of a sentence holds a figure of the unit asked for, and shares that do not add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.figures import contradicts_itself, figure_parts
from retrieval.question.question import Question
from tests.given import table

ROWS = table(Path(__file__).with_name("figures.tsv"))


@pytest.mark.parametrize(("question", "sentence", "parts"), ROWS)
def test_a_figure_is_of_the_unit_asked_for(question: str, sentence: str, parts: str) -> None:
    found = [part for _, part in figure_parts(sentence, sentence, Question.parse(question))]
    assert "|".join(found) == parts.strip("-")


def test_what_stands_before_a_part_is_given_with_it() -> None:
    found = figure_parts("三年来,打掉8个,刑拘9人", "", Question.parse("刑拘多少人"))
    assert list(found) == [("三年来,打掉8个,", "刑拘9人")]


@pytest.mark.parametrize(
    ("sentence", "contradicts"),
    [
        ("受理纠纷7792起,调解成功7762起,调解成功率97.12%", True),
        ("受理纠纷7792起,调解成功7762起,调解成功率99.6%", False),
        ("排查纠纷12.4万件,化解12.1万件,化解率98%", False),  # rounded to a tenth of 10,000
        ("排查纠纷1,000件,化解900件,化解率为80%", True),
        ("受理纠纷100起。化解50起,化解率90%", False),  # in two sentences
    ],
)
def test_a_share_is_that_of_the_numbers_beside_it(sentence: str, contradicts: bool) -> None:
    assert contradicts_itself(sentence) == contradicts
