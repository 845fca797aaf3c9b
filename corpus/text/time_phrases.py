"""Tokens into phrases of time, as they are said, before anybody asks which year is meant.

2018—2020年    Point(year=2018), Point(year=2020)
近三年         form "recent", count 3

phrase  =  five | recent | list | range | point [since] | sofar | now | alone
range   =  point range point
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from corpus.text.time_points import Found, Point, Reader, point, year

Form = Literal["point", "since", "sofar", "recent", "coming", "now", "alone", "five"]
_LONGEST = 10  # years of 近十年; more are a length of service: 从警近20年
_GAP = 16  # characters between 2018年1月 and 以来: 专项斗争开展
_NAMED = 4  # characters between 七五 and 期间, or 扫黑除恶专项斗争 and 以来: 普法, 开展
_BEHIND_YEARS = "）),，。;；、的学三两五年期火 "  # 2018—2020三年; 3018-2020号 is none


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression of time at text[start:end], its tokens from `at` to before `to`.

    `after` is where the one before ends, `until` where the next one begins.
    """

    start: int
    end: int
    at: int
    to: int
    first: Point
    last: Point
    form: Form = "point"
    count: int = 0
    after: int = -1
    until: int = 0

    @property
    def is_range(self) -> bool:
        return self.first != self.last


def phrases(text: str) -> tuple[Reader, tuple[Phrase, ...]]:
    """The phrases of time in *text*, in order, and the reader that says what stands around them."""
    reader = Reader(text)
    if not reader.tokens:
        return reader, ()
    found = list(_phrases(reader))
    ends, begins = [-1, *(each.end for each in found)], [*(each.start for each in found), len(text)]
    around = zip(found, ends[:-1], begins[1:], strict=True)
    return reader, tuple(replace(each, after=end, until=begin) for each, end, begin in around)


def _phrases(reader: Reader) -> Iterator[Phrase]:
    at = 0
    while at < len(reader.tokens):
        rules = _RULES.get(reader.tokens[at].kind, ()) if _may_begin(reader, at) else ()
        found = next((found for rule in rules if (found := rule(reader, at))), [])
        yield from found
        at = found[-1].to if found else at + 1


def _may_begin(reader: Reader, at: int) -> bool:
    """Whether a phrase may begin at token *at*; a number of 12件 begins none."""
    return (
        reader.tokens[at].kind != "number"
        or reader.year(at) is not None
        or at + 1 == len(reader.tokens)
        or (reader.tokens[at + 1].kind != "pause" and not reader.between(at, at + 1).strip())
    )


def _phrase(
    reader: Reader, at: int, to: int, first: Point, last: Point | None = None, form: Form = "point"
) -> Phrase:
    start, end = reader.tokens[at].start, reader.tokens[to - 1].end
    start -= reader.text[start - 1 : start] == "第"
    return Phrase(start, end, at, to, first, first if last is None else last, form)


def _five(reader: Reader, at: int) -> list[Phrase]:
    """十三五期间, 十四五前三年, 十四五开局之年; 落实十三五规划 speaks of a document."""
    if not reader.is_(at, "five"):
        return []
    to = at + 1
    while reader.next_is(to - 1, "mark"):  # “十三五”
        to += 1
    part = _part_of_five(reader, at, to)
    if part:
        return part
    told = reader.is_(to, "during", "since", "ends") and len(reader.between(to - 1, to)) <= _NAMED
    first, last = reader.tokens[at].value
    if reader.text[reader.tokens[to - 1].end :][:2] in ("中，", "中,"):  # 扫黑除恶专项斗争中，全州打掉
        return [_phrase(reader, at, to, Point(first), Point(last), "five")]
    form: Form = "since" if reader.is_(to, "since") else "five"
    return [_phrase(reader, at, to + 1, Point(first), Point(last), form)] if told else []


def _part_of_five(reader: Reader, at: int, to: int) -> list[Phrase]:
    """十四五开局之年, 十四五前三年, 扫黑除恶专项斗争三年间."""
    first, last = reader.tokens[at].value
    if reader.next_is(to - 1, "edge"):
        year = last if reader.tokens[to].value[0] else first
        return [_phrase(reader, at, to + 1, Point(year))]
    number = to + reader.next_is(to - 1, "first")
    count = reader.number(number)
    if (
        count is None
        or count > last - first + 1
        or not (reader.unit(number, "年") or reader.next_is(number, "ago"))
    ):
        return []
    return [_phrase(reader, at, number + 2, Point(first), Point(first + count - 1))]


def _recent(reader: Reader, at: int) -> list[Phrase]:
    """近三年, 五年来, 未来三年; not 从警近20年, and 三年级 is no length."""
    near = reader.is_(at, "recent", "coming")
    if near and not reader.next_is(at, "number"):
        return []
    number = at + near
    count = reader.number(number)
    if count is None or not 1 <= count <= _LONGEST:
        return []
    to = number + 2
    since = reader.unit(number, "年") and reader.next_is(number + 1, "since")
    if not (reader.next_is(number, "ago") or since or (near and reader.unit(number, "年"))):
        return []
    if reader.behind(to - 1) in tuple("级期限制前后"):
        return []
    form: Form = "coming" if reader.is_(at, "coming") else "recent"
    return [replace(_phrase(reader, at, to + since, Point(), form=form), count=count)]


def _listed(reader: Reader, at: int) -> list[Phrase]:
    """2020、2021两年 as one phrase; 2020、2021年 as one for each."""
    years = [at]
    while reader.year(years[-1]) and reader.next_is(years[-1], "mark") and reader.year(years[-1] + 2):
        years.append(years[-1] + 2)
    last = years[-1]
    if len(years) < 2:
        return []
    if reader.next_is(last, "number") and reader.unit(last + 1, "年"):
        together = reader.number(last + 1) == len(years)
        first, end = (Point(reader.year(i)) for i in (at, last))
        return [_phrase(reader, at, last + 3, first, end)] if together else []
    if not reader.unit(last, "年", "年度"):
        return []
    ends = [*(i + 1 for i in years[:-1]), last + 2]
    return [_phrase(reader, i, end, Point(reader.year(i))) for i, end in zip(years, ends, strict=True)]


def _range(reader: Reader, at: int) -> list[Phrase]:
    """2018—2020年, 1至9月, 6月25日至9月底, 2018年1月至2020年12月; 自2023年6月25日行动启动至9月30日."""
    left = _left(reader, at) if reader.last_range > at else None
    if left is None or not reader.is_(left[1], "range"):
        return []
    first, behind = left
    if reader.between(behind - 1, behind).strip() and not _goes_on(reader, at, behind):
        return []
    right = _right(reader, behind + 1, first)
    sides = _completed(first, right[0]) if right is not None else None
    return [_phrase(reader, at, right[1], *sides)] if right is not None and sides is not None else []


def _left(reader: Reader, at: int) -> Found:
    """The left side of a range; its unit may stand behind: 2018 in 2018—2020年, 1 in 2022年1—9月."""
    if reader.year(at) and reader.next_is(at, "range"):
        return Point(reader.year(at)), at + 1
    of_year = year(reader, at)
    whole, behind = of_year or (Point(), at)
    month = reader.number(behind) or 0
    if 1 <= month <= 12 and reader.next_is(behind, "range") and (of_year is None or reader.joined(behind)):
        return replace(whole, months=(month, month)), behind + 1
    return point(reader, at)


def _goes_on(reader: Reader, at: int, to: int) -> bool:
    """Whether 自 stands before token *at*, and little before *to*: 自6月25日行动启动至9月30日."""
    return reader.is_(at - 1, "from") and _is_short(reader.between(to - 1, to))


def _is_short(gap: str) -> bool:
    return len(gap) <= _GAP and not any(character.isdigit() for character in gap)


def _right(reader: Reader, at: int, first: Point) -> Found:
    """The right side of a range that begins with *first*."""
    found, number = point(reader, at), reader.number(at)
    if found is not None or number is None:
        return found
    if first.day and reader.unit(at, "日", "号"):  # 9月5日至16日
        return Point(months=first.months, month_shift=first.month_shift, day=number), at + 2
    behind = reader.behind(at)
    if reader.year(at) and first.months is None and (not behind or behind in _BEHIND_YEARS):
        return Point(number), at + 1
    return None


def _completed(first: Point, last: Point) -> tuple[Point, Point] | None:
    """Both sides of a range, each with what only the other one says; None if they do not go together."""
    turned = first.months is not None and last.months is not None and first.months > last.months
    if not last.has_year:
        if first.months is None and first.month_shift is None:
            return None
        year = first.year + turned if first.year is not None else None
        return first, replace(last, year=year, shift=first.shift, month_shift=first.month_shift)
    if first.has_year:
        return first, last
    if first.months is None or last.months is None:
        return None
    year = last.year - turned if last.year is not None else None  # 10月至2023年3月
    return replace(first, year=year, shift=last.shift), last


def _single(reader: Reader, at: int) -> list[Phrase]:
    """A point, or what has been since then: 2022年, 2021年以来, 2018年1月专项斗争开展以来."""
    found = point(reader, at)
    if found is None:
        return []
    whole, to = found
    since = next((i for i in range(to, len(reader.tokens)) if not reader.is_(i, "mark")), to)
    if reader.is_(since, "since") and _is_short(reader.between(to - 1, since)):
        return [_phrase(reader, at, since + 1, whole, form="since")]
    form: Form = "since" if _starts(reader, at, to) else "point"
    return [_phrase(reader, at, to + reader.next_is(to - 1, "alike"), whole, form=form)]


def _starts(reader: Reader, at: int, to: int) -> bool:
    """Whether 起 stands behind the tokens *at* to *to*: 从2021年起, 2021年起，; not 2021年起诉."""
    behind = reader.behind(to - 1, 2)
    return behind in ("起，", "起,") or (
        behind[:1] == "起" and behind != "起诉" and reader.is_(at - 1, "from")
    )


def _year_end(reader: Reader, at: int) -> list[Phrase]:
    """年底 and 年末 without a year."""
    if reader.is_(at, "ends") and reader.tokens[at].text != "年初":
        return [_phrase(reader, at, at + 1, Point(months=(1, 12)))]
    return []


def _word(reader: Reader, at: int) -> list[Phrase]:
    """今年以来, 目前, 同比."""
    forms: tuple[Form, ...] = ("sofar", "now", "alone")
    return [_phrase(reader, at, at + 1, Point(), form=form) for form in forms if reader.is_(at, form)]


_POINT, _WORD = (_range, _single), (_word,)
_RULES = {
    "five": (_five,),
    "recent": (_recent,),
    "coming": (_recent,),
    "number": (_recent, _listed, *_POINT),
    **dict.fromkeys(("day", "year", "part", "month", "festival", "first"), _POINT),
    "ends": (_year_end,),
    **dict.fromkeys(("sofar", "now", "alone"), _WORD),
}  # by the kind of the token that a phrase begins with
