"""Expressions of time: their periods, and what each is there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.text.dates import TimeExpression, expressions, main
from corpus.text.period import Period
from tests.given import ROOT, table

HERE = Path(__file__).parent
TIMES = [*table(HERE / "times.tsv"), *table(HERE / "times_second.tsv")]
IN_CONTEXT = table(HERE / "times_in_context.tsv")
WORDS = [
    (kind, text, read)
    for kind, _, _, *pairs in table(ROOT / "corpus" / "text" / "time_words.tsv")
    for text, read in (pairs[:2], pairs[2:])
    if text != "-"
]
SEPTEMBER = Period.of(2023, 9, 9)


def month_of(dated: str) -> Period | None:
    """2022-09-30 and 2022-09 -> 2022年9月, 2022年 -> itself."""
    if dated == "-":
        return None
    if dated[4] == "-":
        year, month = dated.split("-")[:2]
        return Period.of(int(year), int(month), int(month))
    return Period.parse(dated)


def summed_up(told: list[TimeExpression]) -> tuple[str, str, str]:
    """The period, role and basis of a sentence as times.tsv has them."""
    own = main(told)
    roles = {each.role for each in told}
    only_alone = all(each.period is None for each in told if each.role == "baseline")
    if own is not None and own.role == "plan":
        role = "plan"
    elif "baseline" in roles and not ("own" in roles and only_alone):
        role = "baseline"
    else:
        role = "own" if "own" in roles else "none"
    return str(own.period) if own else "-", role, own.basis if own else "-"


def listed(told: list[TimeExpression]) -> str:
    """The expressions as the examples of time_words.tsv have them."""
    return "、".join(f"{each.period or '-'} {each.role}" for each in told if each.role != "none") or "-"


def quoted(text: str, told: list[TimeExpression]) -> str:
    """The expressions as times_in_context.tsv has them."""
    given = {id(each) for each in told if each.role == "baseline" and each.gives}
    return (
        "、".join(
            f"{text[each.start : each.end]}={each.period or '-'} {each.role}{'+' * (id(each) in given)}"
            for each in told
        )
        or "-"
    )


@pytest.mark.parametrize(("text", "dated", "period", "role", "basis"), TIMES, ids=[row[0] for row in TIMES])
def test_a_sentence_is_of_its_period(text: str, dated: str, period: str, role: str, basis: str) -> None:
    assert summed_up(expressions(text, month_of(dated))) == (period, role, basis)


@pytest.mark.parametrize(
    ("text", "dated", "within", "expected"), IN_CONTEXT, ids=[row[0] for row in IN_CONTEXT]
)
def test_expressions_are_read_in_their_context(text: str, dated: str, within: str, expected: str) -> None:
    around = None if within == "-" else Period.parse(within)
    assert quoted(text, expressions(text, month_of(dated), within=around)) == expected


@pytest.mark.parametrize(("kind", "text", "read"), WORDS, ids=[f"{kind} {text}" for kind, text, _ in WORDS])
def test_a_word_of_the_lexicon_is_read_as_it_says(kind: str, text: str, read: str) -> None:
    assert listed(expressions(text, SEPTEMBER)) == read


@pytest.mark.parametrize(
    "text", ["2022年", "今年", "5月", "近三年", "十三五", "截至", "2018—", "第", "前11", "9月5日至"]
)
@pytest.mark.parametrize("end", range(1, 8))
def test_a_text_may_end_anywhere(text: str, end: int) -> None:
    assert isinstance(expressions(text[:end]), list)
