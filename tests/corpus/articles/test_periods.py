"""The period that an article reports on."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.periods import reported
from corpus.text.period import Period
from tests.given import table

REPORTS = table(Path(__file__).with_name("periods.tsv"))


def month_of(dated: str) -> Period | None:
    if dated == "-":
        return None
    year, month = map(int, dated.split("-"))
    return Period.of(year, month, month)


@pytest.mark.parametrize(
    ("title", "dated", "text", "period"), REPORTS, ids=[f"{row[0]} {row[1]}" for row in REPORTS]
)
def test_an_article_is_of_what_it_reports_on(title: str, dated: str, text: str, period: str) -> None:
    assert str(reported(title, text, month_of(dated)) or "-") == period
