"""Recomputing: sums and shares that a draft states of figures beside them.

recomputed(figures, "盗窃12起、诈骗31起，合计45起。")    # {at of 45: 12起 + 31起 = 43起, which is not 45}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.figures.figure import Figure
from retrieval.answering.answer import Operand
from retrieval.answering.calculations import computed

_TOTAL = re.compile(r"(?:合计|共计|总计|合共|总共|[，,；;]共)(?:有|为|达|是|约)*$")
_SHARE = re.compile(r"(?:占比?|占总数|[成办化破结整][功结解案改]率|比[例重])(?:约|为|达到?|的|是|了)*$")
_LOOKED_AT = 8  # characters before a value
_MOST = 8  # figures that are added up
_HALF = 0.5  # of the last digit, by which a share may be rounded


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A sum or share computed anew, of the figures whose values begin at `operands`: 12起 + 31起 = 43起."""

    text: str
    result: str
    operands: tuple[int, ...]
    agrees: bool


def recomputed(figures: Sequence[Figure], text: str) -> Mapping[int, Recomputed]:
    """Those of *figures* that are sums or shares of others of their sentence, by where their values begin."""
    found: dict[int, Recomputed] = {}
    for number, figure in enumerate(figures):
        before = _before(figures[:number], figure, text)
        lead = text[max(0, figure.value_start - _LOOKED_AT) : figure.value_start]
        told = None
        if _TOTAL.search(lead):
            told = _sum(figure, [each for each in before if each.family == figure.family], text)
        elif figure.family == "percent" and _SHARE.search(lead):
            told = _share(figure, before, text)
        if told is not None:
            found[figure.value_start] = told
    return found


def _before(figures: Sequence[Figure], figure: Figure, text: str) -> list[Figure]:
    """The levels among *figures* that stand in the sentence of *figure*, in order."""
    last = max(text.rfind(mark, 0, figure.value_start) for mark in "。！？\n")
    alike = (each for each in figures[-_MOST:] if each.value_start > last and each.number is not None)
    return [each for each in alike if each.kind in ("count", "money")]


def _sum(figure: Figure, before: Sequence[Figure], text: str) -> Recomputed | None:
    """The sum of those *before*."""
    run = _added(figure, before)
    told = computed("sum", [Operand(_written(each, text), 1) for each in run], figure.unit or "")
    if told is None:
        return None
    return Recomputed(told.text, told.result, _starts(run), _total(run) == figure.number)


def _added(figure: Figure, before: Sequence[Figure]) -> Sequence[Figure]:
    """Those *before* that are added up: the last few that make it, else the parts there are, else all."""
    for first in range(len(before) - 1):
        if _total(before[first:]) == figure.number:
            return before[first:]
    parts = [each for each in before if each.relation == "part"]
    return parts if len(parts) > 1 else before


def _total(run: Sequence[Figure]) -> float:
    return sum(each.number or 0 for each in run)


def _starts(run: Sequence[Figure]) -> tuple[int, ...]:
    return tuple(each.value_start for each in run)


def _share(figure: Figure, before: Sequence[Figure], text: str) -> Recomputed | None:
    """The share that the last figure before makes of the one before that, or of what it is a part of."""
    if len(before) < 2 or figure.number is None:
        return None
    part = before[-1]
    whole = next((each for each in before if each.value_start == part.of), before[-2])
    if part.family != whole.family or not whole.number or (part.number or 0) > whole.number:
        return None
    share = 100 * (part.number or 0) / whole.number
    tenths = len(figure.value.partition(".")[2])
    agrees = abs(share - figure.number) <= _HALF / 10**tenths + 1e-9
    told = f"{_written(part, text)} ÷ {_written(whole, text)} = {share:.{max(tenths, 1)}f}%"
    return Recomputed(told, f"{share:.{max(tenths, 1)}f}%", _starts((part, whole)), agrees)


def _written(figure: Figure, text: str) -> str:
    return f"{text[figure.value_start : figure.value_end]}{figure.unit or ''}"
