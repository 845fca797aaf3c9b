"""Rows: how well the rows of a sentence answer a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.rows import ROW_FEATURES
from tests.given import table
from tests.retrieval.answering.reports import desk_over, finder_of, read


@pytest.mark.parametrize("row", table(Path(__file__).with_name("rows.tsv")), ids=lambda row: row[0])
def test_the_best_row_of_a_sentence(row: tuple[str, ...], tmp_path: Path) -> None:
    question, sentence, value, features, margin = row
    desk = desk_over({"a.txt": f"道县2022年工作总结\n\n{sentence}"}, tmp_path)
    (evidence,) = finder_of(desk).gathering.weighed(read(desk, question), None, None)
    best = evidence.counted
    assert best is not None
    said = zip(ROW_FEATURES, best.features, strict=True)
    told = " ".join(f"{name.removeprefix('row_')} {each:g}" for name, each in said if each)
    assert (best.row.figure.value, told, f"{best.margin:.2f}") == (value, features, margin)


def test_the_row_of_the_place_that_is_asked_about_is_the_best(tmp_path: Path) -> None:
    report = "永州市2022年工作总结\n\n道县打掉犯罪团伙8个，双牌县打掉犯罪团伙5个。"
    desk = desk_over({"a.txt": report}, tmp_path)
    question = read(desk, "双牌县打掉团伙多少个")
    (scope,) = desk.catalogue.scopes(question.places[0])
    (evidence,) = finder_of(desk).gathering.weighed(question, scope.articles, scope)
    assert evidence.counted is not None
    assert evidence.counted.row.figure.value == "5"
