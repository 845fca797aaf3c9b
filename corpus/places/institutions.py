"""Where a text names an institution or a locality that no gazetteer lists: 柯城区人民法院, 枫桥派出所, 余村.

A name is read from its end. institutions.tsv says how names end and which ordinary words end alike; what
stands before the ending is a place (汉中市|司法局), a level (县|妇联), a name of its own (枫桥|派出所), or
nothing (交警大队). Names that touch are one: 南京市公安局|鼓楼分局, 山西大学|保卫处.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.alternatives import any_of
from corpus.places.gazetteer import Mention, Place, gazetteer
from corpus.places.towns import towns_named

INSTITUTIONS = Path(__file__).with_name("institutions.tsv")
_LEVELS = "省市县区州盟旗镇乡"
_BLANKED = re.compile(r"(?:[xX×*＊某]{1,4}|[一二三四五六七八九十]{1,2})(?=[省市县区州盟旗镇乡]$)")
_PARTY = re.compile(r"(?:中国共产党|中共)$")
_CORPS = re.compile(r"(?:新疆生产建设兵团|新疆兵团|兵团)$")
_DIVISION = re.compile(r"第?[一二三四五六七八九十\d]{1,3}$")
_NUMERALS = frozenset("一二三四五六七八九")
_LONGEST_NAME = {"local": 6, "named": 8}
_LONG_NAMES = frozenset({"银行", "公司", "学校", "医院", "协会", "开发区"})  # 上海浦东发展|银行
_LONGEST = 14  # characters of such a name
# 3个|乡, 两|镇, 三个|街道, 全县|司法所
_NO_NAME = re.compile(r"[个名多两几数]|[一二三四五六七八九十]+[个家名]|[全各本我该][省市县区州盟旗镇乡]$")
# Behind which kinds of names ("": a locality) a name may stand that belongs to them: 南京市公安局|鼓楼分局.
_BEHIND = {
    "公安分局": {"公安局"}, "派出所": {"公安局", "公安分局", ""}, "司法所": {"司法局", ""},
    "法庭": {"法院", ""}, "检察室": {"检察院", ""}, "银行": {"银行"},
    "学校": {"", "学校"}, **{kind: {""} for kind in ("工作室", "警务站", "医院")},
    **{kind: {""} for kind in ("社区", "村", "街道", "镇", "乡", "开发区")},
}  # fmt: skip
# What behind an ending makes another word of it: 长安街道|口, 余村|民.
_TURNED = {
    "街道": re.compile("[口边旁面两上路]"),
    "镇": re.compile("[街村域级区静痛压长]"),
    "乡": re.compile("[镇村级土长]"),
    "村": re.compile("[民口庄屯级里头落镇寨]"),
}


@dataclass(frozen=True, slots=True)
class Institution:
    """A name that stands at text[start:end].

    `kind` is the canonical name of what it is (法院, 派出所, 镇), `core` its own name (枫桥, 鼓楼; "" for
    市公安局), `places` what the place before it may be, `level` the word before it where it names none
    (县 in 县妇联). `local` says that it is a locality, which has a territory, `within` are the localities
    that its name begins with (文峰镇 of 陇西县文峰镇火焰社区), `name` is its name without all these, `unit`
    the part of a body that it ends with (研究室).
    """

    start: int
    end: int
    text: str
    kind: str
    core: str = ""
    places: tuple[Place, ...] = ()
    level: str = ""
    local: bool = False
    within: tuple[str, ...] = ()
    name: str = ""
    unit: str = ""

    @property
    def body(self) -> str:
        """The name without the part of the body that it ends with: 神木市人民法院研究室 -> 神木市人民法院."""
        return self.text.removesuffix(self.unit)

    @property
    def speaks_for_place(self) -> bool:
        """Whether the figures of its reports are its whole place's: a government's, not a court's."""
        return self.local or self.kind in _words()["whole"]


@dataclass(frozen=True, slots=True)
class _Ending:
    start: int
    end: int
    role: str
    kind: str


def institutions(text: str, mentions: Sequence[Mention] | None = None) -> list[Institution]:
    """The institutions and localities that *text* names, left to right; *mentions* are its places' names.

    在枫桥派出所和县妇联 -> 枫桥派出所, 县妇联.
    """
    chains = _touching(text, gazetteer().mentions(text) if mentions is None else mentions)
    found: list[Institution] = []
    for ending in _endings(text):
        last = found[-1] if found and found[-1].end == ending.start else None
        if ending.role == "unit":
            if last is not None and not last.local:
                found[-1] = _longer(text, last, ending.end)
            continue
        begin = found[-1].end if found else 0
        read = _read(text, ending, begin, chains)
        if read is None or not _may_follow(found, read, ending):
            continue
        if found and found[-1].end == read.start:
            read = _joined(text, found.pop(), read)
        found.append(read)
    return found


def _may_follow(found: Sequence[Institution], second: Institution, ending: _Ending) -> bool:
    """Whether *second* may stand behind what it touches: 市公安局 | 鼓楼分局, not 区教育局 | 检查学校."""
    if not found or found[-1].end != second.start or ending.role == "body":
        return True
    return ("" if found[-1].local else found[-1].kind) in _BEHIND.get(second.kind, ())


def _longer(text: str, first: Institution, end: int) -> Institution:
    """*first* with the unit behind it: 神木市人民法院 | 研究室."""
    unit = text[first.end : end]
    return replace(
        first, end=end, text=text[first.start : end], name=first.name + unit, unit=first.unit + unit
    )


def _joined(text: str, first: Institution, second: Institution) -> Institution:
    """Two names that touch as one: 南京市公安局 | 鼓楼分局."""
    within = (*first.within, first.name) if first.local else first.within
    if second.places:  # 雄安新区 | 容城县综治中心
        return replace(second, start=first.start, text=text[first.start : second.end])
    core = second.core or (first.core or first.name if first.local else "")
    return replace(
        second,
        start=first.start,
        text=text[first.start : second.end],
        places=second.places or first.places,
        level=second.level or first.level,
        core=core,
        within=within,
    )


def _read(text: str, ending: _Ending, begin: int, chains: dict[int, Mention]) -> Institution | None:
    """The name that *ending* ends, which does not reach back before *begin*."""
    if ending.role == "body":
        return _body(text, ending, begin, chains)
    return _named(text, ending, begin, chains)


def _made(
    text: str, start: int, own: int, ending: _Ending, *, core: str = "", places: tuple[Place, ...] = ()
) -> Institution:
    """The name at text[start:], whose own part begins at *own*."""
    local = ending.role == "local"
    at_kind = local and text.startswith(ending.kind, ending.start)  # 安哈镇 | 人民政府 is its office
    name = text[own : ending.start + len(ending.kind) if at_kind else ending.end]
    return Institution(
        start, ending.end, text[start : ending.end], ending.kind, core, places, local=local, name=name
    )


def _body(text: str, ending: _Ending, begin: int, chains: dict[int, Mention]) -> Institution | None:
    """A public body: behind a place, a level, or nothing."""
    at = ending.start
    owner = at - 1 if at > begin and text[at - 1] == "委" else at  # 县委 | 政法委
    if (chain := chains.get(owner)) is not None and chain.start >= begin:
        return _made(text, _behind_party(text, chain.start, begin), at, ending, places=chain.places)
    if owner > begin and text[owner - 1] in _LEVELS:
        level = _level(text, owner, begin)
        if level is not None:
            return replace(_made(text, level, at, ending), level=text[owner - 1])
    behind = at == begin and begin > 0  # another name
    return _made(text, at, at, ending) if behind or _opens(text, at, begin) else None


def _level(text: str, owner: int, begin: int) -> int | None:
    """Where the level word that ends at *owner* begins, with what blanks its name out; None for 全市."""
    start, lowest = owner - 1, max(begin, owner - 6)
    if blanked := _BLANKED.search(text[lowest:owner]):
        return _behind_party(text, lowest + blanked.start(), begin)
    if start > begin and text[start - 1] in "全各该两" + _LEVELS:
        return None
    return _behind_party(text, start, begin) if _opens(text, start, begin) else None


def _behind_party(text: str, start: int, begin: int) -> int:
    party = _PARTY.search(text[max(begin, start - 5) : start])
    return start - len(party.group()) if party else start


def _named(text: str, ending: _Ending, begin: int, chains: dict[int, Mention]) -> Institution | None:
    """A name of its own before *ending*, behind its place if that stands there: 诸暨市 | 枫桥 | 派出所."""
    if ending.kind in _TURNED and _TURNED[ending.kind].match(text, ending.end):
        return None
    local = ending.role == "local"
    if ending.kind == "师":
        return _division(text, ending, begin, chains)
    if ending.end in chains:
        return None  # the gazetteer has it: 浦东新区
    if ending.start == begin and begin:  # behind another name: 古田镇 | 司法所
        return None if local else _made(text, begin, begin, ending)
    own = _own_name(text, ending, begin, chains)
    if own is None:
        return None
    chain = chains.get(own)
    if chain is None or chain.start < begin:
        core = text[own : ending.start]
        alone = not core and text[own : ending.end] not in _words()["alone"]
        return None if alone else _made(text, own, own, ending, core=core)
    return _behind_place(text, ending, own, chain)


def _behind_place(text: str, ending: _Ending, own: int, chain: Mention) -> Institution | None:
    """The name of its own that begins at *own*, right behind the place of *chain*."""
    core = text[own : ending.start]
    if not core and ending.role == "local":
        return _made(text, chain.start, own, ending, places=chain.places) if ending.kind == "开发区" else None
    if not core and chain.text[-1] not in _LEVELS:  # 柯城派出所: the place is the name
        core = chain.text
    if not core and ending.kind in _words()["counted"]:  # 临水县警务室 are several
        return None
    return _made(text, chain.start, own, ending, core=core, places=chain.places)


def _division(text: str, ending: _Ending, begin: int, chains: dict[int, Mention]) -> Institution | None:
    """A division of the 兵团, with the city that is one with it: 第八师 | 石河子市."""
    number = _DIVISION.search(text[max(begin, ending.start - 4) : ending.start])
    if number is None:
        return None
    start = ending.start - len(number.group())
    corps = _CORPS.search(text[max(begin, start - 9) : start])
    start -= len(corps.group()) if corps else 0
    city = next((m for m in chains.values() if m.start == ending.end), None)
    end = city.end if city else ending.end
    places = city.places if city else ()
    name = text[ending.start - len(number.group()) : ending.end]
    return Institution(start, end, text[start:end], "师", number.group(), places, local=True, name=name)


def _own_name(text: str, ending: _Ending, begin: int, chains: dict[int, Mention]) -> int | None:
    """Where the name of its own begins that stands before *ending*; None if that cannot be told."""
    known = _listed(text, ending, begin)
    if known is not None:
        return known
    own = _unlisted(text, ending, begin, chains)
    if own is None or (ending.kind in ("镇", "乡") and ending.start - own == 1):  # 壮乡, 侨乡
        return None
    return own if _is_name(text[own : ending.start]) else None


def _unlisted(text: str, ending: _Ending, begin: int, chains: dict[int, Mention]) -> int | None:
    most = _LONGEST if ending.kind in _LONG_NAMES else _LONGEST_NAME[ending.role]
    lowest = max(begin, ending.start - most)
    at = ending.start
    if at in chains:
        return at
    while at > lowest and _is_letter(text[at - 1]) and not _breaks(text, lowest, at) and at not in chains:
        at -= 1
    hard = at == begin or not _is_letter(text[at - 1]) or _breaks(text, lowest, at) or at in chains
    return at if hard else None


def _listed(text: str, ending: _Ending, begin: int) -> int | None:
    """Where the name of a town that is listed begins, the longest: 在|枫桥镇."""
    if ending.kind not in ("街道", "镇", "乡"):
        return None
    suffix = text[ending.start : ending.end][:2]
    for length in range(6, 1, -1):
        at = ending.start - length + 1
        if at >= begin and towns_named(text[at : ending.start] + suffix):
            return None if text[max(begin, at - 1) : at] in _NUMERALS else at  # 二|十里铺街道
    return None


def _is_name(core: str) -> bool:
    """Whether *core* can be a name: not 两 in 两镇, 个 in 3个乡, 新 in 新村, 推进 in 推进派出所."""
    if core in _words()["common"] or _NO_NAME.match(core):
        return False
    return not any(word in core for word in _words()["inner"])


def _stops(text: str, lowest: int, at: int) -> bool:
    """Whether a word ends at *at* behind which a name begins: 辖区|枫桥派出所."""
    return text.endswith(_stop_words(), lowest, at)


def _breaks(text: str, lowest: int, at: int) -> bool:
    """Whether no name reaches back over *at*: behind a stop word, behind 2017年."""
    return _stops(text, lowest, at) or (text[at - 1] in "年月日" and at > 1 and text[at - 2].isdigit())


def _opens(text: str, at: int, begin: int) -> bool:
    """Whether a name may begin at *at*: at the beginning, behind what is no letter, behind a stop word."""
    return at == begin or not _is_letter(text[at - 1]) or _breaks(text, max(begin, at - 4), at)


def _is_letter(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _touching(text: str, mentions: Sequence[Mention]) -> dict[int, Mention]:
    """The names of places, those that touch as one, by where they end: 厦门市思明区."""
    chains: dict[int, Mention] = {}
    for mention in mentions:
        before = chains.get(mention.start)
        if before is not None:
            mention = Mention(before.start, mention.end, text[before.start : mention.end], mention.places)
        chains[mention.end] = mention
    return chains


def _endings(text: str) -> Iterator[_Ending]:
    """Where names end, left to right, the longest first; ordinary words are read over."""
    forms = _forms()
    for match in _pattern().finditer(text):
        role, kind = forms[match.group()]
        if role != "ordinary":
            yield _Ending(match.start(), match.end(), role, kind)
        elif (suffix := match.group()[-1]) in "镇乡":  # 全乡 of 安全乡, which is listed
            ending = _Ending(match.end() - 1, match.end(), "local", suffix)
            if _listed(text, ending, 0) not in (None, match.start()):
                yield ending


def systems(text: str) -> list[Institution]:
    """Where *text* speaks of all institutions of a kind together: 全市检察机关 -> 检察机关 (检察院)."""
    kinds = _systems()
    return [
        Institution(m.start(), m.end(), m.group(), kinds[m.group()], name=m.group())
        for m in _system_pattern().finditer(text)
    ]


@cache
def _systems() -> dict[str, str]:
    return {form: kind for role, kind, forms in _rows() if role == "system" for form in forms}


@cache
def _system_pattern() -> re.Pattern[str]:
    return re.compile(any_of(_systems()))


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    rows = (row.split("\t") for row in INSTITUTIONS.read_text(encoding="utf-8").splitlines())
    return tuple((row[0], row[1], tuple(row[2].split())) for row in rows if not row[0].startswith("#"))


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """The role and canonical name of each ending, and of each ordinary word."""
    return {form: (role, kind) for role, kind, forms in _rows() if role not in _words() for form in forms}


@cache
def _bodies() -> frozenset[str]:
    return frozenset(kind for role, kind, _ in _rows() if role == "body")


_WORDS = ("stop", "common", "alone", "inner", "system", "whole", "counted")  # rows that are no endings


@cache
def _words() -> dict[str, frozenset[str]]:
    found = {
        name: frozenset[str]() for name in ("stop", "common", "alone", "inner", "system", "whole", "counted")
    }
    for role, _, forms in _rows():
        if role in found:
            found[role] = found[role] | {*forms}
    return found


@cache
def _stop_words() -> tuple[str, ...]:
    return tuple(_words()["stop"])


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(any_of(_forms()))
