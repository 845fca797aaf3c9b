"""Question: the slots that a question is parsed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.question.question import Question
from tests.given import table

ROWS = table(Path(__file__).with_name("question.tsv"))


@pytest.mark.parametrize(("text", "places", "periods", "terms", "wants", "unit", "kind", "off_topic"), ROWS)
def test_a_question_is_parsed_into_slots(
    text: str, places: str, periods: str, terms: str, wants: str, unit: str, kind: str, off_topic: str
) -> None:
    question = Question.parse(text)
    assert (
        " ".join(candidates[0].short for candidates in question.places) or "-",
        " ".join(map(str, question.periods)) or "-",
        " ".join(term.text for term in question.terms) or "-",
        question.wants,
        question.unit or "-",
        question.kind,
        question.off_topic or "-",
    ) == (places, periods, terms, wants, unit, kind, off_topic)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("大理州破案多少起？抓获多少人？", [("大理州", "破案", "起"), ("大理州", "抓获", "人")]),
        ("大理州破案多少起？那宁夏呢？", [("大理州", "破案", "起"), ("宁夏", "破案", "起")]),
        ("大理州2021年破案多少起？", [("大理州", "破案", "起")]),
    ],
)
def test_several_questions_in_one_are_parted(text: str, parts: list[tuple[str, str, str]]) -> None:
    found = Question.parse(text).parts()
    assert [(part.places[0][0].short, part.topic, part.unit) for part in found] == parts


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("抢夺案多少起", "抢夺"),  # its stem
        ("抢夺案多少起", "两抢"),  # and what means the same as that
        ("五年规划是什么", "5年"),
        ("破案多少起", "侦破"),
    ],
)
def test_a_term_finds_what_means_the_same(text: str, alike: str) -> None:
    assert alike in Question.parse(text).terms[0].alike
