"""Sixty facts, each asked with its period, without one, and with a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.answer import Answer
from retrieval.desk import Desk
from tests.given import table
from tests.retrieval.answering.reports import desk_over

ROWS = table(Path(__file__).with_name("variants.tsv"))
FACTS = [row for row in ROWS if not row[0].startswith("=")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    reports = {row[0].removeprefix("="): row[1] for row in ROWS if row not in FACTS}
    return desk_over(reports, tmp_path_factory.mktemp("reports"))


def asked(desk: Desk, question: str, period: str) -> Answer:
    return desk.answer(desk.read(question.replace("○", period)))


def test_there_are_sixty_facts() -> None:
    assert len(FACTS) == 60


@pytest.mark.parametrize(("question", "right", "wrong", "figure", "reason"), FACTS)
def test_the_right_period_gives_the_answer_of_none_and_a_wrong_one_is_refused(
    question: str, right: str, wrong: str, figure: str, reason: str, desk: Desk
) -> None:
    with_period, without = asked(desk, question, right), asked(desk, question, "")
    assert figure in "".join(statement.text for statement in with_period.statements)
    assert with_period.statements == without.statements
    refused = asked(desk, question, wrong)
    reasons = [remark.kind for remark in refused.remarks if remark.kind in ("year_absent", "period_lacks")]
    assert (refused.status, reasons) == ("not_found", [reason])
