"""Which figure of a statement was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.messages.emphasis import requested
from retrieval.question.question import Question
from tests.given import table

ROWS = table(Path(__file__).with_name("emphasis.tsv"))


@pytest.mark.parametrize(("question", "statement", "figure"), ROWS)
def test_the_figure_asked_for_is_found(question: str, statement: str, figure: str) -> None:
    span = requested(statement, Question.parse(question))
    assert (statement[slice(*span)] if span else "-") == figure
