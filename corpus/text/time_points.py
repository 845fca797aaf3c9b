"""A year, a part of a year, or both, in the tokens of a text.

    去年9月    Point(shift=-1, months=(9, 9))

    point  =  [year] [part]
    year   =  2022年 | 22年 | 2022年度 | 2022年底 | 2022 before a part | 今年
    part   =  上半年 | 三季度 | 前11个月 | 9月 [5日] | 国庆假期 | 本月

A rule takes a reader and the number of a token. It returns what begins there and the number of the token
behind it, or None.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corpus.text.time_words import tokens

YEARS = range(1949, 2100)
_FIXED = {"元旦": 1, "清明": 4, "五一": 5, "国庆": 10}  # festivals with a month of their own
_BEGINS = "，,。；;：:！!？?（(、\n至到从自和与"  # what 22年 may stand behind
_LENGTHS = "来间前后多内以期，,。、；;的徒"  # what makes a length of it: 12年来, 坚守21年，


@dataclass(frozen=True, slots=True)
class Point:
    """A year, given or counted from this one (`shift`), and months of it, all of it if None.

    `month_shift` is for 本月 and 上月, `festival` for one that may fall in another month every year.
    """

    year: int | None = None
    shift: int | None = None
    months: tuple[int, int] | None = None
    month_shift: int | None = None
    festival: str | None = None
    school: bool = False
    day: int | None = None

    @property
    def has_year(self) -> bool:
        return (self.year, self.shift) != (None, None)


Found = tuple[Point, int] | None


class Reader:
    """The tokens of a text, and what stands at each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.last_range = max(
            (at for at, token in enumerate(self.tokens) if token.kind == "range"), default=-1
        )

    def is_(self, at: int, *kinds: str) -> bool:
        """Whether token *at* is of one of *kinds*."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind in kinds

    def next_is(self, at: int, *kinds: str) -> bool:
        """Whether a token of one of *kinds* follows directly behind token *at*."""
        return self.is_(at + 1, *kinds) and not self.between(at, at + 1).strip()

    def number(self, at: int) -> int | None:
        return self.tokens[at].value[0] if self.is_(at, "number") else None

    def year(self, at: int) -> int | None:
        """The number of token *at* if it is written as a year: 2022, 二〇二二."""
        number = self.number(at)
        return number if number in YEARS and len(self.tokens[at].text) == 4 else None

    def unit(self, at: int, *texts: str) -> bool:
        """Whether the unit of number *at* is one of *texts*."""
        return self.next_is(at, "unit") and self.tokens[at + 1].text in texts

    def between(self, one: int, other: int) -> str:
        return self.text[self.tokens[one].end : self.tokens[other].start]

    def behind(self, at: int, length: int = 1) -> str:
        """The characters behind token *at*."""
        end = self.tokens[at].end
        return self.text[end : end + length]

    def joined(self, at: int) -> bool:
        """Whether token *at* goes on with the one before: 2022年9月, 2022年第三季度, 去年的9月."""
        return at < len(self.tokens) and self.between(at - 1, at).strip() in ("", "第", "的", "的第")


def point(reader: Reader, at: int) -> Found:
    """A year, a part of it, or both: 2022年上半年, 今年, 9月, 2022-06-30."""
    if reader.is_(at, "day"):
        number, month, day = reader.tokens[at].value
        return Point(number, months=(month, month), day=day), at + 1
    found = year(reader, at)
    if found is None:
        return part(reader, at)
    whole, behind = found
    behind += reader.next_is(behind - 1, "ends")
    months = part(reader, behind) if reader.joined(behind) else None
    if months is None:
        return whole, behind
    return replace(months[0], year=whole.year, shift=whole.shift), months[1]


def year(reader: Reader, at: int) -> Found:
    """2022年, 22年, 2022 in 2022上半年, 今年."""
    if reader.is_(at, "year"):
        return Point(shift=reader.tokens[at].value[0]), at + 1
    number = reader.year(at)
    return _short_year(reader, at) if number is None else _full_year(reader, at, number)


def _full_year(reader: Reader, at: int, number: int) -> Found:
    if reader.unit(at, "年", "年度", "财年"):
        return Point(number), at + 2
    if reader.unit(at, "学年"):
        return Point(number, school=True), at + 2
    quarter = reader.next_is(at, "number") and reader.unit(at + 1, "季度")
    if quarter or reader.next_is(at, "part", "ends", "ago"):  # of 2022年底 the 年 belongs to 年底
        return Point(number), at + 1
    # A row of a table: 立案,2021:874,2022:1053
    row = reader.behind(at) == ":" and reader.text[: reader.tokens[at].start][-1:] in ("", ",", "，")
    return (Point(number), at + 1) if row else None


def _short_year(reader: Reader, at: int) -> Found:
    """22年 at the beginning of a clause; not the length in 坚守21年 or 12年来."""
    number = reader.number(at)
    if number is None or not reader.unit(at, "年度", "年"):
        return None
    before, written = reader.text[: reader.tokens[at].start].rstrip(), reader.tokens[at].text
    if len(written) != 2 or not written.isdecimal() or number >= 50 or (before and before[-1] not in _BEGINS):
        return None
    behind = reader.behind(at + 1)
    return (Point(2000 + number), at + 2) if behind and behind not in _LENGTHS else None


def part(reader: Reader, at: int) -> Found:
    """上半年, 三季度, 前11个月, 9月5日, 国庆假期, 本月."""
    if reader.is_(at, "part"):
        first, last = reader.tokens[at].value
        return Point(months=(first, last)), at + 1
    if reader.is_(at, "month"):
        behind, day = _day(reader, at)
        return Point(month_shift=reader.tokens[at].value[0], day=day), behind
    if reader.is_(at, "festival"):
        return _festival(reader, at)
    if reader.is_(at, "first") and reader.next_is(at, "number"):
        return _first_months(reader, at + 1)
    return _month(reader, at) or _quarter(reader, at)


def _month(reader: Reader, at: int) -> Found:
    number = reader.number(at) or 0
    if not 1 <= number <= 12 or not reader.unit(at, "月", "月份"):
        return None
    behind, day = _day(reader, at + 1)
    return Point(months=(number, number), day=day), behind


def _day(reader: Reader, month: int) -> tuple[int, int | None]:
    """The number of the token behind the day or 底 that stands behind token *month*, and the day."""
    if reader.next_is(month, "number") and reader.unit(month + 1, "日", "号"):
        return month + 3, reader.number(month + 1)
    return month + 1 + reader.next_is(month, "days"), None


def _quarter(reader: Reader, at: int) -> Found:
    number = reader.number(at) or 0
    if 1 <= number <= 4 and reader.unit(at, "季度"):
        return Point(months=(3 * number - 2, 3 * number)), at + 2
    return None


def _first_months(reader: Reader, at: int) -> Found:
    number = reader.number(at) or 0
    if reader.unit(at, "个月", "月") and 1 < number <= 12:
        return Point(months=(1, number)), at + 2
    if reader.unit(at, "季度", "个季度") and 1 < number <= 4:
        return Point(months=(1, 3 * number)), at + 2
    return None


def _festival(reader: Reader, at: int) -> Found:
    """春节期间, “五一”假期, 2022年春节; 五一路 is a street."""
    name = reader.tokens[at].text
    month = _FIXED.get(name)
    found = Point(months=(month, month) if month else None, festival=name)
    to = at + 1
    while reader.next_is(to - 1, "mark"):
        to += 1
    if reader.next_is(to - 1, "holiday", "during"):
        return found, to + 1
    dated = reader.is_(at - 1, "unit", "year") and reader.joined(at)
    return (found, at + 1) if dated or reader.next_is(to - 1, "festival") else None
