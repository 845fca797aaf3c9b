"""Where one article of a compilation ends and the next begins, though no title says so.

Each paragraph is taken as spoken by a report of some level (省, 自治区, 州, 市, 县), place and
person (我市 or 该市). What a paragraph says against that costs; going over to another report
costs too, less where the paragraph before closes (……保驾护航。) or this one opens
(平安是民生所盼……). The cheapest reading of all paragraphs, found by the Viterbi algorithm
(G. D. Forney, 1973), gives the cuts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from corpus.articles.headings import heading, is_rule
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.cleaning import NUMBERED, TITLE_MAX

_OPENING = re.compile(
    r"^(?:[^。]{0,30}平安[^。]{0,30}(?:之基|基石|基本|需求|需要|所盼|所系|所愿|前提|礼物|保障)[^。]{0,20}。?"
    r"|(?:民惟邦本|治国有常|国泰民安|天下安|金秋|初冬|盛夏|初春|春回|岁末|仲夏|深秋|阳春|民生为上|悠悠万事)"
    r"|.{0,12}(?:近年来|今年以来|党的十[八九]大以来|党的二十大以来|\d{4}年以来|十年来|五年来)[，,]"
    r"|\d{4}年[，,]?在.{0,20}(?:表彰|会议)|\d{4}年[，,].{0,20}(?:贯彻|落实|部署|围绕|坚持)|“[^”]{10,})"
)
_LEAD = re.compile(
    r"^(?:[^。]{0,30}平安[^。]{0,30}(?:之基|基石|基本|需求|所盼|所系)|民惟邦本|金秋|天下安|国泰民安|平安[是，,]"
    r"|[\u4e00-\u9fff]{2,12}[省市县州区旗盟](?:位于|地处|坐落|是(?:全国|著名|国家)|素有|素称))"
)
_CLOSING = re.compile(
    r"(?:保驾护航|坚强保障|法治保障|坚实(?:的)?(?:基础|屏障)|胜利召开|新篇章|阔步前行|不懈奋斗|优异成绩|人民心中"
    r"|社会环境|新的?贡献|而努力奋斗|新局面|新征程|新台阶|新高度|新答卷|一层楼|璀璨|硕果|安全感)[。！!”]?(?:[”’]?[^。]{0,24}(?:如是说|说|表示)。)?[”]?$"
)
# A report's last paragraph looks ahead: 下一步，该市将…, 我州将以更大的决心….
_AHEAD = re.compile(
    r"^(?:下一步|今后|展望|站在新的|面向未来|新征程|成绩属于过去|[^，。]{0,12}将(?:继续|以|再|进一步|牢记|用心|锚定))"
    r"|。[^，。]{0,12}将(?:继续|锚定|进一步)[^。]*。?$"
)
_SELF = {
    "省": re.compile(r"全省|省委|我省|该省"),
    "自治区": re.compile(r"全区(?!域)|自治区"),
    "州": re.compile(r"全州|州委|我州|该州"),
    "市": re.compile(r"全市(?!域)|市委|我市|该市|[xX*]{1,3}市"),
    "县": re.compile(r"全县|县委|我县|该县|[xX*]{1,3}县"),
}
_WE, _THEY = re.compile(r"我[省区州市县]"), re.compile(r"该[省区州市县]")
# What a report of the level in the row may say of the level in the column, a cost a paragraph.
_CLASH = {
    "省": {"自治区": 3.0, "州": 1.0, "市": 1.5, "县": 1.5},
    "自治区": {"省": 3.0, "州": 1.5, "市": 1.5, "县": 1.5},
    "州": {"自治区": 1.5, "市": 2.0, "县": 0.5},
    "市": {"州": 2.0, "县": 0.7},
    "县": {"自治区": 1.0, "州": 0.5, "市": 0.2},
}
_SWITCH = 6.0
_NEW_PLACE = 3.0  # what it makes up for that a paragraph introduces a place
_BEGINNING = 30  # characters
_LEAST = 250  # characters of an article
_MOST_PLACES = 24


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who speaks: a report of *level* on *place* (None: unknown), in the *person* of 我市 or 该市."""

    level: str
    place: Place | None
    person: str
    code: str = ""
    above: frozenset[str] = frozenset()  # the codes of the place and of all above it


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a paragraph: the codes of the places it may be, of these and all above, and these places."""

    codes: frozenset[str]
    above: frozenset[str]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    levels: frozenset[str]
    person: str | None
    places: tuple[_Named, ...]
    text: str


def cuts(paragraphs: list[str]) -> list[int]:
    """Indices of the paragraphs with which an article begins; 0 is always among them."""
    seen = [_observe(text) for text in paragraphs]
    voices = _voices(seen)
    if len(seen) < 6:
        return [0]
    introduced = _introductions(seen)
    best = _clashes(voices, seen[0])
    came_from: list[list[int]] = []
    for i, paragraph in enumerate(seen[1:], 1):
        before = seen[i - 1].text
        if i > 1 and len(before) <= TITLE_MAX and heading(before) == before and not NUMBERED.match(before):
            before = seen[i - 2].text  # a title stands between
        switch = _SWITCH - boundary(before, paragraph.text) - (_NEW_PLACE if i in introduced else 0.0)
        cheapest = min(range(len(voices)), key=best.__getitem__)
        change = best[cheapest] + switch
        came_from.append([v if stay <= change else cheapest for v, stay in enumerate(best)])
        costs = _clashes(voices, paragraph)
        best = [min(stay, change) + cost for stay, cost in zip(best, costs, strict=True)]
    at = min(range(len(voices)), key=best.__getitem__)
    found = [0]
    for i in range(len(seen) - 1, 0, -1):
        origin = came_from[i - 1][at]
        if origin != at:
            found.append(i)
        at = origin
    return _long_enough(sorted(found), paragraphs)


def _observe(text: str) -> _Paragraph:
    levels = frozenset(level for level, pattern in _SELF.items() if pattern.search(text))
    we, they = bool(_WE.search(text)), bool(_THEY.search(text))
    person = "我" if we and not they else "该" if they and not we else None
    named = {mention.text: mention.places for mention in gazetteer().mentions(text)}
    return _Paragraph(levels, person, tuple(_named(places) for places in named.values()), text)


@lru_cache(maxsize=1 << 14)
def _named(places: tuple[Place, ...]) -> _Named:
    above = frozenset(each.code for place in places for each in place.chain)
    return _Named(frozenset(place.code for place in places), above, places)


def introductions(paragraphs: list[str]) -> set[int]:
    """The *paragraphs* that begin with a place nobody has named before, and that is named later too."""
    return _introductions([_observe(text) for text in paragraphs])


def _introductions(seen: list[_Paragraph]) -> set[int]:
    """The paragraphs that introduce a place."""
    where: dict[str, list[int]] = {}
    for i, paragraph in enumerate(seen):
        for code in {code for named in paragraph.places for code in named.above}:
            where.setdefault(code, []).append(i)
    found = set()
    for i, paragraph in enumerate(seen):
        begins = {p.code for m in gazetteer().mentions(paragraph.text[:_BEGINNING]) for p in m.places}
        if any(where[code][0] == i and len(where[code]) > 2 for code in begins if code in where):
            found.add(i)
    return found


def _voices(seen: list[_Paragraph]) -> list[_Voice]:
    """Every level, person, and place that the paragraphs could speak for."""
    votes: Counter[Place] = Counter()
    for paragraph in seen:
        for named in paragraph.places:
            for place in {above for candidate in named.places for above in candidate.chain}:
                votes[place] += 1
    places = [p for p, _ in votes.most_common() if p.level in ("省", "市")][:_MOST_PLACES]
    voices = [_Voice(level, None, person) for level, person in product(_SELF, "我该")]
    for place, person in product(places, "我该"):
        above = frozenset(each.code for each in place.chain)
        voices += [_Voice(level, place, person, place.code, above) for level in _levels(place)]
    return voices


def _levels(place: Place) -> tuple[str, ...]:
    if place.level == "省":
        return ("自治区",) if place.name.endswith("自治区") else ("省",)
    return ("州", "县") if place.name.endswith("州") and "自治州" in place.name else ("市", "县")


def _clashes(voices: list[_Voice], paragraph: _Paragraph) -> list[float]:
    """What it costs to read *paragraph* as said by each of *voices*."""
    if not (paragraph.levels or paragraph.person or paragraph.places):
        return [0.0] * len(voices)
    known: dict[tuple[str, str], float] = {}
    costs = []
    for voice in voices:
        cost = known.get((voice.level, voice.code))
        if cost is None:
            cost = _level_clash(voice, paragraph.levels) + _place_clash(voice, paragraph.places)
            known[voice.level, voice.code] = cost
        other = paragraph.person is not None and paragraph.person != voice.person
        costs.append(cost + 1.0 if other else cost)
    return costs


def _level_clash(voice: _Voice, levels: frozenset[str]) -> float:
    clash = _CLASH[voice.level]
    cost = sum(clash.get(level, 0.0) for level in levels)
    if voice.level in levels:
        cost *= 0.3
    if voice.place is not None and voice.level not in ("省", "自治区"):
        region = voice.place.chain[0].name.endswith("自治区")
        cost += 2.0 if ("省" if region else "自治区") in levels else 0.0
    return cost


def _place_clash(voice: _Voice, named: tuple[_Named, ...]) -> float:
    if voice.place is None:
        return 1.2 * len(named)
    return sum(3.0 for each in named if voice.code not in each.above and each.codes.isdisjoint(voice.above))


def boundary(before: str, after: str) -> float:
    """How much the two paragraphs look like an end and a beginning, 0.0 to about 9."""
    gain = 3.0 if _CLOSING.search(before[-60:]) or _AHEAD.search(before) else 5.0 if is_rule(before) else 0.0
    if _LEAD.match(after):
        gain += 4.0
    elif _OPENING.match(after):
        gain += 2.0
    return gain


def _long_enough(found: list[int], paragraphs: list[str]) -> list[int]:
    """*found* without the cuts that would leave an article of under _LEAST characters."""
    kept = [0]
    for i in found[1:]:
        if sum(len(p) for p in paragraphs[kept[-1] : i]) >= _LEAST:
            kept.append(i)
    if len(kept) > 1 and sum(len(p) for p in paragraphs[kept[-1] :]) < _LEAST:
        kept.pop()
    return kept
