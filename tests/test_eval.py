"""The questions beside the project, asked over the raw files and scored as their scorer does."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from types import ModuleType
from typing import Any

import pytest

from bot.conversation import Conversation
from corpus.errors import BadQuestion
from retrieval.desk import Desk
from tests.given import EVAL, RAW, needs_shared, rows

RIGHT_SHARE = 0.97
pytestmark = needs_shared


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", EVAL / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answered(question: dict[str, Any], desk: Desk) -> dict[str, Any]:
    conversation = Conversation(desk)
    if question["context"]:
        conversation.reply(question["context"])
    try:
        return json.loads(json.dumps(conversation.reply(question["question"]).as_dict()))  # type: ignore[no-any-return]
    except BadQuestion as error:
        return {"status": "clarify", "statements": [], "citations": [], "notes": [str(error)]}


@pytest.fixture(scope="module")
def verdicts(raw_desk: Desk) -> list[tuple[str, str, str, object]]:
    """(verdict, id, question, why) of every question."""
    score = scorer()
    advertising = json.loads((EVAL / "boilerplate.json").read_text(encoding="utf-8"))["forbidden_substrings"]
    marks = re.compile("##paid(begin|end)##")
    raw = [score.norm(marks.sub("", path.read_text(encoding="utf-8"))) for path in sorted(RAW.glob("*.txt"))]
    found = []
    for question in rows(EVAL / "questions.jsonl"):
        verdict, why = score.judge(question, answered(question, raw_desk), advertising, raw)
        found.append((verdict, question["id"], question["question"], why))
    return found


def test_nothing_wrong_is_shown(verdicts: list[tuple[str, str, str, object]]) -> None:
    assert [each for each in verdicts if each[0] == "wrong"] == []


def test_most_questions_are_answered_right(verdicts: list[tuple[str, str, str, object]]) -> None:
    counts = Counter(verdict for verdict, *_ in verdicts)
    share = (counts["right"] + counts["abstained"]) / len(verdicts)
    assert share >= RIGHT_SHARE, [each for each in verdicts if each[0] not in ("right", "abstained")]


def test_no_answer_rests_on_what_it_does_not_quote(verdicts: list[tuple[str, str, str, object]]) -> None:
    assert [each for each in verdicts if each[0] in ("uncited", "baseless")] == []
