"""Units: which one stands at a place in a text, what it measures, and which others count the same.

unit_at("抓获35名嫌疑人", 4) -> 名, a count of persons
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from corpus.alternatives import any_of
from corpus.figures.lexicon import rows

Kind = Literal["count", "share", "money", "duration", "rank", "other"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written; `kind` and `family` as in units.tsv."""

    text: str
    kind: Kind
    family: str


_CLOSED = ("）", ")")


class _Units(NamedTuple):
    pattern: re.Pattern[str]
    by_text: dict[str, Unit]


def unit_at(text: str, at: int) -> Unit | None:
    """The unit that stands in *text* at *at*, the longest one: 人次 before 人; None if none does."""
    known = _units()
    match = known.pattern.match(text, at)
    found = known.by_text.get(match.group()) if match else None
    if found is None or text[(end := at + len(found.text)) : end + 1] not in ("（", "("):
        return found
    other = known.pattern.match(text, end + 1)  # 37辆（艘）
    closed = other is not None and other.group() in known.by_text and text[other.end() : other.end() + 1]
    if other is None or closed not in _CLOSED:
        return found
    last = other.end() + 1 + text.startswith("次", other.end() + 1)  # 427件（批）次
    return Unit(text[at:last], found.kind, found.family)


def unit(written: str) -> Unit | None:
    """The unit that *written* as a whole is, its scale left out: 万元 -> 元; None for what is no unit."""
    known = _units().by_text
    return known.get(written) or known.get(written.lstrip("十百千万亿"))


@cache
def _units() -> _Units:
    by_text: dict[str, Unit] = {}
    words: list[str] = []
    for kind, family, written, alike, *_ in rows("units.tsv"):
        for each in written.split():
            by_text.setdefault(each, Unit(each, kind, family))  # type: ignore[arg-type]
        words += alike.split()
    # A word that only begins with a unit is read as a whole, so that no unit is found in it.
    return _Units(re.compile(any_of([*by_text, *words])), by_text)
