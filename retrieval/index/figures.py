"""Figures: which rows tell of what is sought, best first: filtered by columns, scored by their indicators.

figures.search(Sought(terms=("涉黑", "组织"), places=(dali,), period=Period.of(2021)), limit=10)
figures.between(sentence.key, sentence.start, sentence.end)    # the rows of a sentence
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.document import ArticleKey
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place
from corpus.text.period import Period
from retrieval.index.arrays import Arrays
from retrieval.index.figure_columns import PREFIX, Flag, Prefixed, checksum
from retrieval.index.postings import Postings
from retrieval.index.schema import Contents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

STATISTICS = Flag.COUNT | Flag.SHARE | Flag.MONEY | Flag.DURATION | Flag.RANK | Flag.CHANGE
CACHED = 1 << 14  # rows
_WHOLE = {"省": 10_000, "市": 100, "县": 1, "乡": 1}  # by how much codes of places within one differ


@dataclass(frozen=True, slots=True)
class Sought:
    """What rows must be: None and nothing stand for anything.

    `terms` are the words of the indicator, `places` any of which it is of or lies in, `period` one that its
    own overlaps, `families` those of its unit; `flags` what it may be, planned and blanked-out ones only
    where that says so; `within` the articles it may stand in.
    """

    terms: Sequence[str] = ()
    places: tuple[Place, ...] = ()
    institution: str | None = None
    period: Period | None = None
    concept: str | None = None
    families: tuple[str, ...] = ()
    flags: Flag = STATISTICS
    within: Collection[ArticleKey] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A figure found: the article it stands in, its number among all rows, and its score.

    The score is BM25 of its indicator, higher is better.
    """

    article: ArticleKey
    figure: Figure
    number: int
    score: float = 0.0


class Figures:
    """The figures of an index. Raises Damaged, when asked too."""

    def __init__(self, arrays: Arrays, contents: Contents) -> None:
        self._columns = Prefixed(arrays, PREFIX)
        self._keys = contents.keys
        self._numbers = {key: number for number, key in enumerate(contents.keys)}
        self.size = len(self._columns["article"])
        self._postings = Postings(self._columns) if len(self._columns["idf"]) else None
        self._firsts = self._columns["article"].searchsorted(range(len(contents.keys) + 1)).tolist()
        self._at = self._columns["at"]
        self._read = functools.lru_cache(CACHED)(self._unpacked)

    def search(self, sought: Sought, *, limit: int = 10) -> list[Row]:
        """The rows that are as *sought*, best first; all that fit, in order, where no terms are sought."""
        fitting = self._fitting(sought)
        if not sought.terms:
            return [self.row(number) for number in np.flatnonzero(fitting)[:limit].tolist()]
        if self._postings is None:
            return []
        numbers, scores = self._postings.top(sought.terms, limit, within=fitting)
        return [
            self.row(number, score) for number, score in zip(numbers.tolist(), scores.tolist(), strict=True)
        ]

    def of(self, key: ArticleKey) -> Iterator[Row]:
        """The rows of an article, in order."""
        return map(self.row, self._numbers_of(key))

    def between(self, key: ArticleKey, start: int, end: int) -> list[Row]:
        """The rows of an article whose values begin in text[start:end], such as in a sentence, in order."""
        rows = self._numbers_of(key)
        first, last = rows.start + self._at[rows.start : rows.stop].searchsorted((start, end))
        return list(map(self.row, range(first, last)))

    def related(self, row: Row) -> Row | None:
        """The row that *row* is a part, a ratio, the value before or a change of, if it is of any."""
        at = row.figure.of
        return next(iter(self.between(row.article, at, at + 1)), None) if at is not None else None

    def row(self, number: int, score: float = 0.0) -> Row:
        """The row of that number among all."""
        return Row(*self._read(number), number, score)

    def _unpacked(self, number: int) -> tuple[ArticleKey, Figure]:
        start, end = self._columns["row_ends"][number : number + 2].tolist()
        fields = json.loads(self._columns.part("rows", start, end).tobytes())
        return self._keys[self._columns["article"][number]], Figure(*fields)

    def _numbers_of(self, key: ArticleKey) -> range:
        return range(*self._firsts[(number := self._numbers[key]) : number + 2])

    def _fitting(self, sought: Sought) -> Mask:
        """Which rows are as *sought*, whatever they count."""
        flags = self._columns["flags"]
        apart = ~sought.flags & (Flag.PLANNED | Flag.MASKED | Flag.OUTSIDE)
        fitting: Mask = ((flags & int(sought.flags)) != 0) & ((flags & int(apart)) == 0)
        if sought.places:
            fitting &= np.logical_or.reduce([self._of(place) for place in sought.places])
        if sought.period is not None:
            known = self._columns["first"] >= 0
            fitting &= known & (self._columns["first"] <= sought.period.last)
            fitting &= self._columns["last"] >= sought.period.first
        for name, value in (("concept", sought.concept), ("institution", sought.institution)):
            if value is not None:
                fitting &= self._columns[name] == checksum(value)
        if sought.families:
            families = self._columns["family"]
            fitting &= np.logical_or.reduce([families == checksum(each) for each in sought.families])
        if sought.within is not None:
            numbers = [self._numbers[key] for key in sought.within if key in self._numbers]
            fitting &= np.isin(self._columns["article"], numbers)
        return fitting

    def _of(self, place: Place) -> Mask:
        """Which rows are of *place* or of one that lies in it."""
        county, below, _ = place.code.partition("/")
        whole = _WHOLE[place.level]
        of: Mask = self._columns["place"] // whole == int(county or 0) // whole
        return of & (self._columns["locality"] == checksum(place.code)) if below else of
