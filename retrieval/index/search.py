"""Index: which passages speak of a question's terms, best first.

`Index` is the protocol. Behind BM25's exact scores, `EmbeddedIndex` has passages in memory, and
`StoredIndex` those of an edition.
"""

from __future__ import annotations

import functools
import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corpus.document import ArticleKey, Passage
from retrieval.index.arrays import Arrays
from retrieval.index.postings import Postings
from retrieval.index.schema import Contents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.index.scoring import Scoring


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


class _Ranked(ABC):
    """What both indexes share; *articles* has the numbers of each article's passages, ascending."""

    def __init__(
        self, size: int, scoring: Scoring | None, articles: Mapping[ArticleKey, Sequence[int]]
    ) -> None:
        self.size, self._articles = size, articles
        # An empty library, or one without a single term, has no scores: nothing is found in it.
        self._scoring = scoring

    @abstractmethod
    def _passages(self, numbers: list[int]) -> list[Passage]:
        """The passages with *numbers*, in their order."""

    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        if self._scoring is None or not terms:
            return []
        allowed = None
        if within is not None:
            runs = [_numbers(self._articles[key]) for key in within if key in self._articles]
            allowed = np.sort(np.concatenate(runs)) if runs else np.empty(0, np.intp)
        found, scores = self._scoring.top(terms, limit, within=allowed)
        return list(map(Hit, self._passages(found.tolist()), scores.tolist()))

    def frequency(self, words: Iterable[str]) -> float:
        """A word that no segmenter has cut out is where all its bigrams are."""
        if self._scoring is None:
            return 0.0
        held = [self._holders(self._scoring, word) for word in words]
        if len(held) < 2:
            return sum(map(len, held)) / self.size
        # Each once. Not np.unique, which loads numpy.ma: a twelfth of a start.
        return int(np.count_nonzero(np.diff(np.sort(np.concatenate(held)), prepend=-1))) / self.size

    @staticmethod
    def _holders(scoring: Scoring, word: str) -> NDArray[np.int32]:
        """The passages that hold *word*, or all of its bigrams."""
        numbers = scoring.holders(word)
        if len(numbers) or len(word) < 3:
            return numbers
        found, *others = sorted((scoring.holders(word[i : i + 2]) for i in range(len(word) - 1)), key=len)
        for other in others if len(found) else ():  # none is shorter than the first
            found = found[other.take(other.searchsorted(found), mode="clip") == found]
        return found


def _numbers(run: Sequence[int]) -> NDArray[np.intp]:
    return np.arange(run.start, run.stop) if isinstance(run, range) else np.array(run, np.intp)


class EmbeddedIndex(_Ranked):
    """BM25 over passages held in memory, with rank_bm25's scores."""

    def __init__(self, passages: Iterable[tuple[Passage, list[str]]]) -> None:
        from retrieval.index.bm25 import BM25Okapi

        self._all: list[Passage] = []
        terms: list[list[str]] = []
        articles: dict[ArticleKey, list[int]] = {}
        for number, (passage, words) in enumerate(passages):
            self._all.append(passage)
            terms.append(words)
            articles.setdefault((passage.document, passage.article), []).append(number)
        super().__init__(len(terms), BM25Okapi(terms) if any(terms) else None, articles)

    def _passages(self, numbers: list[int]) -> list[Passage]:
        return [self._all[number] for number in numbers]


class StoredIndex(_Ranked):
    """BM25 over the passages of *edition*. Raises Damaged, when asked too."""

    def __init__(self, edition: Arrays, contents: Contents) -> None:
        self._edition, self._keys = edition, contents.keys
        runs = map(range, contents.firsts, contents.firsts[1:])
        articles = {key: run for key, run in zip(contents.keys, runs, strict=True) if run}
        postings = Postings(edition) if len(edition["idf"]) else None
        super().__init__(len(edition["article"]), postings, articles)

    @functools.cached_property
    def _sections(self) -> list[str | None]:
        found: list[str | None] = json.loads(self._edition.text("sections"))
        return found

    def _passages(self, numbers: list[int]) -> list[Passage]:
        names = ("article", "start", "stop", "section")
        rows = zip(*(self._edition[name][numbers].tolist() for name in names), strict=True)
        return [
            Passage(name, number, self._sections[section], start, stop)
            for article, start, stop, section in rows
            for name, number in [self._keys[article]]
        ]
