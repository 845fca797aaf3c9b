"""Figure columns: the figures of a library as arrays beside the passages, an item a figure.

figure_article             the number of its article among all
figure_at                  the character of the document at which its value begins, ascending in an article
figure_place               the code of the place that it is of, 0 where none is known
figure_locality            the checksum of the code of a place below the county, which is a name there
figure_first, figure_last  the months of its period, counted as in Period; -1 where none is known
figure_concept, figure_family, figure_institution   checksums of names, 0 for none
figure_flags               what it is, see Flag
figure_rows, figure_row_ends   the figure as figure.py has it, and where each ends
figure_terms …             the postings of its indicator, see postings.py
"""

from __future__ import annotations

import enum
import functools
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.figures.figure import Figure, unpacked
from corpus.text.period import Period
from retrieval.index.arrays import Arrays
from retrieval.index.postings import merged
from retrieval.language.terms import passage_words, with_bigrams

if TYPE_CHECKING:
    from retrieval.index.postings import Array

PREFIX = "figure_"
_COLUMNS = {
    "article": np.int32,
    "at": np.int32,
    "place": np.int32,
    "locality": np.uint32,
    "first": np.int32,
    "last": np.int32,
    "concept": np.uint32,
    "family": np.uint32,
    "institution": np.uint32,
    "flags": np.uint16,
}


class Flag(enum.IntFlag):
    """What a figure is: its kind, and what sets it apart from a level reached by the article's own place."""

    COUNT = 1
    SHARE = 2
    MONEY = 4
    DURATION = 8
    RANK = 16
    CHANGE = 32
    OTHER = 64
    PLANNED = 128
    MASKED = 256
    OUTSIDE = 512
    PART = 1024


class Prefixed(Arrays):
    """Those of *arrays* whose names begin with a prefix, by the rest of their names."""

    def __init__(self, arrays: Arrays, prefix: str) -> None:
        self._whole, self._prefix = arrays, prefix
        self.about = arrays.about

    def __getitem__(self, name: str) -> Array:
        return self._whole[self._prefix + name]

    def part(self, name: str, start: int, stop: int) -> Array:
        return self._whole.part(self._prefix + name, start, stop)


class FigureColumns:
    """The columns as documents are added one by one, read, or copied from the *previous* index."""

    def __init__(self, previous: Arrays | None) -> None:
        self._previous = Prefixed(previous, PREFIX) if previous is not None else None
        size = len(self._previous["article"]) if self._previous else 0
        self._moved = np.full(size, -1, np.int32)
        self._articles = self._previous["article"] if self._previous else np.empty(0, np.int32)
        self._parts: dict[str, list[Array]] = {name: [np.empty(0, kind)] for name, kind in _COLUMNS.items()}
        self._rows: list[Array] = [np.empty(0, np.uint8)]
        self._spans: list[Array] = [np.empty(0, np.int64)]
        self._fresh: list[tuple[int, list[str], list[str]]] = []
        self._size = 0

    def copy(self, first: int, last: int, shift: int) -> None:
        """The figures of the articles *first* to *last* of the previous index, whose numbers have shifted."""
        assert self._previous is not None
        start, stop = self._articles.searchsorted((first, last)).tolist()
        if start == stop:
            return
        column = {name: self._previous[name][start:stop] for name in _COLUMNS}
        column["article"] = column["article"] + shift
        ends = self._previous["row_ends"][start : stop + 1]
        self._rows.append(self._previous.part("rows", ends[0], ends[-1]))
        self._spans.append(np.diff(ends))
        self._moved[start:stop] = np.arange(self._size, self._size + stop - start)
        self._add(column)

    def read(self, articles: Mapping[int, int], figures: Mapping[int, str]) -> None:
        """The *figures* of a document's articles; *articles* gives the number of each among all."""
        rows: list[tuple[Any, ...]] = []
        texts: list[bytes] = []
        for number, packed in sorted(figures.items()):
            if number not in articles:
                continue
            for figure, text in zip(unpacked(packed), json.loads(packed), strict=True):
                self._fresh.append((self._size + len(rows), *_terms(figure.indicator)))
                rows.append((articles[number], *_columns(figure)))
                texts.append(json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode())
        columns = zip(*rows, strict=True) if rows else ([] for _ in _COLUMNS)
        kinds = _COLUMNS.items()
        column = {
            name: np.array(list(values), kind) for (name, kind), values in zip(kinds, columns, strict=True)
        }
        self._rows.append(np.frombuffer(b"".join(texts), np.uint8))
        self._spans.append(np.array([*map(len, texts)], np.int64))
        self._add(column)

    def _add(self, column: Mapping[str, Array]) -> None:
        for name, part in column.items():
            self._parts[name].append(part)
        self._size += len(column["article"])

    def arrays(self) -> dict[str, Array]:
        """All of them, by the names they have in the index."""
        found = {name: np.concatenate(parts) for name, parts in self._parts.items()}
        found["rows"] = np.concatenate(self._rows)
        spans = np.concatenate(self._spans)
        postings = merged(self._previous, self._moved, self._fresh)
        row_ends = np.concatenate(([0], np.cumsum(spans)))
        return {
            **{f"{PREFIX}{name}": array for name, array in postings.items()},
            **{f"{PREFIX}{name}": array for name, array in found.items()},
            f"{PREFIX}row_ends": row_ends,
        }


def checksum(name: str | None) -> int:
    """A name as a column holds it; 0 for none."""
    return zlib.crc32(name.encode()) if name else 0


def _columns(figure: Figure) -> Iterator[Any]:
    period = Period.parse(figure.period) if figure.period else None
    county, below, _ = figure.code.partition("/")
    yield figure.value_start
    yield int(county or 0)
    yield checksum(figure.code) if below else 0
    yield period.first if period else -1
    yield period.last if period else -1
    yield checksum(figure.concept)
    yield checksum(figure.family)
    yield checksum(figure.institution)
    yield _flags(figure)


def _flags(figure: Figure) -> int:
    told = {
        Flag.PLANNED: figure.planned,
        Flag.MASKED: figure.masked,
        Flag.OUTSIDE: figure.outside,
        Flag.PART: figure.relation in ("part", "ratio"),
    }
    return int(Flag[figure.kind.upper()] | sum(flag for flag, is_so in told.items() if is_so))


@functools.lru_cache(maxsize=1 << 14)  # many figures count the same
def _terms(indicator: str) -> tuple[list[str], list[str]]:
    """The words of *indicator*, and the pairs of its characters."""
    words = passage_words(indicator)
    return words, with_bigrams(words, indicator)[len(words) :]
