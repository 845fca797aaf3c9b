"""A long sentence cut down to the clauses that answer; never across a figure's own clause."""

from __future__ import annotations

import re

from corpus.sentences import clauses
from retrieval.analysis import fold
from retrieval.evidence import Support, matched
from retrieval.question import Question

LONG = 170  # characters; a shorter sentence is shown whole
_QUALIFIES = re.compile(r"(?:同比|比上年|较|其中|占|均|分别)")


def trimmed(each: Support, question: Question) -> str:
    """The part of a sentence to state: all of it, or for one figure its clauses alone."""
    text = each.sentence.text
    short = question.wants in ("figure", "place", "comparison") and not question.generic
    if len(text) <= LONG or not short or not question.terms:
        return text
    parts = [(start, end) for start, end in clauses(text, 0, len(text))]
    held = [i for i, (s, e) in enumerate(parts)
            if any(matched(t, fold(text[s:e])) >= 0.5 for t in question.terms)]  # fmt: skip
    if not held:
        return text
    first, last = held[0], held[-1]
    while last + 1 < len(parts) and _QUALIFIES.match(text[parts[last + 1][0] :]):
        last += 1
    piece = text[parts[first][0] : parts[last][1]].rstrip(",，、")
    return piece if len(piece) >= 8 else text
