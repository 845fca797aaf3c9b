"""Scope names: whom the clauses of a sentence begin with: places, offices, several places together.

names("大理市、祥云县两县市受理56件，州法院审结38件") -> 大理市、祥云县两县市; 州法院
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus.figures.vocabulary import verb
from corpus.places.gazetteer import Mention, gazetteer
from corpus.places.institutions import Institution, institutions

_WITH_PLACE = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:法院|检察院|公安局|分局|支队|大队|中队|派出所|司法所|法庭|看守所|监狱|片区|组团|新区)"
)
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:垦区法院|垦区检察院|片区|组团|铁路法院|林区法院)")
# An area that does something: 口岸地区|立刑事案件264起.
_AREA = re.compile(
    r"(?:(?![在对于从向把将为到以])[\u4e00-\u9fff]){0,6}?(?:地区|林区|景区|园区|库区|城区|牧区|港区|矿区|山区)"
)
_TOGETHER = re.compile(
    r"(?:[两三四五六七八九十]+|等[^，,。；;\d]{0,3})?[省市县区州地镇乡村]+(?:（[^（）]*）)?(?=[\u4e00-\u9fff])"
)
_DISTRICTS = ("区", "组团", "铁路法院")  # where none of these stands, neither of the two does
_JOINT = re.compile("、|和|与|及")
# What a list of places ends with, places without what they are: 沙溪镇和|羊岑、弥沙、象图三个乡.
_REST = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}、)*[\u4e00-\u9fff]{2,3}[两三四五六七八九十]+个?(?:民族)?[市县区州镇乡村](?=[\u4e00-\u9fff])"
)
_DOES = re.compile("启动|启用|升级|布设|布建|布控|优化|推动|依托|护送")  # 启动|京冀联防检查站
_IN_LIST = re.compile(r"\d[^，,；;。：:]*$")
_EACH = re.compile("[一两每各][村镇乡县市区](?:[一两]|$)|[村乡镇县][\u4e00-\u9fff]哨")  # 一村一首歌
_BEHIND = re.compile(r"[（(][^（）()\d]*[）)]")
_LEAD = re.compile(
    r"(?:其中[，,：:]?|另外|此外|以及|同时|目前|分别是|的是|(?:邻近|相邻|毗邻|周边)的|邻[省市州县区镇乡村]"
    r"|同期|[ 　*#>\x00]|[（(]?[一二三四五六七八九十]+[）)、])*"
)
_STARTS = re.compile(r"[，,；;。：:（(]|(?<=[\d一-龥])、|(?<=[多少高低大小好差快慢中]的是)")
_NEAR = 12  # characters before a 、 in which a figure stands, if a list of figures goes on behind it


class Name(NamedTuple):
    """Whom a clause names: plain[start:end]; several who are spoken of as one are each of `together`."""

    start: int
    end: int
    together: tuple[Name, ...]
    institution: Institution | None


def names(plain: str, mentions: Sequence[Mention]) -> Iterator[Name]:
    """The names that clauses of a sentence begin with; *mentions* are those of its places."""
    offices = {each.start: each for each in institutions(plain, mentions) if not _made_of(each)}
    places = {each.start: each.end for each in gazetteer().chains(plain, mentions)}
    has_district = any(word in plain for word in _DISTRICTS)
    if not (offices or places or has_district):
        return
    named = _Sentence(plain, offices, places, has_district)
    taken = 0
    for begin in _beginnings(plain):
        name = named.at(begin) if begin >= taken else None
        if name is not None:
            taken = name.end
            yield name


class _Sentence(NamedTuple):
    """A sentence with its offices, and the ends of its places, by where they begin."""

    plain: str
    offices: Mapping[int, Institution]
    places: Mapping[int, int]
    has_district: bool

    def at(self, begin: int) -> Name | None:
        """Whom the clause names that begins there."""
        is_named = begin in self.offices or begin in self.places
        if not (is_named or self.has_district) or _EACH.match(self.plain, begin):
            return None
        end, together = self._several(begin)
        end = end if together else max(end, self._alone(begin))
        listed = bool(together) or begin in self.places
        if end == begin or not (listed or not _is_done(self.plain, begin, end)):
            return None
        behind = _BEHIND.match(self.plain, end)
        office = None if together else self.offices.get(begin)
        return Name(begin, behind.end() if behind else end, together, office)

    def _alone(self, begin: int) -> int:
        """The end of an office, or of an area, that begins there."""
        office = self.offices.get(begin)
        place = self.places.get(begin)
        match = _WITH_PLACE.match(self.plain, place) if place is not None else None
        if match is None and self.has_district:
            match = _DISTRICT.match(self.plain, begin) or self._area(begin)
        return max(office.end if office else 0, match.end() if match else 0)

    def _area(self, begin: int) -> re.Match[str] | None:
        """An area that does something: 口岸地区|立刑事案件."""
        area = _AREA.match(self.plain, begin)
        return area if area and verb(self.plain[area.end() : area.end() + 12]) else None

    def _end(self, begin: int) -> int | None:
        """The end of the place or office that begins there."""
        office = self.offices.get(begin)
        return self.places.get(begin, office.end if office else None)

    def _several(self, begin: int) -> tuple[int, tuple[Name, ...]]:
        """The end of the places named one after the other from *begin* on, and each if they are several."""
        parts: list[Name] = []
        at = begin
        while (end := self._end(at)) is not None:
            parts.append(Name(at, end, (), self.offices.get(at)))
            if not (joint := _JOINT.match(self.plain, end)):
                break
            at = joint.end()
        if not parts:
            return begin, ()
        end = parts[-1].end
        if at > end and (rest := _REST.match(self.plain, at)):
            return rest.end(), tuple(parts)
        if len(parts) < 2:
            return (end if parts[0].institution is None else begin), ()
        if self.plain[end : end + 1].isdigit():
            return parts[0].end, ()
        together = _TOGETHER.match(self.plain, end)
        return (together.end() if together else end), tuple(parts)


def _is_done(plain: str, begin: int, end: int) -> bool:
    """Whether what seems to be a name begins with what is done: 冻结|银行账户, 招录|社区工作者."""
    return len(verb(plain[begin:end])) > 1 or _DOES.match(plain, begin) is not None


def _made_of(office: Institution) -> bool:
    """Whether it is no name, but what something is taken for: 以|古镇景区为重点."""
    return office.text[0] in "以把" and not office.places


def _beginnings(plain: str) -> Iterator[int]:
    """Where clauses begin, behind dates and what says nothing of whose they are."""
    starts = [0]
    for match in _STARTS.finditer(plain):
        if match.group() != "、" or _IN_LIST.search(plain[max(0, match.start() - _NEAR) : match.start()]):
            starts.append(match.end())
    for start in starts:
        lead = _LEAD.match(plain, start)
        yield lead.end() if lead else start
