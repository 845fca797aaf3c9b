"""Dates as heads and signatures write them: 2024-04-12, 2023.12.20, 二〇二四年一月十日, 2023年5月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_NUMERALS = "〇零○Ｏ一二三四五六七八九十"
_VALUES = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:"
    r"\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月(?!份)(?:\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日)?(?!\s*[-—–~至到]+\s*\d)"
    r"|\s*[-./]\s*(?P<m>1[0-2]|0?[1-9])(?:\s*[-./]\s*(?P<d>3[01]|[12]\d|0?[1-9]))?(?![\d年月./-]))"
)
_WRITTEN = re.compile(
    rf"(?P<year>[一二][{_NUMERALS}]{{3}})年(?:(?P<month>[一二三四五六七八九十]{{1,2}})月)?"
    r"(?:(?P<day>[一二三四五六七八九十]{1,3})日)?"
)


class Dated(NamedTuple):
    """A date at text[start:end], as ISO 8601 writes it, as far as it goes: 2024-04-12, 2024-04."""

    start: int
    end: int
    iso: str


def dates(text: str) -> Iterator[Dated]:
    """The dates that *text* writes out, with a year and a month at least, those in figures first."""
    return iter(_dates(text))


@lru_cache(maxsize=1024)  # a line is asked several times for its dates
def _dates(text: str) -> tuple[Dated, ...]:
    return tuple(_read(text))


def _read(text: str) -> Iterator[Dated]:
    for match in _DATE.finditer(text):
        parts = (int(part) for part in match.group("year", "month", "m", "day", "d") if part)
        yield Dated(match.start(), match.end(), _iso(*parts))
    for match in _WRITTEN.finditer(text):
        year = int("".join(str(_VALUES.get(each, 0)) for each in match["year"]))
        parts = (_number(part) for part in match.group("month", "day") if part)
        if match["month"]:
            yield Dated(match.start(), match.end(), _iso(year, *parts))


def without_dates(text: str) -> str:
    """*text* with its dates, and the time of day behind them, taken out."""
    for each in sorted(dates(text), reverse=True):
        rest = re.sub(r"^\s*(?:星期[一二三四五六日天])?\s*\d{1,2}:\d\d(?::\d\d)?", "", text[each.end :])
        text = text[: each.start] + " " + rest
    return text


def _iso(year: int, month: int, day: int | None = None) -> str:
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _number(written: str) -> int:
    """二十九 -> 29, 十二 -> 12."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _VALUES[written[0]]
    return 10 * (_VALUES[tens] if tens else 1) + (_VALUES[ones] if ones else 0)


_LINES = 8  # at the beginning and at the end of a text, and above it, among which its date is looked for
_LONGEST = 90  # characters of a line that may be a dateline
_SIGNS = re.compile(r"[\s（(）)\d:：-]*$")  # what may stand beside a month that is a line's only date
_BOUND = re.compile(r"(?:截[至止]|[自从至到于在]|时点[为是]?)\s*$")  # 截至2021年12月31日 says when it ends


def standing(above: str, body: str) -> str | None:
    """The date of an article by a line of its own: at its beginning, above it, or at its end."""
    first = [line.strip() for line in body.split("\n") if line.strip()]
    before = [line.strip() for line in above.split("\n") if line.strip()][-_LINES:]
    for line in (*first[:_LINES], *reversed(before), *reversed(first[-_LINES:])):
        if len(line) > _LONGEST or line[-1] in "。；" or "\t" in line:
            continue
        for dated in dates(line):
            if _BOUND.search(line[: dated.start]):
                continue
            alone = _SIGNS.match(line[: dated.start]) and _SIGNS.match(line[dated.end :])
            if len(dated.iso) == len("2024-04-12") or alone:
                return dated.iso
    return None
