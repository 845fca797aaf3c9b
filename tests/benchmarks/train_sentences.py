"""Learn which sentence of a passage answers a question: the weights in sentence_weights.tsv.

    python -m tests.benchmarks.train_sentences --set DIR [DIR…] [--more DIR…] [--pool DIR…] [--write]

Small networks (one hidden layer, beside it a linear part), trained list-wise: the probability of a
sentence is the softmax of its points over its passage, and that of the sentences that hold an answer is
made large (Adam, Kingma and Ba 2015; half-hidden units as in Srivastava et al. 2014). Several that began
differently are averaged, into one. Prints the share of right choices for each --set, cross-validated over
articles: no passage under a title is judged by weights that saw another under the same title. What is in
--more is learned from as well, and not judged; --pool only adds passages, for how rare a term is.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.chooser import Chooser, Network
from tests.benchmarks.mixture import Mixture
from tests.benchmarks.quality import Benchmark

FOLDS = 5
TABLE = Path(__file__).with_name("sentence_weights.tsv")
UNITS, NETWORKS = 32, 3
ROUNDS, BATCH, RATE, PENALTY, DROPPED = 25, 64, 3e-3, 5e-3, 0.2
FARTHEST = 4.0  # standard deviations from the mean that a signal may be, if need be by another scale
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
    def sizes(self) -> NDArray[np.int64]:
        """How many sentences there are for each question."""
        return np.diff(np.append(self.starts, len(self.rows)))


def examples(sets: Sequence[Path], pool: Sequence[Path], chooser: Chooser) -> Examples:
    """Every sentence of the passage asked about, for every question of *sets*; the passages are pooled."""
    columns: dict[str, int] = {}
    found: list[dict[int, Floats]] = []
    right: list[bool] = []
    starts, fold, origin = [], [], []
    passages = Benchmark.read(sets[0], [*sets, *pool]).passages
    numbers = {passage: number for number, passage in enumerate(passages)}
    mixture = Mixture(passages)
    for number, folder in enumerate(sets):
        benchmark = Benchmark.read(folder)
        for asked in benchmark.asked:
            passage = numbers[benchmark.passages[asked.passage]]
            spans = mixture.spans(passage)
            signals = mixture.signals(asked.question, passage, chooser)
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


def batches(
    given: Examples, questions: NDArray[np.intp], chance: np.random.Generator
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]]:
    """The rows of BATCH *questions* at a time, in any order; the question of each row, and the first rows."""
    order = chance.permutation(questions)
    for some in np.split(order, range(BATCH, len(order), BATCH)):
        sizes = given.sizes[some]
        firsts = np.append(0, np.cumsum(sizes)[:-1])
        groups = np.repeat(np.arange(len(some)), sizes)
        yield given.starts[some][groups] + np.arange(len(groups)) - firsts[groups], groups, firsts


def slope_of(
    points: Floats, right: NDArray[np.bool_], groups: NDArray[np.intp], firsts: NDArray[np.intp]
) -> Floats:
    """The loss's slope along *points*: a sentence's share of all, less its share of the right ones."""
    exponents = np.exp(points - np.maximum.reduceat(points, firsts)[groups])
    fitting = exponents * right
    shares: Floats = exponents / np.add.reduceat(exponents, firsts)[groups]
    wanted = fitting / np.maximum(np.add.reduceat(fitting, firsts), 1e-300)[groups]
    return (shares - wanted) / len(firsts)


def learn(given: Examples, questions: NDArray[np.bool_], seed: int) -> Network:
    """A network that serves the chosen *questions*, as far as one that begins with *seed* comes."""
    chance = np.random.default_rng(seed)
    means, spread = given.rows.mean(axis=0), given.rows.std(axis=0)
    scale = np.maximum(spread, np.abs(given.rows - means).max(axis=0) / FARTHEST) + 1e-9
    rows = (given.rows - means) / scale
    answerable = np.flatnonzero(questions & np.logical_or.reduceat(given.right, given.starts))
    width = rows.shape[1]
    inner, bias = chance.standard_normal((width, UNITS)) / width**0.5, np.zeros(UNITS)
    outer, straight = chance.standard_normal(UNITS) / UNITS**0.5, np.zeros(width)
    weights = [inner, bias, outer, straight]
    pull, force = [[np.zeros_like(each) for each in weights] for _ in range(2)]
    step = 0
    for turn in range(ROUNDS):
        for held, groups, firsts in batches(given, answerable, chance):
            seen = rows[held]
            hidden = np.maximum(seen @ inner + bias, 0)
            kept = (chance.random(hidden.shape) > DROPPED) / (1 - DROPPED)
            slope = slope_of((hidden * kept) @ outer + seen @ straight, given.right[held], groups, firsts)
            back = slope[:, None] * outer * kept * (hidden > 0)
            slopes = [seen.T @ back, back.sum(axis=0), (hidden * kept).T @ slope, seen.T @ slope]
            step += 1
            for each, along, one, other in zip(weights, slopes, pull, force, strict=True):
                along += PENALTY * each * (each is not bias)
                one += 0.1 * (along - one)
                other += 0.01 * (along * along - other)
                size = RATE * (1 - turn / ROUNDS) / (1 - 0.9**step)
                each -= size * one / (np.sqrt(other / (1 - 0.99**step)) + 1e-8)
    inner /= scale[:, None]
    return Network(given.names, straight / scale, inner, bias - means @ inner, outer)


def together(networks: Sequence[Network]) -> Network:
    """One network whose points are the mean of those of *networks*."""
    return Network(
        networks[0].names,
        np.mean([each.straight for each in networks], axis=0),
        np.hstack([each.inner for each in networks]),
        np.concatenate([each.bias for each in networks]),
        np.concatenate([each.outer for each in networks]) / len(networks),
    )


def judged(given: Examples, points: Floats) -> NDArray[np.bool_]:
    """Whether the sentence with the most *points* is right, for each question."""
    ends = given.starts + given.sizes
    return np.array([given.right[a + points[a:b].argmax()] for a, b in zip(given.starts, ends, strict=True)])


def cross_validated(given: Examples) -> Floats:
    """The points of each row by what was learned without its fold."""
    points = np.zeros(len(given.rows))
    for fold in range(FOLDS):
        held = given.fold == fold
        mine = np.repeat(held, given.sizes)
        learned = together([learn(given, ~held, seed) for seed in range(NETWORKS)])
        points[mine] = learned.of(given.rows[mine])
    return points


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.train_sentences")
    parser.add_argument("--set", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--more", type=Path, nargs="*", default=[], metavar="DIR", help="learned from too")
    parser.add_argument("--pool", type=Path, nargs="*", default=[], metavar="DIR", help="further passages")
    parser.add_argument("--table", type=Path, default=TABLE, metavar="FILE", help="kinds and cues")
    parser.add_argument("--write", action="store_true", help="put the weights into that table")
    options = parser.parse_args(arguments)
    lines = options.table.read_text(encoding="utf-8").splitlines()
    given = examples([*options.set, *options.more], options.pool, Chooser(lines))
    learned = together([learn(given, given.fold >= 0, seed) for seed in range(NETWORKS)])
    shares = {
        "rule": judged(given, given.rows[:, given.names.index("rule")]),
        "cross-validated": judged(given, cross_validated(given)),
        "on what was learned from": judged(given, learned.of(given.rows)),
    }
    for number, folder in enumerate(options.set):
        mine = given.origin == number
        shown = {name: round(100 * float(hits[mine].mean()), 2) for name, hits in shares.items()}
        row = {"set": folder.name, "signals": len(given.names), **shown}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    if options.write:
        kept = [line for line in lines if not line.startswith(("weight\t", "bias\t", "outer\t"))]
        options.table.write_text("\n".join([*kept, *learned.rows()]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
