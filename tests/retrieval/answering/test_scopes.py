"""Whose figure it is: made-up libraries in which another place's, year's or report's figure lies near."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.answering.reports import Case, cases, failures


@pytest.mark.parametrize("case", cases(Path(__file__).with_name("scopes.tsv")), ids=lambda case: case.name)
def test_a_figure_is_shown_as_its_own_place_s_and_year_s(case: Case, tmp_path: Path) -> None:
    assert failures(case, tmp_path) == []
