"""Trees: what many small decision trees add to a sentence's points, read from sentence_trees.tsv.

Learned by train_sentences.py with LightGBM, which is not needed here: a tree is a few comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("sentence_trees.tsv")


class Trees:
    """Rows: tree, node, feature, limit, node if at most that, node if more; or tree, node, value for a leaf.

    Node 0 is a tree's root. A signal that is not there is 0.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
        shape = 1 + max(int(row[0]) for row in rows), 1 + max(int(row[1]) for row in rows)
        self.names = sorted({row[2] for row in rows if len(row) == 6})
        numbers = {name: number for number, name in enumerate(self.names)}
        self._feature = np.zeros(shape, dtype=np.intp)
        self._limit, self._value = np.full(shape, np.inf), np.zeros(shape)
        self._at_most, self._more = (np.tile(np.arange(shape[1]), (shape[0], 1)) for _ in range(2))
        for tree, node, *rest in rows:  # a leaf leads to itself
            at = int(tree), int(node)
            if len(rest) == 1:
                self._value[at] = float(rest[0])
            else:
                self._feature[at], self._limit[at] = numbers[rest[0]], float(rest[1])
                self._at_most[at], self._more[at] = int(rest[2]), int(rest[3])

    @classmethod
    def shipped(cls) -> Trees:
        return cls(TABLE.read_text(encoding="utf-8").splitlines())

    def points(self, signals: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The sum of the leaves that each sentence comes to, one in each tree."""
        size = len(next(iter(signals.values())))
        nothing = np.zeros(size)
        values = np.array([signals.get(name, nothing) for name in self.names])
        trees, sentences = np.arange(len(self._value))[:, None], np.arange(size)[None, :]
        nodes = np.zeros((len(self._value), size), dtype=np.intp)
        while True:
            high = values[self._feature[trees, nodes], sentences] > self._limit[trees, nodes]
            following = np.where(high, self._more[trees, nodes], self._at_most[trees, nodes])
            if (following == nodes).all():
                points: NDArray[np.float64] = self._value[trees, nodes].sum(axis=0)
                return points
            nodes = following


def rows_of(tree: int, structure: Mapping[str, Any], names: list[str], scale: float) -> list[str]:
    """The rows of one tree of LightGBM's dump, its leaves times *scale*."""
    rows: list[str] = []
    waiting = [structure]
    count = 1
    for node, part in enumerate(waiting):  # which grows
        if "leaf_value" in part and "split_feature" not in part:
            rows.append(f"{tree}\t{node}\t{part['leaf_value'] * scale:.5f}")
            continue
        limit = f"{part['threshold']:.6g}"
        rows.append(f"{tree}\t{node}\t{names[part['split_feature']]}\t{limit}\t{count}\t{count + 1}")
        waiting += [part["left_child"], part["right_child"]]
        count += 2
    return rows
