"""Datelines: the dates that heads and signatures write out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.dateline import dates, standing, without_dates
from tests.given import table

ROWS = table(Path(__file__).with_name("dateline.tsv"))


@pytest.mark.parametrize(("text", "found", "rest"), ROWS)
def test_dates_are_read_as_they_are_written(text: str, found: str, rest: str) -> None:
    assert (" ".join(each.iso for each in dates(text)) or "-", without_dates(text).strip() or "-") == (
        found,
        rest,
    )


@pytest.mark.parametrize(
    ("above", "body", "date"),
    [
        ("", "发布时间：2022-06-30　来源：本站\n全县接警3100起。", "2022-06-30"),
        ("县委政法委　2023年10月16日\n", "全县接警3100起。", "2023-10-16"),
        ("", "全县接警3100起。\n县综治办\n二〇二一年十二月三十日", "2021-12-30"),
        ("", "（2018年1月9日在第三次会议上）\n全县接警3100起。", "2018-01-09"),
        ("", "全县接警3100起。\n（2021年3月）", "2021-03"),
        ("", "2022年3月1日，全县召开会议，部署工作。\n全县接警3100起。", None),
        ("", "2023年3月立案情况\n全县接警3100起。", None),
        ("", "2023年\t98\n2022年\t12", None),
        ("", "全县接警3100起。\n注：数据截至2021年12月31日", None),
    ],
)
def test_the_date_is_that_of_a_line_of_its_own(above: str, body: str, date: str | None) -> None:
    assert standing(above, body) == date
