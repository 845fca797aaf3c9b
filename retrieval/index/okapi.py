"""Okapi: what rank_bm25.BM25Okapi computes of a corpus, from counts instead of its texts.

    okapi = Okapi({"扫黑": 1, "成果": 2}, [2, 1, 1])   # passages that hold each term; terms of each passage
    okapi.idf, okapi.avgdl, okapi.k1, okapi.b

The package defines the score: its defaults are k1, b and epsilon, its constructor computes the mean length,
its _calc_idf each idf and the floor. postings.py stores what it computed, and evaluates its formula

    idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / avgdl))

over arrays. Source: Trotman, Puurula and Burgess, Improvements to BM25 and Language Models Examined (2014).
"""

from __future__ import annotations

import inspect
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import rank_bm25

_DEFAULTS = inspect.signature(rank_bm25.BM25Okapi).parameters
K1, B, EPSILON = (float(_DEFAULTS[name].default) for name in ("k1", "b", "epsilon"))


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage of which only the length is known: its terms are counted already."""

    length: int

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[str]:
        return iter(())


class Okapi(rank_bm25.BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no types
    """BM25Okapi of a corpus in which *held* passages hold each term, with so many terms (*lengths*) each.

    The order of *held* decides how the mean idf is rounded.
    """

    k1: float
    b: float
    avgdl: float
    idf: dict[Hashable, float]

    def __init__(self, held: Mapping[Hashable, int], lengths: Iterable[int]) -> None:
        self._held = held
        super().__init__(map(_Passage, lengths))

    def _initialize(self, corpus: Iterable[_Passage]) -> Mapping[Hashable, int]:
        super()._initialize(corpus)
        return self._held
