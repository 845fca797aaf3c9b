"""The period that an article reports on, and when it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.periods import reported, written
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


@pytest.mark.parametrize(
    ("before", "body", "month"),
    [
        ("", "发布时间：2022-06-30　来源：本站\n全县接警3100起。", "2022年6月"),
        ("县委政法委　2023年10月16日\n", "全县接警3100起。", "2023年10月"),
        ("", "全县接警3100起。\n县综治办\n二〇二一年十二月三十日", "2021年12月"),
        ("", "（2018年1月9日在第三次会议上）\n全县接警3100起。", "2018年1月"),
        ("", "2022年3月1日，全县召开会议，部署工作。\n全县接警3100起。", "-"),
        ("", "2023年\t98\n2022年\t12", "-"),
    ],
)
def test_the_date_is_taken_from_a_line_of_its_own(before: str, body: str, month: str) -> None:
    assert str(written(before, body) or "-") == month
