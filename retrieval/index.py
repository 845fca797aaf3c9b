"""Index: which passages speak of a question's terms, best first.

`Index` is the protocol; `EmbeddedIndex` keeps everything in memory behind BM25Okapi's exact scores.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from retrieval.bm25 import BM25Okapi

ArticleKey = tuple[str, int]  # document name, article number


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matched, and its score (BM25, higher is better)."""

    passage: Passage
    score: float


class Index(Protocol):
    @property
    def size(self) -> int:
        """How many passages it holds."""
        ...

    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        """The passages that hold any of *terms*, best first, ties in order of the library.

        *within* restricts them to those articles.
        """
        ...

    def frequency(self, words: Iterable[str]) -> float:
        """The share of passages that hold any of *words*, 0.0 to 1.0."""
        ...


class EmbeddedIndex:
    """BM25 over passages held in memory (Robertson and Zaragoza 2009), with rank_bm25's scores."""

    def __init__(self, passages: Iterable[tuple[Passage, list[str]]]) -> None:
        self._passages: list[Passage] = []
        terms: list[list[str]] = []
        for passage, words in passages:
            self._passages.append(passage)
            terms.append(words)
        # An empty library, or one without a single term, has no index: nothing is found in it.
        self._bm25 = BM25Okapi(terms) if any(terms) else None
        self._articles: dict[ArticleKey, list[int]] = {}
        for number, passage in enumerate(self._passages):
            self._articles.setdefault((passage.document, passage.article), []).append(number)

    @property
    def size(self) -> int:
        return len(self._passages)

    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        if self._bm25 is None or not terms:
            return []
        allowed = None
        if within is not None:
            allowed = np.array(
                sorted(n for key in within for n in self._articles.get(key, ())), dtype=np.intp
            )
        numbers, scores = self._bm25.top(list(terms), limit, within=allowed)
        return [Hit(self._passages[n], s) for n, s in zip(numbers.tolist(), scores.tolist(), strict=True)]

    def frequency(self, words: Iterable[str]) -> float:
        """A word that no segmenter has cut out is where all its bigrams are."""
        if self._bm25 is None:
            return 0.0
        found = [self._holders(word) for word in words]
        return len(functools.reduce(np.union1d, found)) / len(self._passages) if found else 0.0

    def _holders(self, word: str) -> NDArray[np.intp]:
        assert self._bm25 is not None
        held = self._bm25.holders(word)
        if not len(held) and len(word) > 2:
            pairs = (self._bm25.holders(word[i : i + 2]) for i in range(len(word) - 1))
            held = functools.reduce(np.intersect1d, pairs)
        return held.astype(np.intp)
