"""The gazetteer: the places of China, and where a text names them.

A name counts when it reads as one. Guards, rows at the end of places.tsv, keep ordinary words out:

    word    an ordinary word, read over as a whole: 长安杯, 人民 (so that 人民和政府 is not 民和)
    edge    a name that needs a clear beginning: 成县 in 陇南市成县, not in 建成县级
    beside  a name that needs a related place next to it: 城区 in 晋城市城区, not alone

A short name does not count either where both its characters belong to words beside it (crossings.tsv):
迁安 in 搬迁安置.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from operator import add
from pathlib import Path
from typing import Literal, NamedTuple

from corpus.errors import UnknownPlace

Level = Literal["省", "市", "县", "乡"]

PLACES = Path(__file__).with_name("places.tsv")
CROSSINGS = Path(__file__).with_name("crossings.tsv")
LEVELS: tuple[Level, ...] = ("省", "市", "县", "乡")
MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})

# A name begins clearly after these, or after anything that is no Chinese character.
_CLEAR_BEFORE = frozenset("在于赴到从向往至自由以的和与及跟或是为对把将被让使年月日")
_CLEAR_AFTER = frozenset("的和与及等")

# Surnames that are seldom anything else: 李|长春 is a person.
SURNAMES = frozenset("李王张刘陈杨赵吴徐孙朱郭郑韩冯邓沈彭吕蒋蔡魏薛潘姚谭廖邹郝崔邱侯邵孟贺赖龚袁曹董")

# What follows makes another word of the last character: 义乌市|场, 西宁|市域, 中原区|域, 成县|级;
# 北京|路 is a street.
_MARKET = re.compile("[场域]")
_REGION = re.compile("域")
_COUNTY = re.compile("[级域委直长]|城(?!关)")
_TURNED = {"市": _MARKET, "区": _REGION, "县": _COUNTY}
_STREET = re.compile("路(?![面径上])|大街|大道|巷|镇(?![街村域])|乡(?![村镇])|村(?![居级民])")

_CHAINED = frozenset({"", " ", "的", "\u3000"})
_LISTED = _CHAINED | {"、", "和", "与", "及", "以及"}


class Place(NamedTuple):
    """One administrative division: 大理市, below 大理白族自治州, below 云南省."""

    code: str
    name: str
    level: Level
    parent: "Place | None"
    aliases: tuple[str, ...] = ()

    @property
    def chain(self) -> "tuple[Place, ...]":
        """The place and all above it, province first: 大理市 -> 云南省, 大理白族自治州, 大理市."""
        return (*(self.parent.chain if self.parent else ()), self)

    @property
    def full(self) -> str:
        """The whole name: 云南省大理白族自治州."""
        return "".join(place.name for place in self.chain)

    @property
    def short(self) -> str:
        """The name for display: 宁夏, 大理州, 昆明市."""
        if self.level == "省":
            return min((self.name, *self.aliases), key=len)
        if "自治" in self.name:
            return next((alias for alias in self.aliases if alias[-1] == self.name[-1]), self.name)
        return self.name

    def within(self, other: "Place") -> bool:
        """Whether this is *other* or below it: 大理市 is within 云南省."""
        return other in self.chain

    def at(self, level: Level) -> "Place | None":
        """The place itself or the one above it that stands at *level*: 大理市 at 省 -> 云南省.

        A county-level city directly below its province (济源市) and a municipality also stand at 市.
        """
        for place in self.chain:
            if place.level == level:
                return place
        if level != "市":
            return None
        if self.chain[0].name in MUNICIPALITIES:
            return self.chain[0]
        return self if self.level == "县" else None


class Mention(NamedTuple):
    """A name standing at text[start:end], with every place it may mean: 大理 -> 大理州 or 大理市."""

    start: int
    end: int
    text: str
    places: tuple[Place, ...]


class Gazetteer:
    """The places known by name, read from the rows of places.tsv."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, tuple[Place, ...]] = {}
        self._guards: dict[str, set[str]] = {"edge": set(), "beside": set(), "word": set()}
        self._bare: set[str] = set()
        for row in rows:
            if row.startswith("#"):
                continue
            first, *rest = row.rstrip("\n").split("\t")
            if first in self._guards:
                self._guards[first].update(rest[0].split())
            else:
                self._add(first, *rest)
        # A line is read for its place, its head, its figures and its sentences, one after the other.
        self._known_mentions = lru_cache(maxsize=4096)(self._mentions)
        self._heads: dict[str, list[str]] = {}
        for name in sorted({*self._by_name, *self._guards["word"]}, key=len, reverse=True):
            self._heads.setdefault(name[:2], []).append(name)

    def _add(self, code: str, name: str, aliases: str = "", former: str = "") -> None:
        level: Level = "省" if code.endswith("0000") else "市" if code.endswith("00") else "县"
        above = self._by_code.get(code[:4] + "00") or self._by_code.get(code[:2] + "0000")
        place = Place(code, name, level, above, tuple(aliases.split()))
        self._by_code[code] = place
        for known in dict.fromkeys((name, *place.aliases, *former.split())):
            self._by_name[known] = (*self._by_name.get(known, ()), place)
        self._bare.update(alias for alias in place.aliases if name.startswith(alias))

    def coded(self, code: str) -> Place:
        """The place of that code, which may be a locality's: 330681/枫桥镇. Raises KeyError."""
        parent, slash, name = code.rpartition("/")
        return local(self.coded(parent), name) if slash else self._by_code[code]

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place there is, in the order of the codes: 北京市 first."""
        return tuple(self._by_code.values())

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place with that name, alias or former name, higher ones first: 大理 -> 大理州, 大理市."""
        return self._by_name.get(name, ())

    def mentions(self, text: str) -> list[Mention]:
        """The names in *text*, left to right, the longest first: 在鹤庆县、大理市试点 -> 鹤庆县, 大理市."""
        return list(self._known_mentions(text))

    def _mentions(self, text: str) -> tuple[Mention, ...]:
        return tuple(_in_company(text, list(self._read(text)), self._guards["beside"]))

    def beside(self, text: str) -> list[Mention]:
        """The names in *text* that count only next to a related place: 平安区."""
        return [mention for mention in self._read(text) if mention.text in self._guards["beside"]]

    def chains(self, text: str, mentions: Sequence[Mention] | None = None) -> list[Mention]:
        """The names in *text*, chains made one: 云南省大理州鹤庆县 is one mention of 鹤庆县.

        *mentions* are those of *text*, where they are known.
        """
        chains: list[Mention] = []
        for mention in self.mentions(text) if mentions is None else mentions:
            last = chains[-1] if chains else None
            if last and text[last.end : mention.start] in _CHAINED:
                inner = tuple(p for p in mention.places if any(p != q and p.within(q) for q in last.places))
                if inner:
                    span = text[last.start : mention.end]
                    chains[-1] = Mention(last.start, mention.end, span, inner)
                    continue
            chains.append(mention)
        starts = {mention.start for mention in chains}
        return [each if each.end in starts else self._with_district(text, each) for each in chains]

    def _with_district(self, text: str, city: Mention) -> Mention:
        """*city* with the short name of a part of it behind it: 江门新会：, 南京市鼓楼警方."""
        for end in (city.end + 2, city.end + 3):
            if _is_chinese(text[end : end + 1]) and not _DISTRICT_OFFICE.match(text, end):
                continue
            short = text[city.end : end]
            named = (place for suffix in "区县市" for place in self.named(short + suffix))
            inside = tuple(p for p in named if any(p != q and p.within(q) for q in city.places))
            if len(inside) == 1:
                return Mention(city.start, end, text[city.start : end], inside)
        return city

    def places_in(self, question: str) -> list[tuple[Place, ...]]:
        """The places asked about, each with its candidates: 云南和宁夏 -> (云南省,), (宁夏回族自治区,).

        Of places sharing a name the highest are meant (大理 -> 大理州); 鼓楼区 stays four candidates.
        """
        return list(dict.fromkeys(highest(mention.places) for mention in self.chains(question)))

    def _read(self, text: str) -> Iterator[Mention]:
        """Names and words from left to right; of a word only its end is kept, as a clear edge for a name."""
        heads, words, end = self._heads, self._guards["word"], 0
        for start in [i for i, pair in enumerate(map(add, text, text[1:])) if pair in heads]:
            if start < end:
                continue
            for name in heads[text[start : start + 2]]:
                if not text.startswith(name, start):
                    continue
                if name in words:
                    end = start + len(name)
                    break
                if self._is_cut_off(text, start, name):
                    continue
                if self._stands(text, start, name, joined=0 < start == end):
                    end = start + len(name)
                    yield Mention(start, end, name, self._by_name[name])
                    break

    def _is_cut_off(self, text: str, start: int, name: str) -> bool:
        """Whether a short *name* ends inside a full one that begins behind its first character: 从|江门市."""
        if len(name) != 2 or name not in self._bare or self._by_name[name][0].level == "省":
            return False
        longer = self._heads.get(text[start + 1 : start + 3], ())
        return any(text.startswith(n, start + 1) and len(n) > 2 and n[-1] in "市县区州盟旗" for n in longer)

    def _stands(self, text: str, start: int, name: str, *, joined: bool) -> bool:
        """Whether *name* at *start* reads as a name; *joined*: another name or word ends there."""
        end, edgy, bare = start + len(name), name in self._guards["edge"], name in self._bare
        turned = _STREET if bare else _TURNED.get(name[-1])
        if turned and (edgy or turned is not _COUNTY) and turned.match(text, end):
            return False
        if joined or start == 0:
            return True
        before, after = text[start - 1], text[end : end + 1]
        if bare and len(name) == 2 and (before in SURNAMES or _crosses(before, name, after)):
            return False
        return not edgy or _is_clear(before, after, bare=bare)


# What may stand behind a district's short name, which other words may begin with too.
_DISTRICT_OFFICE = re.compile("公安|法院|检察|警方|交警|司法|消防|政法|分局|人民|区委|县委")


def _is_clear(before: str, after: str, *, bare: bool) -> bool:
    """Whether a name that may be part of a word stands clear of it: behind its end, too, if it is *bare*."""
    if before in _CLEAR_BEFORE or not _is_chinese(before):
        return True
    return bare and (after in _CLEAR_AFTER or not _is_chinese(after))


def _is_chinese(character: str) -> bool:
    """Whether *character* is one, and a Chinese one."""
    return "\u4e00" <= character <= "\u9fff"


def _crosses(before: str, name: str, after: str) -> bool:
    """Whether the two characters of *name* belong to the words beside it: 搬 | 迁安 | 置 -> True."""
    crossings = _crossings()
    return before in crossings[name[0]][0] and bool(after) and after in crossings[name[1]][1]


@cache
def _crossings() -> defaultdict[str, tuple[str, str]]:
    """Which characters make a word with a character, before it and behind it: 迁 -> 升变拆搬, 出入居徙."""
    rows = (row for row in CROSSINGS.read_text(encoding="utf-8").splitlines() if not row.startswith("#"))
    parts = (row.split("\t") for row in rows)
    return defaultdict(lambda: ("", ""), {each: (before, behind) for each, before, behind in parts})


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of places.tsv, read once."""
    with PLACES.open(encoding="utf-8") as rows:
        return Gazetteer(rows)


def highest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Those of *places* on the highest level among them: 大理州, 大理市 -> 大理州."""
    top = min(LEVELS.index(place.level) for place in places)
    return tuple(place for place in places if place.level == LEVELS[top])


def placeholder(parent: Place | None, name: str) -> Place:
    """An unnamed place, for a document that blanks its own out: 某县 below 陕西省, with no code."""
    level: Level = "县" if name[-1] in "县区旗" or (parent and parent.level == "市") else "市"
    return Place("", name, "省" if name[-1] == "省" else level, parent)


def local(parent: Place, name: str) -> Place:
    """A locality below the county, which the gazetteer does not list: 枫桥镇 below 诸暨市."""
    return Place(f"{parent.code}/{name}", name, "乡", parent)


def chain_of(names: str) -> Place:
    """The last place of a chain of official names: "陕西省 某县" -> 某县 below 陕西省.

    A locality has a slash before its name (see `names_of`): "浙江省 绍兴市 诸暨市 /枫桥镇".

    Raises UnknownPlace for a name that is no place there, or no single one, and does not begin with 某.
    """
    place: Place | None = None
    for name in names.split():
        if name.startswith("某"):
            place = placeholder(place, name)
            continue
        if name.startswith("/") and place is not None:
            place = local(place, name[1:])
            continue
        found = [p for p in gazetteer().named(name) if p.name == name and (place is None or p.within(place))]
        if len(found) != 1:
            raise UnknownPlace(f"{name}：{'不止一处，请写明上级' if found else '地名表中没有'}（{names}）")
        place = found[0]
    if place is None:
        raise UnknownPlace("没有写地名")
    return place


def names_of(place: Place) -> str:
    """The names by which chain_of knows *place* again: "陕西省 某县"."""
    return " ".join(f"/{p.name}" if p.level == "乡" else p.name for p in place.chain)


def one_place(given: str) -> str:
    """The chain of names of the one place that *given* names. Raises UnknownPlace."""
    found = gazetteer().places_in(given)
    places = found[0] if len(found) == 1 else ()
    named = "".join(mention.text for mention in gazetteer().mentions(given))
    if len(places) != 1 or named != "".join(given.split()):  # not: 我不是大理州的人
        choices = "、".join(place.full for place in places)
        raise UnknownPlace(
            f"“{given}”" + (f"可以指 {choices}，请写明上级。" if choices else "不是地名表里的一个地方。")
        )
    return names_of(places[0])


def _in_company(text: str, found: list[Mention], beside: set[str]) -> Iterator[Mention]:
    """The mentions, settled by related neighbours (鼓楼区、台江区); *beside* names only next to one."""
    last: Mention | None = None
    for mention, after in zip_longest(found, found[1:]):
        near: list[Place] = []
        if last and text[last.end : mention.start] in _LISTED:
            near += last.places
        if after and after.text not in beside and text[mention.end : after.start] in _LISTED:
            near += after.places
        company = tuple(p for p in mention.places if any(related(p, q) for q in near))
        if mention.text in beside and not company:
            continue
        last = Mention(mention.start, mention.end, mention.text, company or mention.places)
        yield last


def related(place: Place, other: Place) -> bool:
    """Whether the one is next to or above the other: 乐都区 and 平安区, both of 海东市."""
    siblings = place.parent is not None and place.parent == other.parent
    return place != other and (siblings or place.within(other) or other.within(place))
