"""How a report says things, and what is asked of it: small reports, turns, what must and must not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.answering.reports import Case, cases, failures


@pytest.mark.parametrize("case", cases(Path(__file__).with_name("reports.tsv")), ids=lambda case: case.name)
def test_a_report_is_read_as_it_is_meant(case: Case, tmp_path: Path) -> None:
    assert failures(case, tmp_path, with_notes=True) == []
