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
from typing import TYPE_CHECKING, Any

import numpy as np
import rank_bm25

from corpus.errors import EmptyCorpus
from retrieval.index.scoring import Scoring

if TYPE_CHECKING:
    from retrieval.index.scoring import List, Numbers, Scores


class _Postings(Scoring):
    """What both classes share; stands before rank_bm25's class, whose constructor calls the two hooks."""

    tokenizer: Callable[[Any], Sequence[Hashable]]
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
        # Only where every impact is above zero does a score above zero mean a match.
        lowest, highest = (which.reduceat(impacts, self._ends[:-1]) for which in (np.minimum, np.maximum))
        self._odd = frozenset(np.flatnonzero(~((lowest > 0) & np.isfinite(highest))).tolist())
        self._prepare(np.diff(self._ends), np.where(np.isfinite(highest), highest, 0))

    def _saturated(self, times: Numbers, norm: Scores) -> Scores:
        """How much *times* occurrences count, before idf: Okapi's tf part, with k1 and length in *norm*."""
        return np.asarray(times * (self.k1 + 1) / (times + norm))

    def _read(self, row: int) -> List:
        span = slice(self._ends[row], self._ends[row + 1])
        return self._passages[span], self._impacts[span]

    @functools.cached_property
    def idf(self) -> dict[Hashable, float]:
        """Each term's idf, as in rank_bm25, in order of first occurrence."""
        return dict(zip(self._rows, self._idf.tolist(), strict=True))


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
