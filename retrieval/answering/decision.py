"""The decision: how likely a sentence answers, by weights that were learned (weights.json).

    probability(evidence.features, figure=True)     # 0.0 to 1.0, logistic in the features

Above `Thresholds.least` it is shown as the answer; above `close` it may be offered as the nearest sentence.
tests/benchmarks/decision.py learns the weights and thresholds.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.answering.evidence import FEATURES
from retrieval.question.question import Question


class Thresholds(NamedTuple):
    """Probabilities from which on a sentence is shown.

    For the best one: `figure` where a figure is asked for and `text` where not, `figure_anywhere` and
    `text_anywhere` where the question names no place. Further ones beside it need `fills` times as much;
    from `close` on a sentence is only offered as the nearest.
    """

    figure: float
    text: float
    figure_anywhere: float
    text_anywhere: float
    fills: float
    close: float

    def least(self, question: Question) -> float:
        """The probability from which on the best sentence answers *question*."""
        everywhere = question.wants == "comparison"  # 各地、哪里最高: all places are asked about
        if question.places or everywhere or any(term.must for term in question.terms):
            return self.figure if question.numeric else self.text
        return self.figure_anywhere if question.numeric else self.text_anywhere


class Weights(NamedTuple):
    """A logistic model: the bias, and a weight for each of FEATURES and then of PRODUCTS."""

    bias: float
    weights: tuple[float, ...]


class Model(NamedTuple):
    """The decision for questions that ask for a figure, that for all others, and the thresholds."""

    figure: Weights
    text: Weights
    thresholds: Thresholds


# Products of features that one weight each cannot express: figures count where an overview is asked for.
PRODUCTS = (("generic", "figures"), ("of_table", "figure"), ("placed", "all"), ("few", "own"))
NAMES = (*FEATURES, *(f"{a}*{b}" for a, b in PRODUCTS))
_AT = {name: at for at, name in enumerate(FEATURES)}
_PAIRS = tuple((_AT[a], _AT[b]) for a, b in PRODUCTS)


def columns(features: Sequence[float]) -> list[float]:
    """*features* and their products, in the order of the weights."""
    return [*features, *(features[a] * features[b] for a, b in _PAIRS)]


@functools.cache
def model() -> Model:
    """The learned weights and thresholds."""
    data = json.loads(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))
    return Model(_weights(data["figure"]), _weights(data["text"]), Thresholds(**data["thresholds"]))


def _weights(data: dict[str, Any]) -> Weights:
    return Weights(data["bias"], tuple(data["weights"].get(name, 0.0) for name in NAMES))


def probability(features: Sequence[float], *, figure: bool) -> float:
    """How likely a sentence with *features* answers, 0.0 to 1.0; *figure*: one is asked for."""
    learned = model().figure if figure else model().text
    logit = learned.bias + sum(map(float.__mul__, learned.weights, columns(features)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
