"""Measures: which items of which list answer 有哪些做法."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.given import table
from tests.retrieval.answering.reports import desk_over, read


@pytest.mark.parametrize("row", table(Path(__file__).with_name("measures.tsv")), ids=lambda row: row[0])
def test_the_items_of_a_list_of_measures_are_shown(row: tuple[str, ...], tmp_path: Path) -> None:
    _, report, question, items, remarks = row
    desk = desk_over({"a.md": report.replace("↵", "\n")}, tmp_path)
    answer = desk.answer(read(desk, question))
    shown = "|".join(statement.text for statement in answer.statements)
    told = " ".join(remark.kind for remark in answer.remarks) or "-"
    assert (shown, told) == (items, remarks)
