"""Tokens: a question as places, periods, figures, closed-class words, and content words.

    [t.kind for t in tokens("大理州2021年扫黑除恶打掉多少人")]
    -> place, period, word, word, amount, unit

Tokens do not overlap and ascend. At each position the longest reading wins; a closed-class form counts only
where it begins and ends between words of the segmenter (急用 is not read inside 应急用品).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from corpus.places.gazetteer import Mention, Place, gazetteer
from corpus.places.institutions import institutions
from retrieval.language.terms import frequency, is_word, words
from retrieval.question.lexicon import forms, phrases, units
from retrieval.question.periods import Asked, named

_FIGURE = re.compile(
    r"(?<![\d.a-z+])(\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九][十百千][一二三四五六七八九十百千]*"
    r"|[十百千][一二三四五六七八九]+)"
    r"([余多]?[万亿]?[余多]?(?:%|[\u4e00-\u9fff]{0,4}))(?![\d.])"
)
# Names made with a number, which the segmenter takes apart: 1+3+X, 六张网, 三个100%.
_NUMBERED_NAME = re.compile(
    r"[a-z0-9]+(?:\+[a-z0-9]+)+|(?:[一二两三四五六七八九十](?![个年月日起件人名次天])[\u4e00-\u9fff]){2,3}|[一二三四五六七八九十两]个?100%"
    r"|[二三四五六七八九十][张个]?[网清联防进会治长化问必查帮单讲率](?=[^\u4e00-\u9fff]|[的是指有分问怎内各叫都啥具包建呢]|$)"
)
_AMOUNT = re.compile(r"有?(?:多少|好多|几多|(?<![好十第上这那])几(?![乎何率经成]))个?")
_BEHIND_GE = frozenset({"人", "月", "小时", "百分点"})
_BLANK_NAME = re.compile(r"(?:某+|[x*×]{1,3})(?:[省市州县区镇乡村]|街道)")
_OPENING = re.compile(
    r"(?:不对|不是|错了|说错了)?[,， ]?"
    r"(?:那么?|是|再看|再查|换成|换|改成|改为?|我(?:说|问|指)的是|还有|和|跟|与)"
)
_MARK = re.compile(r"[？?；;。！!\n，,、：:]")
_ASPECTS = "了过着"
_ASKING = re.compile("[哪几谁]|什么|多少")  # 去过哪些村 names no village
_NUMBERED = re.compile(r"[一二两三四五六七八九十几\d]+个?")  # 三个街道 names none
BETWEEN = frozenset({"和", "与", "及", "以及", "、", ",", "跟"})  # what stands between items of a list
_NAMING = ("word", "stop", "among", "discourse")  # kinds of tokens that can be of a name
COMMON = 1000  # how often the dictionary has a word from which on it is seldom a name: 和平, 南部
NO_NAMES: Mapping[str, tuple[Place, ...]] = MappingProxyType({})
_SPACE = re.compile(r"\s+")
_SUFFIXES = re.compile(r"(?:自治州|自治县|自治旗|特区|新区|地区|矿区|林区|[省市县区州盟旗])$")


@dataclass(frozen=True, slots=True)
class Token:
    """One token, text[start:end] of the folded question.

    `value` is a Mention for a place, an Institution for a name, an Asked for a period, (number, unit) as text
    for a figure; else None.
    """

    kind: str
    text: str
    start: int
    end: int
    value: Any = None


def tokens(
    folded: str, before: Sequence[Asked] = (), names: Mapping[str, tuple[Place, ...]] = NO_NAMES
) -> list[Token]:
    """The tokens of *folded* (see terms.fold), in order; blanks are dropped.

    *before* are the periods of the turn before, *names* the short names of places that the library has
    material on, some of which are words as well: 商水, 南部.
    """
    found: list[Token] = []
    end = 0
    for span in _spans(folded, before):
        found += _closed(folded, end, span.start)
        found.append(span)
        end = span.end
    return _with_names(_with_denied(found + _closed(folded, end, len(folded))), names)


def _with_denied(found: list[Token]) -> list[Token]:
    """*found* with 不 and the word behind it as one: 不|起诉."""
    out: list[Token] = []
    for token in found:
        last = out[-1] if out else None
        if last and last.text == "不" and last.end == token.start and token.kind == "word":
            out[-1] = Token("word", f"不{token.text}", last.start, token.end)
        else:
            out.append(token)
    return out


def _with_names(found: list[Token], names: Mapping[str, tuple[Place, ...]]) -> list[Token]:
    """*found* with words that together are a name as a place: 平安|区, which in a text may be none; 商水."""
    out: list[Token] = []
    at = 0
    while at < len(found):
        for size in (3, 2, 1):
            group = found[at : at + size]
            name = "".join(token.text for token in group)
            joined = all(a.end == b.start for a, b in pairwise(group))
            if not joined or len(name) < 2 or any(token.kind not in _NAMING for token in group):
                continue
            places = gazetteer().named(name) if _SUFFIXES.search(name) else ()
            if (
                not places
                and name in names
                and (frequency(name) < COMMON or _is_listed_place(found, at, size))
            ):
                places = names[name]
            if places:
                start, end = group[0].start, group[-1].end
                out.append(Token("place", name, start, end, Mention(start, end, name, places)))
                at += size
                break
        else:
            out.append(found[at])
            at += 1
    return out


def _is_listed_place(found: Sequence[Token], at: int, size: int) -> bool:
    """Whether a place stands in one list with found[at : at + size], or no place stands anywhere."""
    places = [i for i, token in enumerate(found) if token.kind == "place"]
    beside = {at - 2, at + size + 1}
    return not places or any(
        i in beside and found[(i + 1) if i < at else (i - 1)].text in BETWEEN for i in places
    )


def _spans(folded: str, before: Sequence[Asked]) -> list[Token]:
    """The tokens that are known by their form: places, names with numbers, periods, figures."""
    found = list(_institutions(folded))
    taken = [(token.start, token.end) for token in found]
    for mention in places_named(folded):
        begun = next((start for start, end in taken if mention.start < start < mention.end), mention.end)
        if not any(mention.start < end and start < begun for start, end in taken):  # 南京|鼓楼分局
            found.append(Token("place", folded[mention.start : begun], mention.start, begun, mention))
            taken.append((mention.start, begun))
    blanked = _without(folded, taken)  # 临沂19年的 begins with a year
    for tokens_read in (_names(folded), _periods(blanked, before), _amounts(folded), _figures(folded)):
        for token in tokens_read:
            if not any(token.start < end and start < token.end for start, end in taken):
                found.append(token)
                taken.append((token.start, token.end))
    return sorted(found, key=lambda token: token.start)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """*text* with blanks for *spans*."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _institutions(folded: str) -> Iterator[Token]:
    """The names that no gazetteer lists, without the place before them: 罗桥法庭 of 广信区罗桥法庭."""
    for each in institutions(folded):
        start = folded.find(each.core, each.start) if len(each.core) > 1 else -1
        asking = _ASKING.search(folded, each.start, each.end)
        if (
            each.start <= start < each.end
            and not asking
            and not _NUMBERED.match(each.core)
            and not gazetteer().named(each.core)
        ):
            yield Token("named", folded[start : each.end], start, each.end, each)


def _names(folded: str) -> Iterator[Token]:
    for match in _NUMBERED_NAME.finditer(folded):
        yield Token("word", match.group(), match.start(), match.end())
    cuts, odd = _boundaries(folded)
    for match in _phrases().finditer(folded):
        if set(match.span()) <= cuts | odd:  # 吸毒人 is not read in 吸毒人员
            yield Token("word", match.group(), match.start(), match.end())
    for match in _BLANK_NAME.finditer(folded):
        yield Token("unnamed", match.group(), match.start(), match.end())


@functools.cache
def _phrases() -> re.Pattern[str]:
    counting = tuple(form for form, kind in forms().kinds.items() if kind == "figure_noun")
    said = (form for form in phrases() if form not in forms().kinds and not form.endswith(counting))
    return re.compile("|".join(map(re.escape, said)))


def _periods(folded: str, before: Sequence[Asked]) -> Iterator[Token]:
    for each in named(folded, before):
        kind = "baseline" if each.asked.compared else "period"
        yield Token(kind, folded[each.start : each.end], each.start, each.end, each.asked)


# Behind these words a number is a name, not a figure: 故障代码|2088.
_NAMED_BY = re.compile("(?:编号|代码|代号|序号|号码|编码|工号|警号|证号|型号|批号|线路|专线)为?$")


def _figures(folded: str) -> Iterator[Token]:
    for match in _FIGURE.finditer(folded):
        if folded.startswith("年", match.end(1)):
            continue
        unit = _unit_at(folded, match.end(1))
        if not unit and match.group(1).isdigit() and _NAMED_BY.search(folded, 0, match.start()):
            yield Token("word", match.group(1), match.start(), match.end(1), "number")
            continue
        if match.group(2)[:1] in "余多万亿":
            scale = re.match(r"[余多]?[万亿]?[余多]?", match.group(2))
            at = match.end(1) + (scale.end() if scale else 0)
            unit = folded[match.end(1) : at] + _unit_at(folded, at)
        if len(unit) or len(match.group(1)) > 3 or "." in match.group(1):
            end = match.end(1) + len(unit)
            yield Token("figure", folded[match.start() : end], match.start(), end, (match.group(1), unit))


def _amounts(folded: str) -> Iterator[Token]:
    """多少, 几 and the measure word behind: 几辆 is no word, though the segmenter says so."""
    for match in _AMOUNT.finditer(folded):
        if any(folded.startswith(form, match.start() - at) for form, at in _longer_than_amount()):
            continue
        start, end = match.span()
        unit = _unit_at(folded, end) if _counts(folded, end) else ""
        if folded[end - 1] == "个" and unit not in _BEHIND_GE:  # 几个人, but 多少个村 counts by 个
            end, unit = end - 1, "个"
        yield Token("amount", folded[start:end], start, end)
        if unit:
            yield Token("unit", unit, end, end + len(unit))


def _counts(folded: str, at: int) -> bool:
    """Whether what begins at *at* is a measure word by itself: 人 of 多少人, not of 多少人民调解员."""
    unit = _unit_at(folded, at)
    following = words(folded[at : at + 8])
    return bool(unit) and (len(unit) > 1 or not following or len(following[0]) <= len(unit))


@functools.cache
def _longer_than_amount() -> tuple[tuple[str, int], ...]:
    """The closed-class forms that hold an amount and say more, and where it begins: 多少钱 0, 差多少 1."""
    kinds = ("share", "rank", "when", "how_long", "money", "difference", "list")
    told = ((form, _AMOUNT.search(form)) for form, kind in forms().kinds.items() if kind in kinds)
    return tuple((form, match.start()) for form, match in told if match)


def _unit_at(folded: str, at: int) -> str:
    """The longest unit that begins at *at*: 件次 before 件; "" if there is none."""
    return next((folded[at : at + n] for n in range(5, 0, -1) if folded[at : at + n] in units()), "")


def places_named(folded: str) -> list[Mention]:
    """The places of a question, each name joined with the short name of a part behind it.

    北京朝阳 is one mention of 朝阳区 in 北京市, 福州的鼓楼 of 鼓楼区 in 福州市. A word that opens the
    question is no part of a name: 那|曲靖呢, 那|大理呢.
    """
    found: list[Mention] = []
    for mention in _mentions(folded):
        if not found or mention.start >= found[-1].end:
            found.append(_with_own_suffix(folded, mention) or _part_behind(folded, mention) or mention)
    return found


def _mentions(folded: str) -> list[Mention]:
    """What the gazetteer reads, from behind an opening word where a longer name follows it."""
    plain = gazetteer().chains(folded)
    opening = _OPENING.match(folded)
    if opening is None:
        return plain
    cut = opening.end()
    behind = [Mention(m.start + cut, m.end + cut, m.text, m.places) for m in gazetteer().chains(folded[cut:])]
    first = next((m for m in behind if m.start == cut), None)
    if first is not None and first.end > (plain[0].end if plain and plain[0].start < cut else 0):
        return behind
    return plain


def _with_own_suffix(folded: str, mention: Mention) -> Mention | None:
    """济南|市中区, which reads as 济南市 first: the part's name begins with the last character."""
    last = folded[mention.end - 1]
    inner = [
        place
        for above in mention.places
        for _, place in _parts(above)
        if place.name[0] == last and folded.startswith(place.name, mention.end - 1)
    ]
    if not inner or len(mention.text) < 3:
        return None
    end = mention.end - 1 + len(inner[0].name)
    return Mention(mention.start, end, folded[mention.start : end], tuple(inner))


def _part_behind(folded: str, mention: Mention) -> Mention | None:
    """The mention that *mention* and the short name of one of its parts make together."""
    at = mention.end + (folded[mention.end : mention.end + 1] in ("的", " "))
    parts = [
        (short, place)
        for above in mention.places
        for short, place in _parts(above)
        if folded.startswith(short, at)
    ]
    if not parts:
        return None
    longest = max(len(short) for short, _ in parts)
    inner = tuple(place for short, place in parts if len(short) == longest)
    end = at + longest
    for place in inner:  # the whole name, if it is written out
        if folded.startswith(place.name, at):
            end = max(end, at + len(place.name))
    return Mention(mention.start, end, folded[mention.start : end], inner)


@functools.cache
def _parts(above: Place) -> tuple[tuple[str, Place], ...]:
    """The places in *above* with their short names: 福州市 -> (鼓楼, 鼓楼区), …."""
    shorts = ((_SUFFIXES.sub("", place.name), place) for place in gazetteer().places if place.within(above))
    return tuple((short, place) for short, place in shorts if len(short) > 1 and place != above)


def _closed(folded: str, start: int, end: int) -> list[Token]:
    """The closed-class words and content words of folded[start:end]."""
    found: list[Token] = []
    cuts, odd = _boundaries(folded[start:end])
    at = guarded = 0
    text = folded[start:end]
    while at < len(text):
        if _SPACE.match(text[at]):
            at += 1
            continue
        if _MARK.match(text[at]):
            found.append(Token("mark", text[at], start + at, start + at + 1))
            at += 1
            continue
        kind, form = _form_at(text, at, cuts, odd) if at >= guarded else ("", "")
        if kind == "name":  # 最多跑一次: its words are content, whatever they are elsewhere
            guarded, kind, form = at + len(form), "", ""
        size = len(form)
        if not size:
            kind, size = "word", _word_at(text, at, cuts, odd)
        piece = text[at : at + size]
        if kind == "word" and size > 1 and piece[-1] in _ASPECTS and not _is_listed(piece):
            piece, size = piece[:-1], size - 1  # 投|了, 拿|过
        if kind != "word" or re.search(r"\w", piece):
            found.append(Token(kind, piece, start + at, start + at + size))
        at += size
    return found


def _word_at(text: str, at: int, cuts: set[int], odd: set[int]) -> int:
    """How long the word at *at* is: one that no dictionary has ends where a closed-class form begins.

    十红|有哪些, though the segmenter reads 十红有.
    """
    end = min(cut for cut in cuts if cut > at)
    inside = (i for i in range(at + 1, end) if i in odd and len(_form_at(text, i, cuts, odd)[1]) > end - i)
    return next(inside, end) - at


def _is_listed(word: str) -> bool:
    """Whether *word* is a word of its own although it ends like an aspect: 通过, 为了."""
    return is_word(word) and not (len(word) == 2 and is_word(word[0]) and word[-1] == "了")


def _boundaries(text: str) -> tuple[set[int], set[int]]:
    """Where words of *text* end and begin; and the positions inside words that no dictionary has."""
    cuts, odd, at = {0}, set(), 0
    for word in words(text):
        begin = text.find(word, at)
        if begin < 0:
            continue
        at = begin + len(word)
        cuts |= {begin, at}
        if not is_word(word):
            odd |= set(range(begin + 1, at))
    return cuts | {len(text)}, odd


def _form_at(text: str, at: int, cuts: set[int], odd: set[int]) -> tuple[str, str]:
    """(kind, form) of the longest closed-class form at *at*; ("", "") if there is none."""
    table = forms()
    if at not in cuts and at not in odd:
        return "", ""
    for size in range(min(table.longest, len(text) - at), 0, -1):
        form = text[at : at + size]
        kind = table.kinds.get(form)
        if kind and (at + size in cuts or at + size in odd):
            return kind, form
    return "", ""
