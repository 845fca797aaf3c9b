"""Trimming: a long sentence, or one of several places, is cut down to the clauses that answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.evidence import Weighing
from retrieval.answering.trimming import trimmed
from tests.given import table
from tests.retrieval.answering.reports import FILLER, desk_over, read, sentences_of

ROWS = table(Path(__file__).with_name("trimming.tsv"))


@pytest.mark.parametrize(("text", "report", "stated"), ROWS)
def test_what_is_stated_of_a_sentence(text: str, report: str, stated: str, tmp_path: Path) -> None:
    desk = desk_over({"a.txt": report.replace("……", FILLER)}, tmp_path)
    question, (sentence,) = read(desk, text), sentences_of(desk)
    support = Weighing(question, lambda term: 1.0).support(sentence)
    assert support is not None
    assert trimmed(support, question) == (sentence.text if stated == "=" else stated)
