"""The period of each sentence of an article, as it is read from its beginning.

    calendar = Calendar.of(title, period, dated)
    calendar.enter(["一、2022年主要工作"])     a section begins
    calendar.begin()                            a paragraph
    calendar.read("立案874起。")                2022年, basis "heading"

A sentence's own words count first, then its paragraph's, its heading's, its title's and its article's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from corpus.text.dates import TimeExpression, expressions, latest, main, spoken
from corpus.text.period import Period, PeriodBasis

Kind = Literal["flow", "stock", "event", "baseline"]
_FIRST_CLAUSE = 12  # characters within which a sentence says what the next ones are of, too
_COUNTS = re.compile(r"\d\s*[^\d\s年月日号.、]")  # not a day, nor a note's number
_PART = re.compile(r"其中|包括|比如|例如|如")
_AHEAD = re.compile(r"下一步|下步|今后|打算|工作计划|工作安排|工作思路|努力方向|工作要点|工作谋划|展望")
_MARKS = tuple(
    map(
        re.compile,
        ("第[一二三四五六]+[部章编]", "[一二三四五六七八九十]+、", "[（(][一二三四五六七八九十]", r"\d"),
    )
)


class Time(NamedTuple):
    """A period that a sentence's figures are of from its words for it on, sentence[start:end].

    A "stock" is what is there at a time (截至9月底), an "event" what happened on some days or in a season
    (6月25日至9月底); a "baseline" is only compared with, no figure of it is given. Else it is a "flow".
    """

    start: int
    end: int
    period: Period
    kind: Kind = "flow"


@dataclass(frozen=True, slots=True)
class Told:
    """The period of a sentence, on what ground, and all the times that it gives figures of, in order."""

    period: Period | None = None
    basis: PeriodBasis | None = None
    times: tuple[Time, ...] = ()
    planned: bool = False


_NOTHING = Told()


@dataclass(slots=True)
class Calendar:
    """The periods of an article as it goes on; `dated` is when it was written."""

    dated: Period | None
    last: Period | None
    article: Told
    heading: Told = _NOTHING
    paragraph: Told = _NOTHING
    clause: Told = _NOTHING  # what a part of a sentence, up to a semicolon, says that the next is of too
    above: list[tuple[int, Told]] = field(default_factory=list)  # the headings above, by level

    @classmethod
    def of(cls, title: str | None, period: str | None, dated: Period | None, text: str) -> Calendar:
        """That of an article called *title* that reports on *period*."""
        whole = parsed(period)
        named = main(expressions(title or "", dated))
        basis: PeriodBasis = "title" if named is not None else "article"
        article = Told(whole, basis, (Time(0, 0, whole),)) if whole is not None else _NOTHING
        return cls(dated, latest(text) if dated is None else None, article, article, article)

    def enter(self, headings: Sequence[str]) -> None:
        """A section begins, under *headings*, the outermost first."""
        for heading in headings:
            level = next((level for level, mark in enumerate(_MARKS) if mark.match(heading)), 1)
            self.above = [(above, told) for above, told in self.above if above < level]
            self.heading = self.above[-1][1] if self.above else self.article
            self.heading = self.headed(heading)
            self.above.append((level, self.heading))
        self.begin()

    def begin(self) -> None:
        """A paragraph begins."""
        self.paragraph, self.clause = self.heading, _NOTHING

    def expressions(self, sentence: str) -> list[TimeExpression]:
        """The expressions of time in *sentence*, which goes on where the one before ended."""
        return self._expressions(sentence, self.around)

    @property
    def around(self) -> Told:
        """What a sentence is of that says no time itself."""
        return self.clause if self.clause.period is not None else self.paragraph

    def read(self, sentence: str, told: Sequence[TimeExpression] | None = None) -> Told:
        """The period of *sentence*, whose expressions may be *told* already."""
        around, goes_on = self.around, sentence[-1:] in ("；", ";")
        self.clause = self.clause if goes_on else _NOTHING
        told = self.expressions(sentence) if told is None else told
        times, bases = _spoken(told), _bases(told)
        if not times or (_COUNTS.search(sentence, 0, times[0].start) and around.period is not None):
            every = (*around.times[:1], *times, *bases)
            return Told(around.period, around.basis, every, around.planned)
        own = main(told) or next(each for each, _ in spoken(told))
        lasting = Told(own.period, "paragraph", (Time(0, 0, times[0].period, _kind(own)),))
        if goes_on and _opens(own):
            self.clause = lasting
        if self._sets(own, sentence) and all(times[0].period.contains(time.period) for time in times):
            self.paragraph = lasting
        return Told(own.period, own.basis, (*times, *bases), own.role == "plan")

    def lead(self) -> None:
        """The paragraph introduces those behind it: 今年以来，主要做了以下工作："""
        if self.paragraph is not self.heading and self.paragraph.period is not None:
            self.heading = self.paragraph

    def read_row(self, row: str, caption: str) -> Told:
        """The period of a *row* of a table, with the heads of its columns: 临江区,2022年:1286,2023年:1301.

        What the row does not say its *caption* may: 表1 2022年立案情况.
        """
        told = self._expressions(row, self.heading)
        times = tuple(Time(0, 0, period, _kind(each)) for each, period in spoken(told))
        own = main(told)
        return Told(own.period, own.basis, times) if own is not None else self.headed(caption)

    def headed(self, heading: str) -> Told:
        """What stands under *heading*: of the time that it names, else of that of the one above."""
        outer = self.heading
        own = self._of_heading(self._expressions(heading, outer))
        planned = outer.planned or bool(_AHEAD.search(heading))
        if own is None or own.period is None or own.day:
            return Told(outer.period, outer.basis, outer.times, planned)
        times = (Time(0, 0, own.period, _kind(own)),)
        return Told(own.period, "heading", times, planned or own.role == "plan")

    def _of_heading(self, told: Sequence[TimeExpression]) -> TimeExpression | None:
        """The time that a heading says all below is of; of several, as of 2019年、2020年对比, the last."""
        several = [each for each in told if each.role == "own" and each.period and not each.day]
        latest = max(several, key=lambda each: each.period.last if each.period else 0, default=None)
        return latest if len(several) > 1 else main(told)

    def _expressions(self, text: str, around: Told) -> list[TimeExpression]:
        return expressions(text, self.dated, within=around.period, article=self.article.period or self.last)

    def _sets(self, own: TimeExpression, sentence: str) -> bool:
        """Whether the next sentences are of the time of this one too, which begins with it.

        2021年为874起 behind what is of 2022 only compares; 其中12月 is a part.
        """
        period, now = own.period, self.paragraph.period
        if not _opens(own) or own.day or own.stock or period is None:
            return False
        earlier = now is not None and period.last < now.last and not now.contains(period)
        return not earlier and not _PART.match(sentence)


def parsed(period: str | None) -> Period | None:
    """The period of an article, which may have been written by hand: 2020—2022年8月, 至2020年."""
    try:
        return Period.parse(period) if period else None
    except ValueError:
        own = main(expressions(period or ""))
        return own.period if own is not None else None


def _opens(own: TimeExpression) -> bool:
    """Whether a sentence begins with the time that it is of: not with the day of a meeting."""
    return own.role == "own" and own.start <= _FIRST_CLAUSE and not own.day


def _spoken(told: Sequence[TimeExpression]) -> tuple[Time, ...]:
    return tuple(Time(each.start, each.end, period, _kind(each)) for each, period in spoken(told))


def _bases(told: Sequence[TimeExpression]) -> tuple[Time, ...]:
    """The baselines of which no figure is given."""
    only = ((each, each.period) for each in told if each.role == "baseline" and not each.gives)
    return tuple(Time(each.start, each.end, period, "baseline") for each, period in only if period)


def _kind(each: TimeExpression) -> Kind:
    if each.stock:
        return "stock"
    irregular = each.period is not None and not each.period.is_calendar
    return "event" if each.event or irregular else "flow"
