"""The calendar of an article: the period of each sentence, and on what ground it is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.text.calendar import Calendar, Told, parsed
from corpus.text.period import Period
from corpus.text.sentences import sentences
from tests.corpus.text.test_dates import month_of
from tests.given import table

ROWS = table(Path(__file__).with_name("calendar.tsv"))


def written(told: Told) -> str:
    if told.period is None:
        return "-"
    others = [
        str(time.period) for time in told.times if time.kind != "baseline" and time.period != told.period
    ]
    assert told.basis is not None
    return f"{told.period} {told.basis[0]}{'!' * told.planned}" + "".join(f"+{each}" for each in others)


@pytest.mark.parametrize(
    ("title", "period", "dated", "text", "expected"), ROWS, ids=[f"{row[1]} {row[3]}" for row in ROWS]
)
def test_each_sentence_is_of_a_period(title: str, period: str, dated: str, text: str, expected: str) -> None:
    calendar = Calendar.of(title, None if period == "-" else period, month_of(dated), text)
    found: list[str] = []
    headings: list[str] = []
    for line in text.split("\n"):
        if line.startswith("#"):
            headings.append(line.removeprefix("#"))
            continue
        if headings:
            calendar.enter(headings)
        headings = []
        calendar.begin()
        found += [written(calendar.read(line[start:end])) for start, end in sentences(line)]
        if line.endswith("："):
            calendar.lead()
    assert "、".join(found) == expected


@pytest.mark.parametrize(
    ("row", "caption", "expected"),
    [
        ("临江区,2021年:12,2022年:15", "", "2021年 s+2022年"),
        ("临江区,2021:12,2022:15", "", "2021年 s+2022年"),
        ("临江区,立案:12", "表1 2021年立案情况", "2021年 h"),
        ("临江区,立案:12", "立案情况", "2022年 t"),
        ("三季度,立案:1286,破案:486", "", "2022年第三季度 r"),
    ],
)
def test_a_row_is_of_what_its_heads_or_its_caption_say(row: str, caption: str, expected: str) -> None:
    calendar = Calendar.of("临水县2022年统计表", "2022年", month_of("2023-01"), "")
    assert written(calendar.read_row(row, caption)) == expected


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022年上半年", "2022年上半年"),
        ("2020—2022年8月", "2020—2022年"),
        ("至2020年", "2020年"),
        ("近年来", None),
        (None, None),
    ],
)
def test_a_period_written_by_hand_is_read(text: str | None, period: str | None) -> None:
    assert parsed(text) == (Period.parse(period) if period else None)
