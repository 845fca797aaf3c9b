"""Whether a sentence is of a period that is asked for.

A month's figure does not answer for its year, nor the year's for the month. A part of a year answers for it,
and that is said, where it is all that an article reports on (2023年1—11月), or where it is an event of the
year (6月25日至9月底) or what was there at some time (截至9月底).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum

from corpus.document import ArticleKey
from corpus.text.calendar import Time, parsed
from corpus.text.period import Period
from retrieval.answering.answer import Remark
from retrieval.answering.evidence import Evidence
from retrieval.index.sentences import Sentence
from retrieval.language.terms import words
from retrieval.question.periods import Asked

NEARLY = 0.15  # a figure of the very year is taken though one of several years covers so much more
_MOST = 15  # years that are looked for one by one
_BEFORE_FIGURE = re.compile(r"[，,]?([^\d，,。；;：:]{0,14})\d")
_SHORT = 4  # characters of what a figure without a subject of its own begins with: 为10起, 受理1274件
_LATE = 9  # the month from which on what a year's report tells up to then is the year's


class Fit(IntEnum):
    """How the period of a sentence is to that asked for."""

    NONE = 0
    SPAN = 1  # of several years together, with that one among them
    PART = 2  # of a part of the year
    EXACT = 3


class Periods:
    """The periods that a question asks for, beside what sentences are of."""

    def __init__(self, asked: Sequence[Asked], reported: Callable[[ArticleKey], str | None]) -> None:
        self.asked = [each for each in asked if each.period or each.months or not each.relative]
        self._reported = reported

    def __bool__(self) -> bool:
        return bool(self.asked)

    def __str__(self) -> str:
        return "、".join(map(str, self.asked))

    def fit(self, sentence: Sentence) -> Fit:
        """How well *sentence* is of any period that is asked for."""
        return max((self.fit_of(asked, sentence) for asked in self.asked), default=Fit.EXACT)

    def fit_of(self, asked: Asked, sentence: Sentence) -> Fit:
        reported = _parsed(self._reported(sentence.key))
        fits = (_fit(asked, time, reported) for time in sentence.times)
        own = sentence.period_basis in ("sentence", "relative")
        return max((fit for fit in fits if own or fit is not Fit.SPAN), default=Fit.NONE)

    def fit_period(self, period: Period) -> Fit:
        """How well a figure of *period* is of any that is asked for."""
        time = Time(0, 0, period)
        return max((_fit(asked, time, None) for asked in self.asked), default=Fit.EXACT)

    def goes_on(self, asked: Asked, sentence: Sentence, first: Sentence, figure: re.Pattern[str]) -> bool:
        """Whether *sentence* gives the *figure* of another time for what *first* speaks of: 2022年为10起."""
        ends = [*(time.start for time in sentence.times), len(sentence.text)][1:]
        for time, end in zip(sentence.times, ends, strict=True):
            of_it = sentence.text[time.end : end]
            given = time.end and _fit(asked, time, None) is Fit.EXACT and figure.search(of_it)
            if given and _is_elliptic(of_it, first.folded):
                return True
        return False

    def single(self) -> list[Asked]:
        """The periods one by one: 2019—2022年 as four years."""
        return [one for asked in self.asked for one in _years(asked)]

    def others(self, sentences: Iterable[Sentence]) -> str:
        """The periods that *sentences* are of, as they are named to a reader."""
        told = {sentence.period for sentence in sentences if sentence.period is not None}
        return "、".join(map(str, sorted(told)))

    def shown(self, sentence: Sentence, fit: Fit) -> Period | None:
        """The period of *sentence* that is a part of what is asked for, or holds it."""
        reported = _parsed(self._reported(sentence.key))
        fits = (t.period for a in self.asked for t in sentence.times if _fit(a, t, reported) is fit)
        return next(fits, None)


@functools.lru_cache(maxsize=4096)
def _parsed(period: str | None) -> Period | None:
    return parsed(period)


def _fit(asked: Asked, time: Time, reported: Period | None) -> Fit:
    wanted = asked.of(time.period.year)
    if wanted is None or (time.kind == "baseline" and not asked.compared):
        return Fit.NONE
    if time.period == wanted or (asked.until and time.period.last == wanted.last):
        return Fit.EXACT
    if wanted.contains(time.period):
        return _part(asked, wanted, time, reported)
    return Fit.SPAN if wanted.is_year and time.period.is_years and time.period.contains(wanted) else Fit.NONE


def _part(asked: Asked, wanted: Period, time: Time, reported: Period | None) -> Fit:
    """How a *time* is that lies in what is *wanted*."""
    if not wanted.is_year:  # each of 2019—2022年, asked for together
        return Fit.EXACT if wanted.is_years and time.period.is_years else Fit.NONE
    if asked.whole:
        return Fit.NONE
    first, last = time.period.months
    all_there_is = reported == time.period or (first == 1 and last >= _LATE)
    return Fit.PART if time.kind != "flow" or all_there_is else Fit.NONE


def _is_elliptic(text: str, before: str) -> bool:
    """Whether what stands before the first figure of *text* is short, or repeats what was said *before*."""
    match = _BEFORE_FIGURE.match(text)
    if match is None:
        return False
    return len(match[1]) <= _SHORT or all(word in before for word in words(match[1]))


def _years(asked: Asked) -> list[Asked]:
    period = asked.period
    if period is None or not period.is_years or period.is_year or period.year - period.first // 12 > _MOST:
        return [asked]
    return [replace(asked, period=Period.of(year)) for year in range(period.first // 12, period.year + 1)]


def one_each(good: Sequence[Evidence], asked: Periods) -> list[Evidence]:
    """The best of *good*, best first, for each of several periods asked for, in their order.

    None where one period is asked for, or figures of all of it together are given.
    """
    single = asked.single()
    whole = any(time.period == each.period for each in asked.asked for s in good for time in s.sentence.times)
    if len(single) < 2 or (len(asked.asked) == 1 and whole):
        return []
    shown: dict[Evidence, None] = {}
    for one in sorted(single, key=_order):
        of_it = [each for each in good if asked.fit_of(one, each.sentence) >= Fit.PART]
        if of_it and not any(each in shown for each in of_it):
            shown[of_it[0]] = None
    return list(shown)


def _order(asked: Asked) -> tuple[int, int]:
    period = asked.of(0)
    return (period.first, period.last) if period is not None else (0, 0)


def of_best_fit(dated: dict[Evidence, Fit], suffices: Callable[[Evidence], bool]) -> list[Evidence]:
    """Those of *dated* that are of the very period asked for; else those of a part of it, or of more years.

    What is of more years is also taken where it covers far more of the question.
    """
    for fit in (Fit.EXACT, Fit.PART):
        close = [each for each, of in dated.items() if of >= fit]
        best = max((each["all"] for each in close if suffices(each)), default=0.0)
        if best and best + NEARLY >= max(each["all"] for each in dated):
            return close
    return list(dated)


def of_other_lengths(asked: Periods, shown: Sequence[Evidence], *, places: int) -> tuple[Remark, ...]:
    """What is said where what is *shown* is of several years together, of a part of one, or lacks one."""
    if not asked:
        return ()
    remarks: list[Remark] = []
    for kind, fit in (("span", Fit.SPAN), ("part", Fit.PART)):
        fits = [each.sentence for each in shown if asked.fit(each.sentence) is fit]
        if fits:
            remarks.append(Remark(kind, {"period": str(asked.shown(fits[0], fit))}))
    lacking = [one for one in asked.asked if not any(asked.fit_of(one, each.sentence) for each in shown)]
    if lacking and not remarks and places < 2:  # each of two places may be asked for its own year
        remarks.append(Remark("period_unmet", {"period": "、".join(map(str, lacking))}))
    return tuple(remarks)


def nothing_told(asked: Periods, place: str, sentences: Iterable[Sentence]) -> Remark:
    """The remark for a place of which no sentence falls in the periods asked for."""
    if not asked:
        return Remark("nothing_on_topic", {"place": place})
    return Remark("year_absent", {"asked": str(asked), "period": asked.others(sentences)})
