"""Vectors: which words stand among like words, learned from the passages themselves: 去世 is near 逝世.

A word's vector is its row of positive pointwise mutual information with the words within REACH of it, cut
down to SIZE dimensions (Levy and Goldberg 2014; by subspace iteration, Halko et al. 2011).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

LEAST, REACH, SIZE, TURNS = 4, 5, 96, 4
Matrix = NDArray[np.float32]


class Vectors:
    """Vectors of the words that *texts*, each a list of words, hold LEAST times and more."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        counts = Counter(word for text in texts for word in text)
        kept = [word for word, count in counts.items() if count >= LEAST]
        self._numbers = {word: number for number, word in enumerate(kept)}
        self._vectors = self._learned(texts) if kept else np.zeros((0, SIZE), np.float32)

    def likeness(self, wanted: Sequence[str], texts: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """For each word *wanted* and each text the cosine with its likest word, 0.0 to 1.0; unknown: 0."""
        found = np.zeros((len(wanted), len(texts)))
        rows = [row for row, word in enumerate(wanted) if word in self._numbers]
        asked = self._vectors[[self._numbers[wanted[row]] for row in rows]]
        for column, text in enumerate(texts):
            held = [self._numbers[word] for word in text if word in self._numbers]
            if held and rows:
                found[rows, column] = np.maximum(asked @ self._vectors[held].T, 0).max(axis=1)
        return found

    def _learned(self, texts: Sequence[Sequence[str]]) -> Matrix:
        rows, columns, weights = self._mutual(texts)
        size = len(self._numbers)

        def times(matrix: Matrix) -> Matrix:
            found = [np.bincount(rows, weights * column[columns], size) for column in matrix.T]
            return np.array(found, np.float32).T

        space = np.random.default_rng(0).standard_normal((size, min(size, SIZE))).astype(np.float32)
        for _ in range(TURNS):
            space = np.linalg.qr(times(space))[0]
        values, turned = np.linalg.eigh(space.T @ times(space))
        vectors: Matrix = space @ turned * np.sqrt(np.abs(values))
        return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)

    def _mutual(self, texts: Sequence[Sequence[str]]) -> tuple[NDArray[np.intp], NDArray[np.intp], Matrix]:
        """Pairs of words, and their mutual information where it is positive; nearer neighbours count more."""
        gap = [-1] * REACH  # so that no pair spans two texts
        line = np.array([n for text in texts for n in (*(self._numbers.get(w, -1) for w in text), *gap)])
        size = len(self._numbers)
        codes, counted = [], []
        for distance in range(1, REACH + 1):
            both = (line[:-distance] >= 0) & (line[distance:] >= 0)
            one, other = line[:-distance][both], line[distance:][both]
            codes += [one * size + other, other * size + one]
            counted += [np.full(2 * len(one), 1 / distance)]
        pairs, at = np.unique(np.concatenate(codes), return_inverse=True)
        weights = np.bincount(at, np.concatenate(counted), len(pairs))
        rows, columns = np.divmod(pairs, size)
        totals = np.bincount(rows, weights, size)
        contexts = totals**0.75  # so that rare words are not everyone's best neighbours
        information = np.log(weights * contexts.sum() / (totals[rows] * contexts[columns]))
        kept = information > 0
        return rows[kept], columns[kept], information[kept].astype(np.float32)
