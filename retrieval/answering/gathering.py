"""Gathering: the sentences that may answer a question, weighed, the likeliest first.

gathering = Gathering(catalogue, index, figures)
gathering.weighed(question, scope.articles, scope)     # list[Evidence]
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.document import ArticleKey
from corpus.places.gazetteer import Place
from retrieval.answering import ownership
from retrieval.answering.decision import model, probability
from retrieval.answering.evidence import Evidence, Weighing
from retrieval.answering.periods import Periods
from retrieval.answering.rows import Rows, texts
from retrieval.answering.scopes import Catalogue, Scope
from retrieval.index.figures import Figures, Row
from retrieval.index.search import Index
from retrieval.index.sentences import Sentence
from retrieval.language.terms import analyse, fold, plain, words
from retrieval.question.grammar import Term
from retrieval.question.lexicon import lightness
from retrieval.question.question import OWNED, Question

MOST_PASSAGES = 32  # passages whose sentences are weighed for one question
FEW = 240  # a scope of so few sentences is weighed whole, without the index
UNUSED = 0.7  # the share of its idf at which a word counts that the library never uses
BACKGROUND = 0.15  # what it is worth that a sentence holds the words of the turn before
RECENT = 0.03  # or that it tells of the latest year, where none is asked for
DEFINES = 0.15  # or that it says what a term is
HEADLINE = 0.4  # how much of its rank a sentence without a figure loses where results are asked for
LISTED = 0.5  # of the threshold, from which on a sentence that lists what was counted comes first


class Gathering:
    """Gathers from a catalogue, an index and the figures of one library."""

    def __init__(self, catalogue: Catalogue, index: Index, figures: Figures) -> None:
        self.catalogue = catalogue
        self.index = index
        self.figures = figures
        self._texts: dict[int, tuple[str, str]] = {}
        self._words: dict[int, tuple[tuple[str, float], ...]] = {}
        self._weights: dict[str, float] = {}
        self._highest = math.log(1 + 2 * max(1, index.size))

    def weighed(
        self, question: Question, keys: tuple[ArticleKey, ...] | None, scope: Scope | None
    ) -> list[Evidence]:
        """The sentences of *keys* (all articles, if None) that may answer, the likeliest first."""
        few = keys is not None and len(keys) <= 5
        if keys is not None and few and sum(len(self.catalogue.sentences(key)) for key in keys) <= FEW:
            sentences = [s for key in keys for s in self.catalogue.sentences(key)]
        else:
            sentences = list(self._hit(question, keys))
        fit, rows = self.periods(question).fit, self.rows(question, scope)
        weighing = Weighing(question, self.weight, fit, rows, self._unused(question))
        mentioned = scope is not None and scope.kind == "mentioned"
        found = [
            rated(evidence, figure=question.numeric)
            for sentence in sentences
            if self._is_owned(sentence, question)
            if scope is None or self._admitted(sentence, scope, question)
            if (evidence := weighing.evidence(sentence, mentioned=mentioned))
        ]
        listing = question.wants in ("list", "definition") and bool(question.counted)
        least = model().thresholds.least(question)

        told = (p.year for each in found if not each.sentence.planned for p in each.sentence.periods)
        latest = max(told, default=None) if question.numeric and not question.periods else None

        def order(each: Evidence) -> tuple[float, float, str, int]:
            listed = each["listed"] if listing and each.probability >= least * LISTED else 0.0
            rank = likely(each, question)
            rank += RECENT * any(period.year == latest for period in each.sentence.periods)
            rank += BACKGROUND * each["background"]
            rank += DEFINES * (question.wants == "definition" and each["defines"])
            return -listed, -round(rank, 6), each.sentence.document, each.sentence.start

        return sorted(found, key=order)

    def covering(self, question: Question) -> Callable[[str], float]:
        """The share of *question* that a folded text holds."""
        return Weighing(question, self.weight).covered

    def rows(self, question: Question, scope: Scope | None) -> Rows:
        asked = self.periods(question)
        placed = scope is not None and scope.kind in ("own", "mentioned")
        return Rows(
            of=lambda sentence: self.figures.between(sentence.key, sentence.start, sentence.end),
            texts=self._texts_of,
            words=self._words_of,
            fit=asked.fit_period if asked else None,
            place=scope.place if scope is not None and placed else None,
            owned=lambda row: ownership.of_scope(question, row.figure, self._home(row)),
        )

    def _admitted(self, sentence: Sentence, scope: Scope, question: Question) -> bool:
        """Whether *sentence* may answer for *scope*; a figure also if a row of it is of the place."""
        figure = question.numeric and not question.unnamed
        of_part = ownership.is_of_part(sentence, question.folded)
        if scope.admits(sentence, self.home(sentence), figure=figure and not of_part):
            return True
        if not figure or scope.kind not in ("own", "mentioned") or self.home(sentence) == scope.place:
            return False
        rows = self.figures.between(sentence.key, sentence.start, sentence.end)
        return any(row.figure.place == scope.place.full and not row.figure.outside for row in rows)

    def _texts_of(self, row: Row) -> tuple[str, str]:
        found = self._texts.get(row.number)
        if found is None:
            if len(self._texts) > 50_000:
                self._texts.clear()
            found = self._texts[row.number] = texts(row.figure)
        return found

    def _words_of(self, row: Row) -> tuple[tuple[str, float], ...]:
        found = self._words.get(row.number)
        if found is None:
            if len(self._words) > 50_000:
                self._words.clear()
            spoken = plain(fold(row.figure.indicator))
            found = tuple((word, self.weight(Term(word))) for word in words(spoken) if len(word) > 1)
            self._words[row.number] = found
        return found

    def told(self, each: Evidence) -> list[Evidence]:
        """*each*, behind the line or sentence that it makes no sense without, if there is one."""
        if each.sentence.needs is None:
            return [each]
        sentences = self.catalogue.sentences(each.sentence.key)
        needed = next((s for s in sentences if s.start == each.sentence.needs), None)
        return [replace(each, sentence=needed), each] if needed is not None else [each]

    def _home(self, row: Row) -> Place | None:
        return self.catalogue.homes[row.article]

    def home(self, sentence: Sentence) -> Place | None:
        return next(iter(sentence.home), self.catalogue.homes[sentence.key])

    def _is_owned(self, sentence: Sentence, question: Question) -> bool:
        """Whether the figures of *sentence* are those of an institution asked about, if any is."""
        asked = question.institutions if question.wants in OWNED else ()
        if not asked or ownership.admits(asked, sentence, self.catalogue.articles[sentence.key]):
            return True
        home = self.home(sentence)
        rows = self.figures.between(sentence.key, sentence.start, sentence.end)
        placed = (ownership.of_scope(question, row.figure, home) for row in rows)
        return any(each is not None and each > -1.0 for each in placed)

    def _hit(self, question: Question, keys: tuple[ArticleKey, ...] | None) -> Iterable[Sentence]:
        hits = self.index.search(sought(question), within=keys, limit=MOST_PASSAGES)
        starts: dict[ArticleKey, list[int]] = {}
        for hit in hits:
            passage = hit.passage
            starts.setdefault((passage.document, passage.article), []).append(passage.start)
        # An index on a cluster can have gone on to a later version, with articles that are not here.
        for key in sorted(key for key in starts if key in self.catalogue.articles):
            yield from self.catalogue.sentences_at(key, starts[key])

    def periods(self, question: Question) -> Periods:
        return Periods(question.periods, self.catalogue.reported)

    def _unused(self, question: Question) -> list[Term]:
        """The terms that no document uses, but for what is counted: of that it is no excuse."""
        return [t for t in question.terms if t.text != question.measured and not self.uses(t)]

    def uses(self, term: Term) -> bool:
        """Whether any document uses *term* or what means the same."""
        return self.index.frequency((term.text, *term.alike)) > 0

    def weight(self, term: Term) -> float:
        """The idf of *term* or what means the same, by its lightness; less for a word never used.

        idf = ln(1 + 1 / share of passages that hold it), a share of half a passage for none.
        """
        weight = self._weights.get(term.text)
        if weight is None:
            share = self.index.frequency((term.text, *term.alike))
            # A word that no document uses says more of how the question is put than of what it is about.
            idf = math.log(1 + 1 / share) if share else UNUSED * self._highest
            if len(self._weights) > 20_000:
                self._weights.clear()
            weight = self._weights[term.text] = idf * lightness(term.text)
        return weight


def rated(each: Evidence, *, figure: bool) -> Evidence:
    """*each* with how likely it answers; *figure*: the question asks for one."""
    likely = probability(each.features, figure=figure) * (each.doubt if figure else 1.0)
    return replace(each, probability=likely)


def likely(each: Evidence, question: Question) -> float:
    """The probability of a sentence, less without figures where results or a topic are asked for."""
    if question.generic or question.wants == "overview":
        return each.probability * (1 - HEADLINE + HEADLINE * each["figures"])
    return each.probability


def sought(question: Question) -> list[str]:
    """The terms that passages are sought by: those of *question* with what means the same, and its text.

    The text as a whole has pairs that span the terms, and the places; without it the right passage is
    missed ten times as often (DRCD, by 80 passages: in 0.9 % of questions instead of none).
    """
    told = [t for term in question.terms for word in (term.text, *term.alike) for t in _analysed(word)]
    return told + analyse(question.text)


@functools.lru_cache(maxsize=4096)  # what means the same as a word is asked for with it every time
def _analysed(word: str) -> list[str]:
    return analyse(word)
