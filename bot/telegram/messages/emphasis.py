"""Emphasis: which figure of a statement was asked for.

打掉涉黑组织多少个, 大理州打掉涉黑组织8个，共刑拘1535人 -> 8个
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.figures.quantities import quantities
from retrieval.answering.figures import wanted
from retrieval.question.lexicon import lightness
from retrieval.question.question import Question

CLAUSE = re.compile(r"[，,；;。！!？?\n]")
BEHIND = 4  # characters by which a word behind a figure seems farther from it than one before it


def requested(text: str, question: Question) -> tuple[int, int] | None:
    """(start, end) of the figure in *text* that *question* asks for; None if no word of it stands beside one.

    Of the figures with the unit asked for, the one in whose clause most words of the question stand; those
    that say what is counted weigh more than those that say what was done. Then the one nearest to them.
    """
    pattern = wanted(question) if question.unit else None
    found, _ = quantities(text, 0, len(text))
    weighed = []
    for quantity in found:
        if quantity.masked or (pattern and not pattern.search(text[quantity.start : quantity.end])):
            continue
        words = list(beside(text, quantity.start, quantity.end, question))
        if words:
            weight = sum(weight for weight, _ in words)
            weighed.append((-weight, min(gap for _, gap in words), quantity.start, quantity.end))
    if not weighed:
        return None
    _, _, start, end = min(weighed)
    return start, end


def beside(text: str, start: int, end: int, question: Question) -> Iterator[tuple[float, int]]:
    """Each word of *question* in the clause of text[start:end]: what it counts, and how far it stands."""
    low = max((mark.end() for mark in CLAUSE.finditer(text, 0, start)), default=0)
    behind = CLAUSE.search(text, end)
    high = behind.start() if behind else len(text)
    for term in question.terms:
        if term in question.background:
            continue
        forms = (term.text, *term.alike)
        places = [hit.span() for form in forms for hit in re.finditer(re.escape(form), text[low:high])]
        gaps = [start - low - b if b <= start - low else a + low - end + BEHIND for a, b in places]
        if near := [gap for gap in gaps if gap >= 0]:
            yield lightness(term.text) + (term.text == question.measured), min(near)
