"""Quantities: numbers with their units, and the numbers of a text that are none.

quantities("打掉涉黑组织8个，追缴约3000余万元") -> 8 个, 3000余万 元 (约 余)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.figures.numbers import Number, numbers, qualified, value
from corpus.figures.others import Other, others
from corpus.figures.units import Unit, unit_at

_SHARE = Unit("%", "share", "percent")
# A small Chinese numeral counts something with these; three of anything else (三个方面) is told, not counted.
_TOLD = frozenset({"case", "person", "visit", "month", "day", "hour", "minute", "year", "organisation"})
_SPANS = frozenset({"年", "周年", "个年头"})
_LASTED = re.compile(
    "(?:连续|为期|历时|长达|超过|满|近|逾|超|已有|已达|持续|任期|刑期|用了?|耗时|至少|不少于|延长|缩短|达|期限)(?:了|约|近)?$"
)
_DATED = frozenset("年月日时届")  # xxxx年xx月
_FRACTION = Unit("", "share", "fraction")
_MINUTE = Unit("分", "duration", "minute")
_OF_HOUR = re.compile(r"\d\s*(?:小时|时)$")
_RECORD = re.compile("(?:以?来)?的?(?:首次|最[高低好多少]|新[高低])")
_SHORTENED = re.compile("(?:缩短|压缩|压减|缩减|延长|降低|减少)(?:到|至|为)[了约近]?$")
_MINUTES = re.compile("(?P<many>[\\d一二三四五六七八九十]{1,3})(?:分钟|分(?![之别类局管布析工]))")
_SECONDS = re.compile(r"分\s*\d+\s*秒")
_RANK = Unit("名", "rank", "rank")
_TENTHS = re.compile("成[一二三四五六七八九半](?![一-龥])")
_RANKED = re.compile(r"(?:第|(?<=[省市国区县州盟旗])前|(?<=[列居入])前|倒数第)$")
_RANKING = re.compile(r"(?:排|名|列|居|获|获得|夺得|全[国省市区县州]|并列|保持|稳居|评为)[在为于到至第]?$")
_DIGIT = re.compile(r"\d")
_PLACES = re.compile(r"[名位](?!的|[单])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts something: text[start:end] with its unit, text[number.start:number.end] without.

    The number of a share written 百分之九十五 is the whole of it.
    """

    start: int
    end: int
    number: Number
    unit: Unit | None

    @property
    def masked(self) -> bool:
        return self.number.masked


def quantities(
    text: str, start: int, end: int, taken: Iterable[tuple[int, int]] = ()
) -> tuple[list[Quantity], list[Other]]:
    """The quantities of text[start:end], and the other numbers, each with the reason why it is none.

    *taken* are spans that are known to be something else: dates.
    """
    dates = [Other(*span, "date") for span in taken]
    nothing = sorted([*dates, *others(text, start, end)])
    found: list[Quantity] = []
    left: list[Other] = []
    for number in numbers(text, start, end):
        if found and number.start < found[-1].end:
            continue  # 百 of 0.8个百分点
        inside = _inside(number, nothing, text)
        counts = inside is None or _is_counted_anyway(number, inside, text)
        if counts and (quantity := _quantity(number, text, start)) is not None:
            found.append(quantity)
        elif reason := _reason(number, inside, text):
            left.append(Other(number.start, number.end, reason))
    known = [*((one.start, one.end) for one in found), *((one.start, one.end) for one in left)]
    return found, sorted([*left, *_glued(text, nothing, known)])


def _inside(number: Number, nothing: Iterable[Other], text: str) -> Other | None:
    """What is no number that *number* is a part of: a date, a name."""
    if number.masked and text[number.end : number.end + 1] in _DATED:
        return Other(number.start, number.end, "date")
    return next((other for other in nothing if other.start < number.end and number.start < other.end), None)


def _glued(text: str, nothing: Iterable[Other], known: Sequence[tuple[int, int]]) -> Iterator[Other]:
    """Names with digits that stand behind letters, which are no numbers: G20, A01版."""
    for each in nothing:
        if each.reason == "date" or not _DIGIT.search(text, each.start, each.end):
            continue
        if not any(first < each.end and each.start < last for first, last in known):
            yield each


def _is_counted_anyway(number: Number, inside: Other, text: str) -> bool:
    """Whether a number that looks like a date or name has a unit of its own behind it: 2021件."""
    return inside.reason == "date" and inside.end < number.end


def _quantity(number: Number, text: str, least: int) -> Quantity | None:
    """The quantity of *number*, if it counts something."""
    before = text[max(least, number.start - 6) : number.start]
    if _RANKED.search(before):
        return _ranked(number, text, before)
    if (share := _share(text[number.start : number.end])) is not None:
        return Quantity(number.start, number.end, qualified(number, text, number.start, number.end), share)
    at = number.end + (text[number.end : number.end + 1] in " \u3000" and not number.chinese)
    unit = unit_at(text, at)
    if unit and unit.text == "分" and _is_minutes(before, text, at):
        unit = _MINUTE
    end = at + len(unit.text) if unit else number.end
    said = qualified(number, text, number.start, end)
    if unit is None:
        return None if number.chinese else Quantity(number.start, end, said, None)
    if number.chinese and not _counts(said, text, unit) and not _lasts(number, unit, text):
        return None
    if unit.text in _SPANS and not _lasted(before, text, end):
        return None
    return _with_rest(Quantity(number.start, end, said, unit), unit, text)


def _share(written: str) -> Unit | None:
    """The unit of a share in words: 百分之九十五, 三分之一, 过半; None for what is none."""
    if "分之" not in written and written not in ("一半", "半数", "过半"):
        return None
    return _SHARE if written.startswith("百") else _FRACTION


def _is_minutes(before: str, text: str, at: int) -> bool:
    """Whether 分 at *at* is a minute, not a point: 2小时30分, 5分30秒."""
    return _OF_HOUR.search(before) is not None or _SECONDS.match(text, at) is not None


def _lasted(before: str, text: str, end: int) -> bool:
    """Whether years are counted: 连续三年; 三年专项斗争 and 近二十年最低 are times."""
    return _LASTED.search(before) is not None and not _RECORD.match(text, end)


def _with_rest(read: Quantity, unit: Unit, text: str) -> Quantity:
    """*read* with the part given in the next smaller unit: 三成八, 三个半小时, 两小时四十分, 一年半."""
    end, said = read.end, read.number
    if unit.text == "成" and (tenths := _TENTHS.match(text, end - len(unit.text))):
        end, said = tenths.end(), said.plus(value("零" + tenths.group()[1]) / 10)
    elif "半" in unit.text:
        said = said.plus(0.5)
    elif unit.family == "hour" and (minutes := _MINUTES.match(text, end)):
        end, said = minutes.end(), said.plus(value(minutes["many"]) / 60)
    elif unit.text in ("年", "个月", "小时", "天") and text[end : end + 1] == "半":
        end, said = end + 1, said.plus(0.5)
    return replace(read, end=end, number=said)


def _ranked(number: Number, text: str, before: str) -> Quantity | None:
    """A rank, 全省第四 or 前三位; 第三 of 第三季度 is none."""
    mark = _RANKED.search(before)
    assert mark is not None
    behind = _PLACES.match(text, number.end)
    if not behind and (unit := unit_at(text, number.end)) is not None and unit.kind != "duration":
        return None  # 全省第一场推演
    if text[number.end : number.end + 1] in ("位", "名") and not behind:
        return None  # 居前三位的是
    if not behind and not _RANKING.search(before[: mark.start()]):
        return None
    end = behind.end() if behind else number.end
    return Quantity(number.start - len(mark.group()), end, number, _RANK)


def _counts(number: Number, text: str, unit: Unit) -> bool:
    """Whether a Chinese numeral counts something: 三起, 二十余个, but not 一名, nor 三个 of running prose."""
    written = text[number.start : number.end]
    if unit.text == "番":
        return text[max(0, number.start - 2) : number.start].strip("了").endswith("翻")
    if unit.kind in ("share", "money"):
        return True
    if written == "一" or (written in "百千万亿" and number.high is not None):
        return False
    return unit.family in _TOLD or number.number is None or number.number > 10 or number.high is None


def _lasts(number: Number, unit: Unit, text: str) -> bool:
    """Whether a single unit of time counts: 一天半, 缩短到|一天."""
    if unit.kind != "duration" or text[number.start : number.end] != "一":
        return False
    behind = text[number.end + len(unit.text) :]
    return behind.startswith("半") or bool(_SHORTENED.search(text[max(0, number.start - 6) : number.start]))


def _reason(number: Number, inside: Other | None, text: str) -> str | None:
    """Why *number* has no row; None for a Chinese numeral that is part of a word."""
    if inside is not None:
        return inside.reason
    unit = unit_at(text, number.end)
    if unit is not None and unit.text in _SPANS:
        return "date"
    if not number.chinese:
        return "unit"
    return "article" if unit is not None else None
