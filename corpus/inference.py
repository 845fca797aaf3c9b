"""The place an article is about: stated, or inferred from the names a blanked-out text still gives."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from corpus.places import LEVELS, Level, Mention, Place, gazetteer, highest

Basis = Literal["stated", "inferred", "hint", "undecided"]

_LEVEL_OF: dict[str, Level] = {
    "省": "省", "自治区": "省", "直辖市": "省",
    "市": "市", "州": "市", "盟": "市", "地区": "市",
    "县": "县", "区": "县", "旗": "县",
}  # fmt: skip
_SHARE = 0.6  # of all the names that speak for a place at the level, so many must agree
_TITLE = 40  # characters, at most


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
    if level is not None:
        return _at(text, chains, _LEVEL_OF[level])
    guesses = [_at(text, chains, deeper) for deeper in reversed(LEVELS)]
    for guess in guesses:
        if guess.basis in ("stated", "inferred") and guess.place and _covers(guess.place, chains):
            return guess
    return next((guess for guess in guesses if guess.basis == "hint"), guesses[-1])


def _at(text: str, chains: list[Mention], level: Level) -> Inference:
    """The place at *level*: stated if the text speaks of it as its own, else by the votes of the names."""
    votes: defaultdict[Place, float] = defaultdict(float)
    names: defaultdict[Place, list[str]] = defaultdict(list)
    distinct: dict[tuple[Place, ...], str] = {}
    for mention in chains:
        distinct.setdefault(highest(mention.places), mention.text)
    speaking = 0
    for places, name in distinct.items():
        owners = dict.fromkeys(owner for place in places if (owner := place.at(level)))
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
