"""Index: which passages speak of a question's terms, best first.

`Index` is the protocol, `StoredIndex` searches the passages of a library's index files by BM25.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Sequence
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


class StoredIndex:
    """BM25 over the passages of the index in *arrays*. Raises Damaged, also when it is searched."""

    def __init__(self, arrays: Arrays, contents: Contents) -> None:
        self._arrays, self._keys = arrays, contents.keys
        runs = map(range, contents.firsts, contents.firsts[1:])
        self._articles = {key: run for key, run in zip(contents.keys, runs, strict=True) if run}
        self.size = len(arrays["article"])
        # An empty library, or one without a single term, has no scores: nothing is found in it.
        self._scoring = Postings(arrays) if len(arrays["idf"]) else None

    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        if self._scoring is None or not terms:
            return []
        allowed = None
        if within is not None:
            runs = [self._articles[key] for key in within if key in self._articles]
            numbers = [np.arange(run.start, run.stop) for run in runs]
            allowed = np.sort(np.concatenate(numbers)) if numbers else np.empty(0, np.intp)
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

    @functools.cached_property
    def _sections(self) -> list[str | None]:
        found: list[str | None] = json.loads(self._arrays.text("sections"))
        return found

    def _passages(self, numbers: list[int]) -> list[Passage]:
        names = ("article", "start", "stop", "section")
        rows = zip(*(self._arrays[name][numbers].tolist() for name in names), strict=True)
        return [
            Passage(name, number, self._sections[section], start, stop)
            for article, start, stop, section in rows
            for name, number in [self._keys[article]]
        ]
