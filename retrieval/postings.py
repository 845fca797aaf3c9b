"""Postings: which passages hold a term and how often, kept as arrays; BM25 over them as rank_bm25 has it.

    arrays = merged(None, none, [(0, ["扫黑", "成果"], ["黑成"])])    # passage 0, its words, its pairs
    arrays = merged(arrays, moved, added)    # without passages that are gone, with others between
    Postings(arrays).top(["扫黑"], 10)

terms, ends     the terms' UTF-8, sorted, one after the other, and where each ends
lists           where each term's postings end
passages, times its passages, ascending, and how often each holds it: below zero as a pair of characters
lengths         the number of terms of each passage
idf, used       of each term: Okapi's idf, and how often it is used as a word

Impacts, which change with every passage added, are not kept but worked out when a term is first asked for.
Scores are those of rank_bm25.BM25Okapi over passages whose terms are sorted, to the last bit: the order
decides how its mean idf is rounded, and sorted is the one order that can be known from postings.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.arrays import Arrays
from retrieval.scoring import Scoring

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.scoring import List

    Array = NDArray[Any]
    Fresh = Iterable[tuple[int, list[str], list[str]]]  # a passage's number, words, pairs

REMEMBERED = 100_000  # terms looked up, found or not
K1, B, EPSILON = 1.5, 0.75, 0.25  # rank_bm25's


class Vocabulary:
    """The terms of some arrays in their order, each found in a few steps and remembered."""

    def __init__(self, arrays: Arrays) -> None:
        self._letters, self._ends = arrays["terms"].data, arrays["ends"]
        self._known: dict[str, int | None] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> bytes:
        return bytes(self._letters[self._ends[row] : self._ends[row + 1]])

    def get(self, term: str) -> int | None:
        """The number of *term*, or None if it is none of these."""
        try:
            return self._known[term]
        except KeyError:
            sought = term.encode("utf-8", "surrogatepass")
            low = bisect_left(self, sought)
            if len(self._known) > REMEMBERED:
                self._known = {}
            found = low if low < len(self) and self[low] == sought else None
            self._known[term] = found
            return found

    def all(self) -> list[bytes]:
        """Every term, in order."""
        letters, ends = bytes(self._letters), self._ends.tolist()
        return [letters[start:end] for start, end in pairwise(ends)]


class Postings(Scoring):
    """BM25 over what *arrays* hold; `top`, `get_scores` and `holders` as in Scoring. Raises Damaged."""

    _rows: Vocabulary

    def __init__(self, arrays: Arrays) -> None:
        lengths = arrays["lengths"]
        self._arrays = arrays
        self._rows = Vocabulary(arrays)
        self._lists, self._idf = arrays["lists"], arrays["idf"]
        self.corpus_size, self._sparse = len(lengths), True
        self._absent = np.zeros(self.corpus_size)
        average = int(lengths.sum()) / self.corpus_size
        self._norm = K1 * (1 - B + B * lengths / average)
        self._odd = frozenset(np.flatnonzero(self._idf <= 0).tolist())
        self._prepare()

    def _held(self, row: int) -> NDArray[np.int32]:
        return self._arrays.part("passages", self._lists[row], self._lists[row + 1])

    def _read(self, row: int) -> List:
        passages = self._held(row)
        times = np.abs(self._arrays.part("times", self._lists[row], self._lists[row + 1]).astype(np.intp))
        return passages, self._idf[row] * (times * (K1 + 1) / (times + self._norm[passages]))


def used(arrays: Arrays) -> Iterator[tuple[str, int]]:
    """Each term that is used as a word, and how often."""
    times, terms = arrays["used"], Vocabulary(arrays).all()
    rows = np.flatnonzero(times)
    return ((terms[row].decode(), n) for row, n in zip(rows.tolist(), times[rows].tolist(), strict=True))


def merged(old: Arrays | None, moved: Array, added: Fresh) -> dict[str, Array]:
    """The postings of *old*, its passages numbered as *moved* says (-1: gone), with those *added*.

    Passages that stay keep their order. Those added may be numbered between them, ascending.
    """
    fresh, at, numbers, times, sizes = _sorted(added)
    terms, lists = fresh, np.concatenate(([0], np.cumsum(np.bincount(at, minlength=len(fresh)))))
    lengths = np.zeros(max([int(moved.max(initial=-1)), *sizes]) + 1, np.int32)
    lengths[list(sizes)] = list(sizes.values())
    if old is not None:
        stay = moved >= 0
        lengths[moved[stay]] = old["lengths"][stay]
        kept, counts, held, often = _staying(old, moved)
        terms = sorted({*kept, *fresh})
        row = {term: number for number, term in enumerate(terms)}
        rows = np.array([row[term] for term in fresh], np.intp)
        lists, numbers, times = _between(
            len(terms), np.array([row[term] for term in kept], np.intp), counts, held, often,
            rows, lists, numbers, times,
        )  # fmt: skip
    counts = np.diff(lists)
    letters = b"".join(terms)
    return {
        "terms": np.frombuffer(letters, np.uint8),
        "ends": np.cumsum([0, *map(len, terms)], dtype=np.int64),
        "lists": lists.astype(np.int64),
        "passages": numbers.astype(np.int32),
        "times": _narrow(times),
        "lengths": lengths,
        "idf": _idf(counts, numbers[lists[:-1]], len(lengths)),
        "used": np.add.reduceat(np.maximum(times, 0), lists[:-1], dtype=np.int64) if terms else counts,
    }


def _sorted(added: Fresh) -> tuple[list[bytes], Array, Array, Array, dict[int, int]]:
    """The terms of *added*, sorted; each posting's term, passage and times in that order; sizes."""
    rows: defaultdict[str, int] = defaultdict()
    rows.default_factory = rows.__len__
    sizes: dict[int, int] = {}
    spans: list[int] = []

    def stream() -> Iterator[list[str]]:
        for number, words, pairs in added:
            sizes[number] = len(words) + len(pairs)
            spans.extend((len(words), len(pairs)))
            yield words
            yield pairs

    keys = np.fromiter(map(rows.__getitem__, chain.from_iterable(stream())), np.int64)
    found = {term: term.encode("utf-8", "surrogatepass") for term in rows}
    order = sorted(found, key=found.__getitem__)
    ranks = np.empty(len(rows), np.int64)
    ranks[[rows[term] for term in order]] = np.arange(len(rows))
    # One number an occurrence: term above passage above whether it is a pair. Sorted, alike stand together.
    keys = ranks[keys] << 33 if len(keys) else keys
    numbers = np.array(list(sizes), np.int64)
    kinds = np.tile(np.array([0, 1], np.int64), len(numbers)) | np.repeat(numbers << 1, 2)
    keys |= np.repeat(kinds, spans)
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    times, keys = np.diff(first, append=len(keys)), keys[first]
    times[keys & 1 == 1] *= -1
    return [found[term] for term in order], keys >> 33, keys >> 1 & 0xFFFFFFFF, times, sizes


def _staying(old: Arrays, moved: Array) -> tuple[list[bytes], Array, Array, Array]:
    """What stays of *old*: its terms, the number of each one's postings, and those, renumbered."""
    lists, times = old["lists"], old["times"]
    numbers = moved[old["passages"]]
    stay = numbers >= 0
    counts, terms = np.diff(lists), Vocabulary(old).all()
    if not stay.all() and terms:
        counts = np.add.reduceat(stay, lists[:-1], dtype=np.int64)
        numbers, times = numbers[stay], times[stay]
        terms = [term for term, count in zip(terms, counts.tolist(), strict=True) if count]
        counts = counts[counts > 0]
    return terms, counts, numbers, times


def _between(
    size: int, old_rows: Array, counts: Array, held: Array, often: Array,
    rows: Array, fresh_lists: Array, fresh_held: Array, fresh_often: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """The lists of *size* terms: old ones with the fresh postings put in where their passages belong."""
    kept = np.zeros(size, np.int64)
    kept[old_rows] = counts
    starts = np.concatenate(([0], np.cumsum(kept)))
    places = np.empty(len(fresh_held), np.int64)
    for number, row in enumerate(rows.tolist()):
        mine = slice(fresh_lists[number], fresh_lists[number + 1])
        there = held[starts[row] : starts[row + 1]]
        places[mine] = starts[row] + there.searchsorted(fresh_held[mine])
    kept[rows] += np.diff(fresh_lists)
    lists = np.concatenate(([0], np.cumsum(kept)))
    return lists, np.insert(held, places, fresh_held), np.insert(_wide(often), places, fresh_often)


def _wide(times: Array) -> Array:
    return times.astype(np.int32, copy=False)


def _narrow(times: Array) -> Array:
    """*times* in as few bytes as hold them."""
    most = int(np.abs(times).max(initial=0))
    return times.astype(np.int8 if most < 128 else np.int16 if most < 32_768 else np.int32)


def _idf(counts: Array, first: Array, size: int) -> NDArray[np.float64]:
    """Okapi's idf of terms in so many of *size* passages; those below zero are EPSILON of the mean.

    The mean is summed as rank_bm25 does it, by the passage in which a term is *first*, then by term.
    """
    several, which = np.unique(counts, return_inverse=True)
    # math's logarithm, as in rank_bm25: numpy's may differ in the last bit.
    idf = np.array([math.log(size - n + 0.5) - math.log(n + 0.5) for n in several.tolist()])[which]
    if len(idf):
        total = np.add.accumulate(idf[np.argsort(first, kind="stable")])[-1]
        idf[idf < 0] = EPSILON * (float(total) / len(idf))
    return idf
