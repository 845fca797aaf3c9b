"""Numbers: a table of cases. A number that is read wrongly belongs in numbers.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures.numbers import numbers, qualified, value
from corpus.figures.units import unit_at
from tests.given import table

NUMBERS = table(Path(__file__).with_name("numbers.tsv"))


def shown(number: float | None) -> str:
    return "-" if number is None else f"{number:.15g}"


@pytest.mark.parametrize("row", NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_number_is_read(row: tuple[str, ...]) -> None:
    text = row[0]
    (number,) = numbers(text)
    unit = unit_at(text, number.end)
    read = qualified(number, text, number.start, number.end + (len(unit.text) if unit else 0))
    bounds = (shown(read.number), shown(read.low), shown(read.high), read.qualifier or "-")
    assert (text, text[read.start : read.end], *bounds) == row


@given(st.integers(min_value=0, max_value=10**9))
def test_a_number_of_digits_is_what_it_says(number: int) -> None:
    assert value(f"{number}") == value(f"{number:,}") == number


@given(st.integers(min_value=1, max_value=9999), st.sampled_from("万亿"))
def test_a_scale_multiplies(number: int, scale: str) -> None:
    assert value(f"{number}{scale}") == number * {"万": 10**4, "亿": 10**8}[scale]
