"""Evidence: how well a sentence covers a question, by itself and with what it inherits."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.evidence import Weighing
from tests.given import table
from tests.retrieval.answering.reports import desk_over, read, sentences_of

ROWS = table(Path(__file__).with_name("evidence.tsv"))


@pytest.mark.parametrize(("turns", "report", "shares", "so"), ROWS)
def test_a_sentence_covers_a_question_so_far(
    turns: str, report: str, shares: str, so: str, tmp_path: Path
) -> None:
    desk = desk_over({"道县.txt": f"道县工作总结\n\n{report}"}, tmp_path)
    found = Weighing(read(desk, turns), lambda term: 1.0).evidence(sentences_of(desk)[-1])
    assert found is not None
    names = ("own", "all", "figure", "measured", "listed", "background", "unit", "tight")
    values = " ".join(f"{name} {found[name]:.2f}" for name in names if found[name])
    assert (values, "clear" if found.clear else "hidden") == (shares, so)
