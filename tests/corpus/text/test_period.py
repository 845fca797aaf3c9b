"""Periods: how they are written and compared."""

from __future__ import annotations

import pytest

from corpus.text.period import Period

WRITTEN = [
    ("2022年", Period.of(2022)),
    ("2018—2020年", Period.years(2018, 2020)),
    ("2022年上半年", Period.of(2022, 1, 6)),
    ("2022年下半年", Period.of(2022, 7, 12)),
    ("2022年第三季度", Period.quarter(2022, 3)),
    ("2023年1—9月", Period.of(2023, 1, 9)),
    ("2023年1—6月", Period.of(2023, 1, 6, named=False)),
    ("2023年12月", Period.of(2023, 12, 12)),
]


@pytest.mark.parametrize(("text", "period"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_a_period_is_written_as_it_is_read(text: str, period: Period) -> None:
    assert (str(period), Period.parse(text)) == (text, period)


@pytest.mark.parametrize("text", ["2022", "近年来", "2022年13月", "2022年9—1月", "2020—2018年"])
def test_what_is_no_period_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)


def test_half_a_year_is_the_same_by_either_name() -> None:
    assert Period.parse("2022年上半年") == Period.parse("2022年1—6月")


def test_months_of_two_years_are_both_years() -> None:
    assert str(Period.between(12 * 2022 + 9, 12 * 2023 + 2)) == "2022—2023年"


@pytest.mark.parametrize(
    ("one", "other", "contains", "overlaps"),
    [
        ("2022年", "2022年12月", True, True),
        ("2022年12月", "2022年", False, True),
        ("2018—2020年", "2019年", True, True),
        ("2022年上半年", "2022年下半年", False, False),
        ("2022年", "2022年", True, True),
    ],
)
def test_periods_are_compared_by_their_months(one: str, other: str, contains: bool, overlaps: bool) -> None:
    first, second = Period.parse(one), Period.parse(other)
    assert (first.contains(second), first.overlaps(second)) == (contains, overlaps)


def test_the_year_before_has_the_same_months() -> None:
    assert str(Period.parse("2022年1—9月").shifted(-1)) == "2021年1—9月"


@pytest.mark.parametrize(
    ("date", "period"), [("2024-04-12", "2024年4月"), ("2024-04", "2024年4月"), ("2024", "2024年")]
)
def test_a_date_is_in_a_month(date: str, period: str) -> None:
    assert str(Period.of_date(date)) == period
