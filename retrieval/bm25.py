"""Exact BM25 over postings: rank_bm25's classes, their scores bit for bit, without their walk over passages.

    index = BM25Okapi([["扫黑", "成果"], ["成果"], ["普法"]])
    index.get_scores(["扫黑", "成果"])   # as rank_bm25: one float64 a passage
    index.top(["扫黑"], 10)              # (array([0]), array([0.417…])): only what matches, best first

A score is the sum of impacts, what a passage gains by a term, in the order of the query, as rank_bm25 adds
them: float64 sums depend on it. Formulas: Trotman, Puurula and Burgess, Improvements to BM25 and Language
Models Examined (2014), as in rank_bm25 0.2.2.

Of rank_bm25's attributes these exist: corpus_size, avgdl, tokenizer, k1, b, epsilon and average_idf or delta,
idf (a dict, made when first asked for), doc_len (an int64 array, not a list). doc_freqs, a dict a passage,
does not. k1, b, epsilon and delta are read once, by the constructor: changing them later changes nothing.
An index never changes and each call scores into memory of its own, so any number of threads may ask.
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import rank_bm25
from numpy.typing import NDArray

from corpus.errors import EmptyCorpus

Numbers = NDArray[np.intp]  # of passages
Scores = NDArray[np.float64]
Found = tuple[Numbers, Scores]
Within = NDArray[Any] | Sequence[int]

COMMON = 8  # a term in over 1/8 of the passages also has a row, one float64 a passage: adding it is cheaper
NARROW = 128  # up to 1/128 of the passages are looked up one by one in each posting list


class _Postings:
    """What both classes share; stands before rank_bm25's class, whose constructor calls the two hooks."""

    tokenizer: Callable[[Any], Sequence[Hashable]]
    corpus_size: int
    k1: float
    b: float

    def _tokenize_corpus(self, corpus: Iterable[Any]) -> Iterator[Sequence[Hashable]]:
        return map(self.tokenizer, corpus)  # rank_bm25 forks a process a core and leaves them running

    def _initialize(self, corpus: Iterable[Sequence[Hashable]]) -> dict[Hashable, int]:
        """Sort the terms of *corpus* into postings; each term's number of passages. Raises EmptyCorpus."""
        lengths: list[int] = []
        rows: defaultdict[Hashable, int] = defaultdict()
        rows.default_factory = rows.__len__  # a new term takes the next row: order of first occurrence
        words = itertools.chain.from_iterable(_measured(corpus, lengths))
        # One number a word, term above passage: sorting them sorts by term, then by passage.
        keys = np.fromiter(map(rows.__getitem__, words), dtype=np.int64)
        if not len(keys):
            raise EmptyCorpus("没有可检索的词: 请先添加含正文的文档")
        self.corpus_size, self.doc_len = len(lengths), np.array(lengths)
        self.avgdl = int(self.doc_len.sum()) / self.corpus_size
        keys <<= 32
        keys |= np.repeat(np.arange(self.corpus_size), self.doc_len)
        keys.sort()
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        self._times, keys = np.diff(first, append=len(keys)), keys[first]
        self._passages = (keys & 0xFFFFFFFF).astype(np.int32)
        found = np.bincount(keys >> 32, minlength=len(rows))
        self._rows: dict[Hashable, int] = dict(rows)
        self._ends: list[int] = np.concatenate(([0], np.cumsum(found))).tolist()
        return dict(zip(self._rows, found.tolist(), strict=True))

    def _calc_idf(self, nd: dict[Hashable, int]) -> None:
        """Weigh the postings by rank_bm25's own idf, to its last bit."""
        super()._calc_idf(nd)  # type: ignore[misc]  # rank_bm25's, next in line
        self._idf: Scores = np.fromiter(self.idf.values(), dtype=np.float64)
        del self.idf, self.doc_freqs  # type: ignore[attr-defined]  # set by rank_bm25; idf returns when asked
        with np.errstate(all="ignore"):  # 0/0 where k1 is 0, or b is 1 and a passage empty: NaN, as there
            norm = self.k1 * (1 - self.b + self.b * self.doc_len / self.avgdl)
            impacts = self._saturated(self._times, norm[self._passages])
            impacts *= np.repeat(self._idf, np.diff(self._ends))
            impacts += 0.0  # -0.0 becomes 0.0, as in a sum that starts there
            # What a passage gains by a term it has not, before idf: 0, delta, or NaN.
            self._absent = self._saturated(np.zeros(1, dtype=np.intp), norm)
        self._impacts = impacts
        del self._times
        self._sparse = not self._absent.any() and bool(np.isfinite(self._idf).all())
        starts = self._ends[:-1]
        self._highest: list[float] = np.maximum.reduceat(impacts, starts).tolist()
        # Only where every impact is above zero does a score above zero mean a match.
        self._odd = frozenset(np.flatnonzero(~(np.minimum.reduceat(impacts, starts) > 0)).tolist())
        self._columns = 256 if self.corpus_size < 50_000 else 1024
        self._padded = -(-self.corpus_size // self._columns) * self._columns
        self._full: dict[int, Scores] = {}
        for row in np.flatnonzero(np.diff(self._ends) > max(self.corpus_size // COMMON, 32)).tolist():
            numbers, gains = self._list(row)
            self._full[row] = np.zeros(self._padded)
            self._full[row][numbers] = gains

    def _saturated(self, times: Numbers, norm: Scores) -> Scores:
        """How much *times* occurrences count, before idf: Okapi's tf part, with k1 and length in *norm*."""
        return np.asarray(times * (self.k1 + 1) / (times + norm))

    @functools.cached_property
    def idf(self) -> dict[Hashable, float]:
        """Each term's idf, as in rank_bm25, in order of first occurrence."""
        return dict(zip(self._rows, self._idf.tolist(), strict=True))

    def holders(self, term: Hashable) -> NDArray[np.int32]:
        """The numbers of the passages that hold *term*, ascending; none for a term that is unknown."""
        row = self._rows.get(term)
        return self._passages[:0] if row is None else self._list(row)[0]

    def get_scores(self, query: Iterable[Hashable]) -> Scores:
        """The score of every passage, float64 of shape (corpus_size,): rank_bm25's, bit for bit."""
        return self._scored(list(map(self._rows.get, query)))

    def get_batch_scores(self, query: Iterable[Hashable], doc_ids: Sequence[int]) -> list[float]:
        """The scores of the passages *doc_ids*, in their order. AssertionError for one past the last."""
        numbers = np.asarray(doc_ids, dtype=None if len(doc_ids) else np.intp)
        assert (numbers < self.corpus_size).all()
        numbers = np.arange(self.corpus_size)[numbers]  # a number below 0 counts from the end
        return list(self._scored(list(map(self._rows.get, query)), numbers).tolist())

    def top(self, terms: Iterable[Hashable], k: int, *, within: Within | None = None) -> Found:
        """The numbers and scores of the *k* best passages, or fewer, that hold any of *terms*.

        Best is highest by `get_scores`, NaN last, ties by number. A passage that holds a term is a match
        whatever it scores: Okapi's floored idf can be 0 or negative in a small or uniform corpus.
        *within* restricts the passages: their numbers (ascending is fastest), or a bool each, better
        for many that are scattered; ValueError or IndexError if it does not fit the corpus.
        """
        query = list(map(self._rows.get, terms))
        rows = [row for row in query if row is not None]
        allowed = None if within is None else self._allowed(within)
        if k < 1 or not rows or (allowed is not None and not len(allowed)):
            return np.empty(0, np.intp), np.empty(0)
        few = allowed is not None and len(allowed) * NARROW <= self.corpus_size
        if not self._sparse or (self._odd and not self._odd.isdisjoint(rows)):
            held = np.zeros(self.corpus_size, dtype=bool)
            for row in rows:
                held[self._list(row)[0]] = True
            if allowed is not None:
                others = np.ones(self.corpus_size, dtype=bool)
                others[allowed] = False
                held[others] = False
            numbers = np.flatnonzero(held)
            scores = self._scored(query, numbers) if few else self._scored(query)[numbers]
            return _first(numbers, scores, k)
        if few and allowed is not None:
            order, scores = _best(self._scored(rows, allowed), k, 0)
            return allowed[order], scores
        scores = self._sum(rows)
        if allowed is None:
            return _best(scores, k, self._columns)
        if allowed.dtype == bool:  # among more of the best are enough that are allowed, or all are looked at
            numbers, reached = _best(scores, max(2 * k, self._columns // 4), self._columns)
            kept = allowed[numbers]
            if np.count_nonzero(kept) >= k:
                return numbers[kept][:k], reached[kept][:k]
            allowed = np.flatnonzero(allowed)
        one_run = allowed[-1] - allowed[0] < len(allowed)  # a document's, a collection's: not copied
        some = scores[allowed[0] : allowed[-1] + 1] if one_run else scores[allowed]
        order, scores = _best(some, k, self._columns)
        return allowed[order], scores

    def _list(self, row: int) -> tuple[NDArray[np.int32], Scores]:
        """The passages that hold a term, ascending, and their impacts."""
        span = slice(self._ends[row], self._ends[row + 1])
        return self._passages[span], self._impacts[span]

    def _allowed(self, within: Within) -> NDArray[Any]:
        """*within* as ascending numbers, or, if more than a few, as the mask it is."""
        given = np.asarray(within)
        if given.dtype == bool:
            if given.shape != (self.corpus_size,):
                raise ValueError(f"within: one bool a passage, {self.corpus_size}, not {given.shape}")
            return given if np.count_nonzero(given) * NARROW > self.corpus_size else np.flatnonzero(given)
        numbers = given.astype(np.intp, casting="same_kind" if len(given) else "unsafe", copy=False)
        if not (numbers[1:] > numbers[:-1]).all():
            numbers = np.unique(numbers)
        if len(numbers) and not 0 <= numbers[0] <= numbers[-1] < self.corpus_size:
            raise IndexError(f"within: passages are numbered 0 to {self.corpus_size - 1}")
        return numbers

    def _scored(self, rows: Sequence[int | None], numbers: Numbers | None = None) -> Scores:
        """The scores of *numbers*, or of all passages, summed in order of *rows*; None: an unknown term."""
        if self._sparse and numbers is None:
            return self._sum([row for row in rows if row is not None])[: self.corpus_size]
        absent = self._absent if numbers is None else self._absent[numbers]
        sought = None if numbers is None else numbers.astype(np.int32)  # else searchsorted casts whole lists
        scores = np.zeros(len(absent))
        for row in rows:
            gains = (0 if row is None else self._idf[row]) * absent
            if self._sparse and row in self._full:
                gains = self._full[row][numbers]
            elif row is not None:
                held, impacts = self._list(row)
                if sought is None:
                    gains[held] = impacts
                else:
                    at = np.minimum(held.searchsorted(sought), len(held) - 1)
                    gains = np.where(held[at] == sought, impacts[at], gains)
            scores += gains
        return scores

    def _sum(self, rows: list[int]) -> Scores:
        """The sums of impacts in order of *rows*, padded with zeros to whole columns."""
        scores: NDArray[Any] = np.empty(0)
        fulls, ends, passages, gains = self._full, self._ends, self._passages, self._impacts
        numbers: list[NDArray[np.int32]] = []
        impacts: list[Scores] = []
        for row in [*rows, -1]:
            if row >= 0 and row not in fulls:
                start, stop = ends[row], ends[row + 1]
                numbers.append(passages[start:stop])
                impacts.append(gains[start:stop])
                continue
            if numbers:  # neighbours in one call; bincount and add.at both go from left to right
                at, added = np.concatenate(numbers), np.concatenate(impacts)
                if len(scores):
                    np.add.at(scores, at.astype(np.intp), added)
                else:
                    scores = np.bincount(at, added, self._padded)
                numbers, impacts = [], []
            if row >= 0:
                scores = np.add(scores, fulls[row], out=scores) if len(scores) else fulls[row].copy()
        return scores if len(scores) else np.zeros(self._padded)


class BM25Okapi(_Postings, rank_bm25.BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no types
    """rank_bm25.BM25Okapi(corpus, tokenizer=None, k1=1.5, b=0.75, epsilon=0.25). Raises EmptyCorpus.

    idf is log((N - n + .5) / (n + .5)), n of N passages holding the term; below zero, epsilon * the mean idf.
    """


class BM25Plus(_Postings, rank_bm25.BM25Plus):  # type: ignore[misc]
    """rank_bm25.BM25Plus(corpus, tokenizer=None, k1=1.5, b=0.75, delta=1). Raises EmptyCorpus.

    idf is log((N + 1) / n). With a delta above 0 passages without the term gain too, as in rank_bm25, so that
    all have to be summed: `top` is fastest with delta=0.
    """

    delta: float

    def _saturated(self, times: Numbers, norm: Scores) -> Scores:
        return self.delta + super()._saturated(times, norm)


def _measured(corpus: Iterable[Sequence[Hashable]], lengths: list[int]) -> Iterator[Sequence[Hashable]]:
    """The passages of *corpus*, their numbers of terms noted in *lengths*."""
    for terms in corpus:
        lengths.append(len(terms))
        yield terms


def _first(numbers: Numbers, scores: Scores, k: int) -> Found:
    """The *k* best of *numbers*, which ascend: a stable sort leaves ties in their order."""
    falling = -scores
    if len(falling) > 16 * k:
        kept = ~(falling > np.partition(falling, k - 1)[k - 1])  # NaN is neither more nor less, and stays
        numbers, scores, falling = numbers[kept], scores[kept], falling[kept]
    order = falling.argsort(kind="stable")[:k]
    return numbers[order], scores[order]


def _best(scores: Scores, k: int, columns: int) -> Found:
    """The positions and scores of the *k* highest of *scores* above zero, ties by position."""
    if 4 * k <= columns and 4 * columns <= len(scores):
        # The best of each of some groups: the k-th of these is reached by at least k scores.
        whole = len(scores) - len(scores) % columns
        grid = scores[:whole].reshape(-1, columns)
        best = np.maximum.reduce(grid, axis=0)
        least = np.partition(best, -k)[-k]
        if least > 0 and columns > 256 and whole == len(scores):  # large: look only where such a group is
            hot = (best >= least).nonzero()[0]
            lines, at = (grid.take(hot, axis=1) >= least).nonzero()
            close: Numbers = lines * columns + hot[at]
            return _first(close, scores[close], k)
        if least > 0:
            close = (scores >= least).nonzero()[0]
            return _first(close, scores[close], k)
    close = (scores > 0).nonzero()[0]
    return _first(close, scores[close], k)
