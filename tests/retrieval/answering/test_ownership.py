"""Ownership: which sentences may answer a question that names an institution."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering import ownership
from retrieval.question.question import Question
from tests.given import table
from tests.retrieval.answering.reports import desk_over, sentences_of


def admitted(question: str, report: str, folder: Path) -> str:
    desk = desk_over({"a.txt": report}, folder)
    asked = Question.parse(question).institutions
    return "".join(
        sentence.text
        for sentence in sentences_of(desk)
        if ownership.admits(asked, sentence, desk.catalogue.articles[sentence.key])
    )


@pytest.mark.parametrize("row", table(Path(__file__).with_name("ownership.tsv")), ids=lambda row: row[1][:20])
def test_an_institution_s_own_sentences_answer_for_it(row: tuple[str, ...], tmp_path: Path) -> None:
    question, sentences, own = row
    report = f"道县2022年工作总结\n\n2022年，全县扎实推进平安建设。\n{sentences}"
    assert admitted(question, report, tmp_path) == own


@pytest.mark.parametrize(
    ("question", "own"), [("道县检察院起诉多少人", "起诉35人。全县打掉团伙8个。"), ("道县法院起诉多少人", "")]
)
def test_all_of_an_institution_s_own_report_is_its_own(question: str, own: str, tmp_path: Path) -> None:
    assert admitted(question, "道县人民检察院工作报告\n\n起诉35人。全县打掉团伙8个。", tmp_path) == own
