"""Figure: one row of what an article counts.

A figure quotes: `value` is as it stands, `indicator` and `unit` are words of the text, its traditional
characters as simplified ones; text[start:end] is the sentence or the row of a table it stands in,
text[value_start:value_end] the value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Literal

from corpus.text.period import PeriodBasis

Kind = Literal["count", "share", "money", "duration", "rank", "change", "other"]
Direction = Literal["up", "down"]
# part: 其中; ratio: 占45%; before: of an earlier time; change: by how much it changed.
Relation = Literal["part", "ratio", "before", "change"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an article.

    value       as it stands: 1.37万, 3000余万; None of `number` where it is a range or blanked out
    low, high   the bounds it lies between; None where open
    unit        as it stands, the scale left to the value: 元, 人次, 个百分点
    qualifier   the words that say how exact it is: 约, 余, 以上
    direction   how what is counted changed, or, of a change, which way it went
    base        of a change, the words for what it is compared with: 同比, 较2017年
    concept     the id in concepts.tsv of what is counted, if it has one
    topic       what its heading, or the title of its article, says that it is of: 食品安全
    period      what it is of, in the notation of Period; None where nothing says
    scope       whose figure it is, as the text calls it: 全省, 七贤街道, 交警大队
    place       the full name of the place it is of, at or below the article's, and its `code`
    outside     whether the scope lies above or beside the article's place
    planned     whether it is aimed at, not reached
    of          where the value begins that it is a part, a ratio, the value before or a change of
    """

    value: str
    number: float | None
    low: float | None
    high: float | None
    unit: str | None
    family: str | None
    qualifier: str | None
    kind: Kind
    direction: Direction | None
    base: str | None
    indicator: str
    concept: str | None
    topic: str | None
    period: str | None
    period_basis: PeriodBasis | None
    scope: str | None
    place: str | None
    code: str
    outside: bool
    institution: str | None
    planned: bool
    masked: bool
    start: int
    end: int
    value_start: int
    value_end: int
    relation: Relation | None = None
    of: int | None = None


_values = attrgetter(*(each.name for each in fields(Figure)))  # astuple would copy each value deeply


def packed(figures: Iterable[Figure]) -> str:
    """*figures* as they are stored: JSON, one list a figure."""
    rows = [_values(figure) for figure in figures]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def many(packed: str) -> int:
    """How many figures are stored as *packed*."""
    return len(json.loads(packed))


def unpacked(packed: str) -> Iterator[Figure]:
    """The figures that are stored as *packed*."""
    return (Figure(*fields) for fields in json.loads(packed))
