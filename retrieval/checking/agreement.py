"""Agreement: whether a figure of a draft is of the time and of the owner that a row of a library is of.

periods(draft, row)            2020年 beside 2021年 is "other"
names_other_year(lead, row, …) 从2016年的|2464起 beside 从2017年的|2464起
bases_agree(draft, row)        同比 and 环比 are two
owners_agree(draft, row)       西安市中级人民法院 and 市中级人民法院 are one
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place, gazetteer
from corpus.places.institutions import Institution, institutions, systems
from corpus.places.owners import owners, same
from corpus.text.calendar import parsed

Span = Literal["same", "other", "unknown"]
_LONGEST = 200  # characters of a sentence that are looked at
_LATE = 9  # a figure of January to this month is one of the year so far
_MONTH_BEFORE = re.compile("环比|上个?月|上一?个?季度|上周|前一?[月周]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_SENTENCE = re.compile("[。！？；\n]")
_WHOLE = re.compile("^[全我本该][省市县区州旗盟镇乡]")


def periods(draft: Figure, row: Figure, *, until: bool = False) -> Span:
    """Whether both are of one time; unknown where the draft names one and the library does not.

    What there is *until* a time may have come together over years.
    """
    said, known = parsed(draft.period), parsed(row.period)
    if said is None or said == known or draft.relation == row.relation == "before":
        return "same"
    if known is None:
        return "unknown"
    if until and said.last == known.last:
        return "same"
    if draft.period_basis == "article" and not said.is_year and said.contains(known):
        return "same"  # a draft that speaks of several years, and does not say of which here
    first, last = known.months
    if said.is_year and said.contains(known) and first == 1 and last >= _LATE:
        return "same"
    vague = row.period_basis == "article" and said.shifted(known.year - said.year) != known
    return "unknown" if vague or said.overlaps(known) else "other"


def lead(figure: Figure, text: str) -> str:
    """What stands before the value of *figure* in its sentence of *text*."""
    return _SENTENCE.split(text[max(0, figure.value_start - _LONGEST) : figure.value_start])[-1]


def names_other_year(draft: str, row: Figure, known: str) -> bool:
    """Whether the year last named in the lead of a *draft* is not that of *row*, nor in its lead, *known*.

    A change may be one from the year before; a value before without a year is told with the year after.
    """
    named = _YEAR.findall(draft)
    period = parsed(row.period)
    if not named or period is None or named[-1] in _YEAR.findall(known):
        return False
    first, last = period.first // 12 - (row.kind == "change"), period.last // 12
    told_apart = row.relation == "before" and row.period_basis == "relative"  # 从5天降至2天
    return not first <= int(named[-1]) <= last + told_apart


def bases_agree(draft: Figure, row: Figure) -> bool:
    """Whether two changes may be ones from the same time: 同比 and 比上年同期, but not 同比 and 环比."""
    told = [_MONTH_BEFORE.search(figure.base) is not None for figure in (draft, row) if figure.base]
    return len(set(told)) < 2


def owner(figure: Figure, place: Place | None, text: str) -> str:
    """The part of its *place* whose figure it is, or the office; "" for the place itself."""
    name = figure.scope or figure.code.partition("/")[2]
    if _part(name, place):
        return name if is_owner(name) else ""
    told = owners(text[figure.start : figure.value_start])
    return next((each.text for each in reversed(told) if not each.local), "")


def is_owner(name: str) -> bool:
    """Whether *name* is that of an office or a place, and not a row's label: 网络购物."""
    return bool(_offices(name) or gazetteer().mentions(name))


def _part(name: str, place: Place | None) -> str:
    """*name* without that of the *place* it begins with: 大理州公安局 -> 公安局."""
    own = max((each for each in names_of(place) if name.startswith(each)), key=len, default="")
    return _WHOLE.sub("", name.removeprefix(own))


def names_of(place: Place | None) -> Iterator[str]:
    """What *place* is called, and those above it."""
    for each in place.chain if place is not None else ():
        yield from (each.full, each.name, each.short, *each.aliases)


def owners_agree(draft: str, row: str, place: Place | None) -> bool:
    """Whether two owners in one *place* are one: an office may be left out, a town may not."""
    parts = _part(draft, place), _part(row, place)
    if parts[0] == parts[1]:
        return True
    said, known = _offices(draft), _offices(row)
    if all(parts):
        return any(same(a, b, place) or same(b, a, place) for a in said for b in known)
    return any(not each.local for each in (*said, *known))


def is_town(name: str) -> bool:
    """Whether *name* is that of a town, a village or a street."""
    return any(each.local for each in institutions(name))


def _offices(name: str) -> tuple[Institution, ...]:
    return (*institutions(name), *systems(name))
