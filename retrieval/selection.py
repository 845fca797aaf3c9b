"""Which sentences answer, and how many of them: short for one figure, more for an overview."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.evidence import Support, matched
from retrieval.question import Question, Term

ENOUGH = 0.62  # share of the question's weight that a sentence must cover, with what it inherits
BOUND = 0.34  # share that must stand in the clause of the figure, where a figure is asked for
ROOM = {"overview": 560, "list": 560, "how": 420, "comparison": 260, "place": 260, "definition": 360, "figure": 260}


def suffices(each: Support, question: Question) -> bool:
    """Whether a sentence answers *question* on its own."""
    if each.all < ENOUGH:
        return False
    if question.wants == "figure":
        return each.figure >= BOUND
    return True


def chosen(good: list[Support], question: Question, weight: Callable[[Term], float]) -> list[Support]:
    """The sentences of *good* (best first) to show, put back into the order of their article."""
    room = ROOM[question.wants]
    first = good[0]
    taken = [first]
    size = len(first.sentence.text)
    open_terms = [t for t in question.terms if matched(t, first.sentence.folded) < 0.5]
    key = (first.sentence.document, first.sentence.article)
    for each in good[1:]:
        sentence = each.sentence
        if (sentence.document, sentence.article) != key or size + len(sentence.text) > room:
            continue
        adds = [t for t in open_terms if matched(t, sentence.folded) >= 0.5]
        if adds or (_wants_more(question) and _adds_something(each, taken, question)):
            taken.append(each)
            size += len(sentence.text)
            open_terms = [t for t in open_terms if t not in adds]
    ordered = sorted(taken, key=lambda e: e.sentence.start)
    return ordered


def _wants_more(question: Question) -> bool:
    return question.wants in ("overview", "how", "list")


def _adds_something(each: Support, taken: list[Support], question: Question) -> bool:
    """In an overview: a further sentence that itself speaks of the subject, figures first."""
    if any(each.sentence.folded in t.sentence.folded for t in taken):
        return False
    if question.generic:
        return each.own >= 0.6 and each.sentence.has_figure
    return each.own >= 0.9 * taken[0].own and len(taken) < 3
