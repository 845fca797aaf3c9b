"""Compilations of other places and years than those the program was built over, and questions about them.

The articles of `tests/compilations/` are made up; so are their figures. The shares are floors: what is
not right must be refused, never wrong.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import Any

import pytest

from bot.conversation import Conversation
from corpus.library.library import Library
from retrieval.answering.answer import Answer
from retrieval.desk import Desk
from tests.given import ROOT

FOLDER = ROOT / "tests" / "compilations"
ROWS = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
# Each half with its documents: a question names one of them by the place it asks about, or none.
FIRST = 200


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def verdict(row: dict[str, Any], answer: Answer) -> str:
    """right, refused (where there is an answer), incomplete, baseless (where there is none) or wrong."""
    told = (
        [s.text for s in answer.statements] + list(answer.notes) + [c.place or "" for c in answer.citations]
    )
    shown = plain("\n".join(told))
    answered = answer.status == "answered"
    if any(plain(each) in shown for each in row["must_not"]):
        return "wrong"
    if not row["answerable"]:
        said = row.get("may_say") and "隐去" in shown
        return "right" if not answered or said or row.get("may_abstain") else "baseless"
    if not answered:
        return "right" if row.get("may_abstain") else "refused"
    whole = all(plain(each) in shown for each in row["must"])
    some = not row.get("any") or any(plain(each) in shown for each in row["any"])
    return "right" if whole and some else "incomplete"


@pytest.fixture(scope="module", params=[0, 1], ids=["titled mostly", "untitled mostly"])
def tally(request: pytest.FixtureRequest, compilations: tuple[Library, Library]) -> Counter[str]:
    half: int = request.param
    desk = Desk(compilations[half])
    rows = ROWS[FIRST:] if half else ROWS[:FIRST]
    found: Counter[str] = Counter()
    for row in rows:
        conversation = Conversation(desk)
        if row["context"]:
            conversation.reply(row["context"])
        each = verdict(row, conversation.reply(row["question"]))
        found[each] += 1
        if each in ("wrong", "baseless"):
            found[f"{each}: {row['question']}"] += 1
    return found


def test_nine_in_ten_questions_about_unknown_compilations_are_answered_right(tally: Counter[str]) -> None:
    kinds = ("right", "refused", "incomplete", "baseless", "wrong")
    assert tally["right"] >= 0.9 * sum(tally[kind] for kind in kinds), dict(tally)


def test_no_figure_of_an_unknown_compilation_is_shown_for_another_place_or_year(tally: Counter[str]) -> None:
    assert tally["wrong"] == 0, dict(tally)
    assert tally["baseless"] <= 1, dict(tally)
