"""The place an article is about: one verdict, weighed from all that its head and its text name.

    verdict([Clue("title", "临水县2022年禁毒工作总结")], body, level="县")   临水县, stated, 10 ahead

What counts, and how much, stands in evidence.tsv. A place that the article names is *stated*; one that
follows from the counties, towns or landmarks that it names is *inferred*; a single name is a *hint*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus.places.evidence import LEVEL_OF, Evidence, weight
from corpus.places.gazetteer import LEVELS, Place, local, placeholder
from corpus.places.institutions import Institution, institutions
from corpus.places.landmarks import provinces_in
from corpus.places.towns import towns_named, zone

Basis = Literal["stated", "inferred", "hint", "undecided"]


_OF_LOCALITY = ("title", "subtitle", "organ")  # kinds of clues that may name a town, the first counts first


class Clue(NamedTuple):
    """A piece of an article's head, and what it is: title, organ, meeting, mast, source, addressee …"""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A place, on what ground, what the article says for it, and how far it is ahead of any other.

    赣州市, inferred, from 章贡区 and 兴国县.
    """

    place: Place | None
    basis: Basis
    evidence: tuple[str, ...]
    margin: float


def verdict(clues: Sequence[Clue], body: str, level: str | None = None, *, blanked: bool = False) -> Verdict:
    """The place of an article with *clues* in its head and the text *body*.

    *level* is 省, 市 or 县, or a word for one (州, 区…), if the article says for which it speaks; *blanked*
    whether it blanks names of places out.
    """
    evidence = Evidence(LEVEL_OF.get(level or ""))
    for clue in clues:
        evidence.add_head(clue.kind, clue.text)
    evidence.add_body(body)
    decided = _decided(evidence, blanked=blanked)
    below = _locality(clues, evidence, decided)
    if below is not None:
        return below
    if (
        decided.basis in ("stated", "inferred")
        or not level
        or (decided.place and not _is_above(decided, level))
    ):
        return decided
    return _unnamed(body, level, decided, blanked=blanked)


def _decided(evidence: Evidence, *, blanked: bool) -> Verdict:
    """The place that most speaks for, if it is far enough ahead of all others."""
    totals = evidence.totals()
    ranked = sorted(totals, key=lambda place: (-totals[place], -len(place.chain), place.code))
    if not ranked or totals[ranked[0]] <= 0:
        return Verdict(None, "undecided", evidence.all_names(), 0.0)
    best = ranked[0]
    others = (totals[place] for place in ranked[1:] if not (place.within(best) or best.within(place)))
    margin = round(totals[best] - max(0.0, next(others, 0.0)), 2)
    basis = _basis(evidence, best, margin, blanked=blanked)
    if basis == "undecided":
        return Verdict(None, "undecided", evidence.all_names(), margin)
    return Verdict(best, basis, evidence.names(best), margin)


def _basis(evidence: Evidence, best: Place, margin: float, *, blanked: bool) -> Basis:
    """On what ground the article is about *best*."""
    share, naming = evidence.share(best), evidence.naming(best)
    sure = margin >= weight("margin")
    plain = not blanked and share == 1.0 and naming >= weight("inferred")  # it is the only one named
    if not evidence.heads(best) and evidence.rival(best) > weight("rival") * evidence.inference(best):
        return "undecided"
    if sure and (naming >= weight("stated") or plain):
        return "stated"
    if share < weight("share"):
        return "undecided"
    if sure and evidence.inference(best) >= weight("inferred"):
        return "inferred"
    return "hint" if margin >= weight("hint") else "undecided"


def _is_above(decided: Verdict, level: str) -> bool:
    """Whether the place lies above the level for which the article speaks."""
    return decided.place is not None and LEVELS.index(decided.place.level) < LEVELS.index(LEVEL_OF[level])


def _locality(clues: Sequence[Clue], evidence: Evidence, decided: Verdict) -> Verdict | None:
    """A town, a village, a zone in the place that is decided, if the title or the organ is that one's."""
    for clue in sorted(
        (c for c in clues if c.kind in _OF_LOCALITY), key=lambda c: _OF_LOCALITY.index(c.kind)
    ):
        found = _own_locality(clue.text)
        names = found and [*found.within, *([found.name] if found.local else [])]
        parent = _parent(names[0], found, evidence, decided) if found and names else None
        if found and names and parent is not None:
            place = parent
            for name in names[1:] if names[0].endswith("师") else names:  # a division is one with its city
                place = local(place, name)
            return Verdict(place, "stated", (found.text,), max(decided.margin, weight("title")))
    return None


def _own_locality(text: str) -> Institution | None:
    """The locality, or the office in one, that *text* begins with: 小榄镇综治办2023年工作回顾."""
    named = institutions(text)
    return named[0] if named and named[0].start == 0 else None


def _parent(name: str, found: Institution, evidence: Evidence, decided: Verdict) -> Place | None:
    """What the locality *name* lies in: the place before its name, or the one that fits."""
    if len(found.places) == 1:
        return found.places[0]
    if (known := zone(name)) is not None:
        return known
    listed, home = towns_named(name), decided.place
    if not listed or (home is not None and home in listed):
        return home
    if home is not None and _is_plain(evidence, decided):
        return _inside(home, listed, bare=found.text == name)
    fitting = listed if len(listed) == 1 else [place for place in listed if evidence.favours(place)]
    return fitting[0] if len(fitting) == 1 else None


def _inside(home: Place, listed: Sequence[Place], *, bare: bool) -> Place | None:
    """What a town lies in that is in *listed* places, where the head names *home*.

    A *bare* name of a town that is elsewhere is an accident: a sheet called 分乡镇.
    """
    inside = [place for place in listed if place.within(home)]
    if len(inside) == 1:
        return inside[0]
    return None if bare or home.level != "县" else home


def _is_plain(evidence: Evidence, decided: Verdict) -> bool:
    """Whether the head names a county or city so plainly that no town outside it can be meant."""
    home = decided.place
    if home is None or home.level == "省":
        return False
    return evidence.heads(home) and not evidence.puns(home) and evidence.naming(home) >= weight("title")


def _unnamed(body: str, level: str, decided: Verdict, *, blanked: bool) -> Verdict:
    """An unnamed place in the province that *body* names in two ways: 视察广东, “粤政易” -> 广东省 某县.

    One way alone is a hint.
    """
    found = provinces_in(body)
    if len(found) != 1 or not blanked:
        return decided
    ((province, ways),) = found.items()
    basis: Basis = "inferred" if len(ways) >= 2 else "hint"
    return Verdict(placeholder(province, f"某{level}"), basis, tuple(ways), float(len(ways) - 1))
