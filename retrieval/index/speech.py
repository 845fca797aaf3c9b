"""What a text speaks of, seen from its article's place: parts of it, all of it, other places, offices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.places.gazetteer import Mention, Place, gazetteer, highest
from corpus.places.institutions import Institution
from corpus.places.owners import owners

_WHOLE = {
    "省": re.compile(r"全省|全区(?!域)|我[省区]|省委|自治区"),
    "市": re.compile(r"全市(?!域)|全州|我[市州]|该[市州]|市委|州委|[xX*]{1,3}市"),
    "县": re.compile(r"全县|我县|该县|县委"),
    "乡": re.compile(r"[全我该][镇乡村]|[全我该]街道|[全我该]社区|我们社区|本[镇乡村]"),
}
# What lies above a place of each level; 全省第一, 全国推广, 全国先进 are said of the place itself.
_OF_ALL = r"(?![第前率先首唯最范各一推文优先示试通社政市公信])"
_ABOVE = {
    "省": re.compile(rf"(?<![在居获被列])全国{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "市": re.compile(rf"(?<![在居获被列])全[国省]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "县": re.compile(rf"(?<![在居获被列])全[国省市]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "乡": re.compile(rf"(?<![在居获被列])全[国省市县区]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
}
_SUBJECT = re.compile(r"[，,。；;：:、“”]\S{0,4}$")  # the clause has begun just before: 日前,家住章贡区
_TELLS = re.compile(
    r"(?:全省)?(?:共|累计|打掉|抓获|破获)[^，,。；;]{0,12}\d"
)  # 云南省共打掉…个 in a city's report
_NOT_OF_PLACE = frozenset({"银行", "公司", "学校", "铁路公安", "协会"})  # kinds that a place only names
_FULL = "省市县区州盟旗"


@dataclass(frozen=True, slots=True)
class Speech:
    """What a text speaks of, seen from its article's place.

    `below` are parts of it that are named, `subjects` those that a clause begins with, and so is about.
    `institutions` are those that a clause begins with, towns and villages too.
    """

    below: frozenset[Place]
    subjects: frozenset[Place]
    whole: bool
    elsewhere: bool
    above: frozenset[Place]
    institutions: tuple[Institution, ...] = ()


def speech(folded: str, home: Place | None) -> Speech:
    """What *folded* speaks of, in an article on *home*.

    All places count as parts where home is unknown. In a province's report 全省 is the whole, 全市 is
    not; in a city's report 全国 and 全省 are elsewhere, but 全省第一 and 居全国前列 are about the city.
    """
    below: set[Place] = set()
    subjects: set[Place] = set()
    above: set[Place] = set()
    level = _level(home)
    whole = home is not None and bool(_WHOLE[level].search(folded))
    elsewhere = home is not None and not whole and bool(_ABOVE[level].search(folded))
    mentions = gazetteer().mentions(folded)
    named = owners(folded, mentions)
    institutions = tuple(each for each in named if not _is_home(each, home))
    for mention in (*_own(mentions, named), *_labels(folded, home)):
        places = highest(mention.places)
        begins = _begins(folded, mention.start)
        if home in places:
            whole = True
        elif _lies_in_one(home, places):
            above.update(places)
            elsewhere |= bool(_TELLS.match(folded, mention.end))
        elif parts := _parts(home, places):
            below.update(parts)
            subjects.update(parts if begins else ())
        else:
            elsewhere |= begins and _is_clear(mention, folded)
    whole |= len(institutions) < len(named)
    return Speech(
        frozenset(below),
        frozenset(subjects),
        whole,
        elsewhere and not whole and not below,
        frozenset(above),
        institutions,
    )


def _level(home: Place | None) -> str:
    """The level *home* speaks of itself as: a county-level city as a prefecture does, 全市."""
    if home is None:
        return "县"
    return "市" if home.name.endswith("市") else home.level


def _lies_in_one(home: Place | None, places: Iterable[Place]) -> bool:
    return home is not None and any(home.within(place) for place in places)


def _parts(home: Place | None, places: Iterable[Place]) -> list[Place]:
    """Those of *places* that are parts of *home*: all of them where that is unknown."""
    return [place for place in places if home is None or place.within(home)]


def _labels(folded: str, home: Place | None) -> list[Mention]:
    """The parts of *home* that fill a cell, whose names mean something else in prose: 县区:平安区,立案:98."""
    found = gazetteer().beside(folded) if home is not None and ":" in folded else []
    alone = [m for m in found if folded[m.start - 1 : m.start] == ":" and folded[m.end : m.end + 1] == ","]
    return [m for m in alone if any(home is not None and place.within(home) for place in m.places)]


def _own(mentions: list[Mention], named: list[Institution]) -> list[Mention]:
    """*mentions* without those that are only part of a name: 北京银行衢州分行, 南京东路街道."""
    parts = [each for each in named if each.kind in _NOT_OF_PLACE or (each.local and not each.places)]
    return [m for m in mentions if not any(each.start <= m.start and m.end <= each.end for each in parts)]


def _is_home(each: Institution, home: Place | None) -> bool:
    """Whether *each* is the town or village that the article is on."""
    return each.local and home is not None and home.level == "乡" and home.name == each.name


def _is_clear(mention: Mention, folded: str) -> bool:
    """Whether a name of another place is surely one: a county's short name may be another word, 新罗使臣."""
    if mention.text[-1] in _FULL or any(place.level != "县" for place in mention.places):
        return True
    return folded[mention.end : mention.end + 1] in ("", "的", ",", "，", ":", "、", "县", "市")


def _begins(folded: str, at: int) -> bool:
    """Whether a clause of *folded* begins with what stands at *at*: 花桥与嘉定区 is not about 嘉定区."""
    return at <= 4 or bool(_SUBJECT.search(folded, max(0, at - 8), at))
