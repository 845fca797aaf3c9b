"""Postings: which passages contain a term and how often, as arrays, and BM25 over them.

    arrays = merged(None, none, [(0, ["扫黑", "成果"], ["黑成"])])    # passage 0, its words, its pairs
    arrays = merged(arrays, moved, added)    # some passages removed, others inserted
    Postings(arrays).top(["扫黑"], 10)

terms, ends     the sorted terms in UTF-8, concatenated, and where each ends
lists           where each term's postings end
passages, times its passages, ascending, and how often each contains it: negative for a pair of characters
lengths         the number of terms of each passage
used            how often each term is used as a word
idf, okapi      the idf of each term; k1, b and the mean length: from rank_bm25, by okapi.py

Impacts change with every passage that is added: they are computed when a term is first asked for.
Scores are those of rank_bm25.BM25Okapi over passages whose terms are sorted, to the last bit: the order
decides how its mean idf is rounded, and sorted is the one order that can be known from postings.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, compress, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.index.arrays import Arrays
from retrieval.index.scoring import Scoring

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.index.scoring import List

    Array = NDArray[Any]
    Fresh = Iterable[tuple[int, list[str], list[str]]]  # a passage's number, words, pairs

_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("lists", "ends"), np.zeros(1, np.int64)),
    **dict.fromkeys(("passages", "lengths"), np.empty(0, np.int32)),
    "terms": np.empty(0, np.uint8),
    "times": np.empty(0, np.int8),
    "used": np.empty(0, np.int64),
}
REMEMBERED = 100_000  # terms in the cache, found or not


class Vocabulary:
    """The terms of an index in their order, looked up by binary search and cached."""

    def __init__(self, arrays: Arrays) -> None:
        self._letters, self._ends = arrays["terms"].data, arrays["ends"]
        self._known: dict[str, int | None] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> bytes:
        return bytes(self._letters[self._ends[row] : self._ends[row + 1]])

    def get(self, term: str) -> int | None:
        """The number of *term*, or None if it is not in the index."""
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
    """BM25 over *arrays*; `top`, `get_scores` and `holders` as in Scoring. Raises Damaged."""

    _rows: Vocabulary

    def __init__(self, arrays: Arrays) -> None:
        lengths = arrays["lengths"]
        self._arrays = arrays
        self._rows = Vocabulary(arrays)
        self._lists, self._idf = arrays["lists"], arrays["idf"]
        self.corpus_size = len(lengths)
        self._k1, b, average = arrays["okapi"].tolist()
        self._norm = self._k1 * (1 - b + b * lengths / average)
        self._odd = frozenset(np.flatnonzero(self._idf <= 0).tolist())
        self._prepare(np.diff(self._lists), self._idf * (self._k1 + 1))

    def _held(self, row: int) -> NDArray[np.int32]:
        return self._arrays.part("passages", self._lists[row], self._lists[row + 1])

    def _read(self, row: int) -> List:
        passages = self._held(row)
        times = np.abs(self._arrays.part("times", self._lists[row], self._lists[row + 1]).astype(np.intp))
        return passages, self._idf[row] * (times * (self._k1 + 1) / (times + self._norm[passages]))


def used(arrays: Arrays) -> Iterator[tuple[str, int]]:
    """Each term that is used as a word, and how often."""
    times, terms = arrays["used"], Vocabulary(arrays).all()
    rows = np.flatnonzero(times)
    return ((terms[row].decode(), n) for row, n in zip(rows.tolist(), times[rows].tolist(), strict=True))


def merged(old: Arrays | None, moved: Array, added: Fresh) -> dict[str, Array]:
    """The postings of *old*, its passages renumbered by *moved* (-1: removed), with those *added*.

    The remaining passages keep their order; the numbers of those added are ascending and may lie between.
    """
    old = old or Arrays(_NOTHING, {})
    terms, which, numbers, times, sizes = _sorted(added)
    at, new = _sought(terms, Vocabulary(old).all())
    places = _places(old, moved, at, new, which, numbers)
    stay = moved >= 0
    held, often = moved[old["passages"]], old["times"]
    gone = np.flatnonzero(held < 0) if not stay.all() else np.empty(0, np.int64)
    letters, ends, counts, used = _counted(old, gone, terms, at, new, which, times)
    lists = np.concatenate(([0], np.cumsum(counts)))
    held = np.insert(held, places, numbers)
    often = np.insert(often.astype(np.result_type(often, times), copy=False), places, times)
    if len(gone):
        often, held = often[held >= 0], held[held >= 0]
    lengths = np.zeros(np.count_nonzero(stay) + len(sizes), np.int32)
    lengths[moved[stay]] = old["lengths"][stay]
    lengths[list(sizes)] = list(sizes.values())
    return {
        "terms": letters,
        "ends": ends,
        "lists": lists,
        "passages": held,
        "times": _narrow(often),
        "lengths": lengths,
        "used": used,
        **_weighed(counts, held[lists[:-1]], lengths),
    }


def _sorted(added: Fresh) -> tuple[list[bytes], Array, Array, Array, dict[int, int]]:
    """The sorted terms of *added*; term, passage and count of each posting in that order; passage lengths."""
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
    # One number per occurrence: term, passage, whether it is a pair. Sorting groups equal ones.
    keys = ranks[keys] << 33 if len(keys) else keys
    numbers = np.array(list(sizes), np.int64)
    kinds = np.tile(np.array([0, 1], np.int64), len(numbers)) | np.repeat(numbers << 1, 2)
    keys |= np.repeat(kinds, spans)
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    times, keys = np.diff(first, append=len(keys)), keys[first]
    times[keys & 1 == 1] *= -1
    return [found[term] for term in order], keys >> 33, (keys >> 1).astype(np.int32), _narrow(times), sizes


def _sought(terms: list[bytes], known: list[bytes]) -> tuple[Array, Array]:
    """Where each of *terms* is, or would be inserted, in *known*, and whether it is new."""
    at = [bisect_left(known, term) for term in terms]
    new = [row == len(known) or known[row] != term for row, term in zip(at, terms, strict=True)]
    return np.array(at, np.int64), np.array(new, np.bool_)


def _places(old: Arrays, moved: Array, at: Array, new: Array, which: Array, numbers: Array) -> Array:
    """Before which of the *old* postings each new one belongs: passage *numbers*, *which* of the terms."""
    stay = np.flatnonzero(moved >= 0)
    behind = np.append(stay, len(moved))[moved[stay].searchsorted(numbers)].astype(np.int32)
    lists, held = old["lists"], old["passages"]
    places: Array = lists[at][which]
    own = which.searchsorted(np.arange(len(at) + 1)).tolist()
    for term in np.flatnonzero(~new).tolist():
        mine = slice(own[term], own[term + 1])
        places[mine] += held[lists[at[term]] : lists[at[term] + 1]].searchsorted(behind[mine])
    return places


def _counted(
    old: Arrays, gone: Array, terms: list[bytes], at: Array, new: Array, which: Array, times: Array
) -> tuple[Array, Array, Array, Array]:
    """The terms without the postings *gone* and with those of *terms*: letters, ends, counts, used."""
    # Rows number old and new terms together, until terms without a passage are dropped.
    come = (at + np.cumsum(new) - new)[which]
    left = old["lists"].searchsorted(gone, "right") - 1
    left += at[new].searchsorted(left, "right")
    counts, used = (np.insert(each, at[new], 0) for each in (np.diff(old["lists"]), old["used"]))
    for rows, often, sign in ((come, times, 1), (left, old["times"][gone], -1)):
        counts += sign * np.bincount(rows, minlength=len(counts))
        used += sign * np.bincount(rows, np.maximum(often, 0), len(used)).astype(np.int64)
    letters, ends = _spelt(old, terms, at, new, counts > 0)
    return letters, ends, counts[counts > 0], used[counts > 0]


def _spelt(old: Arrays, terms: list[bytes], at: Array, new: Array, stay: Array) -> tuple[Array, Array]:
    """The letters of those *old* and *new* terms that *stay*, and where each ends."""
    ends, sizes = old["ends"], np.array([*map(len, terms)], np.int64)[new]
    letters = np.frombuffer(b"".join(compress(terms, new.tolist())), np.uint8)
    letters = np.insert(old["terms"], np.repeat(ends[at[new]], sizes), letters)
    spans = np.insert(np.diff(ends), at[new], sizes)
    return letters[np.repeat(stay, spans)], np.concatenate(([0], np.cumsum(spans[stay])))


def _narrow(times: Array) -> Array:
    """*times* in the narrowest type that holds them."""
    most = max(int(times.max(initial=0)), -int(times.min(initial=0)))
    return times.astype(np.int8 if most < 128 else np.int16 if most < 32_768 else np.int32, copy=False)


def _weighed(held: Array, first: Array, lengths: Array) -> dict[str, Array]:
    """The idf of each term, contained in *held* passages, and the constants: see okapi.py.

    The mean idf is summed by the passage in which a term is *first*, then by term, as rank_bm25 meets them.
    """
    from retrieval.index.okapi import Okapi  # a question does without rank_bm25

    idf, constants = np.empty(len(held)), np.zeros(3)
    if len(held):
        order = np.argsort(first, kind="stable")
        okapi = Okapi(dict(zip(order.tolist(), held[order].tolist(), strict=True)), lengths.tolist())
        idf[order] = np.fromiter(okapi.idf.values(), np.float64)
        constants[:] = okapi.k1, okapi.b, okapi.avgdl
    return {"idf": idf, "okapi": constants}
