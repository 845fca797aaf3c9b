"""Whose figures a sentence gives: the institutions and localities that its clauses begin with.

owners("2023年，枫桥派出所化解纠纷312件，会同县法院回访。")   枫桥派出所
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.places.gazetteer import Mention, Place
from corpus.places.institutions import Institution, institutions, systems
from corpus.places.towns import towns_named

# What stands before a name that begins a clause: a mark, a time, a list, 全市|公安机关.
_BEGINS = re.compile(
    r"(?:^|[，,。.；;：:、！!？?“”（(\s|｜]|\d年|\d月|\d日|[年月日]底|以来|年来|今年|去年|全年|[上下]半年|季度|期间|其中"
    r"|[全我该各][省市县区州镇乡]|各级|同期)$"
)
_LISTED = frozenset({"、", "和", "与", "及"})
_LOOKED_AT = 6  # characters before a name
_LOWER = frozenset("县区旗")  # levels below a city's: 区检察院 is not the city's
_COURTS = {"中级": 2, "中院": 2, "高级": 3, "高院": 3, "最高": 4}


def owners(text: str, mentions: Sequence[Mention] | None = None) -> list[Institution]:
    """The institutions and localities that own what *text* says: those that begin a clause, left to right."""
    named = sorted([*institutions(text, mentions), *systems(text)], key=lambda each: each.start)
    found: list[Institution] = []
    for each in named:
        beside = found and text[found[-1].end : each.start] in _LISTED
        if beside or _begins(text, each.start):
            found.append(each)
    return found


def same(asked: Institution, said: Institution, home: Place | None) -> bool:
    """Whether *said*, in an article on *home*, is the one that is *asked* for, or one of those.

    柯城区检察院 is 柯城区人民检察院, and 区检察院 in an article on 柯城区; 城东派出所 is not 学院路派出所.
    """
    if asked.local or said.local:
        return asked.local and said.local and asked.name == said.name
    if asked.kind != said.kind or (_rank(asked) and _rank(asked) != _rank(said)):
        return False
    if not _same_core(asked.core.removeprefix("第"), said.core.removeprefix("第")):
        return False
    if not asked.places or said.places:
        return not asked.places or not set(asked.places).isdisjoint(said.places)
    return _lies_in(asked, said, home)


def _lies_in(asked: Institution, said: Institution, home: Place | None) -> bool:
    """Whether *said*, which names no place, is of the place of *asked*, in an article on *home*."""
    if home is None or (said.level in _LOWER and all(place.level == "市" for place in asked.places)):
        return False
    return any(home.within(place) and home.level in (place.level, "乡") for place in asked.places)


def _same_core(asked: str, said: str) -> bool:
    """Whether two own names are one: 乌拉街 is short for 乌拉街满族; 城东 and 学院路 are two."""
    if len(asked) < 2 or len(said) < 2:
        return asked == said
    return asked.startswith(said) or said.startswith(asked)


def _rank(each: Institution) -> int:
    """The instance of a court, which its name says above the lowest: 中级人民法院 -> 2."""
    return next((rank for word, rank in _COURTS.items() if word in each.name), 0)


def located(each: Institution, home: Place | None) -> Place | None:
    """The county or city in which a locality lies, as far as its name and *home* say: 枫桥镇 -> 诸暨市."""
    if len(each.places) == 1:
        return each.places[0]
    listed = towns_named(each.name)
    inside = [place for place in listed if home is None or place.within(home) or home.within(place)]
    if len(inside) == 1:
        return inside[0]
    return home if not listed or home in listed else None


def _begins(text: str, at: int) -> bool:
    return _BEGINS.search(text[max(0, at - _LOOKED_AT) : at]) is not None
