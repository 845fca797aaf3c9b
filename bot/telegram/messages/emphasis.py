"""Emphasis: which figure of a statement was asked for.

打掉涉黑组织多少个, 大理州打掉涉黑组织8个，共刑拘1535人 -> 8个
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot import wording
from corpus.figures.quantities import quantities
from retrieval.answering.figures import wanted
from retrieval.question.lexicon import lightness
from retrieval.question.question import Question

CLAUSE = re.compile(r"[，,；;。！!？?\n]")
PART = re.compile(r"[，,；;。！!？?\n、]")
NEAR = 12  # characters before a figure
BEHIND = 4  # characters by which a word behind a figure seems farther from it than one before it


def requested(text: str, question: Question) -> tuple[int, int] | None:
    """(start, end) of the figure in *text* that *question* asks for; None if no word of it stands beside one.

    Of the figures with the unit asked for, the one in whose clause most words of the question stand; those
    that say what is counted weigh more than those that say what was done. Then the one in whose part of a
    list (55个集体、112名个人) most stand, then the one nearest to them.
    """
    pattern = wanted(question) if question.unit else None
    found, _ = quantities(text, 0, len(text))
    weighed = []
    for quantity in found:
        start, end = quantity.start, quantity.end
        if (
            quantity.masked
            or (pattern and not pattern.search(text[start:end]))
            or is_rate(text, start, question)
        ):
            continue
        if words := list(beside(text, start, end, question, CLAUSE)):
            listed = beside(text, start, end, question, PART)
            weighed.append((-total(words), -total(listed), min(gap for _, gap in words), start, end))
    return min(weighed)[3:] if weighed else None


def is_rate(text: str, start: int, question: Question) -> bool:
    """Whether the figure at *start* is so much for each (每村1名), and that was not asked."""
    before = CLAUSE.split(text[max(0, start - NEAR) : start])[-1]
    return bool(wording.FOR_EACH.search(before) and not wording.FOR_EACH.search(question.folded))


def total(words: Iterable[tuple[float, int]]) -> float:
    return sum(weight for weight, _ in words)


def beside(
    text: str, start: int, end: int, question: Question, limits: re.Pattern[str]
) -> Iterator[tuple[float, int]]:
    """Each word of *question* between the *limits* around text[start:end]: its weight, how far it stands."""
    low = max((mark.end() for mark in limits.finditer(text, 0, start)), default=0)
    behind = limits.search(text, end)
    high = behind.start() if behind else len(text)
    for term in question.terms:
        forms = (term.text, *term.alike)
        places = [hit.span() for form in forms for hit in re.finditer(re.escape(form), text[low:high])]
        gaps = [start - low - b if b <= start - low else a + low - end + BEHIND for a, b in places]
        if near := [gap for gap in gaps if gap >= 0]:
            yield (lightness(term.text) + (term.text == question.measured)) * term.share, min(near)
