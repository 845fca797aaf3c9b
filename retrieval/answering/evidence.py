"""Evidence: how well a sentence covers a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.text.numbers import clauses_of, hides
from retrieval.answering.figures import figure_parts, wanted
from retrieval.answering.matching import ALIKE, HELD, matched, matcher
from retrieval.index.sentences import Sentence
from retrieval.question.lexicon import LIGHTNESS, UNKNOWN, lightness
from retrieval.question.question import Question, Term

HEADED, TITLED = 0.8, 0.4  # what it is worth that the section's heading or the article's title holds a word
BEFORE, AROUND = 0.5, 0.6  # or the sentence before, or the paragraph
LISTED = 0.15  # what it is worth that a sentence holds the 四项任务 or 六清 asked about
_MISSED = (
    BEFORE * ALIKE
)  # a term that counts less is missing; a word like it may stand in the sentence before
_NAME, _SUBJECT = 0.35, 0.25  # shares of the question's weight that nothing makes up for, where it is missing
_LISTING = ("list", "comparison", "definition")
_HAVING = frozenset("有配设建招聘用占达花投为")


@dataclass(frozen=True, slots=True)
class Support:
    """How well a sentence covers a question: shares of its weight, 0.0 to 1.0.

    `own` counts what stands in the sentence itself, `all` also what it inherits, `figure` what
    stands in the one clause (with the clause before it) that holds a figure of the unit asked for.
    `clear`: the sentence blanks figures out, but not the one asked for.
    `background`: the share of what the turn before was about that stands here or in the heading.
    `tight`: a figure of the unit asked for stands right beside the weightiest name (网格员31620名).
    `lacks_subject`: the weightiest name of the question is not there, however much else is.
    `listed` is 1.0 where the sentence lists what was counted (六清), 0.5 where it names the count.
    """

    sentence: Sentence
    own: float
    all: float
    figure: float
    listed: float
    lacks_subject: bool
    tight: bool
    clear: bool
    background: float

    @property
    def score(self) -> float:
        return self.all + 0.35 * self.own


class Weighing:
    """*question* made ready to weigh sentences by, its terms weighted by *weight*."""

    def __init__(self, question: Question, weight: Callable[[Term], float]) -> None:
        self._question = question
        self._matchers = [matcher(term) for term in question.terms]
        self._weights = [weight(term) for term in question.terms]
        self._total = sum(self._weights) or 1.0
        self._needed = self._needs()
        self._measured = next((term for term in question.terms if term.text == question.measured), None)
        self._done_to_people = self._measured is not None and _is_done_to_people(self._measured, question)
        self._numeric, self._listing = question.numeric, question.wants in _LISTING
        self._beside = _beside(question) if question.numeric and question.terms else None
        self._held: dict[str, list[float]] = {}  # how far each term stands in a text seen before
        self._inherited: dict[str, list[float]] = {}

    def _needs(self) -> list[bool]:
        """Of each term whether a sentence without it lacks the subject: the weightiest name.

        Where a figure is asked for, any name that weighs much.
        """
        question, weights = self._question, dict(zip(self._question.terms, self._weights, strict=True))
        names = [term for term in question.terms if lightness(term.text) >= UNKNOWN]
        subject = max(names, key=weights.__getitem__, default=None)
        least = {term: _NAME * self._total for term in names} if question.numeric else {}
        if subject is not None:
            least[subject] = _SUBJECT * self._total
        return [term in least and weights[term] >= least[term] for term in question.terms]

    def support(self, sentence: Sentence, least: float = 0.0) -> Support | None:
        """The support of *sentence*; None if all of it, with what it inherits, is below *least*."""
        held = self._holds(sentence.folded)
        covered = self._with_inherited(held, sentence)
        wide = sum(map(float.__mul__, self._weights, covered)) / self._total
        if wide + LISTED < least:
            return None
        listed = self._lists(sentence.folded)
        wide = min(1.0, wide + (LISTED if listed and self._listing else 0.0))
        if wide < least:
            return None
        return Support(
            sentence,
            sum(map(float.__mul__, self._weights, held)) / self._total,
            wide,
            self._figure(sentence),
            listed,
            any(needed and share < _MISSED for needed, share in zip(self._needed, covered, strict=True)),
            self._beside is not None and self._beside.search(sentence.folded) is not None,
            sentence.masked and self._is_clear(sentence),
            _background(self._question, sentence),
        )

    def _holds(self, folded: str) -> list[float]:
        """How far each term stands in *folded*: a sentence is the next one's `before` as well."""
        try:
            return self._held[folded]
        except KeyError:
            found = self._held[folded] = [each.match(folded) for each in self._matchers]
            return found

    def _with_inherited(self, held: list[float], sentence: Sentence) -> list[float]:
        """*held* with what the sentence inherits: from title and heading, the one before, its paragraph."""
        inherited = self._inherited.get(sentence.headed)
        if inherited is None:
            title, _, heading = sentence.headed.partition("\n")
            shares = zip(self._holds(heading), self._holds(title), strict=True)
            inherited = [max(HEADED * of_heading, TITLED * of_title) for of_heading, of_title in shares]
            self._inherited[sentence.headed] = inherited
        before = [BEFORE * share for share in self._holds(sentence.before)]
        if self._numeric:
            return list(map(max, held, inherited, before))
        around = [AROUND * share for share in self._holds(sentence.around)]
        return list(map(max, held, inherited, before, around))

    def _lists(self, folded: str) -> float:
        if any(each.lists(folded) for each in self._matchers):
            return 1.0
        return 0.5 * any(word in folded for word in self._question.counted)

    def _covered(self, text: str) -> float:
        """The share of the question's weight that stands in *text*."""
        return sum(map(float.__mul__, self._weights, self._holds(text))) / self._total

    def _figure(self, sentence: Sentence) -> float:
        """The share that stands in a clause with a figure of the unit asked for."""
        measured, question = self._measured, self._question
        parts = list(figure_parts(sentence.folded, sentence.around, question))
        if measured is None:
            return max((self._covered(part) for _, part in parts), default=0.0)
        # Of 扫黑抓了多少人 the topic stands anywhere before the figure; what is counted stands beside it.
        itself = [part for _, part in parts if measured.text not in part or _counts(measured, part)]
        beside = [before + part for before, part in parts if _counts(measured, part)]
        if not beside and self._done_to_people:
            return 0.0
        return max(map(self._covered, (*itself, *beside)), default=0.0)

    def _is_clear(self, sentence: Sentence) -> bool:
        """Whether the figure asked for is one that is given, where the sentence blanks others out.

        收缴赌资一万余元 is given after 抓获xx名; 破案率98.3% of another kind of case does not answer for **%.
        """
        question, given, hidden = self._question, 0.0, 0.0
        pattern = wanted(question)
        counts = [question.measured in (None, term.text) for term in question.terms]
        weights = [weight * counted for weight, counted in zip(self._weights, counts, strict=True)]
        for part in clauses_of(sentence.folded):
            share = sum(map(float.__mul__, weights, self._holds(part)))
            if hides(part):
                hidden = max(hidden, share)
            elif pattern.search(part):
                given = max(given, share)
        return given > hidden


def _counts(measured: Term, part: str) -> bool:
    """Whether *part* speaks of what is counted itself: 网格71个, not 网格员71名."""
    if measured.text in part and not re.search(f"{re.escape(measured.text)}(?![员长师民])", part):
        return False
    return matched(measured, part) >= HELD


def _is_done_to_people(measured: Term, question: Question) -> bool:
    """Whether people are asked for by what was done to them and no other name: 抓了多少人, not 配了多少人."""
    act = len(measured.text) == 1 or lightness(measured.text) == LIGHTNESS["act"]
    return question.unit in ("人", "名") and act and measured.text not in _HAVING


def _beside(question: Question) -> re.Pattern[str]:
    """What finds the last term right beside a figure: 网格员31620名, 31620名网格员."""
    last = re.escape(question.terms[-1].text)
    return re.compile(rf"{last}[^等、,，。和及]{{0,3}}?\d|\d[\d.,]*[万亿]?余?\w{{0,2}}?{last}")


def _background(question: Question, sentence: Sentence) -> float:
    """The share of what the turn before was about that stands in the sentence, or half in its paragraph."""
    terms = question.background
    if not terms:
        return 0.0

    def share(folded: str) -> float:
        return sum(matched(term, folded) >= HELD for term in terms) / len(terms)

    heading = sentence.headed.partition("\n")[2]
    return max(share(f"{heading}\n{sentence.folded}"), 0.5 * share(sentence.around))
