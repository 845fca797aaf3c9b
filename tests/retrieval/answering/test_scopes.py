"""Whose figure it is: made-up libraries in which another place's, year's or report's figure lies near."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.answering.reports import Case, cases, desk_over, failures


@pytest.mark.parametrize("case", cases(Path(__file__).with_name("scopes.tsv")), ids=lambda case: case.name)
def test_a_figure_is_shown_as_its_own_place_s_and_year_s(case: Case, tmp_path: Path) -> None:
    assert failures(case, tmp_path) == []


def test_the_nearest_places_are_those_above_then_below_then_beside(tmp_path: Path) -> None:
    places = ("道县", "永州市", "永州市双牌县", "长沙市", "临沂市")
    desk = desk_over(
        {f"{n}.txt": f"{place}工作总结\n\n打掉团伙8个。" for n, place in enumerate(places)}, tmp_path
    )
    asked = desk.read("永州市江永县和湖南省打掉团伙多少个").places
    found = [[place.short for place in desk.catalogue.nearest(candidates)] for candidates in asked]
    assert found == [["永州市", "长沙市", "双牌县", "道县"], ["长沙市", "永州市", "双牌县", "道县"]]
