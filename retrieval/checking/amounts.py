"""Amounts: whether the number of a draft's figure is that of a library's, exactly or rounded.

amounts(draft, row)        7亿余元 beside 7.16亿元 is "rounded", 1.37万 beside 13700 "equal"
counts_alike(draft, row)   名 and 人 count the same, 人 and 起 do not
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Literal

from corpus.figures.figure import Figure

Amount = Literal["equal", "rounded", "other"]
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
_LESS_THAN_ONE = 1 - 1e-9
_MORE = re.compile("[余餘多几幾]|以上|[超逾]|突破|不少于|不低于|至少")
_LESS = re.compile("近|不足|不到|以下|不超过|低于|少于|以内|之内")
_ABOUT = re.compile("约|約|大概|左右|上下")
_DIGITS = re.compile(r"\d[\d,，]*(?:[.．](?P<tenths>\d+))?\s*[余餘多几幾]?(?P<scale>[百千万萬亿億]*)")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_TENS = {"百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


def amounts(draft: Figure, row: Figure) -> Amount:
    """How the number of *draft* is to that of *row*, whose units are of one kind."""
    if draft.number is None or row.number is None:
        same = (draft.number, draft.low, draft.high) == (row.number, row.low, row.high)
        return "equal" if same and draft.low is not None else "other"
    said, known = draft.number * _size(draft), row.number * _size(row)
    if _is_same(said, known):
        return "equal" if _bound(draft) == _bound(row) else _requalified(draft, row)
    if row.qualifier and _bound(row) != _bound(draft):
        return "other"  # what is known roughly confirms nothing closer
    return "rounded" if _rounds(said, known, draft) else "other"


def qualified(figure: Figure, text: str) -> Figure:
    """*figure* with the 多 that stands behind its unit in *text*: 45公斤多."""
    behind = figure.value_end + len(figure.unit or "")
    more = text[behind : behind + 1] in ("多", "余") and figure.qualifier is None
    return replace(figure, qualifier=text[behind]) if more else figure


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
        return said <= known < min(said + step * _LESS_THAN_ONE, 1.5 * said)
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
