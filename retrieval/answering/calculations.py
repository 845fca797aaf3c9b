"""Calculations: results that no document states, computed from figures as they stand in their citations.

    computed("difference", [Operand("1754起", 1), Operand("874起", 2)], "起")
    # 1754起 − 874起 = 880起

The gate computes every result anew from the operands' own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from corpus.figures.figure import Figure
from retrieval.answering.answer import Calculation, Kind, Operand
from retrieval.question.question import Question

_VALUE = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([万亿]?)")
_SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_SIGNS: dict[Kind, str] = {"difference": " − ", "sum": " + ", "times": " ÷ ", "mean": " + "}
_CENT = Decimal("0.01")


def all_alike(figures: Iterable[Figure]) -> bool:
    """Whether *figures* count in units of one family, and are of one kind."""
    return len({(figure.family, figure.kind) for figure in figures}) == 1


def result_of(question: Question, operands: Sequence[Operand], unit: str | None) -> Calculation | None:
    """What *question* asks to be computed of *operands*, if it asks for that."""
    kind = question.operation
    if kind not in ("difference", "sum", "times", "mean"):
        return None
    return computed(kind, operands, unit or "")


def computed(kind: Kind, operands: Sequence[Operand], unit: str) -> Calculation | None:
    """The calculation over *operands*, all of them counted in *unit*; None where one is no plain number.

    Results are in the scale of the operands where they share one (万件), else in ones, shares and means
    rounded to hundredths.
    """
    read = [_VALUE.match(operand.text) for operand in operands]
    if len(read) < 2 or None in read:
        return None
    scales = {match[2] for match in read if match}
    scale = scales.pop() if len(scales) == 1 else ""
    numbers = [
        Decimal(re.sub("[,，]", "", match[1])) * _SCALES[match[2]] / _SCALES[scale] for match in read if match
    ]
    if kind == "difference" and numbers[0] < numbers[1]:
        operands, numbers = [operands[1], operands[0], *operands[2:]], [numbers[1], numbers[0], *numbers[2:]]
    result = _result(kind, numbers)
    if result is None:
        return None
    told = f"{_written(result)}倍" if kind == "times" else f"{_written(result)}{scale}{unit}"
    listed = _SIGNS[kind].join(operand.text for operand in operands)
    if kind == "mean":
        listed = f"（{listed}）÷ {len(operands)}"
    sign = "≈" if result != result.quantize(_CENT) else "="
    return Calculation(f"{listed} {sign} {told}", kind, tuple(operands), told)


def _result(kind: Kind, numbers: Sequence[Decimal]) -> Decimal | None:
    if kind == "sum":
        return sum(numbers, Decimal(0))
    if kind == "mean":
        return sum(numbers, Decimal(0)) / len(numbers)
    if len(numbers) != 2 or (kind == "times" and not numbers[1]):
        return None
    return numbers[0] - numbers[1] if kind == "difference" else numbers[0] / numbers[1]


def _written(number: Decimal) -> str:
    return f"{number.quantize(_CENT, ROUND_HALF_UP).normalize():f}"
