"""Doubts: what in one article speaks for two reports instead of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.doubts import contradictions
from tests.given import table

ROWS = table(Path(__file__).with_name("doubts.tsv"))


@pytest.mark.parametrize(("body", "level", "told"), ROWS)
def test_two_reports_in_one_article_contradict_each_other(body: str, level: str, told: str) -> None:
    found = [" ".join((doubt.kind, *doubt.evidence)) for doubt in contradictions(body, level)]
    assert ("/".join(found) or "-") == told
