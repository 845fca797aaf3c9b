"""What speaks for a place in an article, added up: evidence.tsv holds what counts how much.

evidence.add_head("title", "临水县工作总结"); evidence.add_body(text); evidence.totals()
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.places.gazetteer import Level, Mention, Place, gazetteer, highest, related
from corpus.places.institutions import institutions
from corpus.places.landmarks import landmarks_in
from corpus.places.towns import towns_in

EVIDENCE = Path(__file__).with_name("evidence.tsv")
LEVEL_OF: dict[str, Level] = {
    "省": "省", "自治区": "省", "直辖市": "省",
    "市": "市", "州": "市", "盟": "市", "地区": "市",
    "县": "县", "区": "县", "旗": "县", "乡": "乡",
}  # fmt: skip
_PLAIN = "省市县区州盟旗师"  # how full names end: a title may sound like a short one, 筑牢武陵屏障
_HEAD = ("title", "inside", "subtitle", "organ", "meeting", "dispatch", "mast", "source", "issued")
_NAMING = frozenset({*_HEAD, "own", "first", "office", "most", "named"})
_WEAK = frozenset({"title", "named", "elsewhere"})
_INFERRING = frozenset({"below", "one below", "towns", "one town", "landmarks", "one landmark"})
_LISTS = frozenset({"、", "和", "与", "及", "，"})
_FIRST = 2  # paragraphs in which the subject is likely the article's
_CLAUSE = re.compile(r"(?:^|[，,。；;：:！？“”（(、\s]|年|日|月|来|期|前|后|中|间|以来|其中|记者从|据)$")
_OFFICE = re.compile(
    r"(?:[市县区州盟旗]?委|人民|中级)*(?:政法委|公安|法院|检察|司法|政府|新闻办|应急|信访|综治|消防|市场监|平安办|纪委|人大"
    r"|政协|教育局|民政局|法律援助|派出所|交警|人社局|住建局|卫健委|城管|税务局|妇联|团委|总工会|残联|关工委|禁毒|扫黑办)"
)
# A name that fills a cell of a row, alone or with an office: 县区：临水县，… 临水分局｜12 临水县    12    98%
_ROW = re.compile(r"[^：]+：[^：]+：|(?:[^\t｜]*[\t｜]){2}|\S+(?: {2,}\S+){2}")
_BEFORE_CELL = re.compile(r"(?:^|[：｜\t]| {2})\s*$")
_BEHIND_CELL = re.compile(r"[^，：。；｜\s]{0,8}\s*(?:[，：｜\t]| {2}|$)")
_BRANCH = re.compile(r"公安局([\u4e00-\u9fff]{2,4}?)区?分局")
_OTHER_BODY = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:银行|股份|有限公司|大学|学院|铁路|农商行|航空公司)")


class _Use(NamedTuple):
    """A name in a line, the places that it may be, and how it is used there."""

    mention: Mention
    places: tuple[Place, ...]
    foreign: bool
    listed: bool
    subject: bool


def named_in(line: str) -> Iterator[_Use]:
    """The names of places in *line*, chains as one, and how they are used: visited, listed, its subject."""
    chains = gazetteer().chains(line)
    scattered = _scattered(line, chains)
    for last, mention, following in zip([None, *chains], chains, [*chains[1:], None], strict=False):
        before, behind = line[: mention.start], line[mention.end :]
        foreign = before.endswith(_words("before")) or behind.startswith(_words("behind"))
        foreign = foreign or _OTHER_BODY.match(behind) is not None or mention in scattered
        listed = any(
            a and b and line[a.end : b.start] == "、" for a, b in ((last, mention), (mention, following))
        )
        subject = _CLAUSE.search(before[-8:]) is not None
        yield _Use(mention, highest(mention.places), foreign, listed, subject)


def _scattered(line: str, chains: Sequence[Mention]) -> set[Mention]:
    """The names of lists that go over several provinces: 在东莞、宁波等地 tells of none of them."""
    found: set[Mention] = set()
    listed: list[Mention] = []
    for mention in [*chains, None]:
        if mention is not None and listed and line[listed[-1].end : mention.start] in _LISTS:
            listed.append(mention)
            continue
        provinces = [{place.chain[0] for place in each.places} for each in listed]
        if len(listed) > 1 and not set.intersection(*provinces):
            found.update(listed)
        listed = [mention] if mention is not None else []
    return found


def _used_in(lines: Sequence[str]) -> list[list[_Use]]:
    """The names in each of *lines*; those that fill the cells of a table are listed, if there are several."""
    used = [list(named_in(line)) for line in lines]
    in_cells = {id(use) for line, uses in zip(lines, used, strict=True) for use in _in_cells(line, uses)}
    if len({use.places for uses in used for use in uses if id(use) in in_cells}) < 2:
        return used
    return [[use._replace(listed=use.listed or id(use) in in_cells) for use in uses] for uses in used]


def _is_list(uses: Sequence[_Use]) -> bool:
    return len(uses) > 1 and any(use.listed for use in uses)


def _names_of(text: str, uses: Sequence[_Use]) -> list[tuple[tuple[Place, ...], str]]:
    """The places that a piece of the head is of, each with its name: of its offices, else of its names."""
    return list(_of_offices(text)) or [(use.places, use.mention.text) for use in uses]


def _how(kind: str, text: str, name: str) -> str:
    """How a piece of the head names its first place: a title that only holds it does so less plainly."""
    plain = name[-1] in _PLAIN or text.startswith((name, f"平安{name}"))
    return kind if plain or kind != "title" else "inside"


class Evidence:
    """All that speaks for each place; *level* is the level for which the article speaks, if it says so."""

    def __init__(self, level: Level | None) -> None:
        self._level = level
        self._found: defaultdict[Place, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._names: defaultdict[Place, dict[str, None]] = defaultdict(dict)
        self._distinct: dict[tuple[Place, ...], str] = {}
        self._addressed: set[Place] = set()
        self._short: set[Place] = set()  # whose short names begin a title: 凉城不“热” may be of no place
        self._bare: list[Mention] = []  # names at the beginning of a title that need company: 平安区

    def add_head(self, kind: str, text: str) -> None:
        """Count what a piece of the head names, a title, an organ …"""
        if kind == "addressee":
            self._addressed.update(p for use in named_in(text) for p in use.places)
        if kind not in _HEAD:
            return
        uses = [use for use in named_in(text) if not use.foreign]
        if _is_list(uses):
            return
        self._bare += [mention for mention in gazetteer().beside(text) if mention.start == 0]
        for at, (candidates, name) in enumerate(_names_of(text, uses)):
            self._add_ahead(candidates, name, "named" if at else _how(kind, text, name))
            if kind == "title" and name[-1] not in _PLAIN:
                self._short.update(candidates)

    def _add_ahead(self, candidates: tuple[Place, ...], name: str, how: str) -> None:
        for place in candidates:
            self._add(place, how, name)
        self._distinct.setdefault(candidates, name)

    def add_body(self, body: str) -> None:
        """Count what the lines of the text name."""
        lines = [line for line in body.split("\n") if line.strip()]
        where: defaultdict[Place, set[int]] = defaultdict(set)
        for number, (line, uses) in enumerate(zip(lines, _used_in(lines), strict=True)):
            for use in uses:
                self._add_use(use, number, line)
                for place in () if use.foreign or use.listed else use.places:
                    where[place].add(number)
        for place, numbers in where.items():
            if len(numbers) >= 3 and len(numbers) > len(lines) / 2:
                self._add(place, "most", "")
        self._add_bare()
        self._add_below()
        self._add_towns(body)
        self._add_landmarks(body)
        for place in self._short:
            if self._found[place].keys() <= _WEAK and len(self._distinct) > 1:
                self._found[place]["title"] = weight("inside")

    def _add_use(self, use: _Use, number: int, line: str) -> None:
        if not use.foreign:
            self._distinct.setdefault(use.places, use.mention.text)
        name = use.mention.text
        for place in use.places:
            if use.foreign or use.listed:
                self._add(place, "elsewhere", name)
                continue
            clear = use.subject and (place.level != "县" or name[-1] in "市县区旗盟州" or number < _FIRST)
            self._add(place, "own" if clear else "named", name)
            if clear and number < _FIRST:
                self._add(place, "first", name)
            if _OFFICE.match(line, use.mention.end):
                self._add(place, "office", name)

    def _add_bare(self) -> None:
        """Count 平安区 at the beginning of a title, where the text names 海东市, in which it lies."""
        named = [place for places in self._distinct for place in places]
        for mention in self._bare:
            inside = tuple(p for p in mention.places if any(related(p, each) for each in named))
            for place in inside:
                self._add(place, "title", mention.text)
            if inside:
                self._distinct.setdefault(inside, mention.text)

    def _add_below(self) -> None:
        """Count, for each place, the names of places in it."""
        inside: defaultdict[Place, dict[str, None]] = defaultdict(dict)
        for places, name in self._distinct.items():
            for above in {above for place in places for above in place.chain[:-1]}:
                if all(place.within(above) for place in places) or len(places) > 1:
                    inside[above][name] = None
        for place, names in inside.items():
            kind = "below" if len(names) > 1 else "one below"
            self._add(place, kind, "", times=1 + max(0, len(names) - 2) / 3)
            self._names[place].update(names)

    def _add_towns(self, body: str) -> None:
        towns = towns_in(body)
        names: defaultdict[Place, list[str]] = defaultdict(list)
        for town, counties in towns.items():
            for county in counties:
                names[county].append(town)
        for county, of_county in names.items():
            kind = "towns" if len(of_county) > 1 else "one town"
            self._add(county, kind, "", times=1 + max(0, len(of_county) - 2) / 3)
            self._names[county].update(dict.fromkeys(of_county))

    def _add_landmarks(self, body: str) -> None:
        found = landmarks_in(body)
        for place in {place for places in found.values() for place in places if place.level == "市"}:
            if all(any(place.within(each) for each in places) for places in found.values()):
                self._add(place, "landmarks" if len(found) > 1 else "one landmark", "")
                self._names[place].update(dict.fromkeys(found))

    def _add(self, place: Place, kind: str, name: str, *, times: float = 1.0) -> None:
        limit = _weights()[kind][1]
        total = self._found[place][kind] + times * weight(kind)
        self._found[place][kind] = min(total, limit) if limit >= 0 else max(total, limit)
        if name and kind != "elsewhere":
            self._names[place][name] = None

    # what it comes to

    def totals(self) -> dict[Place, float]:
        """What speaks for each place in all, for its level and against it too."""
        named = {place for place, kinds in self._found.items() if _NAMING & kinds.keys()}
        return {place: self._total(place, named) for place in list(self._found)}

    def _total(self, place: Place, named: set[Place]) -> float:
        total = sum(self._found[place].values())
        if any(above in named for above in place.chain[:-1]):
            total += weight("above")
        if place in self._addressed:
            total += weight("addressee")
        elif any(place.within(each) for each in self._addressed):
            total += weight("addressed")
        if not self._fits(place) and not self.heads(place):
            total += weight("other level")
        return total

    def _fits(self, place: Place) -> bool:
        """Whether *place* may speak as the level does: a county-level city calls itself 全市 too."""
        if self._level is None or place.level == self._level:
            return True
        return self._level == "市" and place.name.endswith("市")

    def naming(self, place: Place) -> float:
        """How plainly the article names *place*."""
        return sum(value for kind, value in self._found[place].items() if kind in _NAMING)

    def inference(self, place: Place) -> float:
        """How much else lets *place* be inferred, with its name."""
        return self.naming(place) + sum(v for kind, v in self._found[place].items() if kind in _INFERRING)

    def heads(self, place: Place) -> bool:
        """Whether the head of the article names *place*."""
        return any(kind in self._found[place] for kind in _HEAD)

    def puns(self, place: Place) -> bool:
        """Whether a title has the name of *place* only in short, as another word may sound: 凉城不“热”."""
        return place in self._short

    def rival(self, place: Place) -> float:
        """How plainly the text speaks of another place on the same level, by its name or those in it."""
        others = (p for p in self._found if p.level == place.level and p != place)
        return max(map(self.inference, others), default=0.0)

    def favours(self, place: Place) -> bool:
        """Whether anything that the article names lies in *place*, is it, or addresses what it lies in."""
        named = any(place.within(each) or each.within(place) for each in self._addressed)
        return named or any(
            (each.within(place) or place.within(each)) and _NAMING & kinds.keys()
            for each, kinds in self._found.items()
        )

    def share(self, place: Place) -> float:
        """The share of all names that lie in *place* or are those of places above it."""
        named = [places for places in self._distinct]
        if not named:
            return 1.0
        inside = sum(any(p.within(place) or place.within(p) for p in places) for places in named)
        return inside / len(named)

    def names(self, place: Place) -> tuple[str, ...]:
        """What the article says for *place*."""
        return tuple(self._names[place])

    def all_names(self) -> tuple[str, ...]:
        return tuple(self._distinct.values())


def _in_cells(line: str, uses: list[_Use]) -> Iterator[_Use]:
    """Those of *uses* that fill a cell of *line*, a row of a table: several such places are its list."""
    for use in uses if _ROW.match(line) else ():
        before, end = line[: use.mention.start], use.mention.end
        if _BEFORE_CELL.search(before) and _BEHIND_CELL.match(line, end):
            yield use


def _of_offices(text: str) -> Iterator[tuple[tuple[Place, ...], str]]:
    """The districts of branch offices: 南京市公安局鼓楼分局, and its stations -> 鼓楼区 of 南京市."""
    for each in institutions(text):
        branch = _BRANCH.search(each.text)
        if branch is not None and each.places:
            named = (p for suffix in ("区", "县", "市", "") for p in gazetteer().named(branch[1] + suffix))
            inside = tuple(dict.fromkeys(p for p in named if any(p.within(city) for city in each.places)))
            if inside:
                yield inside, each.text


def weight(kind: str) -> float:
    return _weights()[kind][0]


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    rows = (row.split("\t") for row in EVIDENCE.read_text(encoding="utf-8").splitlines())
    return tuple(tuple(row) for row in rows if not row[0].startswith("#"))


@cache
def _weights() -> dict[str, tuple[float, float]]:
    """What each kind counts, and at most in sum."""
    numbers = [row for row in _rows() if row[0] not in ("before", "behind")]
    return {row[0]: (float(row[1]), float(row[2] if row[2] != "-" else 0)) for row in numbers}


@cache
def _words(kind: str) -> tuple[str, ...]:
    return next(tuple(row[1].split()) for row in _rows() if row[0] == kind)
