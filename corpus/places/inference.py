"""The place an article is about: stated, or inferred from the names a blanked-out text still gives."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from corpus.places.gazetteer import LEVELS, Level, Mention, Place, gazetteer, highest, placeholder
from corpus.places.landmarks import PROVINCE_OF, landmarks_in
from corpus.places.towns import towns_in

Basis = Literal["stated", "inferred", "hint", "undecided"]

_LEVEL_OF: dict[str, Level] = {
    "省": "省", "自治区": "省", "直辖市": "省",
    "市": "市", "州": "市", "盟": "市", "地区": "市",
    "县": "县", "区": "县", "旗": "县",
}  # fmt: skip
# A province's short name at the beginning of a quoted name: “豫筑平安”, “粤政易”; characters of common words
# (新, 青, 宁, 京, 川 …) stand for none.
_SHORT = re.compile(rf"[“\"「]([{''.join(PROVINCE_OF)}][\u4e00-\u9fff]{{1,5}})[”\"」]")
_OWN = re.compile(r"(?:全|我|该)([市州盟])(?!域)")
_TOWNSHIP = re.compile(
    r"(?:^|[，。；：“”、\n])([\u4e00-\u9fff]{2,4}(?:街道|镇|乡))(?![\u4e00-\u9fff]?[、和])"
)
_LARGER = re.compile(r"[全我][省市州县旗盟](?!域)|全区(?!域)|[省市州县区旗盟]委(?!托|员)")
_SHARE = 0.6  # of all the names that speak for a place at the level, so many must agree
_TITLE = 40  # characters, at most
_VISITED = re.compile(r"(?:赴|到|在|向|学习|借鉴|对标)$")  # before a place that a title only speaks of


@dataclass(frozen=True)
class Inference:
    """What an article gives away of its place: 赣州市, inferred, from 章贡区 and 兴国县, two votes ahead.

    A hint is one name alone, or one above the wanted level. *margin* is the votes ahead of the runner-up.
    """

    place: Place | None
    basis: Basis
    evidence: tuple[str, ...]
    margin: float


def infer(text: str, level: str | None = None) -> Inference:
    """The place of the article *text*: 章贡区、兴国县… at 市 -> 赣州市.

    *level* is 省, 市 or 县, or a word for one (州, 区…). Without it, it is the deepest place that covers the
    names.
    """
    chains = gazetteer().chains(text)
    if (found := _of_township(text, chains)) is not None:
        return found
    if level is not None:
        wanted = _LEVEL_OF[level]
        verdict = _at(text, chains, wanted)
        if verdict.basis in ("stated", "inferred") or wanted == "省":
            return verdict
        county = _stated(text, "县") if wanted == "市" else None
        if county is not None and county.name.endswith("市"):  # it calls itself 全市 as a prefecture does
            return Inference(county, "stated", (county.name,), 0.0)
        above = verdict.place is None or LEVELS.index(verdict.place.level) < LEVELS.index(wanted)
        for found in (
            _from_towns(text, chains, wanted),
            _from_landmarks(text, chains, wanted),
            _from_province(text, chains, level),
        ):
            if found is not None and (above or found.basis == "inferred"):
                return found
        return verdict
    guesses = [_at(text, chains, deeper) for deeper in reversed(LEVELS)]
    for guess in guesses:
        if guess.basis in ("stated", "inferred") and guess.place and _covers(guess.place, chains):
            return guess
    return next((guess for guess in guesses if guess.basis == "hint"), guesses[-1])


def titled(title: str) -> Place | None:
    """The one place that *title* names as its own: 临泉县2022年工作总结, not 赴浙江学习报告."""
    named = gazetteer().chains(title)
    places = {highest(mention.places) for mention in named}
    if len(places) != 1 or _VISITED.search(title[: named[0].start]):
        return None
    (candidates,) = places
    return candidates[0] if len(candidates) == 1 else None


def _at(text: str, chains: list[Mention], level: Level) -> Inference:
    """The place at *level*: stated if the text speaks of it as its own, else by the votes of the names."""
    own = _calls_itself(text) if level == "市" else ""
    votes: defaultdict[Place, float] = defaultdict(float)
    names: defaultdict[Place, list[str]] = defaultdict(list)
    distinct: dict[tuple[Place, ...], str] = {}
    for mention in chains:
        distinct.setdefault(highest(mention.places), mention.text)
    speaking = 0
    for places, name in distinct.items():
        owners = dict.fromkeys(
            owner for place in places if (owner := place.at(level)) and owner.name.endswith(own)
        )
        speaking += bool(owners)
        for owner in owners:
            votes[owner] += 1 / len(owners)
            names[owner].append(name)
    ranked = sorted(votes, key=lambda place: (len(names[place]), votes[place]), reverse=True)
    best, second = [*ranked, None, None][:2]
    stated = _stated(text, level)
    if stated:
        others = max((votes[place] for place in ranked if place != stated), default=0.0)
        return Inference(stated, "stated", tuple(names[stated]), votes[stated] - others)
    if best is None:
        return _from_above(distinct)
    margin = votes[best] - (votes[second] if second else 0.0)
    agreeing, others_agreeing = len(names[best]), len(names[second]) if second else 0
    if agreeing >= 2 and agreeing > others_agreeing and agreeing >= _SHARE * speaking:
        return Inference(best, "inferred", tuple(names[best]), margin)
    if len(ranked) == 1:
        return Inference(best, "hint", tuple(names[best]), margin)
    return Inference(None, "undecided", tuple(distinct.values()), margin)


def _calls_itself(text: str) -> str:
    """How a prefecture's name ends by how its report speaks of it: 全州 -> 州; "" for none, or several."""
    words = {match.group(1) for match in _OWN.finditer(text)}
    return words.pop() if len(words) == 1 else ""


def _stated(text: str, level: Level) -> Place | None:
    """The place that *text* speaks of as its own: in its title, or thrice and early, or in most lines.

    A name in a list of names is one among others (三亚、大理、玉林荣获…) and says nothing.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    where: defaultdict[Place, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for mention in gazetteer().mentions(line):
            listed = line.endswith("、", 0, mention.start) or line.startswith("、", mention.end)
            places = highest(mention.places)
            if not listed and len(places) == 1 and places[0].at(level) == places[0]:
                where[places[0]].append(number)
    ranked = Counter({place: len(numbers) for place, numbers in where.items()}).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    place, times = ranked[0]
    title = lines[0].rstrip() if len(lines) > 1 else ""
    titled = 0 < len(title) <= _TITLE and not title.endswith("。") and 0 in where[place]
    early = times >= 3 and min(where[place]) < 3
    often = times >= 3 and len(set(where[place])) > len(lines) / 2
    return place if titled or early or often else None


def _from_towns(text: str, chains: list[Mention], level: Level) -> Inference | None:
    """The county whose towns *text* names alone: 常平乡, 怀庆司法所 -> 沁阳市. One town is a hint.

    A report that calls itself 市 can be a county-level city's. Nothing where other counties are named.
    """
    if any(place.level != "省" for mention in chains for place in mention.places):
        return None
    names: defaultdict[Place, list[str]] = defaultdict(list)
    towns = towns_in(text)
    for town, counties in towns.items():
        for county in counties:
            if level == "县" or county.name.endswith("市"):
                names[county].append(town)
    ranked = sorted(names, key=lambda place: (-len(names[place]), place.code))
    if not ranked:
        return None
    best, agreeing = ranked[0], len(names[ranked[0]])
    alone = len(ranked) == 1 or agreeing > len(names[ranked[1]])
    if alone and agreeing >= max(2, _SHARE * len(towns)):
        return Inference(best, "inferred", tuple(names[best]), float(agreeing))
    return Inference(best, "hint", tuple(names[best]), 0.0) if alone and len(towns) == 1 else None


def _of_township(text: str, chains: list[Mention]) -> Inference | None:
    """A township's place in the one county it names, for a report that speaks of no larger whole.

    渝碚路街道……沙坪坝区…… -> 渝碚路街道 below 沙坪坝区, so that its figures are nobody else's.
    """
    names = Counter(_TOWNSHIP.findall(text)).most_common(1)
    if not names or names[0][1] < 3 or _LARGER.search(text):
        return None
    counties = {place for mention in chains for place in highest(mention.places) if place.level == "县"}
    if len(counties) != 1:
        return None
    county = counties.pop()
    return Inference(placeholder(county, names[0][0]), "inferred", (names[0][0], county.name), 1.0)


def _from_landmarks(text: str, chains: list[Mention], level: Level) -> Inference | None:
    """The prefecture on which all landmarks agree: 大别山, 离鄂 -> 黄冈市. One landmark alone is a hint.

    Nothing where a place below the province is named, or the report is no prefecture's.
    """
    found = landmarks_in(text)
    if level != "市" or not found or any(place.level != "省" for m in chains for place in m.places):
        return None
    agreed = [
        place
        for place in {place for places in found.values() for place in places if place.level == "市"}
        if all(any(place.within(each) for each in places) for places in found.values())
    ]
    if len(agreed) != 1:
        return None
    basis: Basis = "inferred" if len(found) > 1 else "hint"
    return Inference(agreed[0], basis, tuple(found), float(len(found) - 1))


def _from_province(text: str, chains: list[Mention], level: str) -> Inference | None:
    """An unnamed place in the province that *text* names in two ways: 视察广东, “粤政易” -> 广东省 某县.

    One way alone is a hint.
    """
    names: defaultdict[Place, dict[str, None]] = defaultdict(dict)
    for mention in chains:
        for place in mention.places:
            names[place.chain[0]][_around(text, mention)] = None
    for match in _SHORT.finditer(text):
        province = gazetteer().named(PROVINCE_OF[match.group(1)[0]])[0]
        names[province][match.group(1)] = None
    if len(names) != 1:
        return None
    ((province, found),) = names.items()
    unnamed = placeholder(province, f"某{level}")
    basis: Basis = "inferred" if len(found) >= 2 else "hint"
    return Inference(unnamed, basis, tuple(found), float(len(found) - 1))


def _around(text: str, mention: Mention) -> str:
    """A name with the letters beside it, to tell its uses apart: 视察广东, 陕西移动微法院."""
    before = re.search(r"[\u4e00-\u9fff]{0,2}$", text[max(0, mention.start - 2) : mention.start])
    after = re.match(r"[\u4e00-\u9fff]{0,5}", text[mention.end : mention.end + 5])
    return (before.group() if before else "") + mention.text + (after.group() if after else "")


def _from_above(distinct: dict[tuple[Place, ...], str]) -> Inference:
    """A hint if all that is named lies above the level and is one place: 云南省 in an article of some 州."""
    if len(distinct) == 1:
        ((places, name),) = distinct.items()
        if len(places) == 1:
            return Inference(places[0], "hint", (name,), 0.0)
    return Inference(None, "undecided", tuple(distinct.values()), 0.0)


def _covers(place: Place, chains: list[Mention]) -> bool:
    """Whether most names lie in *place* or above it."""
    inside = sum(any(p.within(place) or place.within(p) for p in mention.places) for mention in chains)
    return inside >= _SHARE * len(chains)
