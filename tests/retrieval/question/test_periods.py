"""The periods that a question asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.text.period import Period
from retrieval.question.periods import Asked, named, together
from tests.given import table

ROWS = table(Path(__file__).with_name("periods.tsv"))


def marked(asked: Asked) -> str:
    open_ = asked.relative and asked.period is None
    return f"{asked}{'^' * asked.until}{'!' * asked.whole}{'~' * asked.compared}{'?' * open_}"


@pytest.mark.parametrize(("turns", "expected", "rest"), ROWS, ids=[row[0] for row in ROWS])
def test_the_periods_of_a_question_are_found(turns: str, expected: str, rest: str) -> None:
    asked: tuple[Asked, ...] = ()
    left = ""
    for turn in turns.split("→"):
        found = named(turn, asked)
        asked = together(each.asked for each in found)
        spans = [(each.start, each.end) for each in found]
        left = "".join("_" if any(a <= i < b for a, b in spans) else c for i, c in enumerate(turn))
    assert (" ".join(map(marked, asked)) or "-", re.sub("_+", "_", left)) == (expected, rest)


@pytest.mark.parametrize(
    ("text", "newest", "meant"),
    [
        ("今年", "2023年", "2023年"),
        ("去年", "2023年", "2023年"),  # what reports on all of 2023 is read in 2024
        ("前年", "2023年", "2022年"),
        ("今年", "2023年1—9月", "2023年"),
        ("去年", "2023年1—9月", "2022年"),
        ("去年上半年", "2023年1—9月", "2022年上半年"),
        ("近五年", "2023年", "2019—2023年"),
        ("过去五年", "2017—2021年", "2017—2021年"),
    ],
)
def test_this_year_is_that_of_the_newest_report(text: str, newest: str, meant: str) -> None:
    (asked,) = (each.asked for each in named(text))
    assert str(asked.resolved(Period.parse(newest)).period) == meant
