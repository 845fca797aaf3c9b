"""Selection: which sentences are shown, how many, and in which order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.answering.selection import ROOM, fitting
from tests.given import table
from tests.retrieval.answering.reports import desk_over, finder_of, read


@pytest.mark.parametrize("row", table(Path(__file__).with_name("selection.tsv")), ids=lambda row: row[1][:24])
def test_what_is_shown(row: tuple[str, ...], tmp_path: Path) -> None:
    question, sentences, shown = row
    desk = desk_over({"a.txt": f"道县2022年工作总结\n\n{sentences}"}, tmp_path)
    (finding,) = finder_of(desk).find(read(desk, question))
    assert "|".join(evidence.sentence.text for evidence in finding.chosen) == shown


def test_what_does_not_fit_is_left_out_but_not_the_first(tmp_path: Path) -> None:
    desk = desk_over({"a.txt": "道县2022年工作总结\n\n打掉犯罪团伙8个。"}, tmp_path)
    (evidence,) = finder_of(desk).gathering.weighed(read(desk, "道县打掉团伙多少个"), None, None)
    half, whole = (
        replace(evidence, sentence=replace(evidence.sentence, text="好" * size))
        for size in (ROOM // 2, ROOM + 1)
    )
    assert fitting([half, half]) == [half, half]
    assert fitting([half, half, half]) == [half, half]
    assert fitting([whole, half]) == [whole]
