"""Towns as evidence: which county a text speaks of, though it blanks the county's own name out.

A town counts by its full name (常平乡) or by an office named after it (怀庆司法所), unless a county
stands before it: 北流市民乐镇 says no more than 北流市 does.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from corpus.places.gazetteer import Place, chain_of, gazetteer

_NAMED = re.compile(r"(?=([\u4e00-\u9fff]{2,6}?(?:街道|镇|乡|苏木)))")
_OFFICE = re.compile(r"(?=([\u4e00-\u9fff]{2,3})(?:派出所|司法所|人民法庭|法庭|综治中心|卫生院))")
# Ordinary words that end in 乡 or 镇, or stand before an office: 城乡, 派出法庭, 公安派出所.
_ORDINARY = re.compile(
    r".*(?:城乡|本乡|各乡|全乡|他乡|故乡|家乡|返乡|下乡|回乡|水乡|各镇|全镇|本镇|村镇|城镇|古镇|示范镇|示范乡|重镇)$"
)


def towns_in(text: str) -> dict[str, tuple[Place, ...]]:
    """The towns that *text* names by themselves, each with the counties that have one of that name."""
    counties = [(mention.start, mention.end) for mention in gazetteer().mentions(text)]
    ends = {end for _, end in counties}
    found: dict[str, tuple[Place, ...]] = {}
    for match in _NAMED.finditer(text):
        name = match.group(1)
        begins_inside = any(start < match.start() < end for start, end in counties)
        if match.start() in ends or begins_inside or _ORDINARY.match(name):
            continue
        if places := _towns().get(name):
            found.setdefault(name, places)
    for match in _OFFICE.finditer(text):
        if match.start() not in ends and (places := _stems().get(match.group(1))):
            found.setdefault(match.group(1), places)
    return found


def towns_named(name: str) -> tuple[Place, ...]:
    """The counties that have a town of that full name: 枫桥镇 -> 诸暨市, 吴中区.

    The people it is named after may be left out of the list: 乌拉街满族镇 is 乌拉街镇 there.
    """
    if name in _towns():
        return _towns()[name]
    people = name.rfind("族")
    shorter = (name[: people - size] + name[people + 1 :] for size in (1, 2, 3)) if people > 3 else ()
    return next((_towns()[each] for each in shorter if each in _towns()), ())


@cache
def zone(name: str) -> Place | None:
    """Where a zone or a division of the 兵团 lies, if it is a known one: 贵安新区 -> 贵州省."""
    rows = Path(__file__).with_name("zones.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if not row.startswith("#"))
    return next((chain_of(place) for zone_name, place in pairs if zone_name == name), None)


@cache
def _rows() -> tuple[tuple[str, list[str]], ...]:
    with Path(__file__).with_name("towns.tsv").open(encoding="utf-8") as rows:
        pairs = (row.rstrip("\n").split("\t") for row in rows if not row.startswith("#"))
        return tuple((code, names.split(" ")) for code, names in pairs)


@cache
def _towns() -> dict[str, tuple[Place, ...]]:
    """The counties of each town's full name."""
    by_code = {place.code: place for place in gazetteer().places}
    found: dict[str, list[Place]] = {}
    for code, names in _rows():
        for name in names if code in by_code else ():
            found.setdefault(name, []).append(by_code[code])
    return {name: tuple(places) for name, places in found.items()}


@cache
def _stems() -> dict[str, tuple[Place, ...]]:
    """The counties of each town's name without 镇, 乡 or 街道, for stems that are no ordinary words."""
    ordinary = {word for code, names in _rows() if code == "ordinary" for word in names}
    found: dict[str, set[Place]] = {}
    for name, places in _towns().items():
        stem = re.sub(r"(?:街道|镇|乡|苏木)$", "", name)
        if len(stem) >= 2 and stem not in ordinary:
            found.setdefault(stem, set()).update(places)
    # A stem that several counties share (城关, 城东, 新城) is a word of direction, not a name.
    return {stem: tuple(places) for stem, places in found.items() if len(places) == 1}
