"""Exact BM25 over postings: rank_bm25's classes, their scores bit for bit, without their walk over passages.

    index = BM25Okapi([["扫黑", "成果"], ["成果"], ["普法"]])
    index.get_scores(["扫黑", "成果"])   # as rank_bm25: one float64 a passage
    index.top(["扫黑"], 10)              # (array([0]), array([0.554…])): only what matches, best first

A term's passages and what each gains by it (its impact) stand side by side, ascending. A score is the sum
of impacts in the order of the query, as rank_bm25 adds them: float64 sums depend on their order.
Formulas: Trotman, Puurula and Burgess, Improvements to BM25 and Language Models Examined (2014), as in
rank_bm25 0.2.2; pruning: Turtle and Flood, Query Evaluation: Strategies and Optimizations (1995), MaxScore.

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

from corpus.errors import WenjuError

Numbers = NDArray[np.intp]  # of passages
Scores = NDArray[np.float64]

COMMON = 4  # a term in over 1/4 of the passages also has a row, one float64 a passage: adding it is cheaper
NARROW = 128  # up to 1/128 of the passages are looked up one by one in each posting list
PRUNED = 150_000  # passages from which skipping the lists that cannot matter pays
SAFE = 1 - 1e-12  # sums in another order differ by 1e-16 a term: a bound must leave them room


class EmptyCorpus(WenjuError):
    """Not one term to index; rank_bm25 divides by zero there."""


class _Postings:
    """What both classes share; stands before rank_bm25's class, whose constructor calls the two hooks."""

    tokenizer: Callable[[Any], Sequence[Hashable]]
    corpus_size: int
    k1: float
    b: float

    def _tokenize_corpus(self, corpus: Iterable[Any]) -> Iterator[Sequence[Hashable]]:
        # rank_bm25 forks a process a core and leaves them running.
        return map(self.tokenizer, corpus)

    def _initialize(self, corpus: Iterable[Sequence[Hashable]]) -> dict[Hashable, int]:
        """Sort the terms of *corpus* into postings; each term's number of passages, as rank_bm25's hook.

        Raises EmptyCorpus where there is no term at all.
        """
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
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        self._times = np.diff(first, append=len(keys))
        keys = keys[first]
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
            impacts += 0.0  # -0.0 becomes 0.0, as in a sum that starts at 0.0
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
        """How much *times* occurrences count, before idf: Okapi's tf part, k1 and length in *norm*."""
        part: Scores = times * (self.k1 + 1) / (times + norm)
        return part

    @functools.cached_property
    def idf(self) -> dict[Hashable, float]:
        """Each term's idf, as in rank_bm25, in order of first occurrence."""
        return dict(zip(self._rows, self._idf.tolist(), strict=True))

    def __contains__(self, term: object) -> bool:
        """Whether any passage holds *term*."""
        return term in self._rows

    def get_scores(self, query: Iterable[Hashable]) -> Scores:
        """The score of every passage, float64 of shape (corpus_size,): rank_bm25's, bit for bit."""
        return self._scored([self._rows.get(term) for term in query])

    def get_batch_scores(self, query: Iterable[Hashable], doc_ids: Sequence[int]) -> list[float]:
        """The scores of the passages *doc_ids*, in their order: rank_bm25's, bit for bit.

        AssertionError for a number past the last passage, IndexError below the first, as there.
        """
        numbers = np.asarray(doc_ids, dtype=None if len(doc_ids) else np.intp)
        assert (numbers < self.corpus_size).all()
        numbers = np.arange(self.corpus_size)[numbers]  # a number below 0 counts from the end
        scores: list[float] = self._looked_up([self._rows.get(term) for term in query], numbers).tolist()
        return scores

    def top(
        self, terms: Iterable[Hashable], k: int, *, within: NDArray[Any] | Sequence[int] | None = None
    ) -> tuple[Numbers, Scores]:
        """The numbers and scores of the *k* best passages that hold any of *terms*.

        Best is highest by `get_scores`, NaN last, ties by number. A passage that holds a term is a match
        whatever it scores: Okapi's floored idf can be 0 or negative in a small or uniform corpus.
        *within* restricts the passages: distinct numbers in any order, or a bool of shape (corpus_size,).
        Both arrays have the same length, at most *k*. Raises ValueError or IndexError for a *within* that
        does not fit the corpus.
        """
        query = [self._rows.get(term) for term in terms]
        rows = [row for row in query if row is not None]
        allowed = None if within is None else self._allowed(within)
        if k < 1 or not rows or (allowed is not None and not len(allowed)):
            return np.empty(0, np.intp), np.empty(0)
        narrow = allowed is not None and len(allowed) * NARROW <= self.corpus_size
        if not self._sparse or not self._odd.isdisjoint(rows):
            matching = self._matching(rows, allowed)
            scores = self._looked_up(query, matching) if narrow else self._scored(query)[matching]
            return _first(matching, scores, k)
        if self.corpus_size >= PRUNED and not narrow:
            found = self._pruned(rows, k, allowed)
            if found is not None:
                return found
        if allowed is None:
            return _best(self._sum(rows), k, self._columns)
        if narrow:
            order, scores = _best(self._looked_up(rows, allowed), k, 0)
        elif allowed[-1] - allowed[0] < len(allowed):  # one document's or collection's: no copy
            order, scores = _best(self._sum(rows)[allowed[0] : allowed[-1] + 1], k, self._columns)
        else:
            order, scores = _best(self._sum(rows)[allowed], k, self._columns)
        return allowed[order], scores

    def _list(self, row: int) -> tuple[NDArray[np.int32], Scores]:
        """The passages that hold a term, ascending, and their impacts."""
        span = slice(self._ends[row], self._ends[row + 1])
        return self._passages[span], self._impacts[span]

    def _allowed(self, within: NDArray[Any] | Sequence[int]) -> Numbers:
        """*within* as ascending numbers."""
        given = np.asarray(within)
        if given.dtype == bool:
            if given.shape != (self.corpus_size,):
                raise ValueError(f"within: one bool a passage, {self.corpus_size}, not {given.shape}")
            return np.flatnonzero(given)
        numbers = given.astype(np.intp, casting="same_kind") if len(given) else np.empty(0, np.intp)
        if not (numbers[1:] > numbers[:-1]).all():
            numbers = np.unique(numbers)
        if len(numbers) and not 0 <= numbers[0] <= numbers[-1] < self.corpus_size:
            raise IndexError(f"within: passages are numbered 0 to {self.corpus_size - 1}")
        return numbers

    def _matching(self, rows: list[int], allowed: Numbers | None) -> Numbers:
        """The passages, of those *allowed*, that hold any of the terms."""
        held = np.zeros(self.corpus_size, dtype=bool)
        for row in rows:
            held[self._list(row)[0]] = True
        return np.flatnonzero(held) if allowed is None else allowed[held[allowed]]

    def _scored(self, rows: Sequence[int | None]) -> Scores:
        """Every passage's score, summed in order of *rows*; None is an unknown term."""
        if self._sparse:
            return self._sum([row for row in rows if row is not None])[: self.corpus_size]
        scores = np.zeros(self.corpus_size)
        for row in rows:
            gains = (0 if row is None else self._idf[row]) * self._absent
            if row is not None:
                numbers, impacts = self._list(row)
                gains[numbers] = impacts
            scores += gains
        return scores

    def _sum(self, rows: list[int]) -> Scores:
        """The sums of impacts in order of *rows*, padded with zeros to whole columns."""
        scores: NDArray[Any] | None = None
        fulls, ends, passages, gains = self._full, self._ends, self._passages, self._impacts
        numbers: list[NDArray[np.int32]] = []
        impacts: list[Scores] = []
        for row in [*rows, -1]:
            full = fulls.get(row)
            if full is None and row >= 0:
                span = slice(ends[row], ends[row + 1])
                numbers.append(passages[span])
                impacts.append(gains[span])
                continue
            if numbers:  # neighbours in one call; bincount and add.at both go from left to right
                at, added = np.concatenate(numbers), np.concatenate(impacts)
                if scores is None:
                    scores = np.bincount(at, added, self._padded)
                else:
                    np.add.at(scores, at.astype(np.intp), added)
                numbers, impacts = [], []
            if full is not None:
                scores = full.copy() if scores is None else np.add(scores, full, out=scores)
        return np.zeros(self._padded) if scores is None else scores

    def _looked_up(self, rows: Sequence[int | None], numbers: Numbers) -> Scores:
        """The scores of the passages *numbers* alone, summed in order of *rows*; None is an unknown term."""
        scores = np.zeros(len(numbers))
        absent = None if self._sparse else self._absent[numbers]
        sought = numbers.astype(np.int32)  # searchsorted would cast the whole list to their type
        for row in rows:
            if absent is None and row in self._full:
                scores += self._full[row][numbers]
                continue
            gains = 0.0 if absent is None else (0 if row is None else self._idf[row]) * absent
            if row is not None:
                held, impacts = self._list(row)
                at = np.minimum(held.searchsorted(sought), len(held) - 1)
                gains = np.where(held[at] == sought, impacts[at], gains)
            scores += gains
        return scores

    def _pruned(self, rows: list[int], k: int, allowed: Numbers | None) -> tuple[Numbers, Scores] | None:
        """`top` by way of the shortest lists, as long as those left out cannot lift a passage into it.

        None where every list might matter.
        """
        mask = None
        if allowed is not None:
            mask = np.zeros(self.corpus_size, dtype=bool)
            mask[allowed] = True
        short = sorted((row for row in rows if row not in self._full), key=self._highest.__getitem__)[::-1]
        left = sum(self._highest[row] for row in rows)
        scores = np.zeros(self.corpus_size)
        seen: list[NDArray[np.int32]] = []
        for row in short:
            numbers, impacts = self._list(row)
            if mask is not None:
                kept = mask[numbers]
                numbers, impacts = numbers[kept], impacts[kept]
            np.add.at(scores, numbers, impacts)
            seen.append(numbers)
            left -= self._highest[row]
            if len(numbers) < k:
                continue
            # The k-th best of one list, whose passages are distinct, is a lower bound for the k-th of all.
            bound = np.partition(scores[numbers], -k)[-k] * SAFE
            if bound > left / SAFE:
                least = bound - left / SAFE
                close = np.unique(np.concatenate([n[scores[n] >= least] for n in seen])).astype(np.intp)
                return _first(close, self._looked_up(rows, close), k)
        return None


class BM25Okapi(_Postings, rank_bm25.BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no types
    """rank_bm25.BM25Okapi(corpus, tokenizer=None, k1=1.5, b=0.75, epsilon=0.25), its scores bit for bit.

    idf is log((N - n + .5) / (n + .5)); below zero, epsilon times the mean idf. EmptyCorpus without terms.
    """


class BM25Plus(_Postings, rank_bm25.BM25Plus):  # type: ignore[misc]
    """rank_bm25.BM25Plus(corpus, tokenizer=None, k1=1.5, b=0.75, delta=1), its scores bit for bit.

    idf is log((N + 1) / n). With a delta above 0 even a passage without the term gains, as in rank_bm25, so
    that every list and passage counts; `top` is fastest with delta=0. EmptyCorpus without terms.
    """

    delta: float

    def _saturated(self, times: Numbers, norm: Scores) -> Scores:
        return self.delta + super()._saturated(times, norm)


def _measured(corpus: Iterable[Sequence[Hashable]], lengths: list[int]) -> Iterator[Sequence[Hashable]]:
    """The passages of *corpus*, their numbers of terms noted in *lengths*."""
    for terms in corpus:
        lengths.append(len(terms))
        yield terms


def _first(numbers: Numbers, scores: Scores, k: int) -> tuple[Numbers, Scores]:
    """The *k* best of *numbers*, which ascend: a stable sort leaves ties in their order."""
    falling = -scores
    if len(falling) > 16 * k:
        kept = ~(falling > np.partition(falling, k - 1)[k - 1])  # NaN is neither more nor less, and stays
        numbers, scores, falling = numbers[kept], scores[kept], falling[kept]
    order = falling.argsort(kind="stable")[:k]
    return numbers[order], scores[order]


def _best(scores: Scores, k: int, columns: int) -> tuple[Numbers, Scores]:
    """The positions and scores of the *k* highest of *scores* above zero, ties by position."""
    close: Numbers
    if 8 * k <= columns and 4 * columns <= len(scores):
        # The best of each of some groups: the k-th of these is reached by at least k scores.
        whole = len(scores) - len(scores) % columns
        grid = scores[:whole].reshape(-1, columns)
        best = np.maximum.reduce(grid, axis=0)
        least = np.partition(best, -k)[-k]
        if least > 0:
            if columns > 256 and whole == len(scores):  # worth looking only where such a group is
                hot = np.flatnonzero(best >= least)
                lines, at = (grid.take(hot, axis=1) >= least).nonzero()
                close = lines * columns + hot[at]
            else:
                close = (scores >= least).nonzero()[0]
            return _first(close, scores[close], k)
    close = (scores > 0).nonzero()[0]
    return _first(close, scores[close], k)
