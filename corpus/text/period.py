"""Period: a stretch of whole months, and how it is written.

Period.parse("2022年上半年") == Period.of(2022, 1, 6)
str(Period.of(2023, 1, 9))  -> "2023年1—9月"
str(Period.years(2018, 2020)) -> "2018—2020年"
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import Literal

# What a period is known by: the sentence's own words, those of what it stands in, or 今年 and its like.
PeriodBasis = Literal["sentence", "relative", "paragraph", "heading", "title", "article"]
QUARTERS = "一二三四"
_HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
_NOTATION = re.compile(
    r"(?P<year>\d{4})(?:[—-](?P<end>\d{4}))?年"
    r"(?:(?P<half>[上下]半年)|第?(?P<quarter>[一二三四])季度|(?P<first>\d{1,2})(?:[—-](?P<last>\d{1,2}))?月)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The months from `first` to `last`, counted from year 0: 12 * year + month - 1.

    A period that reaches over a year's end consists of whole years. `named` is whether it is written
    by a name, 上半年 or 第三季度, where it has one; 2022年1—6月 equals 2022年上半年.
    """

    first: int
    last: int
    named: bool = field(default=True, compare=False)

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"a period ends before it begins: {self.first} > {self.last}")
        if self.first // 12 != self.last // 12 and (self.first % 12, self.last % 12) != (0, 11):
            raise ValueError("a period of several years consists of whole years: use Period.between")

    @classmethod
    def of(cls, year: int, first: int = 1, last: int = 12, *, named: bool = True) -> Period:
        """The months *first* to *last* of *year*, all of it if none are given."""
        return cls(12 * year + first - 1, 12 * year + last - 1, named)

    @classmethod
    def years(cls, first: int, last: int) -> Period:
        return cls(12 * first, 12 * last + 11)

    @classmethod
    def between(cls, first: int, last: int, *, named: bool = True) -> Period:
        """The months *first* to *last*; whole years where they are of different ones."""
        if first // 12 == last // 12:
            return cls(first, last, named)
        return cls.years(first // 12, last // 12)

    @classmethod
    @functools.lru_cache(maxsize=4096)
    def parse(cls, text: str) -> Period:
        """The period that *text* is in the notation of str(); ValueError if it is none."""
        match = _NOTATION.fullmatch(text)
        if match is None:
            raise ValueError(f"no period: {text}")
        year = int(match["year"])
        if match["end"]:
            return cls.years(year, int(match["end"]))
        if match["half"]:
            return cls.of(year, *_HALVES[match["half"]])
        if match["quarter"]:
            return cls.quarter(year, QUARTERS.index(match["quarter"]) + 1)
        if match["first"]:
            if not 1 <= int(match["first"]) <= 12 or not 1 <= int(match["last"] or 1) <= 12:
                raise ValueError(f"no period: {text}")
            return cls.of(year, int(match["first"]), int(match["last"] or match["first"]), named=False)
        return cls.of(year)

    @classmethod
    def of_date(cls, date: str) -> Period:
        """The month, or year, of a date as ISO 8601 writes it: 2024-04-12 -> 2024年4月."""
        year, month, *_ = (*map(int, date.split("-")), 0)
        return cls.of(year, month, month) if month else cls.of(year)

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        return cls.of(year, 3 * number - 2, 3 * number)

    @property
    def year(self) -> int:
        """The year it lies in, the last one of several."""
        return self.last // 12

    @property
    def months(self) -> tuple[int, int]:
        """Its first and last month: (1, 6) for 上半年."""
        return self.first % 12 + 1, self.last % 12 + 1

    @property
    def is_years(self) -> bool:
        """Whether it consists of whole years."""
        return self.months == (1, 12)

    @property
    def is_year(self) -> bool:
        return self.is_years and self.first // 12 == self.year

    @property
    def is_calendar(self) -> bool:
        """Whether it is one that is reported on by the calendar: a year, half, quarter, month, or 1—9月."""
        first, last = self.months
        return self.is_years or first == 1 or first == last or (first % 3 == 1 and last - first in (2, 5))

    def contains(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def shifted(self, years: int) -> Period:
        """The same months, *years* later: 2022年上半年, -1 -> 2021年上半年."""
        return Period(self.first + 12 * years, self.last + 12 * years, self.named)

    def __str__(self) -> str:
        start, year = self.first // 12, self.year
        first, last = self.months
        if self.is_years:
            return f"{year}年" if start == year else f"{start}—{year}年"
        if first == last:
            return f"{year}年{first}月"
        half = next((name for name, months in _HALVES.items() if months == self.months), None)
        if self.named and half:
            return f"{year}年{half}"
        if self.named and last - first == 2 and last % 3 == 0:
            return f"{year}年第{QUARTERS[last // 3 - 1]}季度"
        return f"{year}年{first}—{last}月"
