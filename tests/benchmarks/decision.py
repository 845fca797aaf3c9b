"""Learns the weights of the decision (retrieval/answering/weights.json) from questions with known answers.

    python -m tests.benchmarks.decision NAME=DOCUMENTS:QUESTIONS.jsonl … [--without NAME] [--write]

A line of QUESTIONS has the fields of tests/questions.jsonl; DOCUMENTS is a folder or file to take in, or
`bundled`. A sentence is a positive if it holds a required figure of an answerable question and none of the
forbidden ones; all others that were weighed are negatives. Logistic regression with L2, fitted by Newton's
method (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4.1). Ten folds over
questions give the out-of-fold probabilities that the thresholds are chosen by.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot import locations
from retrieval.answering import decision, finder, gathering
from retrieval.answering.asks import asks, by_pair
from retrieval.answering.finder import Finder
from retrieval.answering.rows import ROW_FEATURES
from retrieval.desk import Desk
from retrieval.question.question import Question
from tests.given import DOCUMENTS, ROOT, rows

WEIGHTS = ROOT / "retrieval" / "answering" / "weights.json"
PENALTY = 2.0  # of the squared weights, features scaled to unit variance
MOST_NEGATIVES = 40  # a question
FOLDS = 10
# What is known of a feature before anything is learned: more of it speaks for a sentence, or against it.
SIGNS = {
    **dict.fromkeys(
        ("own", "all", "figure", "figure_any", "pairs", "pairs_all", "unit", "has_figure", "tight"), 1
    ),
    **dict.fromkeys(
        (
            "direction",
            "dated",
            "background",
            "listed",
            "defines",
            "measured",
            "of_table*figure",
            *ROW_FEATURES,
            "generic*figures",
        ),
        1,
    ),
    **dict.fromkeys(
        (
            "row_missing",
            "row_extra",
            "row_part",
            "missing_figure",
            "missing_name",
            "missing_own",
            "planned",
            "masked",
            "mentioned",
            "long",
        ),
        -1,
    ),
    **dict.fromkeys(("alike", "short"), -1),
}
CAP = 0.05  # the threshold without a place is at most so much above that with one
ON_TOPIC = 0.6  # a sentence of the right document that covers so much may belong to the answer


@dataclass(frozen=True)
class Example:
    """One sentence weighed for one question; `group` counts questions."""

    group: int
    columns: list[float]
    answers: bool
    near: bool  # it stands in the right document, where no figure is asked for: good enough to be shown
    kind: str  # which threshold decides it
    answerable: bool
    doubted: float  # what its probability is multiplied by, for a figure that lacks a noun


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--drop", action="append", default=[], help="a feature that gets no weight")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    nothing = decision.Weights(0.0, (0.0,) * len(decision.NAMES))  # those on file may be for other features
    neutral = decision.Model(nothing, nothing, decision.Thresholds(1, 1, 1, 1, 1, 1))
    decision.model = finder.model = gathering.model = lambda: neutral
    examples: list[Example] = []
    for named in options.sets:
        name, _, paths = named.partition("=")
        if name not in options.without:
            documents, _, questions = paths.partition(":")
            examples += read(documents, Path(questions), len(examples))
    print(len(examples), "sentences,", sum(e.answers for e in examples), "answer")  # noqa: T201
    kept = np.array([name not in options.drop for name in decision.NAMES])
    data: dict[str, Any] = {}
    held_out: dict[int, float] = {}  # by example
    for kind in ("figure", "text"):
        some = [at for at, example in enumerate(examples) if example.kind.startswith(kind)]
        x, y, groups = matrix([examples[at] for at in some])
        x = x * kept
        folds = np.array([group % FOLDS for group in groups])
        for fold in range(FOLDS):
            weights, bias = fitted(x[folds != fold], y[folds != fold])
            of_fold = np.flatnonzero(folds == fold)
            told = 1 / (1 + np.exp(-(x[of_fold] @ weights + bias)))
            held_out |= {some[at]: p for at, p in zip(of_fold.tolist(), told.tolist(), strict=True)}
        weights, bias = fitted(x, y)
        named = {n: round(float(w), 4) for n, w in zip(decision.NAMES, weights, strict=True) if w}
        data[kind] = {"bias": round(float(bias), 4), "weights": named}
    data["thresholds"] = report(examples, [held_out[at] * each.doubted for at, each in enumerate(examples)])
    if options.write:
        WEIGHTS.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def read(documents: str, questions: Path, first: int) -> list[Example]:
    """The examples of one set of questions over *documents*."""
    with tempfile.TemporaryDirectory() as folder:
        library = locations.open_to_change(folder, None, create=True)
        library.ingest([DOCUMENTS if documents == "bundled" else Path(documents)])
        desk = Desk(library)
        asked = [normal(row) for row in rows(questions) if row.get("status") not in ("clarify", "help")]
        found = [e for n, row in enumerate(asked) for e in weighed(desk, row, first + n)]
        library.close()
    return found


def normal(row: dict[str, Any]) -> dict[str, Any]:
    """A row of any of the question files with the fields used here."""
    return {
        "question": row["question"],
        "context": row.get("context"),
        "answerable": row.get("answerable", row.get("status") == "answered"),
        "must_contain": row.get("must_contain", row.get("must", [])),
        "must_contain_any": row.get("must_contain_any", row.get("any", [])),
        "must_not_contain": row.get("must_not_contain", row.get("must_not", [])),
        "gold_articles": row.get("gold_articles"),
    }


def weighed(desk: Desk, row: dict[str, Any], group: int) -> Iterator[Example]:
    """The sentences that are weighed for one question, each with whether it answers."""
    before = desk.read(row["context"]) if row.get("context") else None
    question = desk.read(row["question"], after=before)
    if question.kind != "question" or not question.terms:
        return
    found: Finder = desk._composer.finder
    question = desk._composer._resolved(question)
    pairs = [pair for part in question.parts() for pair in (by_pair(part) if part.paired else [part])]
    for ask in (ask.question for pair in pairs for ask in asks(pair)):
        yield from _of_ask(found, ask, row, group)


def _of_ask(finder: Finder, ask: Question, row: dict[str, Any], group: int) -> Iterator[Example]:
    scopes = [scope for candidates in ask.places for scope in finder.catalogue.scopes(candidates)]
    left = MOST_NEGATIVES
    for scope in scopes if ask.places else [None]:
        for each in finder.gathering.weighed(ask, scope.articles if scope else None, scope):
            if ask.periods and not each["dated"]:
                continue
            right = row["answerable"] and answers(each.sentence.folded, each.sentence.document, row)
            near = row["answerable"] and not ask.numeric and of_gold(each.sentence.document, row)
            left -= not right
            if (right or left > 0) and not (near and not right and each["all"] >= ON_TOPIC):
                columns = decision.columns(each.features)
                kind = ("figure" if ask.numeric else "text") + (
                    "" if ask.places or any(t.must for t in ask.terms) else "_anywhere"
                )
                doubted = each.doubt if ask.numeric else 1.0
                yield Example(group, columns, right, near or right, kind, row["answerable"], doubted)


def answers(text: str, document: str, row: dict[str, Any]) -> bool:
    """Whether *text*, of *document*, shows what *row* requires, or one thing of several."""
    if not of_gold(document, row):
        return False
    required = [*row["must_contain"], *row["must_contain_any"]]
    return any(_holds(text, piece) for piece in required) and not any(
        _holds(text, piece) for piece in row["must_not_contain"]
    )


def of_gold(document: str, row: dict[str, Any]) -> bool:
    """Whether *document* may hold the answer, by the first letters of the names that *row* gives."""
    gold = row.get("gold_articles") or []
    return not gold or any(str(name).split("#")[0].split("/")[-1][:3] in document for name in gold)


def _holds(text: str, piece: str) -> bool:
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", piece)).lower()
    before = r"(?<![\d.])" if bare[:1].isdigit() else ""
    return re.search(before + re.escape(bare), re.sub(r"\s+", "", text)) is not None


def matrix(examples: list[Example]) -> tuple[Any, Any, list[int]]:
    x = np.array([example.columns for example in examples])
    y = np.array([example.answers for example in examples], dtype=float)
    return x, y, [example.group for example in examples]


def fitted(x: Any, y: Any) -> tuple[Any, float]:
    """Weights and bias with the signs of SIGNS: the one most against its sign is dropped until none is."""
    signs = np.array([SIGNS.get(name, 0) for name in decision.NAMES])
    used = np.flatnonzero(x.std(axis=0) > 0)
    while True:
        some, bias = regressed(x[:, used], y)
        against = some * x[:, used].std(axis=0) * signs[used]
        if against.min() >= 0:
            weights = np.zeros(len(signs))
            weights[used] = some
            return weights, bias
        used = np.delete(used, against.argmin())


def regressed(x: Any, y: Any) -> tuple[Any, float]:
    """Weights and bias of a logistic regression of *y* on *x*."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    penalty = np.full(z.shape[1], PENALTY)
    penalty[-1] = 0
    beta = np.zeros(z.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(z @ beta)))
        gradient = z.T @ (y - p) - penalty * beta
        hessian = (z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    weights = beta[:-1] / scale
    return weights, float(beta[-1] - weights @ mean)


def report(examples: list[Example], probabilities: Any) -> dict[str, float]:
    """The thresholds that serve best, by the best sentence of each question, and how well."""
    chosen: dict[str, float] = {}
    for kind in ("figure", "text", "figure_anywhere", "text_anywhere"):
        best: dict[int, tuple[float, bool, bool]] = {}
        for example, p in zip(examples, probabilities, strict=True):
            if example.kind == kind and p > best.get(example.group, (-1.0, False, False))[0]:
                best[example.group] = float(p), example.near, example.answerable
        chosen[kind] = round(_threshold(kind, list(best.values())), 2)
    for kind in ("figure", "text"):  # without a place more can go wrong
        anywhere = max(chosen[kind], min(chosen[kind] + CAP, chosen[f"{kind}_anywhere"]))
        chosen[f"{kind}_anywhere"] = round(anywhere, 2)
    return {**chosen, "fills": 0.8, "close": 0.1}


def _threshold(kind: str, best: list[tuple[float, bool, bool]]) -> float:
    """The threshold with the best score, smoothed; a baseless answer costs several right ones."""
    steps = np.arange(0.04, 0.9, 0.01)
    cost = {"figure": 2, "figure_anywhere": 2, "text_anywhere": 8}.get(kind, 4)
    counts = []
    for threshold in steps:
        shown = [(right, answerable) for p, right, answerable in best if p >= threshold]
        right, baseless = sum(r for r, _ in shown), sum(not answerable for _, answerable in shown)
        counts.append((right - cost * baseless - (len(shown) - right - baseless), right, baseless))
    smooth = np.convolve([score for score, _, _ in counts], np.ones(5) / 5, mode="same")
    inner = smooth[2:-2]
    # Of thresholds that serve nearly as well the lowest, above all where no figure can be wrong.
    slack = 0.01 * len(best) if kind == "text" else 0.0
    at = int(np.flatnonzero(inner >= inner.max() - slack)[0]) + 2
    print(kind, f"{steps[at]:.2f}: first right {counts[at][1]} of {len(best)}, baseless {counts[at][2]}")  # noqa: T201
    return float(steps[at])


if __name__ == "__main__":
    sys.exit(main())
