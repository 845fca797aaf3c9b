"""Learns the weights by which a title is found in the head of an article (corpus/articles/heads.tsv).

python -m tests.benchmarks.train_heads --of FOLDER GOLD.json [--of …] [--write corpus/articles/heads.tsv]

GOLD.json holds, for each article, `file`, `article` (its number in the file) and `titles_ok`. Logistic
regression over the lines before the text of each document's first article (L2, by Newton's method); the
share of documents whose title is found is told for ten folds, each with weights learned from the others.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.articles import head
from corpus.articles.lines import Tagged, lines, tagged
from corpus.files.reading import Raw, Readers, sources
from corpus.text import joining

_FOLDS = 10
_PENALTY = 0.7
_LEAST = 0.05  # a weight that counts
_HEADER = """\
# What speaks for a line being the title of an article: feature<TAB>weight; above 0 in sum it may be one.
# Features: corpus/articles/head.py. Learned by tests/benchmarks/train_heads.py from made-up documents.
"""


def squeezed(title: str) -> str:
    return re.sub(r"[\s　（）()《》“”\"]", "", title)


def read(folder: Path, gold: Path) -> list[tuple[str, list[Tagged], str | None, set[str]]]:
    """Each document's name, its first lines, its own title, and the right titles of its first article."""
    wanted = {
        e["file"]: {squeezed(t) for t in e["titles_ok"]}
        for e in json.loads(gold.read_text())
        if e["article"] == 1
    }
    found = []
    with Readers() as readers:
        for source, raw in readers.read_all(list(sources([folder]))):
            name = Path(source.origin).name
            if isinstance(raw, Raw) and name in wanted:
                clean = joining.clean(raw.content.blocks)
                first = [tagged(line) for line in list(lines(clean.text, clean.kinds))[:24]]
                found.append((name, first, raw.content.title, wanted[name]))
    return found


def examples(first: list[Tagged], known: str | None, right: set[str]) -> list[tuple[int, list[str], bool]]:
    """The candidates of a document: line, features, and whether it is (a part of) the title."""
    end = head._body(first)
    return [
        (i, list(head.features(first, i, end, known)), _is_part(squeezed(first[i].line.text), right))
        for i in range(end)
        if first[i].tag in head._CANDIDATES
    ]


def _is_part(text: str, right: set[str]) -> bool:
    return bool(text) and any(text == title or (len(text) >= 6 and text in title) for title in right)


def learned(rows: Sequence[tuple[list[str], bool]]) -> dict[str, float]:
    """The weights of the features of *rows*."""
    names = sorted({name for features, _ in rows for name in features})
    at = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, (features, _) in enumerate(rows):
        x[i, [at[name] for name in features]] = 1.0
    y = np.array([right for _, right in rows], float)
    weights = np.zeros(len(names))
    for _ in range(30):
        share = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (share - y) + _PENALTY * weights
        hessian = (x * (share * (1 - share))[:, None]).T @ x + _PENALTY * np.eye(len(names))
        weights -= np.linalg.solve(hessian, gradient)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def chosen(candidates: list[tuple[int, list[str], bool]], weights: dict[str, float]) -> bool | None:
    """Whether the best candidate is right; None if none is good enough."""
    scored = [(sum(weights.get(f, 0.0) for f in features), right) for _, features, right in candidates]
    best = max(scored, default=(0.0, False))
    return best[1] if best[0] > 0 else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", nargs=2, action="append", required=True, type=Path)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    documents = [each for folder, gold in options.of for each in read(folder, gold)]
    told = [(name, examples(first, known, right), right) for name, first, known, right in documents]
    good = 0
    for fold in range(_FOLDS):
        rows = [(f, r) for i, (_, each, _) in enumerate(told) if i % _FOLDS != fold for _, f, r in each]
        weights = learned(rows)
        for name, candidates, right in told[fold::_FOLDS]:
            verdict = chosen(candidates, weights)
            well = verdict is True or (verdict is None and not any(r for *_, r in candidates))
            good += well
            if not well:
                sys.stderr.write(f"{name}: {verdict} {right}\n")
    sys.stdout.write(f"{good} of {len(told)} documents\n")
    if options.write:
        weights = learned([(f, r) for _, each, _ in told for _, f, r in each])
        rows_out = "\n".join(
            f"{name}\t{weight}" for name, weight in sorted(weights.items()) if abs(weight) >= 0.05
        )
        options.write.write_text(_HEADER + rows_out + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
