"""Feet: who signed an article and when, and which lines behind its text are the page's."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.foot import foot
from corpus.articles.lines import lines
from tests.given import table

ROWS = table(Path(__file__).with_name("foots.tsv"))
BODY = "全县破案12起，化解纠纷900件，群众安全感满意度达到98.6%，社会大局持续稳定。"


@pytest.mark.parametrize(("behind", "size", "organs", "sources", "date"), ROWS)
def test_a_foot_is_read(behind: str, size: str, organs: str, sources: str, date: str) -> None:
    found = foot(list(lines(f"{BODY}\n{behind}")))
    named = " ".join(organ.text for organ in found.organs) or "-"
    said = (str(found.size), named, " ".join(found.sources) or "-", found.date or "-")
    assert said == (size, organs, sources, date)
