"""Calculations: what is computed of figures, and that the gate lets no other result through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.answering.answer import (
    Answer,
    Calculation,
    Cell,
    Citation,
    Kind,
    Line,
    Operand,
    Reading,
    Table,
)
from retrieval.answering.calculations import computed
from retrieval.answering.gate import stands, verified

TEXT = "道县接警310次，蓝山县接警420次。"
CITED = Citation(1, "a.txt", "a", None, None, "stated", None, False, TEXT, 0, len(TEXT), 1)
OPERANDS = (Operand("420次", 1), Operand("310次", 1))


@pytest.mark.parametrize(
    ("kind", "figures", "unit", "text"),
    [
        ("difference", ["1754起", "874起"], "起", "1754起 − 874起 = 880起"),
        ("difference", ["874起", "1754起"], "起", "1754起 − 874起 = 880起"),  # the larger one first
        ("difference", ["56.7万人", "31620名"], "人", "56.7万人 − 31620名 = 535380人"),
        ("difference", ["12.4万件", "12.1万件"], "件", "12.4万件 − 12.1万件 = 0.3万件"),
        ("sum", ["463个", "1,580个"], "个", "463个 + 1,580个 = 2043个"),
        ("mean", ["98%", "97%"], "%", "（98% + 97%）÷ 2 = 97.5%"),
        ("times", ["166个", "8个"], "个", "166个 ÷ 8个 = 20.75倍"),
        ("times", ["2个", "3个"], "个", "2个 ÷ 3个 ≈ 0.67倍"),
    ],
)
def test_a_result_is_computed(kind: Kind, figures: list[str], unit: str, text: str) -> None:
    calculation = computed(kind, [Operand(each, n) for n, each in enumerate(figures, 1)], unit)
    assert calculation is not None
    assert calculation.text == text


@pytest.mark.parametrize(
    ("kind", "figures"), [("sum", ["8个"]), ("times", ["8个", "0个"]), ("sum", ["八个", "9个"])]
)
def test_nothing_is_computed_of_too_little(kind: Kind, figures: list[str]) -> None:
    assert computed(kind, [Operand(each, 1) for each in figures], "个") is None


def of(calculation: Calculation) -> tuple[Calculation, ...]:
    answer = Answer("问", Reading(), "answered", citations=(CITED,), calculations=(calculation,))
    return verified(answer, {"a.txt": TEXT}.__getitem__).calculations


def test_the_gate_computes_again() -> None:
    right = computed("difference", OPERANDS, "次")
    assert right is not None
    assert of(right) == (right,)
    assert of(replace(right, result="100次")) == ()
    assert of(replace(right, text="420次 − 310次 = 100次")) == ()
    wrong = computed("difference", (Operand("42次", 1), Operand("310次", 1)), "次")
    assert wrong is not None
    assert of(wrong) == ()


def test_a_cell_that_does_not_stand_in_its_citation_is_dropped() -> None:
    cells = [Cell("310次", 310, "次", 1), Cell("10次", 10, "次", 1), Cell("420次", 420, "次", 2)]
    lines = tuple(Line("道县", None, None, (cell,)) for cell in cells)
    answer = Answer("问", Reading(), "answered", citations=(CITED,), table=Table(("接警",), lines))
    shown = verified(answer, {"a.txt": TEXT}.__getitem__)
    assert shown.table == Table(("接警",), lines[:1])
    assert shown.citations == (CITED,)


@pytest.mark.parametrize(
    ("text", "quote", "is_whole"),
    [
        ("286起", "共1,286起", False),
        ("6%", "98.6%", False),
        ("受理1", "受理1,286件", False),
        ("受理：3011", "受理：3011，2022年：5", True),
        ("2023年：5", "受理：3011，2023年：5", True),
        ("8个", "18个", False),
    ],
)
def test_a_figure_stands_as_a_whole(text: str, quote: str, is_whole: bool) -> None:
    assert stands(text, quote) is is_whole
