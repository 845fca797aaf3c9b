"""Whose figure: the place or office that a clause is about, and whether it is the article's own.

州中院受理1836件，大理市立案623起  ->  州中院;  大理市
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.figures.named import Named
from corpus.figures.vocabulary import verb
from corpus.places.gazetteer import Mention, Place, gazetteer, highest
from corpus.places.institutions import institutions

# What each level calls itself, and what lies above it.
_OWN = {"省": "省区国", "市": "市州盟区", "县": "县区旗市", "乡": "镇乡"}
_ABOVE = {"省": "国", "市": "国省", "县": "国省州盟", "乡": "国省州盟市县区旗"}
_WHOLE = re.compile(
    r"(?<![在被获居为由向对从是成跨于了入])全[国省市州县区旗盟乡镇](?![域面])|我[省市州县区旗盟乡镇局院]|该[省市州县区旗]|全系统|全街道"
)
# Said of the place itself: 全省第一, 全省排名, 全国先进.
_HONOUR = re.compile("[第前率先首唯最范各一推文优示试通社政性民统劳模排位列居]")
_WITH_PLACE = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:法院|检察院|公安局|分局|支队|大队|中队|派出所|司法所|法庭|看守所|监狱|片区|组团|新区)"
)
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:垦区法院|垦区检察院|片区|组团|铁路法院|林区法院)")
# An area that does something: 口岸地区|立刑事案件264起.
_AREA = re.compile(
    r"(?:(?![在对于从向把将为到])[\u4e00-\u9fff]){0,6}?(?:地区|林区|景区|园区|库区|城区|牧区|港区|矿区|山区)"
)
_TOGETHER = re.compile(
    r"(?:[两三四五六七八九十]+|等[^，,。；;\d]{0,3})?[省市县区州]+(?:（[^（）]*）)?(?=[\u4e00-\u9fff])"
)
_JOINT = re.compile("、|和|与|及")
_BEHIND = re.compile(r"[（(][^（）()\d]*[）)]")
_LEAD = re.compile(
    r"(?:其中[，,：:]?|另外|此外|以及|同时|目前|分别是|的是|[ 　*#>]|[（(]?[一二三四五六七八九十]+[）)、])*"
)
_STARTS = re.compile(r"[，,；;。：:（(]|(?<=[\d一-龥])、|(?<=[多少高低大小好差快慢中]的是)")
_NEAR = 12  # characters before a 、 in which a figure stands, if a list of figures goes on behind it


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a figure is: what the text calls it, its place, whether that lies outside the article's."""

    scope: str | None
    place: Place | None
    outside: bool = False
    place_of_label: bool = False  # whether the label of a row named it


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a sentence turns to somebody: sentence[start:end] names them; `lasts` beyond the sentence."""

    start: int
    end: int
    whose: Whose
    lasts: bool
    is_name: bool = False


@dataclass(slots=True)
class Ground:
    """What a text is about as it goes on: its article's place and institution, and the part spoken of."""

    home: Place | None
    institution: str | None
    section: Whose
    current: Whose

    @classmethod
    def of(cls, home: Place | None, institution: str | None) -> Ground:
        whole = Whose(institution or (home.short if home else None), home)
        return cls(home, institution, whole, whole)

    @property
    def whole(self) -> Whose:
        return Whose(self.institution or (self.home.short if self.home else None), self.home)

    def enter(self, heading: str | None, place: Place | None = None) -> None:
        """A new section begins, about the part of the article's place that its heading names, if any."""
        below = place if place is not None and self.home is not None and place.within(self.home) else None
        below = None if below == self.home else below
        if below is None:
            named = [m for m in gazetteer().chains(heading or "") if self._below(m) is not None]
            below = self._below(named[0]) if len(named) == 1 else None
        self.section = self.current = Whose(below.short, below) if below is not None else self.whole

    def begin(self) -> None:
        self.current = self.section

    def of_label(self, label: str, *, named: bool) -> Whose:
        """Whose the figures of a row are by its label: a place of the article's, or the whole."""
        if not named:
            return self.section
        mentions = gazetteer().mentions(label)
        if len(mentions) == 1 and len(mentions[0].text) >= len(label) - 1:
            below = self._below(mentions[0])
            if below is not None:
                return Whose(label, below, place_of_label=True)
        return self.section

    def turns(self, plain: str) -> list[Turn]:
        """The turns of a sentence, dates blanked out of it."""
        turns = [self._named(*span, plain) for span in _names(plain)]
        taken = [(turn.start, turn.end) for turn in turns]
        chained = {mention.end for mention in gazetteer().mentions(plain)}
        for match in _WHOLE.finditer(plain):
            if match.start() in chained or any(first <= match.start() < last for first, last in taken):
                continue  # 玉树州全州
            whose = self._level(match.group(), plain, match.end())
            if whose is not None:
                turns.append(Turn(*match.span(), whose, not whose.outside))
        return sorted(turns, key=lambda turn: turn.start)

    def whose(self, named: Sequence[Named], turns: Sequence[Turn], start: int) -> list[Whose]:
        """Whose each of the figures of a sentence is that begins at *start*."""
        found = []
        for one in named:
            end = one.item.quantity.start - start
            here = [turn for turn in turns if turn.start < end]
            found.append(here[-1].whose if here else self.current)
        lasting = [turn for turn in turns if turn.lasts]
        if turns and turns[-1].lasts:
            self.current = lasting[-1].whose
        return found

    def _named(self, start: int, end: int, together: bool, plain: str) -> Turn:
        """The turn to whom plain[start:end] names; *together* are several places, spoken of as one."""
        name = plain[start:end]
        if together:
            return Turn(start, end, replace(self.whole, scope=name), False, is_name=True)
        mentions = gazetteer().chains(name)
        place = mentions[0] if mentions and mentions[0].start == 0 else None
        is_place = place is not None and place.end == len(name)
        below = self._below(place) if place is not None else None
        if place is not None and below is None and self.home is not None and not self._is_above(place):
            return Turn(start, end, Whose(name, highest(place.places)[0], outside=True), False, is_name=True)
        if is_place:
            whose = self.whole if below is None or below == self.home else Whose(name, below)
            return Turn(start, end, whose, True, is_name=True)
        at = below or self.current.place or self.home
        return Turn(start, end, Whose(name, at), False, is_name=True)

    def _level(self, word: str, sentence: str, end: int) -> Whose | None:
        """全市 in a city's report is the whole, in a county's above it, in a province's some city."""
        if self.home is None or word[0] in "我该":
            return self.whole
        level = "市" if self.home.level == "县" and self.home.name.endswith("市") else self.home.level
        if word[1] in _ABOVE[level] or (word[1] == "市" and level == "县"):
            if _HONOUR.match(sentence[end : end + 1]):
                return None
            return Whose(word, None, outside=True)
        if word[1] in _OWN[level] or word[1] not in "省市州县区旗盟":
            return self.whole
        return None

    def _is_above(self, mention: Mention) -> bool:
        return self.home is not None and any(self.home.within(place) for place in mention.places)

    def _below(self, mention: Mention) -> Place | None:
        """The place at or below the article's that *mention* names."""
        if self.home is None:
            places = highest(mention.places)
            return places[0] if len(places) == 1 else None
        here = [place for place in mention.places if place.within(self.home)]
        return min(here, key=lambda place: len(place.chain)) if here else None


def _names(plain: str) -> Iterator[tuple[int, int, bool]]:
    """The names that clauses of a sentence begin with, and whether each is of several places together."""
    mentions = {mention.start: mention for mention in gazetteer().chains(plain)}
    offices = {each.start: each.end for each in institutions(plain)}
    taken = 0
    for begin in _beginnings(plain):
        if begin < taken:
            continue
        end, together = _several(plain, begin, mentions)
        if not together:
            end = max(end, offices.get(begin, 0), _office(plain, begin, mentions))
        if end > begin:
            behind = _BEHIND.match(plain, end)
            taken = behind.end() if behind else end
            yield begin, taken if behind else end, together


def _beginnings(plain: str) -> Iterator[int]:
    """Where clauses begin, behind dates and what says nothing of whose they are."""
    starts = [0]
    for match in _STARTS.finditer(plain):
        if match.group() != "、" or re.search(r"\d", plain[max(0, match.start() - _NEAR) : match.start()]):
            starts.append(match.end())
    for start in starts:
        at = start
        while True:
            lead = _LEAD.match(plain, at)
            following = lead.end() if lead else at
            while following < len(plain) and plain[following] == "\x00":
                following += 1
            if following == at:
                break
            at = following
        yield at


def _several(plain: str, begin: int, mentions: dict[int, Mention]) -> tuple[int, bool]:
    """The end of the places named one after the other from *begin* on, and whether they are several."""
    end, many = begin, 0
    while (mention := mentions.get(end if not many else end + 1)) is not None:
        if many and not _JOINT.match(plain, end):
            break
        end, many = mention.end, many + 1
    if many > 1 and plain[end : end + 1].isdigit():
        return mentions[begin].end, False
    together = _TOGETHER.match(plain, end) if many > 1 else None
    return (together.end() if together else end), many > 1


def _office(plain: str, begin: int, mentions: dict[int, Mention]) -> int:
    """The end of an office that a place's name begins: 奎屯|垦区法院."""
    mention = mentions.get(begin)
    if mention is not None and (match := _WITH_PLACE.match(plain, mention.end)):
        return match.end()
    match = _DISTRICT.match(plain, begin)
    if match is None and (area := _AREA.match(plain, begin)) and verb(plain[area.end() : area.end() + 12]):
        match = area
    return match.end() if match else 0
