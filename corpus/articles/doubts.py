"""Doubts about an article: its place, its figures, its extent, and signs that it is two reports merged."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from corpus.articles.boundaries import boundary
from corpus.document import Article, Document
from corpus.places.gazetteer import Level, Place, gazetteer, highest

Kind = Literal[
    "undecided", "hint", "masked", "long",
    "levels", "provinces", "cities", "persons", "restart", "opening", "parted",
]  # fmt: skip

MASKED = 0.3  # the share of figures that are blanked out
LONG = 12_000  # characters of an untitled article

# How a report of each level speaks of itself.
_VOICES = {
    "省": re.compile(r"(?:全|我|该)省"),
    "自治区": re.compile(r"全区(?!域)|自治区党委"),
    "市": re.compile(r"(?:全|我|该)[市州](?!域)"),
    "县": re.compile(r"(?:全|我|该)县(?!域)|(?<![xX*])[xX*]{1,3}县(?!域)"),
}
_PERSONS = (re.compile(r"我[省区州市县]"), re.compile(r"该[省区州市县]"))
_LEVELS: dict[Kind, Level] = {"provinces": "省", "cities": "市"}
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]{1,2})、", re.MULTILINE)
_LEAST = 3  # times; a report names its neighbours and its province once or twice
_EQUAL = 0.5  # of the more frequent of two, the other is as much a voice
_BOUNDARY = 5.0  # a closing and an opening
_APART = 0.95  # of all pairs, one stands before the other: two reports, one behind the other


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is in doubt, and the evidence: what stands against what (省 12, 自治区 9)."""

    kind: Kind
    evidence: tuple[str, ...] = ()


def parted(document: Document, article: Article) -> list[Doubt]:
    """The figures of *article* that a line break may have parted: they are not stated."""
    spans = [span for span in document.unsure if article.start <= span[0] < article.end]
    shown = tuple(" / ".join(document.text[start:end].split()) for start, end in spans)
    return [Doubt("parted", shown)] if shown else []


def problems(text: str, article: Article) -> list[Doubt]:
    """What a person should look at in *article*; nothing in a copy whose whole version is there."""
    if article.twin_of is not None:
        return []
    found: list[Doubt] = []
    if article.basis in ("undecided", "hint"):
        found.append(Doubt("hint" if article.basis == "hint" else "undecided", article.evidence))
    if article.masked >= MASKED:
        found.append(Doubt("masked"))
    if article.title is None and article.end - article.start > LONG:
        found.append(Doubt("long"))
    return [*found, *doubts(text, article)]


def doubts(text: str, article: Article) -> tuple[Doubt, ...]:
    """What in *article* of *text* speaks for two reports instead of one; () where nothing does.

    Two levels that both speak as 全省, 全区, 全市 or 全县, in equal parts or one behind the other;
    the same for 我市 and 该市; places of two provinces or cities; 一、二、三、 and again 一、;
    a paragraph that closes a report, and one that opens it, in the middle.
    """
    return contradictions(text[article.start : article.end], article.level)


def contradictions(body: str, level: str | None) -> tuple[Doubt, ...]:
    """The doubts about a text of *level* (省, 市 or 县) that is to be one report."""
    found = [
        *_two_levels(body),
        *_two_persons(body),
        *_two_places(body, level),
        *_restart(body),
        *_opening(body),
    ]
    return tuple(found)


def _two_levels(body: str) -> list[Doubt]:
    where = {level: _starts(pattern, body) for level, pattern in _VOICES.items()}
    for one, other in combinations(where, 2):
        equal = (one == "省" and other == "自治区") or (one == "市" and other == "县")
        if _against(where[one], where[other], equal=equal):
            return [Doubt("levels", (f"{one} {len(where[one])}", f"{other} {len(where[other])}"))]
    return []


def _two_persons(body: str) -> list[Doubt]:
    we, they = (_starts(pattern, body) for pattern in _PERSONS)
    return [Doubt("persons", (f"我 {len(we)}", f"该 {len(they)}"))] if _against(we, they, equal=True) else []


def _two_places(body: str, level: str | None) -> list[Doubt]:
    """Names of two provinces; of two cities too, where the report is no province's.

    Only names that can be one place count, each once, and none in the middle of a list: a list of
    honoured cities (三亚、大理、玉林) says nothing.
    """
    for kind, named in _places_named(body).items():
        ranked = sorted(named.items(), key=lambda each: (-len(each[1]), each[0].code))[:2]
        if len(ranked) < 2 or (kind == "cities" and level == "省"):
            continue
        if _against(*(sorted(names.values()) for _, names in ranked), equal=True):
            return [
                Doubt(kind, tuple(f"{place.name} {'、'.join(list(names)[:3])}" for place, names in ranked))
            ]
    return []


def _places_named(body: str) -> dict[Kind, dict[Place, dict[str, int]]]:
    """The provinces and cities that *body* names, each by which names, and where each stands first."""
    where: dict[Kind, dict[Place, dict[str, int]]] = {kind: {} for kind in _LEVELS}
    for mention in gazetteer().mentions(body):
        if body.endswith("、", 0, mention.start) and body.startswith("、", mention.end):
            continue
        for kind, at in _LEVELS.items():
            owners = {place.at(at) for place in highest(mention.places)}
            if len(owners) == 1 and (owner := owners.pop()) is not None:
                where[kind].setdefault(owner, {}).setdefault(mention.text, mention.start)
    return where


def _restart(body: str) -> list[Doubt]:
    numbers = [match.group() for match in _NUMBER.finditer(body)]
    again = numbers.count("一、") > 1 and "二、" in numbers[: len(numbers) - numbers[::-1].index("一、")]
    return [Doubt("restart", tuple(numbers[:8]))] if again else []


def _opening(body: str) -> list[Doubt]:
    paragraphs = [line for line in body.split("\n") if line]
    for before, after in pairwise(paragraphs):
        if not after.startswith("“") and boundary(before, after) >= _BOUNDARY:
            return [Doubt("opening", (before[-20:], after[:20]))]
    return []


def _starts(pattern: re.Pattern[str], body: str) -> list[int]:
    return [match.start() for match in pattern.finditer(body)]


def _against(one: list[int], other: list[int], *, equal: bool) -> bool:
    """Whether two voices, by where they speak, are two reports: both often, and apart.

    If *equal*, as often is enough.
    """
    fewer, more = sorted((len(one), len(other)))
    if fewer < _LEAST:
        return False
    before = sum(bisect_left(one, at) for at in other) / (len(one) * len(other))
    return max(before, 1 - before) >= _APART or (equal and fewer >= _EQUAL * more)
