"""Numbers under formats: number_formats.tsv, a value, a format and what a sheet shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.files.formats.number_format import is_shown, shown, text_shown

LINES = Path(__file__).with_name("number_formats.tsv").read_text(encoding="utf-8").split("\n")
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("value", "form", "expected"), CASES, ids=[f"{row[0]} {row[1]}" for row in CASES])
def test_a_number_is_shown_as_the_sheet_shows_it(value: str, form: str, expected: str) -> None:
    assert shown(float(value), form) == expected


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert shown(0, "yyyy/m/d", since_1904=True) == "1904/1/1"
    assert shown(2_958_465, "yyyy/m/d") == "9999/12/31"
    assert shown(2_958_465, "yyyy/m/d", since_1904=True) == "2958465"  # no calendar goes so far


def test_a_format_may_put_words_around_a_text_or_hide_everything() -> None:
    assert text_shown("云溪", '@"县"') == "云溪县"
    assert text_shown("云溪", "General") == "云溪"
    assert not is_shown(";;;")
