"""Which sentences answer for a period that is asked for, and what is said where none does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.given import table
from tests.retrieval.answering.reports import desk_over, finder_of, numbered, read
from tests.retrieval.answering.test_finder import told

ROWS = table(Path(__file__).with_name("periods.tsv"))


@pytest.mark.parametrize(("text", "reports", "found"), ROWS)
def test_a_sentence_answers_for_its_period(text: str, reports: str, found: str, tmp_path: Path) -> None:
    desk = desk_over(numbered(reports), tmp_path)
    assert "/".join(map(told, finder_of(desk).find(read(desk, text)))) == found
