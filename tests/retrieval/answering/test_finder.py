"""Finder: what one or several reports have for a question, or why there is nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrieval.answering.finder import Finding
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
