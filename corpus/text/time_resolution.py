"""Phrases of time into periods, by when their article was written and what their paragraph is of."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from corpus.text.period import Period
from corpus.text.time_phrases import Form, Phrase
from corpus.text.time_points import Point, Reader
from corpus.text.time_roles import Role, aims

EARLY = 3  # months of a year in which reports on the year before are written
_HALF, _AUTUMN = 6, 10


@dataclass(frozen=True, slots=True)
class Moment:
    """When an article was written, and the period of what a sentence stands in; None if not known.

    In what was written in the first months of a year about the whole year before, 今年 is that year
    wherever no plans are told.
    """

    dated: Period | None
    within: Period | None
    article: Period | None = None  # what it is of, as far as known: 2018年以来 goes on to its end

    @property
    def is_early(self) -> bool:
        """Whether it is the first months of a year."""
        return self.dated is not None and not self.dated.is_years and self.dated.months[1] <= EARLY

    @property
    def reported(self) -> Period | None:
        """The whole year that an article of the first months reports on, if it says so."""
        if self.dated is None or self.within is None or not self.is_early:
            return None
        return self.within if self.within.is_year and self.within.year == self.dated.year - 1 else None

    @property
    def until(self) -> Period | None:
        """What an article tells up to."""
        return self.reported or self.dated or self.within

    def period(self, phrase: Phrase, role: Role, anchor: Period | None) -> Period | None:
        """The period of *phrase*; *anchor* is the last one that the sentence gave with its year."""
        if phrase.form in _FORMS:
            return _FORMS[phrase.form](self, phrase)
        first = self._point(phrase.first, role, anchor, ranged=phrase.is_range)
        last = self._point(phrase.last, role, anchor, ranged=True) if phrase.is_range else first
        if first is None or last is None:
            return None
        if phrase.form == "since":
            return self._since(first)
        if not phrase.is_range and phrase.first.day == 31 and first.months == (12, 12):
            return Period.of(first.year)  # 截至2022年12月31日
        if last.first < first.first:
            return first
        return Period.between(first.first, last.last, named=not phrase.is_range)

    def role(self, reader: Reader, phrase: Phrase, role: Role, period: Period | None) -> Role:
        """*role*, or plan for what lies ahead."""
        if role != "own" or period is None or self.dated is None:
            return role
        ahead = period.last if aims(reader, phrase) else period.first
        return "plan" if ahead > self.dated.last else "own"

    def compared(self, phrase: Phrase, period: Period | None, own: Period | None) -> Period | None:
        """The *period* of a baseline: 上年 and 2021年同期 are the months of what they are compared with."""
        point, own = phrase.first, own or self.within
        if own is None or phrase.is_range or phrase.form != "point" or point.months is not None:
            return period
        within_year = own.first // 12 == own.year
        if point.shift is not None and within_year and (point.shift == -1 or self.dated is None):
            return own.shifted(point.shift)
        if point.year is not None and not own.is_years:
            return own.shifted(point.year - own.year)
        return period

    def _point(self, point: Point, role: Role, anchor: Period | None, *, ranged: bool) -> Period | None:
        if point.month_shift is not None:
            return self._month(point.month_shift)
        year = point.year
        if year is None:
            told = point.shift is not None
            year = self._shifted(point.shift or 0, role) if told else self._unsaid(point, role, anchor)
        if year is None:
            return None
        if point.school and not ranged:
            return Period.years(year, year + 1)
        month = _festival(point, year)
        return Period.of(year, *((month, month) if month else point.months or (1, 12)))

    def _month(self, shift: int) -> Period | None:
        """The month *shift* from the one that the article reports on, if it is one, or else from its date."""
        for known in (self.article, self.dated, self.within):
            if known is None or known.is_years or (known is self.article and known.first != known.last):
                continue
            return Period(known.last + shift, known.last + shift)
        return None

    def _shifted(self, shift: int, role: Role) -> int | None:
        """The year *shift* from this one; it is not known from several years that an article is of."""
        if self.dated is None:
            return self.within.year + shift if self._one_year(self.within) else None
        if shift == 0 and role != "plan" and self.reported is not None:
            return self.reported.year
        return self.dated.year + shift

    @staticmethod
    def _one_year(period: Period | None) -> TypeGuard[Period]:
        return period is not None and period.first // 12 == period.year

    def _unsaid(self, point: Point, role: Role, anchor: Period | None) -> int | None:
        """The year of months that are told without one."""
        around = anchor or self.within
        if self._one_year(around) and role != "plan":
            return around.year
        if self.dated is None:
            return around.year if around is not None else None
        month = _festival(point, self.dated.year)
        first, last = (month, month) if month else point.months or (1, 12)
        before = first > self.dated.months[1] or (self.is_early and last >= _HALF)
        return self.dated.year - (before and role != "plan")

    def _since(self, first: Period) -> Period | None:
        """From *first* up to what the article tells up to; None where only the beginning is known."""
        until = self.until
        if until is None and self.article is not None and self.article.year > first.year:
            until = self.article
        if until is None or until.last < first.first:
            return first if first.is_years else None
        new_year = until is self.dated and until.months == (1, 1) and first.year < until.year
        return Period.between(first.first, until.last - new_year, named=False)

    def _sofar(self, phrase: Phrase) -> Period | None:
        until = self.until
        if until is None or not self._one_year(until):
            return None
        return Period(12 * until.year, until.last, named=until.named and until.first == 12 * until.year)

    def _now(self, phrase: Phrase) -> Period | None:
        return self.until

    def _recent(self, phrase: Phrase) -> Period | None:
        """The last years, with this one from April on; one year alone is that only around its end."""
        for around in (self.within, self.article):
            if around is not None and around.year - around.first // 12 + 1 == phrase.count:
                return around
        until = self.dated or self.within
        if until is None:
            return None
        year = until.year - self.is_early
        if phrase.count == 1 and EARLY < until.months[1] <= _AUTUMN:
            return None
        return Period.years(year - phrase.count + 1, year)

    def _coming(self, phrase: Phrase) -> Period | None:
        if self.dated is None:
            return None
        year = self.dated.year + (self.dated.months[1] > _HALF)
        return Period.years(year, year + phrase.count - 1)

    def _five(self, phrase: Phrase) -> Period | None:
        return Period.years(phrase.first.year or 0, phrase.last.year or 0)

    def _alone(self, phrase: Phrase) -> Period | None:
        return None


_FORMS: dict[Form, Callable[[Moment, Phrase], Period | None]] = {
    "sofar": Moment._sofar,
    "now": Moment._now,
    "recent": Moment._recent,
    "coming": Moment._coming,
    "five": Moment._five,
    "alone": Moment._alone,
}


def _festival(point: Point, year: int) -> int | None:
    """The month in which the festival of *point* falls in *year*, if that changes."""
    return _festivals().get(point.festival or "", {}).get(year)


@functools.cache
def _festivals() -> dict[str, dict[int, int]]:
    """The month of each festival of the lunar calendar, by year."""
    found: dict[str, dict[int, int]] = {}
    for line in Path(__file__).with_name("festivals.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, years = line.split("\t")
            found[name] = {int(year): int(month) for year, month in (y.split(":") for y in years.split())}
    return found
