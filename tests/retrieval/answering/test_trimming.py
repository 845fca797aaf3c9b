"""Trimming: a long sentence, or one of several places, is cut down to the clauses that answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.evidence import Evidence, Weighing
from retrieval.answering.trimming import trimmed
from tests.given import table
from tests.retrieval.answering.reports import FILLER, desk_over, read, sentences_of

ROWS = table(Path(__file__).with_name("trimming.tsv"))


@pytest.mark.parametrize(("text", "report", "stated"), ROWS)
def test_what_is_stated_of_a_sentence(text: str, report: str, stated: str, tmp_path: Path) -> None:
    desk = desk_over({"a.txt": report.replace("……", FILLER)}, tmp_path)
    question, (sentence,) = read(desk, text), sentences_of(desk)
    weighing = Weighing(question, lambda term: 1.0)
    evidence = weighing.evidence(sentence) or Evidence.of(sentence, question)
    assert trimmed(evidence, question) == (sentence.text if stated == "=" else stated)
