"""The periods that a question asks for, and what it asks beside them.

    [each.asked for each in named("2021年上半年和9月份破案多少起")] -> 2021年上半年; 9月 of any year

今年 and 近三年 are resolved when it is known how new the library is (`Asked.resolved`), 上年 also by the
turn before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.text.dates import TimeExpression, expressions
from corpus.text.period import Period

Months = tuple[int, int]
# 21年刑案多少起: 2021; but 近20年, 潜逃18年的逃犯, 12年未破的案 and 12年来 are as long as they say.
_SHORT_YEAR = re.compile(
    r"(?<![\d.近逃判徒刑满约达长警龄隔时这那了过第前去后每头共连续作])([012]\d)年"
    r"(?=度|底|初|末|全|[上下]半年|前?[一二三四五六七八九十两\d]+个?(?:月|季度)|[一二三四]季|[、和与至到-]?[012]\d年"
    r"|的?[呢?？]|的?$|[^\d来间多内以后前期限第徒老未的]{2})"
)
_FREE = re.compile(r"(?:^|[\s,，。、;；和与在从至到截])([012]\d)年(?=的)")  # 16年的 as a clause of its own
_BARE = re.compile(
    r"(?<![\d.〔\[【])(?<!代码|编号|门牌|文号|电话)((?:19|20)\d\d)"
    r"(?![\d.〕\]】]|[)）]\d*号|号|[多余]?[万亿]?[个起件人名次项所家支户辆台场条座位例笔元%](?=[的吗呢吧了,，。?？\s]|$))"
)
# The year before or after that of the turn before: 那前一年呢.
_BESIDE = re.compile(r"(?P<later>第二年|次年|下一年|后一年|翌年)|前一年|上一年|头一年")
_NO_YEAR = re.compile(r"(?<!\d)\d{4,6}年")  # 20221年: nothing is of it
_OPEN = ("以来", "至今", "起")
_ENDS = ("底", "末")
_KEPT = ("now", "alone")


@dataclass(frozen=True, slots=True)
class Asked:
    """A period that is asked for, as `text` says it.

    `period` is None where a year is lacking: of 9月份 `months` are known, of 今年 only `text`. `until` is
    whether up to its end is asked (截至9月底), `whole` whether all of it and no part will do (全年),
    `compared` whether only what is compared with it (比2012年下降多少).
    """

    text: str
    period: Period | None = None
    months: Months | None = None
    until: bool = False
    whole: bool = False
    relative: bool = False
    compared: bool = False

    def resolved(self, newest: Period | None) -> Asked:
        """It as it is meant in a library whose newest article reports on *newest*.

        What reports on a whole year is read in the next one, in which 去年 is the year reported on.
        """
        if self.period or self.months or newest is None:
            return self
        month = newest.last + newest.is_years
        told = expressions(self.text, Period(month, month), within=newest)
        return replace(self, period=next((each.period for each in told if each.period), None))

    def of(self, year: int) -> Period | None:
        """The period asked for, in *year* where none is named."""
        return Period.of(year, *self.months) if self.period is None and self.months else self.period

    def __str__(self) -> str:
        if self.period is not None and not self.text.endswith(_OPEN):
            return str(self.period)
        return str(Period.of(2000, *self.months)).removeprefix("2000年") if self.months else self.text


@dataclass(frozen=True, slots=True)
class Named:
    """What text[start:end] of a question says of a period."""

    start: int
    end: int
    asked: Asked


def named(text: str, before: Sequence[Asked] = ()) -> list[Named]:
    """The periods in *text*, in order.

    *before* are those of the turn before: 那上年呢 asks for the year before it.
    """
    whole, origin = _written_out(text)
    around = next((asked.period for asked in before if asked.period is not None), None)
    found: list[Named] = []
    for each in expressions(whole, within=around, article=Period.of(date.today().year)):
        compared = each.role == "baseline" and each.period is None
        if each.role != "none" and each.form not in _KEPT and not compared:
            found.append(Named(origin[each.start], origin[each.end], _asked(whole, each)))
    if around is not None and not found:
        found += _beside(text, around)
    bare = (Named(*m.span(1), Asked(m[1], Period.of(int(m[1])))) for m in _BARE.finditer(text))
    odd = (Named(*m.span(), Asked(m.group())) for m in _NO_YEAR.finditer(text))
    for number in (*bare, *odd):
        if not any(number.start < other.end and other.start < number.end for other in found):
            found.append(number)
    return sorted(found, key=lambda each: each.start)


def _beside(text: str, around: Period) -> Iterator[Named]:
    """The year before or after *around*, if *text* names it."""
    if match := _BESIDE.search(text):
        year = around.shifted(1 if match["later"] else -1)
        yield Named(*match.span(), Asked(match.group(), year))


def together(found: Iterable[Asked]) -> tuple[Asked, ...]:
    """*found* without repeats; a quarter or month named apart from its year is merged with it."""
    found = tuple(dict.fromkeys(found))
    years = [asked.period for asked in found if asked.period is not None and asked.period.is_year]
    if len(years) != 1 or len(found) < 2:
        return found
    (year,) = years
    if any(asked.months for asked in found):
        parts = (replace(asked, period=asked.of(year.year), months=None) for asked in found)
        return tuple(asked for asked in parts if asked.period != year)
    return tuple(asked for asked in found if asked.period is not None)


def _asked(text: str, each: TimeExpression) -> Asked:
    said = text[each.start : each.end]
    ends = said.endswith(_ENDS) or text[each.end :].startswith(_ENDS)
    until = ends or text[: each.start].endswith(("截至", "截止", "到", "至"))
    months = each.months if each.period is None else None
    relative = each.basis == "relative" and months is None
    compared = each.role == "baseline"
    return Asked(said, each.period, months, until, "全年" in said, relative, compared)


def _written_out(text: str) -> tuple[str, list[int]]:
    """*text* with 21年 as 2021年, and where each character came from; a year to come stays as it is."""
    out, origin, at = [], list[int](), 0
    shorts = sorted(
        {m.start(1): m for pattern in (_FREE, _SHORT_YEAR) for m in pattern.finditer(text)}.items()
    )
    for start, match in shorts:
        if int(match[1]) > date.today().year - 2000:
            continue
        out += [text[at:start], "20"]
        origin += [*range(at, start), start, start]
        at = start
    return "".join((*out, text[at:])), [*origin, *range(at, len(text) + 1)]
