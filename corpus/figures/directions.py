"""Directions: which way what is counted went, where a change or the value before is told beside it.

受理183起，同比下降24.4%  ->  183起 went down;  立案19起，2018年为34起  ->  19起 went down
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.figures.figure import Direction, Figure
from corpus.text.period import Period

# Compared with another place, not with another time.
_ELSEWHERE = re.compile("平均|全[国省市县]|水平|诉讼|传统|其他|其它|普通|一般")
_REMEMBERED = 16  # figures before one among which that is sought which it is a change of
_BESIDE = 4  # characters between 26批 and 47人次, which a change behind them is said of both


def directed(figures: Iterable[Figure]) -> list[Figure]:
    """*figures*, each that a change is told of with its direction, and values of other times marked so."""
    found = list(figures)
    at = {figure.value_start: number for number, figure in enumerate(found)}
    for number, figure in enumerate(found):
        of = at.get(figure.of) if figure.of is not None else None
        if of is None:
            continue
        if figure.relation is None and found[of].kind == "change" and figure.direction is None:
            found[number] = replace(figure, direction=found[of].direction)
        if figure.relation == "before":
            _turn_before(found, number, of)
        elif figure.relation == "change":
            _turn_changed(found, number, of, at)
    _turn_later(found)
    return [figure if figure.relation or figure.of is None else replace(figure, of=None) for figure in found]


def _turn_before(figures: list[Figure], number: int, of: int) -> None:
    """Turn what the figure is the value before of, if it is of an earlier time."""
    if _is_before(figures[number], figures[of]):
        _turn(figures, [of], _compared(figures[of], figures[number]))
    else:
        figures[number] = replace(figures[number], relation=None)


def _turn_changed(figures: list[Figure], number: int, of: int, at: dict[int, int]) -> None:
    """Turn what the figure is a change of: that of its scope and its time."""
    figure = figures[number]
    if figure.scope != figures[of].scope:
        figures[number], retold = _retold(figures, number)
        if retold is not None:
            _turn(figures, [retold], figure.direction)
        return
    if figure.period != figures[of].period:
        figures[number], of = _of_same_time(figures, number, of)
    if not _ELSEWHERE.search(figure.base or ""):
        _turn(figures, _all_of(figures, of, at), figure.direction)


def _retold(figures: Sequence[Figure], number: int) -> tuple[Figure, int | None]:
    """The figure as a change of the last one with its indicator and scope, and where that one is."""
    figure = figures[number]
    for at in range(number - 1, max(-1, number - _REMEMBERED), -1):
        told = figures[at]
        if (told.indicator, told.scope, told.relation) == (figure.indicator, figure.scope, None):
            return replace(figure, of=told.value_start), at
    return replace(figure, of=None), None


def _of_same_time(figures: Sequence[Figure], number: int, of: int) -> tuple[Figure, int]:
    """The figure as a change of the last one with its period after position *of*; unchanged without one."""
    figure = figures[number]
    for at in range(number - 1, of, -1):
        told = figures[at]
        if (told.indicator, told.period, told.kind) == (
            figures[of].indicator,
            figure.period,
            figures[of].kind,
        ):
            return replace(figure, of=told.value_start), at
    return figure, of


def _turn_later(figures: list[Figure]) -> None:
    """Gives the later of two values that stand beside each other its direction: 2022年：58，2023年：49."""
    before: dict[tuple[object, ...], list[Figure]] = {}
    for number, figure in enumerate(figures):
        if figure.period is None or figure.planned or figure.kind == "change":
            continue
        alike = before.setdefault(
            (figure.start, figure.end, figure.indicator, figure.family, figure.scope, figure.relation), []
        )
        earlier = [one for one in alike if one.period and _is_years_before(one.period, figure.period)]
        if earlier:
            _turn(figures, [number], _compared(figure, max(earlier, key=lambda one: one.period or "")))
        alike.append(figure)


def _is_years_before(one: str, other: str) -> bool:
    """Whether period *one* is the same months as *other*, of a year before."""
    earlier, later = Period.parse(one), Period.parse(other)
    years = later.first // 12 - earlier.first // 12
    return years > 0 and earlier.shifted(years) == later


def _turn(figures: list[Figure], numbers: Iterable[int], direction: Direction | None) -> None:
    for number in numbers:
        if direction is not None and figures[number].direction is None:
            figures[number] = replace(figures[number], direction=direction)


def _all_of(figures: Sequence[Figure], of: int, at: dict[int, int]) -> list[int]:
    """The figure and those told as one with it: 26批|47人次; of a rank also what is ranked."""
    numbers = [of]
    target = figures[of]
    if target.kind == "rank" and target.of in at:
        numbers.append(at[target.of])
    following = figures[of + 1] if of + 1 < len(figures) else None
    if following is not None and _is_told_as_one(target, following):
        numbers.append(of + 1)
    return numbers


def _is_told_as_one(target: Figure, following: Figure) -> bool:
    near = following.value_start - target.value_end < _BESIDE
    return near and following.of == target.value_start and following.relation is None


def _is_before(figure: Figure, of: Figure) -> bool:
    """Whether *figure* is the value of an earlier time than *of*: by its period, or by 由…降至."""
    if figure.period is None or of.period is None or figure.period == of.period:
        return of.direction is not None
    return Period.parse(figure.period).last < Period.parse(of.period).first


def _compared(now: Figure, before: Figure) -> Direction | None:
    if now.number is None or before.number is None or now.family != before.family:
        return None
    if now.number == before.number:
        return None
    return "up" if now.number > before.number else "down"
