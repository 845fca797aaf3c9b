"""Chooser: a scorer of sentences, by weights that were learned (train_sentences.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]  # a value for each sentence of a passage


class Network:
    """Points as a weighted sum of signals, and of hidden units that add up signals and count only above 0.

    As rows: weight, signal, its own weight, its weight for each unit; bias, one for each unit; outer, what
    each unit counts. Without the last two there are no units.
    """

    def __init__(
        self, names: Sequence[str], straight: Column, inner: Column, bias: Column, outer: Column
    ) -> None:
        self.names, self.straight, self.inner, self.bias, self.outer = names, straight, inner, bias, outer

    @classmethod
    def read(cls, rows: Sequence[Sequence[str]]) -> Network:
        named = {row[0]: row[1:] for row in rows}
        bias, outer = (np.array(named.get(name, ()), dtype=float) for name in ("bias", "outer"))
        weights = [row for row in rows if row[0] == "weight"]
        values = np.array([row[2:] for row in weights], dtype=float).reshape(len(weights), 1 + len(bias))
        return cls([row[1] for row in weights], values[:, 0], values[:, 1:], bias, outer)

    def rows(self) -> list[str]:
        """What `read` reads."""
        single = {"bias": self.bias, "outer": self.outer}
        weights = zip(self.names, np.column_stack([self.straight, self.inner]), strict=True)
        named = [*single.items(), *((f"weight\t{name}", values) for name, values in weights)]
        return ["\t".join([name, *(f"{value:.4g}" for value in values)]) for name, values in named]

    def of(self, signals: Column) -> Column:
        """The points of each row of *signals*, whose columns are `names`."""
        points: Column = signals @ self.straight
        points += np.maximum(signals @ self.inner + self.bias, 0) @ self.outer
        return points


class Chooser:
    """A scorer of sentences, its patterns and weights read from sentence_weights.tsv.

    Rows: kind, name, pattern (the first that a question matches is its kind); cue, name, pattern (what a
    sentence may hold); and those of a Network.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
        self._kinds = [(row[1], re.compile(row[2])) for row in rows if row[0] == "kind"]
        self._cues = [(row[1], re.compile(row[2])) for row in rows if row[0] == "cue"]
        self._network = Network.read([row for row in rows if row[0] in ("weight", "bias", "outer")])

    @classmethod
    def shipped(cls) -> Chooser:
        """The one whose weights are part of the project."""
        data = Path(__file__).with_name("sentence_weights.tsv")
        return cls(data.read_text(encoding="utf-8").splitlines())

    def crossed(
        self, question: str, texts: Sequence[str], columns: Mapping[str, Column]
    ) -> dict[str, Column]:
        """*columns*, the cues of *texts*, and the kind of *question* as signals that are 0 or 1."""
        kind = next((name for name, pattern in self._kinds if pattern.search(question)), "other")
        crossed = {**columns, f"asks {kind}": np.ones(len(texts))}
        for name, pattern in self._cues:
            crossed[name] = np.array([float(bool(pattern.search(text))) for text in texts])
        return crossed

    def points(self, signals: Mapping[str, Column]) -> list[float]:
        """The points of each sentence; a signal that is not there is 0."""
        nothing = np.zeros(len(signals["rule"]))
        rows = np.array([signals.get(name, nothing) for name in self._network.names]).T
        return [float(value) for value in self._network.of(rows)]
