"""Asks: the single questions that one question is made of, each of one thing.

asks(Question.parse("翠屏区立案数和破案数"))   # two
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.question.grammar import Candidates, Term
from retrieval.question.question import Question

BESIDE = 0.3  # what the words of the other things asked for count for one of them


@dataclass(frozen=True, slots=True)
class Ask:
    """One single question, and which thing of the whole it asks for, to name it where nothing answers."""

    question: Question
    item: str | None = None


def asks(question: Question) -> list[Ask]:
    """The single questions of *question*, in its order; itself if it is one. Places stay together."""
    if len(question.items) < 2 or not (question.numeric or question.wants == "comparison"):
        return [Ask(question)]
    return [Ask(_narrowed(question, item), "".join(term.text for term in item)) for item in question.items]


def _narrowed(question: Question, item: tuple[Term, ...]) -> Question:
    own = {term.text for term in item}
    others = tuple(
        term if term.must else replace(term, share=BESIDE) for term in question.terms if term.text not in own
    )
    counted = question.measured if question.measured in own else item[-1].text
    return replace(question, terms=(*item, *others), items=(), measured=counted, unit=_unit(question, item))


def _unit(question: Question, item: tuple[Term, ...]) -> str | None:
    """The unit asked for, where it was asked of this thing."""
    return question.unit if question.measured in {term.text for term in item} else None


def by_pair(question: Question) -> Iterator[Question]:
    """A question for each place with the period that stands beside it: 龙岗区2020年和宜昌市2017年."""
    for candidates, asked in question.paired:
        alone = replace(question, places=(candidates,), periods=(asked,), paired=())
        yield of_place(alone, candidates)


def of_place(question: Question, candidates: Candidates) -> Question:
    """*question* of one place alone: of 献县法院和电白法院 only its own court is asked about."""
    if not question.institutions:
        return question
    own = tuple(
        each
        for each in question.institutions
        if not each.places or any(a.within(b) for a in candidates for b in each.places)
    )
    return replace(question, institutions=own)
