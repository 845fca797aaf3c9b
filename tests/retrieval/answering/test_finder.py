"""Finder: what one or several reports have for a question, or why there is nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrieval.answering.finding import Finding
from tests.given import table
from tests.retrieval.answering.reports import desk_over, finder_of, numbered, read

ROWS = table(Path(__file__).with_name("finder.tsv"))


def told(finding: Finding) -> str:
    shown = "".join(each.sentence.text for each in finding.chosen)
    hidden = "".join(f"~{each.sentence.text}" for each in finding.masked)
    return shown + hidden + "".join(f"!{remark.kind}" for remark in finding.remarks)


@pytest.mark.parametrize(("turns", "reports", "found"), ROWS)
def test_what_reports_have_is_found(turns: str, reports: str, found: str, tmp_path: Path) -> None:
    desk = desk_over(numbered(re.sub("^道(?!县)", "道县2022年工作总结\n\n", reports)), tmp_path)
    assert "/".join(map(told, finder_of(desk).find(read(desk, turns)))) == found


def test_a_sentence_is_told_behind_what_it_makes_no_sense_without(tmp_path: Path) -> None:
    report = "临沂市工作总结\n\n2021年，全市群众满意度为96.8%；2022年，这一数字上升到97.4%。"
    finder = finder_of(desk := desk_over({"a.txt": report}, tmp_path))
    ((chosen,),) = (finding.chosen for finding in finder.find(read(desk, "临沂2022年满意度")))
    texts = [each.sentence.text for each in finder.gathering.told(chosen)]
    assert texts == ["2021年，全市群众满意度为96.8%；", "2022年，这一数字上升到97.4%。"]
