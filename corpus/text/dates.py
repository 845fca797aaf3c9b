"""Which periods a text speaks of, and what each is there for.

    expressions("2022年立案874起，比2021年下降6%", dated)
        2022年  own       what the figures are of
        2021年  baseline  what they are compared with

Tokens (time_words.py) are read as phrases (time_points.py, time_phrases.py), these have roles (time_roles.py)
and are resolved by the date of their article (time_resolution.py): 今年以来 of September 2023 is 2023年1—9月.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.text.period import Period
from corpus.text.sentences import sentences
from corpus.text.time_phrases import Form, Phrase
from corpus.text.time_points import Point, Reader
from corpus.text.time_resolution import Moment
from corpus.text.time_roles import Role, roles

Basis = Literal["sentence", "relative"]
_UP_TO = ("至", "到", "截至", "截止", "截至到", "截止到")
_COUNTED = 24  # characters behind 截至9月底 that say what is counted
_FLOW = re.compile(
    r"立案|立刑|立治安|破案|破获|发案|发生|查处|查获|抓获|刑拘|逮捕|起诉|受理|收案|结案|审结|办结|化解|调解|调处|排查|打掉|捣毁"
    r"|缴获|追回|返还|接警|接报|走访|劝阻|劝返|移送"
)
_STOCK = re.compile(r"在册|(?<!所)有(?![效关力序])|建成|注册|登记|存量|在押|下辖|达到|覆盖")
_STOPS = frozenset("，,；;。")
LONGEST = 2_000  # characters of a sentence that are read; one that is longer is none


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """The period that text[start:end] speaks of; None where it cannot be known.

    `gives` is whether a figure of it follows: so a baseline can answer too (上年同期为308起). `day` is
    whether it is a single day, `event` whether it is some days or a festival, `stock` whether what is
    there at its end is told: 截至9月底. `months` are those of an expression that names no year.
    """

    start: int
    end: int
    period: Period | None
    role: Role
    basis: Basis
    gives: bool = True
    day: bool = False
    stock: bool = False
    event: bool = False
    form: Form = "point"
    months: tuple[int, int] | None = None


def expressions(
    text: str, dated: Period | None = None, *, within: Period | None = None, article: Period | None = None
) -> list[TimeExpression]:
    """The expressions of time in *text*, a sentence, in order.

    *dated* is when its article was written, a month or a year; *within* is the period of what the
    sentence stands in, *article* that of its article.
    """
    reader, found = roles(text[:LONGEST])
    if not found:
        return []
    told = _resolved(reader, found, Moment(dated, within, article))
    return _refined(text, _bounded(text, _cumulated(reader, [phrase for phrase, *_ in found], told, within)))


def main(told: Sequence[TimeExpression]) -> TimeExpression | None:
    """What a sentence is of: the first expression that is its own, or planned."""
    return next((each for each in told if each.role in ("own", "plan") and each.period), None)


def latest(text: str) -> Period | None:
    """The last year that *text* gives figures of."""
    said = (expressions(text[start:end]) for start, end in sentences(text))
    told = (each.period for sentence in said for each in sentence if each.role == "own")
    return max((Period.of(period.year) for period in told if period), default=None)


def spoken(told: Sequence[TimeExpression]) -> Iterator[tuple[TimeExpression, Period]]:
    """Those of *told* that figures of the sentence are of, with their periods."""
    for each in told:
        of_figures = each.role in ("own", "plan") or (each.role == "baseline" and each.gives)
        if each.period is not None and of_figures:
            yield each, each.period


def _resolved(
    reader: Reader, found: Sequence[tuple[Phrase, Role, bool]], moment: Moment
) -> list[TimeExpression]:
    told: list[TimeExpression] = []
    anchor: Period | None = None
    for phrase, role, gives in found:
        period = moment.period(phrase, role, anchor) if role != "none" else None
        told.append(_expression(reader, phrase, period, moment.role(reader, phrase, role, period), gives))
        if told[-1].role == "own" and told[-1].basis == "sentence":
            anchor = period or anchor
    own = main(told)
    period = own.period if own is not None else None
    return [
        replace(each, period=moment.compared(phrase, each.period, period))
        if each.role == "baseline"
        else each
        for (phrase, *_), each in zip(found, told, strict=True)
    ]


def _expression(
    reader: Reader, phrase: Phrase, period: Period | None, role: Role, gives: bool
) -> TimeExpression:
    explicit = phrase.first.year is not None or phrase.last.year is not None
    return TimeExpression(
        phrase.start,
        phrase.end,
        period,
        role,
        "sentence" if explicit else "relative",
        gives=gives,
        day=phrase.first.day is not None and phrase.form == "point" and not phrase.is_range,
        stock=phrase.form == "now"
        or reader.is_(phrase.at - 1, "until")
        or reader.is_(phrase.to - 1, "ends", "days"),
        form=phrase.form,
        months=None if phrase.first.has_year else _months(phrase),
        event=phrase.first.day is not None or phrase.first.festival is not None,
    )


def _months(phrase: Phrase) -> tuple[int, int] | None:
    first, last = phrase.first.months, phrase.last.months
    return (first[0], last[1]) if phrase.form == "point" and first and last else None


def _cumulated(
    reader: Reader, found: Sequence[Phrase], told: list[TimeExpression], within: Period | None
) -> list[TimeExpression]:
    """*told* with 截至9月底 as 1—9月 where that is counted: 截至9月底，今年已办124件; 截至9月底，立案12起."""
    ended = next((i for i, p in enumerate(found) if _is_end(reader, p)), None)
    this = next((i for i, p in enumerate(found) if p.first == Point(shift=0) and p.form == "point"), None)
    if ended is None or (end := told[ended].period) is None:
        return told
    year = told[this].period if this is not None and told[this].role == "own" else None
    if this is None and _is_counted(reader.text, found, ended, end, within):
        year = Period.of(end.year)
    if year is None or not year.contains(end):
        return told
    counted = Period.between(year.first, end.last, named=False)
    told = [*told[:ended], replace(told[ended], period=counted, stock=False), *told[ended + 1 :]]
    return told if this is None else told[:this] + told[this + 1 :]


def _is_counted(text: str, found: Sequence[Phrase], ended: int, end: Period, within: Period | None) -> bool:
    """Whether what happened in a year up to its *end* is counted: 截至9月底，立案12起; not 在册96人."""
    behind = text[found[ended].end : found[ended].end + _COUNTED]
    one_year = within is None or within.first // 12 == end.year == within.year
    alone = len(found) == 1 or all(phrase.form == "alone" for i, phrase in enumerate(found) if i != ended)
    begun = "以来" in text[: found[ended].start]
    return (
        alone
        and one_year
        and not begun
        and _FLOW.search(behind) is not None
        and _STOCK.search(behind) is None
    )


def _is_end(reader: Reader, phrase: Phrase) -> bool:
    """Whether *phrase* is a time up to which is counted: 截至9月底, 截至目前."""
    until = reader.is_(phrase.at - 1, "until") and not phrase.first.has_year
    return until or (phrase.form == "now" and reader.tokens[phrase.at].text.startswith("截"))


def _bounded(text: str, told: list[TimeExpression]) -> list[TimeExpression]:
    """*told* with 以来 up to the time that stands behind it: 2018年行动启动以来至9月30日."""
    found: list[TimeExpression] = []
    for each in told:
        before = found[-1] if found else None
        if before and before.period and each.period and before.role == each.role == "own":
            since = (
                text[: before.end].endswith("以来") and text[before.end : each.start].lstrip("，,") in _UP_TO
            )
            if since and before.period.first <= each.period.last:
                period = Period.between(before.period.first, each.period.last, named=False)
                found[-1] = replace(before, end=each.end, period=period)
                continue
        found.append(each)
    return found


def _refined(text: str, told: list[TimeExpression]) -> list[TimeExpression]:
    """*told* with what brackets say more exactly in one: 2022年“百日行动”（6月25日至9月底）."""
    found: list[TimeExpression] = []
    for each in told:
        if found and _says_more(text, found[-1], each):
            before = found[-1]
            period = before.period if before.period == each.period else each.period
            basis: Basis = "sentence" if "sentence" in (before.basis, each.basis) else "relative"
            found[-1] = replace(each, start=before.start, period=period, basis=basis)
        else:
            found.append(each)
    return found


def _says_more(text: str, before: TimeExpression, each: TimeExpression) -> bool:
    bracketed = text[each.start - 1 : each.start] in ("（", "(")
    apart = _STOPS & set(text[before.end : each.start])
    if not bracketed or apart or before.role != each.role or each.day:
        return False
    return before.period is not None and each.period is not None and before.period.contains(each.period)
