"""Question: the slots that a question is parsed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.places.gazetteer import gazetteer
from retrieval.question.question import Question
from tests.given import table

ROWS = table(Path(__file__).with_name("question.tsv"))
SLOTS = table(Path(__file__).with_name("slots.tsv"))


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


@pytest.mark.parametrize("row", SLOTS, ids=lambda row: row[0])
def test_a_question_has_more_slots(row: tuple[str, ...]) -> None:
    question = Question.parse(row[0])
    slots = (
        " ".join(candidates[0].short for candidates in question.places),
        " ".join(candidates[0].short for candidates in question.excluded),
        " | ".join(" ".join(term.text for term in item) for item in question.items),
        " ".join(filter(None, (question.wants, question.operation, question.direction))),
        question.generic,
        " ".join(question.counted),
        " ".join(question.claims),
        " ".join(institution.text for institution in question.institutions),
        " ".join(name for name in ("unnamed", "plural", "of_plans") if getattr(question, name)),
    )
    assert tuple(slot or "-" for slot in slots) == row[1:]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("商水2021年电诈损失", "商水县"),
        ("霍邱、监利、商水三地立案合计", "霍邱县 监利市 商水县"),
        ("仪陇和南部批捕人数", "仪陇县 南部县"),
        ("仪陇县南部山区的纠纷", "仪陇县"),  # a word like any other beside another place
        ("南部有多少网格", "南部县"),
    ],
)
def test_a_short_name_is_a_place_where_the_library_has_material_on_it(text: str, places: str) -> None:
    names = {name[:-1]: gazetteer().named(name) for name in ("商水县", "南部县")}
    question = Question.parse(text, names=names)
    assert " ".join(candidates[0].name for candidates in question.places) == places
