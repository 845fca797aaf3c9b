"""Tables: what a comparison sets side by side, in which order, and what is computed of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.given import table
from tests.retrieval.answering.reports import desk_over, numbered, read

ROWS = table(Path(__file__).with_name("tables.tsv"))


@pytest.mark.parametrize(("text", "reports", "lines", "told", "computed"), ROWS)
def test_a_comparison_is_a_table(
    text: str, reports: str, lines: str, told: str, computed: str, tmp_path: Path
) -> None:
    desk = desk_over(numbered(reports), tmp_path)
    answer = desk.answer(read(desk, text))
    shown = answer.table.rows if answer.table else ()
    assert (
        "/".join(f"{line.place}: {line.cells[0].text}" for line in shown if line.cells[0]) or "-",
        "".join(statement.text for statement in answer.statements),
        "/".join(each.text for each in answer.calculations) or "-",
    ) == (lines, told, computed)
