"""Choosing: of the articles of the whole library that answer a question without a place, which are shown.

One where one stands out, else one sentence each, or a question back: which of the places is meant?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.places.gazetteer import Place
from corpus.text.masking import NAME
from retrieval.answering.answer import Remark
from retrieval.answering.evidence import Evidence
from retrieval.answering.finding import Finding, hidden, nothing
from retrieval.answering.gathering import likely
from retrieval.answering.rows import OUTSIDE
from retrieval.answering.selection import MOST_STATEMENTS, fitting
from retrieval.index.sentences import Sentence
from retrieval.question.question import Question

Home = Callable[[Sentence], Place | None]
MOST_PLACES = 8
CLOSE_PLACES = 0.12  # of two places whose best sentences are this near, the question is asked back


def chosen(question: Question, findings: Sequence[Finding], home: Home) -> list[Finding]:
    """Those of *findings*, one an article, that are shown; *home* is the place that a sentence is on."""
    answered = [finding for finding in findings if finding.chosen]
    if not answered:
        return [nothing(findings)]
    if question.wants == "place" and NAME.search(question.text):  # which one is **市
        named = [f for f in answered if _is_placed(home(f.chosen[0].sentence))]
        return _of_several(question, _ranked(question, named), home) if named else [hidden(answered[0])]
    return _of_several(question, _ranked(question, answered), home)


def _ranked(question: Question, answered: Sequence[Finding]) -> list[Finding]:
    listing = lists_things(question)
    return sorted(
        answered,
        key=lambda f: (-f.chosen[0]["listed"] if listing else 0.0, -likely(f.chosen[0], question)),
    )


def _of_several(question: Question, answered: list[Finding], home: Home) -> list[Finding]:
    if question.wants == "comparison":
        if question.operation in ("most", "least") and len(answered) > 1:
            answered[0] = replace(answered[0], remarks=(*answered[0].remarks, Remark("not_ranked")))
        return answered[:MOST_PLACES]
    if question.wants == "place" and question.plural:
        return [replace(f, chosen=f.chosen[:1]) for f in answered[:MOST_PLACES]]
    return _one_of(question, answered, home)


def _is_placed(place: Place | None) -> bool:
    """Whether a place is known by name."""
    return place is not None and bool(place.code)


def _one_of(question: Question, answered: list[Finding], home: Home) -> list[Finding]:
    """Of several articles that answer the one, or one sentence each, or a question back: which place?"""
    close = [f for f in answered if f.best >= answered[0].best - CLOSE_PLACES]
    places = {home(f.chosen[0].sentence) for f in close}
    if len(places) == 1 or question.wants in ("definition", "how"):
        return answered[:1]
    if question.wants == "place":
        whole = [f for f in close if f.chosen[0]["own"] >= answered[0].chosen[0]["own"]]
        return [replace(f, chosen=f.chosen[:1]) for f in whole[:MOST_STATEMENTS]]
    if question.wants == "figure" and not any(term.must for term in question.terms):
        return _asking_back(answered, home)
    first = fitting([f.chosen[0] for f in close[:MOST_STATEMENTS]])
    return [replace(f, chosen=(each,)) for f, each in zip(close, first, strict=False)]


def _asking_back(answered: list[Finding], home: Home) -> list[Finding]:
    """Which of the places is meant; the first one's answer where fewer than two can be named."""
    asked = _which_place(answered, home)
    if len(asked.values["places"]) < 2:
        return answered[:1]
    return [Finding(None, remarks=(asked,), best=answered[0].best)]


def _which_place(findings: Sequence[Finding], home: Home) -> Remark:
    homes = (home(finding.chosen[0].sentence) for finding in findings)
    return Remark("which_place", {"places": list(dict.fromkeys(p.short for p in homes if p and p.code))})


def own_first(question: Question, clear: list[Evidence], found: Sequence[Evidence]) -> list[Evidence]:
    """*clear* behind what the office asked about did itself, where its first figure is of all like it.

    市中级法院受理4817件 for 中院受理多少, not 全市两级法院受理46238件 before it.
    """
    first = clear[0].counted
    if not question.institutions or first is None or first["row_placed"] != OUTSIDE:
        return clear
    for each in found:
        own = each.counted
        if own is not None and own["row_placed"] == 0.0 and own.row.figure.scope and own.counts_as(first):
            return [replace(each, probability=clear[0].probability), *(e for e in clear if e is not each)]
    return clear


def lists_things(question: Question) -> bool:
    """Whether things known by their number are to be listed: 四项任务是哪四项."""
    return question.wants in ("list", "definition") and bool(question.counted)
