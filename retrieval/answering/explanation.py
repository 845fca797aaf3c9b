"""Why a question was answered as it was: how it was read, who could answer, and how sentences weighed."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.answering.evidence import Support
from retrieval.answering.finder import Finder
from retrieval.answering.scopes import Kind, Scope
from retrieval.answering.selection import BOUND, ENOUGH, suffices
from retrieval.question.question import Question

SHOWN = 6  # sentences a scope
SLIGHT = 0.01  # a sentence that covers less has nothing to do with the question


@dataclass(frozen=True, slots=True)
class Weighed:
    """One sentence and its shares of the question's weight (see Support), 0.0 to 1.0."""

    text: str
    place: str | None
    own: float
    all: float
    figure: float
    lacks_subject: bool
    suffices: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Who could answer for one place (None: for no place in particular), and the best they have."""

    place: str | None
    kind: Kind | None
    articles: int
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question as it was read, the weight of its terms, the grounds, and the thresholds."""

    question: Question
    weights: tuple[tuple[str, float], ...]
    grounds: tuple[Ground, ...]
    enough: float
    bound: float


def explained(question: Question, finder: Finder) -> Explanation:
    """The explanation of *question*, the first of its parts if there are several."""
    part = question.parts()[0]
    weights = tuple((term.text, round(finder.weight(term), 2)) for term in part.terms)
    grounds = [_ground(part, finder, None)] if not part.places else []
    for candidates in part.places:
        scopes = finder.catalogue.scopes(candidates)
        grounds += [_ground(part, finder, scope) for scope in scopes]
        if not scopes:
            grounds.append(Ground(candidates[0].full, None, 0, ()))
    enough = ENOUGH
    return Explanation(part, weights, tuple(grounds), enough, BOUND)


def _ground(question: Question, finder: Finder, scope: Scope | None) -> Ground:
    found = finder.weighed(question, scope.articles if scope else None, scope, least=SLIGHT)[:SHOWN]
    weighed = tuple(_weighed(each, question, finder) for each in found)
    if scope is None:
        return Ground(None, None, len(finder.catalogue.articles), weighed)
    return Ground(scope.place.full, scope.kind, len(scope.articles), weighed)


def _weighed(each: Support, question: Question, finder: Finder) -> Weighed:
    sentence = each.sentence
    place = finder.catalogue.homes[sentence.key]
    return Weighed(
        text=sentence.text,
        place=place.full if place else None,
        own=round(each.own, 2),
        all=round(each.all, 2),
        figure=round(each.figure, 2),
        lacks_subject=each.lacks_subject,
        suffices=suffices(each, question),
    )
