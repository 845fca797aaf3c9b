"""Datelines: the dates that heads and signatures write out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.dateline import dates, without_dates
from tests.given import table

ROWS = table(Path(__file__).with_name("dateline.tsv"))


@pytest.mark.parametrize(("text", "found", "rest"), ROWS)
def test_dates_are_read_as_they_are_written(text: str, found: str, rest: str) -> None:
    assert (" ".join(each.iso for each in dates(text)) or "-", without_dates(text).strip() or "-") == (
        found,
        rest,
    )
