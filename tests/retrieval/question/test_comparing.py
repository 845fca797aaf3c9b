"""What a question sets side by side."""

from __future__ import annotations

import pytest

from retrieval.question.question import Question


@pytest.mark.parametrize(
    ("text", "among", "bound", "top"),
    [
        ("哪个县接警最多", "county", None, None),
        ("受理最多的街道", "town", None, None),
        ("各派出所接警多少次", None, None, None),
        ("哪一年接警最多", "year", None, None),
        ("哪个月接警最多", "month", None, None),
        ("接警前三的县", "county", None, 3),
        ("接警超过10次的县有哪些", "county", (True, 10.0), None),
        ("接警低于1.5万次的县有哪些", "county", (False, 15000.0), None),
    ],
)
def test_what_is_compared(
    text: str, among: str | None, bound: tuple[bool, float] | None, top: int | None
) -> None:
    question = Question.parse(text)
    assert (question.among, question.bound, question.top) == (among, bound, top)
