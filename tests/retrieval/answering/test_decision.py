"""The decision: the logistic model, and from which probability on it answers."""

from __future__ import annotations

import math

import pytest

from retrieval.answering import decision
from retrieval.answering.decision import NAMES, PRODUCTS, Thresholds, columns, model, probability
from retrieval.answering.evidence import FEATURES
from retrieval.question.question import Question

THRESHOLDS = Thresholds(0.5, 0.4, 0.7, 0.6, 0.3, 0.1)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("道县立案多少起", 0.5),
        ("道县怎么排查隐患", 0.4),
        ("立案多少起", 0.7),
        ("怎么排查隐患", 0.6),
        ("哪个县立案最多", 0.5),  # all places are asked about
        ("老李工作室调解多少起", 0.5),  # a name is as good as a place
    ],
)
def test_a_question_without_a_place_needs_more(text: str, least: float) -> None:
    assert THRESHOLDS.least(Question.parse(text)) == least


def test_the_products_stand_behind_the_features() -> None:
    features = [0.0] * len(FEATURES)
    for name in {name for pair in PRODUCTS for name in pair}:
        features[FEATURES.index(name)] = 0.5
    assert columns(features) == [*features, *[0.25] * len(PRODUCTS)]


def test_a_probability_is_logistic_in_the_weighted_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, text = (decision.Weights(bias, (1.0,) * len(NAMES)) for bias in (-1.0, 2.0))
    monkeypatch.setattr(decision, "model", lambda: decision.Model(figure, text, THRESHOLDS))
    nothing, all_of_it = [0.0] * len(FEATURES), [9.0] * len(FEATURES)
    assert probability(nothing, figure=True) == pytest.approx(1 / (1 + math.e))
    assert probability(nothing, figure=False) == pytest.approx(1 / (1 + math.exp(-2)))
    assert probability(all_of_it, figure=True) == pytest.approx(1 - math.exp(-30), abs=1e-12)


def test_the_learned_model_has_a_weight_a_name_and_thresholds_between_0_and_1() -> None:
    figure, text, thresholds = model()
    assert len(figure.weights) == len(text.weights) == len(NAMES) == len(set(NAMES))
    assert all(0 < value <= 1 for value in thresholds)
