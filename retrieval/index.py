"""Index: which passages speak of a question's terms, best first.

`Index` is the protocol; `EmbeddedIndex` keeps everything in memory behind rank_bm25's BM25Okapi.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.document import Passage

ArticleKey = tuple[str, int]  # document name, article number


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matched, and its score (BM25, higher is better)."""

    passage: Passage
    score: float


class Index(Protocol):
    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        """The passages that hold any of *terms*, best first, ties in order of the library.

        *within* restricts them to those articles.
        """
        ...


class EmbeddedIndex:
    """BM25 over passages held in memory (Robertson and Zaragoza 2009; rank_bm25's Okapi)."""

    def __init__(self, passages: Iterable[tuple[Passage, list[str]]]) -> None:
        from rank_bm25 import BM25Okapi

        self._passages: list[Passage] = []
        terms: list[list[str]] = []
        for passage, words in passages:
            self._passages.append(passage)
            terms.append(words)
        # BM25Okapi divides by the number of passages and of terms: an empty corpus has no index.
        self._bm25 = BM25Okapi(terms) if any(terms) else None
        self._articles: dict[ArticleKey, list[int]] = {}
        for number, passage in enumerate(self._passages):
            self._articles.setdefault((passage.document, passage.article), []).append(number)

    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        known = [term for term in terms if self._bm25 is not None and term in self._bm25.idf]
        if self._bm25 is None or not known:
            return []
        if within is None:
            numbers = list(range(len(self._passages)))
            scores = self._bm25.get_scores(known).tolist()
        else:
            numbers = sorted(n for key in within for n in self._articles.get(key, ()))
            scores = self._bm25.get_batch_scores(known, numbers) if numbers else []
        order = sorted(range(len(numbers)), key=lambda i: (-scores[i], numbers[i]))
        return [Hit(self._passages[numbers[i]], float(scores[i])) for i in order[:limit] if scores[i] > 0]

    def passages_of(self, key: ArticleKey) -> list[Passage]:
        """The passages of one article, in order."""
        return [self._passages[n] for n in self._articles.get(key, ())]
