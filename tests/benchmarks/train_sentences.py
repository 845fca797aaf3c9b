"""Learn which sentence of a passage answers a question: sentence_weights.tsv, and sentence_trees.tsv.

    python -m tests.benchmarks.train_sentences --set DIR [DIR…] [--penalty N…] [--trees N] [--write]

List-wise: the probability of a sentence is the softmax of its points over its passage, and that of the
sentences that hold an answer is made large, with a quadratic penalty (--penalty). With --trees, so many
trees are learned as well (LightGBM's LambdaMART, Burges 2010), whose points are added, scaled to the
spread that the linear ones have. Prints the share of right choices per set, cross-validated over
articles: no passage under a title is judged by weights that saw another under the same title.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import trees
from tests.benchmarks.mixture import Chooser, Mixture
from tests.benchmarks.quality import Benchmark
from tests.benchmarks.trees import rows_of

FOLDS = 5
HEAD = (
    "# Which sentence of a passage answers a question: trees whose leaves are added to the points by",
    "# sentence_weights.tsv; trees.py says how a row is read. Learned by train_sentences.py from half of",
    "# each development set of CMRC 2018 (CC BY-SA 4.0) and DRCD (CC BY-SA 3.0); no text of theirs is here.",
)
TABLE = Path(__file__).with_name("sentence_weights.tsv")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """A row a sentence; `starts` is the first row of each question, `right` whether it holds an answer."""

    names: list[str]
    rows: Floats
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]
    fold: NDArray[np.int64]  # of each question
    origin: NDArray[np.int64]  # of each question: its set

    @property
    def groups(self) -> NDArray[np.int64]:
        """The question of each row."""
        return np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.rows))))


def examples(sets: Sequence[Path], chooser: Chooser) -> Examples:
    """Every sentence of the passage asked about, for every question of *sets*; the passages are pooled."""
    columns: dict[str, int] = {}
    found: list[dict[int, Floats]] = []
    right: list[bool] = []
    starts, fold, origin = [], [], []
    for number, folder in enumerate(sets):
        benchmark = Benchmark.read(folder, sets)
        mixture = Mixture(benchmark.passages)
        for asked in benchmark.asked:
            spans = mixture.spans(asked.passage)
            signals = mixture.signals(asked.question, asked.passage, chooser)
            starts.append(len(right))
            fold.append(zlib.crc32(benchmark.passages[asked.passage][0].encode()) % FOLDS)
            origin.append(number)
            right += [any(a <= start and end <= b for start, end in asked.spans) for a, b in spans]
            found.append({columns.setdefault(name, len(columns)): values for name, values in signals.items()})
    rows = np.zeros((len(right), len(columns)))
    for start, signals_of in zip(starts, found, strict=True):
        for column, values in signals_of.items():
            rows[start : start + len(values), column] = values
    return Examples(list(columns), rows, np.array(right), np.array(starts), np.array(fold), np.array(origin))


def learn(given: Examples, questions: NDArray[np.bool_], penalty: float, steps: int = 30) -> Floats:
    """The weights that serve the chosen *questions* best: Newton steps, halved until the loss falls.

    The curvature leaves out the right sentences' own softmax, so that every step leads downhill.
    """
    kept = questions[given.groups]
    scale = given.rows.std(axis=0) + 1e-9
    rows, right = given.rows[kept] / scale, given.right[kept]
    groups = np.unique(given.groups[kept], return_inverse=True)[1]
    starts = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
    answerable = np.add.reduceat(right.astype(float), starts) > 0

    def softmax(weights: Floats) -> tuple[float, Floats, Floats]:
        """The loss, and each sentence's share of all and of the right ones."""
        points = rows @ weights
        exponents = np.exp(points - np.maximum.reduceat(points, starts)[groups])
        everything = np.add.reduceat(exponents, starts)
        fitting = np.maximum(np.add.reduceat(exponents * right, starts), 1e-300)
        loss = -np.log(fitting / everything)[answerable].sum() + penalty * (weights @ weights) / 2
        counted = exponents * answerable[groups]
        return float(loss), counted / everything[groups], counted * right / fitting[groups]

    weights: Floats = np.zeros(rows.shape[1])
    loss, chosen, wanted = softmax(weights)
    for _ in range(steps):
        weighed = rows * chosen[:, None]
        means = np.add.reduceat(weighed, starts)
        curvature = weighed.T @ rows - means.T @ means
        curvature[np.diag_indices_from(curvature)] += penalty
        step = np.linalg.solve(curvature, rows.T @ (chosen - wanted) + penalty * weights)
        before, size = loss, 1.0
        while size > 1e-4:
            loss, chosen, wanted = softmax(weights - size * step)
            if loss < before:
                break
            size /= 2
        else:
            break
        weights = weights - size * step
        if before - loss < 1e-4 * loss:
            break
    result: Floats = weights / scale
    return result


def judged(given: Examples, points: Floats) -> NDArray[np.bool_]:
    """Whether the sentence with the most *points* is right, for each question."""
    ends = np.append(given.starts[1:], len(points))
    return np.array([given.right[a + points[a:b].argmax()] for a, b in zip(given.starts, ends, strict=True)])


TREES = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 3,
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.5,
    "seed": 0,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}


def seen_by_trees(given: Examples) -> list[int]:
    """The columns that trees are learned from: plain signals, and which kind of question it is."""
    return [
        number
        for number, name in enumerate(given.names)
        if " × " not in name and (": " not in name or name.endswith(": length"))
    ]


def grow(given: Examples, questions: NDArray[np.bool_], count: int) -> Any:
    """LightGBM's model of *count* trees, learned from the chosen *questions*."""
    lightgbm = importlib.import_module("lightgbm")
    kept = questions[given.groups]
    sizes = np.bincount(given.groups, minlength=len(given.starts))[questions]
    rows = given.rows[kept][:, seen_by_trees(given)]
    return lightgbm.train(TREES, lightgbm.Dataset(rows, given.right[kept].astype(int), group=sizes), count)


def cross_validated_points(given: Examples, penalty: float, trees: int) -> tuple[Floats, Floats]:
    """The linear points and the trees', each row's by what was learned without its fold."""
    linear, grown = np.zeros(len(given.rows)), np.zeros(len(given.rows))
    for fold in range(FOLDS):
        held = given.fold == fold
        mine = held[given.groups]
        linear[mine] = given.rows[mine] @ learn(given, ~held, penalty)
        if trees:
            grown[mine] = grow(given, ~held, trees).predict(given.rows[mine][:, seen_by_trees(given)])
    return linear, grown


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.train_sentences")
    parser.add_argument("--set", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--penalty", type=float, nargs="+", default=[150.0])
    parser.add_argument("--trees", type=int, default=0, metavar="N")
    parser.add_argument("--table", type=Path, default=TABLE, metavar="FILE", help="kinds and cues")
    parser.add_argument("--write", action="store_true", help="put the weights into that table")
    options = parser.parse_args(arguments)
    lines = options.table.read_text(encoding="utf-8").splitlines()
    given = examples(options.set, Chooser(lines))
    rule = judged(given, given.rows[:, given.names.index("rule")])
    for penalty in options.penalty:
        linear, grown = cross_validated_points(given, penalty, options.trees)
        scale = float(linear.std() / grown.std()) if options.trees else 0.0
        validated = judged(given, linear)
        fitted = judged(given, given.rows @ learn(given, given.fold >= 0, penalty))
        for number, folder in enumerate(options.set):
            mine = given.origin == number
            shares = {"rule": rule, "cross-validated": validated, "on what was learned from": fitted}
            if options.trees:
                shares["cross-validated, with trees"] = judged(given, linear + scale * grown)
            shown = {name: round(100 * float(hits[mine].mean()), 2) for name, hits in shares.items()}
            row = {"set": folder.name, "penalty": penalty, "features": len(given.names), **shown}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    if options.write:
        weights = learn(given, given.fold >= 0, options.penalty[-1])
        kept = [line for line in lines if not line.startswith("weight\t")]
        kept += [f"weight\t{name}\t{value:.4f}" for name, value in zip(given.names, weights, strict=True)]
        options.table.write_text("\n".join(kept) + "\n", encoding="utf-8")
    if options.write and options.trees:
        names = [given.names[number] for number in seen_by_trees(given)]
        dumped = grow(given, given.fold >= 0, options.trees).dump_model()["tree_info"]
        rows = [
            row for n, tree in enumerate(dumped) for row in rows_of(n, tree["tree_structure"], names, scale)
        ]
        trees.TABLE.write_text("\n".join([*HEAD, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
