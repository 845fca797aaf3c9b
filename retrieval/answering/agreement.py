"""Agreement: whether a figure of a draft says what a row of a library says, by one property after another.

amounts(draft, row)      7亿余元 beside 7.16亿元 is "rounded"
periods(draft, row)      2020年 beside 2021年 is "other"
indicators(draft, row)   how far what is counted is the same
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from typing import Literal

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.text.calendar import parsed
from retrieval.answering.matching import HELD, matched
from retrieval.language.terms import fold, plain, words
from retrieval.question.grammar import Term
from retrieval.question.lexicon import forms, lightness, synonyms

Amount = Literal["equal", "rounded", "other"]
Span = Literal["same", "other", "unknown"]
_LATE = 9  # a figure of January to this month is one of the year so far
_MUTE = frozenset({"stop", "unit", "generic", "sum", "figure_noun", "polite", "each", "discourse"})
_COMMON = "各类|各种|成功|依法|有效|累计|先后|分别|达到|共计|人数|件数|起数|数量|总数|总量"
_EMPTY = frozenset(_COMMON.split("|"))
# How much of a unit, by its text, one of another text of the same family is.
_SIZES = {
    **{"公里": 1000.0, "千米": 1000.0, "海里": 1852.0, "里": 500.0},
    **{"平方公里": 1e6, "平方千米": 1e6, "公顷": 1e4, "亩": 10_000 / 15},
    **{"吨": 1e6, "公斤": 1000.0, "千克": 1000.0, "斤": 500.0, "毫克": 0.001},
    **{"‰": 0.1, "成": 10.0, "年": 12.0, "周年": 12.0},
}
_SHARES = {"tenth": 10.0, "fraction": 100.0}  # in percent
# What is counted in one measure word may be counted in another: 个 of anything, 起 also 件.
_ANYTHING = "thing"
_COUNTED = frozenset({"thing", "organisation", "article", "place", "person", "case", "event"})
_MORE = re.compile("[余餘多几幾]|以上|[超逾]|突破|不少于|不低于|至少")
_LESS = re.compile("近|不足|不到|以下|不超过|低于|少于|以内|之内")
_ABOUT = re.compile("约|約|大概|左右|上下")
_DIGITS = re.compile(r"\d[\d,，]*(?:[.．](?P<tenths>\d+))?\s*[余餘多几幾]?(?P<scale>[百千万萬亿億]*)")
_TENS = {"百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


# amounts


def amounts(draft: Figure, row: Figure) -> Amount:
    """How the number of *draft* is to that of *row*, whose units are of one kind."""
    if draft.number is None or row.number is None:
        same = (draft.number, draft.low, draft.high) == (row.number, row.low, row.high)
        return "equal" if same and draft.low is not None else "other"
    said, known = draft.number * _size(draft), row.number * _size(row)
    if _is_same(said, known):
        return "equal" if _bound(draft) == _bound(row) else _requalified(draft, row)
    if row.qualifier:
        return "other"  # what is known roughly confirms nothing closer
    return "rounded" if _rounds(said, known, draft) else "other"


def _requalified(draft: Figure, row: Figure) -> Amount:
    """Of the same number said to be more or less exact: 约300 beside 300, but not 以下 beside 以上."""
    both = {_bound(draft), _bound(row)}
    return "other" if both == {"more", "less"} else "rounded"


def _bound(figure: Figure) -> str:
    told = figure.qualifier or ""
    return "more" if _MORE.search(told) else "less" if _LESS.search(told) else ""


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def _rounds(said: float, known: float, draft: Figure) -> bool:
    """Whether *known* may be told as *said*, as exactly as *draft* is written."""
    told = draft.qualifier or ""
    step = _step(draft, loose=bool(told)) * _size(draft)
    if _MORE.search(told):
        return said <= known < min(said + step, 1.5 * said)
    if _LESS.search(told):
        return max(said - step, 0.9 * said) <= known <= said
    return abs(known - said) <= (step / 2 if not _ABOUT.search(told) else step)


def _step(figure: Figure, *, loose: bool) -> float:
    """What one more in the last digit of a number as written is: 0.01 of 98.62, 10,000 of 7万.

    Where it is said *loosely*, the noughts at its end count for nothing: 100 of 300余.
    """
    match = _DIGITS.match(figure.value)
    number = figure.number or 0.0
    scale = 1.0
    if match is not None:
        scale = math.prod(_TENS[each] for each in match["scale"])
        if match["tenths"]:
            return scale / math.pow(10, len(match["tenths"]))
    if not loose and scale == 1:
        return 0.0 if figure.kind != "share" else 1.0
    while loose and number and number % (scale * 10) == 0:
        scale *= 10
    return scale


def _size(figure: Figure) -> float:
    return _SHARES.get(figure.family or "") or _SIZES.get(figure.unit or "", 1.0)


def counts_alike(draft: Figure, row: Figure) -> bool:
    """Whether the units of both count the same: 名 and 人, 个 and 家; not 人 and 起, nor % and 个百分点."""
    if draft.family is None or row.family is None or draft.family == row.family:
        return True
    both = {draft.family, row.family}
    if _ANYTHING in both:
        return both <= _COUNTED
    return both <= {"percent", *_SHARES}


# periods


def periods(draft: Figure, row: Figure) -> Span:
    """Whether both are of one time; unknown where the draft names one and the library does not."""
    if draft.period is None or draft.period == row.period:
        return "same"
    said, known = parsed(draft.period), parsed(row.period)
    if said is None:
        return "same"
    if known is None:
        return "unknown"
    if draft.period_basis == "article" and not said.is_year and said.contains(known):
        return "same"  # a draft that speaks of several years, and does not say of which here
    first, last = known.months
    if said.is_year and said.contains(known) and first == 1 and last >= _LATE:
        return "same"
    return "unknown" if said.overlaps(known) else "other"


# indicators


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure counts: its `words`, its `own` text, and a `wide` one with what stands around it."""

    words: tuple[str, ...]
    own: str
    wide: str
    concept: str | None


def said(figure: Figure, article: Article, text: str) -> Said:
    """What *figure* of an *article* in *text* counts."""
    section = next((s for s in article.sections if s.start <= figure.value_start < s.end), None)
    headings = (*section.path, section.heading or "") if section is not None else ()
    own = plain(fold(figure.indicator))
    wide = (own, figure.topic or "", article.title or "", *headings, text[figure.start : figure.end])
    return Said(_content(own), own, plain(fold("\n".join(wide))), figure.concept)


@functools.lru_cache(maxsize=1 << 14)
def _content(own: str) -> tuple[str, ...]:
    kinds = forms().kinds
    found = (word for word in words(own) if kinds.get(word) not in _MUTE and word not in _EMPTY)
    return tuple(dict.fromkeys(word for word in found if len(word) > 1 or not found))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two indicators are the same: the share of what each says that the other says not."""

    more: float  # that the draft says
    less: float  # that the row says
    swapped: bool  # whether each says something instead of what the other says

    @property
    def is_same(self) -> bool:
        """Whether both count the same, as far as a program can tell."""
        return not self.swapped and self.more <= 0.2 and self.less <= 0.5

    @property
    def is_close(self) -> bool:
        """Whether one may be held against the other: neither says much that the other does not."""
        return not self.swapped and self.more <= 0.2 and self.less <= 0.2


def indicators(draft: Said, row: Said) -> Likeness:
    """How far the indicators of *draft* and *row* are the same."""
    if draft.own == row.own:
        return Likeness(0.0, 0.0, swapped=False)
    more, less = _missing(draft, row), _missing(row, draft)
    known = draft.concept is not None and draft.concept == row.concept
    if known:
        return Likeness(more / 2, less / 2, swapped=False)
    differ = draft.concept is not None and row.concept is not None
    return Likeness(more, less, swapped=differ or (more > 0.1 and less > 0.1))


def _missing(one: Said, other: Said) -> float:
    """The share of the weight of what *one* says that *other* does not say."""
    weights = {word: lightness(word) for word in one.words}
    total = sum(weights.values())
    lost = 0.0
    for word, weight in weights.items():
        term = Term(word, synonyms().get(word, ()))
        if matched(term, other.own) < HELD:
            lost += weight * (0.5 if matched(term, other.wide) >= HELD else 1.0)
    return lost / total if total else 1.0
