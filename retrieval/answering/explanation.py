"""Why a question was answered as it was: how it was read, who could answer, and how sentences weighed."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.answering.decision import model
from retrieval.answering.evidence import Evidence
from retrieval.answering.finder import Finder
from retrieval.answering.scopes import Kind, Scope
from retrieval.question.question import Question

SHOWN = 6  # sentences a scope


@dataclass(frozen=True, slots=True)
class Weighed:
    """One sentence: how likely it answers, and its shares of the question's weight, 0.0 to 1.0."""

    text: str
    place: str | None
    probability: float
    own: float
    all: float
    figure: float
    answers: bool


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
    answers: float
    close: float


def explained(question: Question, finder: Finder) -> Explanation:
    """The explanation of *question*, the first of its parts if there are several."""
    part = question.parts()[0]
    weights = tuple((term.text, round(finder.gathering.weight(term), 2)) for term in part.terms)
    grounds = [_ground(part, finder, None)] if not part.places else []
    for candidates in part.places:
        scopes = finder.catalogue.scopes(candidates)
        grounds += [_ground(part, finder, scope) for scope in scopes]
        if not scopes:
            grounds.append(Ground(candidates[0].full, None, 0, ()))
    return Explanation(
        part, weights, tuple(grounds), model().thresholds.least(part), model().thresholds.close
    )


def _ground(question: Question, finder: Finder, scope: Scope | None) -> Ground:
    found = finder.gathering.weighed(question, scope.articles if scope else None, scope)[:SHOWN]
    weighed = tuple(_weighed(each, question, finder) for each in found)
    if scope is None:
        return Ground(None, None, len(finder.catalogue.articles), weighed)
    return Ground(scope.place.full, scope.kind, len(scope.articles), weighed)


def _weighed(each: Evidence, question: Question, finder: Finder) -> Weighed:
    sentence = each.sentence
    place = finder.catalogue.homes[sentence.key]
    return Weighed(
        text=sentence.text,
        place=place.full if place else None,
        probability=round(each.probability, 2),
        own=round(each["own"], 2),
        all=round(each["all"], 2),
        figure=round(each["figure"], 2),
        answers=each.probability >= model().thresholds.least(question),
    )
