"""Asks: the single questions that one question is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.asks import Ask, asks, by_pair
from retrieval.question.grammar import Term
from retrieval.question.question import Question
from tests.given import table


def told(ask: Ask) -> str:
    terms = " ".join(map(weighted, ask.question.terms))
    return f"{ask.item or '-'}: {terms}, {ask.question.measured or '-'}"


def weighted(term: Term) -> str:
    return term.text if term.share == 1 else f"{term.text}*{term.share:g}"


@pytest.mark.parametrize(("text", "single"), table(Path(__file__).with_name("asks.tsv")))
def test_a_question_is_made_of(text: str, single: str) -> None:
    assert " | ".join(map(told, asks(Question.parse(text)))) == single


def test_each_place_is_asked_about_with_the_period_beside_it() -> None:
    pairs = by_pair(Question.parse("龙岗区2020年和宜昌市2017年破案多少起"))
    assert [(each.places[0][0].short, str(*each.periods), each.paired) for each in pairs] == [
        ("龙岗区", "2020年", ()), ("宜昌市", "2017年", ()),
    ]  # fmt: skip
