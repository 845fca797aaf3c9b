"""Whose figure: the place or office that a clause is about, and whether it is the article's own.

州中院受理1836件，大理市立案623起  ->  州中院;  大理市
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.figures.changes import told
from corpus.figures.clauses import Item
from corpus.figures.named import Named
from corpus.figures.quantities import Quantity
from corpus.figures.scope_names import Name, names
from corpus.places.gazetteer import Mention, Place, gazetteer, highest, local
from corpus.places.institutions import Institution, institutions
from corpus.places.towns import towns_named
from corpus.text.sentences import Span

# What each level calls itself, and what lies above it.
_OWN = {"省": "省区国", "市": "市州盟区", "县": "县区旗市", "乡": "镇乡"}
_ABOVE = {"省": "国", "市": "国省", "县": "国省州盟", "乡": "国省州盟市县区旗"}
_WHOLE = re.compile(
    r"(?<![在被获居为由向对从是成跨于了入比较与同占])全[国省市州县区旗盟乡镇](?![域面]|专项|扫黑办)|我[省市州县区旗盟乡镇局院]|该[省市州县区旗]|全系统|全街道"
)
# All offices of a kind in a place, where its own is one of them: 全市|两级法院.
_SEVERAL = re.compile("(?:两级|各级)(?:人民)?(?:法院|检察院|检察机关)")
# Said of the place itself: 全省第一, 全省排名, 全国先进.
_HONOUR = re.compile("[第前率先首唯最范各一推文优示试通社政性民统劳模排位列居]")
_TOWNS = ("镇", "乡", "街道", "苏木")
_WON = re.compile("(?:入选|获评?|获得|荣获|评为|列入|跻身|受到)[^，,。；;]{0,8}$")  # 入选全国、|全省典型案例
_EACH = re.compile("分别|依次")
# Behind a place above the article's of which something is told: 云南省|有3个; not 上海|石化.
_TOLD_OF = re.compile(r"）?(?:检察机关|公安机关|政法机关|法院)?(?:同期|平均|累计|全年|共|有|发生|打掉|占|\d)")
_CALLED = re.compile("（[^（）]*称[^（）]*）")  # 县矛盾纠纷调处化解中心（下称“矛调中心”）
_OF_TOWNS = frozenset({"司法所", "派出所", "法庭"})


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a figure is: what the text calls it, its place, whether that lies outside the article's."""

    scope: str | None
    place: Place | None
    outside: bool = False
    place_of_label: bool = False  # whether the label of a row named it


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a sentence turns to somebody: sentence[start:end] names them; `lasts` beyond the sentence.

    Of several who are spoken of together, `parts` are each of them.
    """

    start: int
    end: int
    whose: Whose
    lasts: bool
    names: Literal["place", "office", ""] = ""
    parts: tuple[Whose, ...] = ()


@dataclass(slots=True)
class Ground:
    """What a text is about as it goes on: its article's place and institution, and the part spoken of."""

    home: Place | None
    institution: str | None
    whole: Whose
    section: Whose
    current: Whose

    @classmethod
    def of(cls, home: Place | None, institution: str | None, title: str = "") -> Ground:
        """That of an article; 芜湖经济技术开发区 in its *title* is what all of it is about."""
        institution = None if _is_below(institution, home) else institution
        zone = next((each.text for each in institutions(title) if each.kind == "开发区"), None)
        whole = Whose(institution or zone or (home.short if home else None), home)
        return cls(home, institution, whole, whole, whole)

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

    def of_label(self, label: str) -> Whose:
        """Whose the figures of a row are by its label: a place of the article's, or the whole."""
        mentions = gazetteer().mentions(label) or gazetteer().beside(label)
        if len(mentions) == 1 and len(mentions[0].text) >= len(label) - 1:
            below = self._below(mentions[0])
            if below is not None:
                return Whose(label, below, place_of_label=True)
        return self.section

    def turns(self, plain: str) -> list[Turn]:
        """The turns of a sentence, dates blanked out of it."""
        turns: list[Turn] = []
        mentions = gazetteer().mentions(plain)
        for name in names(plain, mentions):
            turns.append(self._named(name, plain, turns))
        taken = [(turn.start, turn.end) for turn in turns]
        chained = {mention.end for mention in mentions}
        for match in _WHOLE.finditer(plain):
            if match.start() in chained or any(first <= match.start() < last for first, last in taken):
                continue  # 玉树州全州
            whose = self._level(match.group(), plain, match.end())
            if whose == self.whole and (several := _SEVERAL.match(plain, match.end())):
                whose = replace(whose, scope=match.group() + several.group())
            if whose is not None and not (whose.outside and _WON.search(plain[: match.start()])):
                turns.append(Turn(*match.span(), whose, not whose.outside))
        return sorted(turns, key=lambda turn: turn.start)

    def hear(self, sentence: str) -> None:
        """A *sentence* without figures is told, which may turn to a part: 祥云县强化巡防。建站|12个."""
        if gazetteer().mentions(sentence) or _WHOLE.search(sentence):
            self.whose((), self.turns(sentence), 0)

    def whose(self, named: Sequence[Named], turns: Sequence[Turn], start: int) -> list[Whose]:
        """Whose each of the figures of a sentence is that begins at *start*."""
        found = []
        for one in named:
            end = one.item.quantity.start - start
            here = [turn for turn in turns if turn.start < end]
            found.append(here[-1].whose if here else self.current)
        for turn, run in _distributed(named, turns, start):
            found[run.start : run.stop] = turn.parts
        lasting = [turn for turn in turns if turn.lasts]
        if turns and turns[-1].lasts:
            self.current = lasting[-1].whose
        return found

    def _named(self, named: Name, plain: str, before: Sequence[Turn] = ()) -> Turn:
        """The turn to whom *named* names, behind those *before* it in its sentence."""
        start, end, together, institution = named
        name = _CALLED.sub("", plain[start:end])
        if len(together) > 1:
            return Turn(start, end, *self._several(name, together, plain))
        place = next((each for each in gazetteer().chains(name) if each.start == 0), None)
        is_place = place is not None and place.end == len(name)
        below = self._below(place) if place is not None else None
        is_told_of = is_place and _TOLD_OF.match(plain, end) is not None
        if place is not None and below is None and self._is_elsewhere(place, is_told_of=is_told_of):
            whose = Whose(name, highest(place.places)[0], outside=True)
            return Turn(start, end, whose, False, "place" if is_place else "office")
        if is_place:
            whose = self.whole if below is None or below == self.home else Whose(name, below)
            return Turn(start, end, whose, True, "place")
        at = below or self._town(institution) or self._place_of(before) or self.home
        return Turn(start, end, Whose(name, at), False, "office")

    def _several(
        self, name: str, together: Sequence[Name], plain: str
    ) -> tuple[Whose, bool, Literal["place"], tuple[Whose, ...]]:
        """Whose the figures of several are who are spoken of as one, and those of each."""
        parts = tuple(self._named(each, plain).whose for each in together)
        places = {part.place for part in parts}
        one = places.pop() if len(places) == 1 else None
        return replace(self.whole, scope=name, place=one or self.whole.place), False, "place", parts

    def _is_elsewhere(self, place: Mention, *, is_told_of: bool) -> bool:
        """Whether a place that is none of the article's lies beside it, or above it and *is_told_of*."""
        return self.home is not None and (is_told_of or not self._is_above(place))

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

    def _place_of(self, before: Sequence[Turn]) -> Place | None:
        """Where an office without a place is: 青田县侨胞遍布各国，|法院聘请联络员."""
        lasting = [turn.whose.place for turn in before if turn.lasts and turn.whose.place]
        return lasting[-1] if lasting else self.current.place

    def _town(self, named: Institution | None) -> Place | None:
        """The town in the article's place that an institution is, or is named after: 兴坪司法所 -> 兴坪镇."""
        if named is None or self.home is None or self.home.level not in "市县":
            return None
        names = [named.name] if named.kind in _TOWNS else []
        if named.kind in _OF_TOWNS and named.core:
            names = [f"{named.core}{town}" for town in _TOWNS]
        found = [(place, name) for name in names for place in towns_named(name) if place.within(self.home)]
        return local(*found[0]) if len(found) == 1 else None

    def _is_above(self, mention: Mention) -> bool:
        return self.home is not None and any(self.home.within(place) for place in mention.places)

    def _below(self, mention: Mention) -> Place | None:
        """The place at or below the article's that *mention* names."""
        if self.home is None:
            places = highest(mention.places)
            return places[0] if len(places) == 1 else None
        here = [place for place in mention.places if place.within(self.home)]
        return min(here, key=lambda place: len(place.chain)) if here else None


def uncounted(turns: Sequence[Turn], start: int, found: Sequence[Quantity], text: str) -> list[Span]:
    """The names whose figures are told, not which are counted (派出所26个) or judged (法院满意度)."""
    places = {each.start for each in found if each.unit is None or each.unit.family == "place"}
    things = {each.start for each in found if each.unit and each.unit.family in ("thing", "organisation")}

    def is_told_of(turn: Turn) -> bool:
        end = start + turn.end
        counted = places if turn.names == "place" else places | things
        return end not in counted and not text.startswith("满意", end)

    return [(start + turn.start, start + turn.end) for turn in turns if turn.names and is_told_of(turn)]


def _is_below(institution: str | None, home: Place | None) -> bool:
    """Whether an institution is one of a place inside *home*: whom a report opens with is not its own."""
    named = gazetteer().chains(institution or "")
    if home is None or not named or named[0].start:
        return False
    return home not in named[0].places and any(place.within(home) for place in named[0].places)


def _distributed(named: Sequence[Named], turns: Sequence[Turn], start: int) -> Iterator[tuple[Turn, range]]:
    """The runs of figures that are those of several in turn: 宾川县、永平县分别为|212件、|865件."""
    for turn in turns:
        at, parted = 0, False
        while turn.parts and at < len(named):
            run = range(at, at + len(turn.parts))
            at += 1
            if run.stop > len(named) or named[run.start].item.quantity.start < start + turn.end:
                continue
            each = [one.item for one in named[run.start : run.stop]]
            parted = _is_parted(each[0]) or (parted and _goes_on(named, run))
            if parted and all(item.joined for item in each[1:]):
                yield turn, run
                at = run.stop


def _is_parted(first: Item) -> bool:
    """Whether it is said that figures from the *first* on are those of several in turn."""
    return any(_EACH.search(told(words)) for words in (first.lead, first.ahead))


def _goes_on(named: Sequence[Named], run: range) -> bool:
    """Whether a *run* is the next clause: 分别受理|120件、80件，化解|112件、75件."""
    ends = run.stop == len(named) or not named[run.stop].item.joined
    return ends and named[run.start].item.clause == named[run.start - 1].item.clause + 1
