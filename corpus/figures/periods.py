"""When: which period each figure of a sentence is of, and on what ground.

A time in the sentence counts before one of its paragraph, that before the heading's, and the title's last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.figures.changes import BLANK
from corpus.figures.named import Named
from corpus.text import calendar
from corpus.text.calendar import Calendar
from corpus.text.dates import TimeExpression, expressions
from corpus.text.period import Period, PeriodBasis

_HAS_TIME = re.compile(f"{BLANK}|[年月]初")
_EACH = re.compile("分别|依次")
_RECORD = re.compile("(?:以?来)?(?:的)?(?:首次|首度|第一次|最[高低好多少快]|新[高低]|历史)")
_BRACKETED = re.compile(r"[（(][^（）()]{1,8}[）)]$")


@dataclass(frozen=True, slots=True)
class Told:
    """The period that a figure, or what comes next in a text, is of."""

    period: Period | None
    basis: PeriodBasis | None
    planned: bool = False


@dataclass(slots=True)
class Times:
    """The periods of the figures of a text, sentence by sentence; `calendar` has those of the sentences."""

    calendar: Calendar

    @property
    def around(self) -> Told:
        """What a figure is of that nothing in its sentence gives a period."""
        return _of(self.calendar.around)

    def told(
        self, named: Sequence[Named], times: Sequence[TimeExpression], start: int, sentence: str
    ) -> list[Told]:
        """Of each of *named*, the figures of a sentence that begins at *start*, the period it is of."""
        found = [self._of(one, named, times, start, sentence) for one in named]
        found = [self._earlier(one, told, named, found) for one, told in zip(named, found, strict=True)]
        self.calendar.read(sentence, times)
        return _by_years(named, found)

    def ahead(self, told: Told) -> Told:
        """Of a plan that names no time, the time behind that of its article: 2018年总结……下一步."""
        period = told.period
        if period is None or told.basis not in ("title", "article"):
            return told
        year = period.last // 12 + (period.last % 12 == 11)
        return replace(told, period=Period.of(year), basis="relative")

    @staticmethod
    def _earlier(one: Named, told: Told, named: Sequence[Named], found: Sequence[Told]) -> Told:
        """Of a value before with no time of its own, the year before that of the value now: 由12天降至5天."""
        if (
            one.relation != "before"
            or one.of is None
            or _HAS_TIME.search(one.item.lead)
            or not any(each is one.of for each in named)
        ):
            return told
        now = next(now for each, now in zip(named, found, strict=True) if each is one.of)
        if told.period is None or told.period != now.period or one.item.start > one.of.item.start:
            return told
        if told.period.first // 12 != told.period.last // 12:
            return told
        return replace(told, period=Period.of(told.period.year - 1), basis="relative")

    def row(self, caption: str, kind: str, label: str) -> RowTold:
        """The period of a row of a table under *caption*, its label headed *kind*."""
        whole = _of(self.calendar.headed(caption))
        own, rest = self.split(label, whole)
        unit = _BRACKETED.search(rest)
        told = Told(own.period, "sentence", own.planned) if own.period is not None else whole
        words = rest[: unit.start()] if unit else rest
        return RowTold(self, told, words, not words and own.period is not None, unit is not None)

    def split(self, text: str, around: Told) -> tuple[Told, str]:
        """The period that a head or label names, and the rest of its words: 2022年受理 -> 2022年, 受理."""
        told = Told(None, None)
        rest = text
        dated, article = self.calendar.dated, self.calendar.article.period
        for each in reversed(expressions(text, dated, within=around.period, article=article)):
            if each.period is not None and each.role in ("own", "plan"):
                told = Told(each.period, each.basis, each.role == "plan")
            if each.role != "none":
                rest = rest[: each.start] + rest[each.end :]
        return told, rest.strip(" ·/　").removesuffix("（）").strip()

    def _of(
        self, one: Named, named: Sequence[Named], times: Sequence[TimeExpression], start: int, sentence: str
    ) -> Told:
        at, lead = one.item.quantity.start - start, one.item.start - start
        chosen: TimeExpression | None = None
        for each in times:
            if each.end > at:
                break
            if (
                each.role == "none"
                or _is_record(each, sentence)
                or _is_multiplied(each, one, start, sentence)
            ):
                continue
            if each.role == "baseline":
                if not (each.gives and _is_of(one, each, lead, start)):
                    continue
            elif self._is_aside(each, one, named, start, sentence):
                continue
            chosen = each
        chosen = _behind(times, one.item.quantity.end - start, sentence) or chosen
        if chosen is None:
            return self.around
        if chosen.period is None:
            return replace(self.around, planned=chosen.role == "plan")
        return Told(chosen.period, chosen.basis, chosen.role == "plan")

    @staticmethod
    def _is_aside(
        each: TimeExpression, one: Named, named: Sequence[Named], start: int, sentence: str
    ) -> bool:
        """Whether a time belongs to other figures: in brackets, or in a clause of values before."""
        spans = [(n.item.quantity.start - start, n.item.quantity.end - start) for n in named]
        if _in_brackets(each, spans, one.item.quantity.start - start, sentence):
            return True
        if one.relation == "before" or not one.own:
            return False
        behind = [n for n in named if n.item.quantity.start - start >= each.end]
        clause = behind[0].item.clause if behind else one.item.clause
        same = [n for n in behind if n.item.clause == clause]
        return one.item.clause != clause and bool(same) and all(n.relation == "before" for n in same)


def _in_brackets(each: TimeExpression, spans: Sequence[tuple[int, int]], at: int, sentence: str) -> bool:
    """Whether a time stands in brackets that end before *at*, with a figure or right behind one."""
    closed = sentence.find("）" if "）" in sentence else ")", each.end, at)
    opened = max(sentence.rfind("（", 0, each.start), sentence.rfind("(", 0, each.start))
    return min(opened, closed) >= 0 and any(opened < a < closed or b == opened for a, b in spans)


@dataclass(frozen=True, slots=True)
class CellTold:
    """The period of a cell, and the words of its head without it."""

    told: Told
    rest: str


@dataclass(frozen=True, slots=True)
class RowTold:
    """The period of a row: `label` without it, `labelled` whether the label is nothing but a period."""

    times: Times
    told: Told
    label: str
    labelled: bool
    unit_in_label: bool

    def of(self, head: str) -> CellTold:
        """The period of the cell under *head*."""
        own, rest = self.times.split(head, self.told)
        if own.period is None:
            return CellTold(self.told, rest)
        return CellTold(Told(own.period, "sentence", own.planned), rest)


def _by_years(named: Sequence[Named], found: Sequence[Told]) -> list[Told]:
    """Of figures as many as the years they are of, each that of its year: 三年分别为|9起、|8起、|7起."""
    told = list(found)
    for at, (one, first) in enumerate(zip(named, found, strict=True)):
        period = first.period
        years = (period.last - period.first + 1) // 12 if period is not None and period.first % 12 == 0 else 0
        run = range(at, at + years)
        if period is None or years < 2 or run.stop > len(named) or not _EACH.search(one.item.lead):
            continue
        alike = all(named[i].indicator == one.indicator and found[i].period == period for i in run)
        ends = run.stop == len(named) or not named[run.stop].item.joined
        if alike and ends and all(named[i].item.joined for i in run[1:]):
            for year, i in enumerate(run, period.first // 12):
                told[i] = replace(found[i], period=Period.of(year))
    return told


def _is_record(time: TimeExpression, sentence: str) -> bool:
    """Whether a *time* only says how long there was nothing like it: 近五年首次, 近三年新低."""
    return time.form == "recent" and _RECORD.match(sentence, time.end) is not None


def _is_multiplied(time: TimeExpression, one: Named, start: int, sentence: str) -> bool:
    """Whether a figure says how many times as much as at a *time* there is: 为上年的|1.5倍."""
    unit = one.item.quantity.unit
    between = sentence[time.end : one.item.quantity.start - start]
    return unit is not None and unit.family == "times" and between == "的"


def _is_of(one: Named, time: TimeExpression, lead: int, start: int) -> bool:
    """Whether a figure is that of a *time* that others are compared with: 上年同期为5起、|死亡5人."""
    family = one.item.quantity.unit.family if one.item.quantity.unit else ""
    if not one.is_level or family == "times":  # 为上年的1.5倍
        return False
    if time.start >= lead:
        return True
    return one.relation == "before" and one.item.span[0] <= time.start + start


def _behind(times: Sequence[TimeExpression], end: int, sentence: str) -> TimeExpression | None:
    """A time in brackets right behind a figure: 11.7万件（2023年）."""
    for each in times:
        if (
            each.start == end + 1
            and sentence[end : end + 1] in "（("
            and sentence[each.end : each.end + 1] in "）)"
        ):
            return each if each.role in ("own", "plan") else None
    return None


def _of(told: calendar.Told) -> Told:
    return Told(told.period, told.basis)
