"""Finder: from a question to findings; which sentences answer it for which place, or what is lacking.

places ─▶ scopes ─▶ passages ─▶ sentences weighed ─▶ chosen
              └─▶ no scope, or nothing that covers the question ─▶ a remark that says so
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.document import ArticleKey
from corpus.places.gazetteer import Place
from retrieval.answering.answer import Remark
from retrieval.answering.evidence import Support, Weighing
from retrieval.answering.figures import wanted
from retrieval.answering.periods import (
    Fit,
    Periods,
    nothing_told,
    of_best_fit,
    of_other_lengths,
    one_each,
)
from retrieval.answering.resegmenting import joined, unglued
from retrieval.answering.scopes import Catalogue, Scope
from retrieval.answering.selection import ENOUGH, beginning, chosen, defines, is_story, more_to_tell, suffices
from retrieval.index.search import Index
from retrieval.index.sentences import Sentence
from retrieval.language.terms import analyse
from retrieval.question.lexicon import lightness
from retrieval.question.question import Candidates, Question, Term

MOST_PASSAGES = 24  # passages whose sentences are weighed for one question
TOLD = 420  # characters of a story shown
FEW = 200  # a scope of so few sentences is weighed whole, without the index
UNUSED = 0.7  # the share of its idf at which a word counts that the library never uses
BESIDES = 0.9  # the share of what the turn before was about that makes a sentence its continuation
CLOSE = 0.08  # articles this near the best one answer beside it
MOST_PLACES = 8
RECENT = 0.03  # the bonus of a figure of the latest year
_NATION = re.compile(r"全国(?!.{0,6}(?:先进|示范|第|表彰|荣誉|文明|最|前))")  # the whole of it is asked about
_OF_NATION = re.compile(r"全国(?![^,。;]{0,12}(?:第|前|先进|示范))[^,。;]{0,16}\d")
_MOST = re.compile(r"最|哪.{1,8}[多少高低大小]")
OVERVIEW = ("满意", "被评为", "示范", "长安杯", "率先")  # what a place is best introduced by


@dataclass(frozen=True, slots=True)
class Finding:
    """What one scope has for a question: sentences in the order to show, or the reason for none."""

    scope: Scope | None
    chosen: tuple[Support, ...] = ()
    masked: tuple[Support, ...] = ()
    remarks: tuple[Remark, ...] = ()
    best: float = 0.0
    top: Support | None = None


class Finder:
    """Finds in a catalogue and an index over the same library."""

    def __init__(self, catalogue: Catalogue, index: Index) -> None:
        self.catalogue = catalogue
        self.index = index
        self._weights: dict[Term, float] = {}
        self._highest = math.log(1 + 2 * max(1, index.size))

    def find(self, question: Question) -> list[Finding]:
        """A finding for each place asked about, or one for the whole library, or one a place.

        What finds nothing is looked for once more without the words that the segmenter made up.
        """
        question = joined(question, self.index)
        found = self._found(question)
        if any(finding.chosen for finding in found):
            return found
        apart = unglued(question, self.index)
        again = self._found(apart) if apart.terms != question.terms else []
        return again if any(finding.chosen for finding in again) else found

    def _found(self, question: Question) -> list[Finding]:
        if question.places:
            return [self._placed(question, candidates) for candidates in question.places]
        found = self.weighed(question, self._nameless() if question.unnamed else None, None)
        if question.numeric and question.unit not in ("日", "时") and _NATION.search(question.folded):
            found = [each for each in found if _OF_NATION.search(each.sentence.folded)]
        return self._unplaced(question, found)

    def _nameless(self) -> tuple[ArticleKey, ...]:
        """The articles on no place that is known by name, of which some 某县 can be one."""
        homes = self.catalogue.homes.items()
        return tuple(key for key, place in homes if place is None or not place.code)

    def _placed(self, question: Question, candidates: Candidates) -> Finding:
        scopes = self.catalogue.scopes(candidates)
        if not scopes:
            return Finding(None, remarks=(self._lacking("place_absent", candidates),))
        if len(scopes) > 1:
            return Finding(None, remarks=(Remark("which_place", {"places": [s.place.full for s in scopes]}),))
        (scope,) = scopes
        if not question.terms:
            return self._overview(question, scope)
        finding = self._decided(question, self.weighed(question, scope.articles, scope), scope)
        if not (finding.chosen or finding.masked or question.numeric or question.generic):
            below = self.catalogue.below(scope.place)
            if below is not None:
                lower = self._decided(question, self.weighed(question, below.articles, below), below)
                finding = lower if lower.chosen else finding
        if finding.chosen or finding.masked:
            return finding
        if scope.kind == "mentioned":
            lacking = self._lacking("only_mentioned", (scope.place,))
        else:
            lacking = Remark("nothing_on_topic", {"place": scope.place.full})
        return replace(finding, remarks=finding.remarks or (lacking,))

    def _unplaced(self, question: Question, found: list[Support]) -> list[Finding]:
        """The whole library asked: one article where one stands out, else one finding a place."""
        by_article: dict[ArticleKey, list[Support]] = {}
        for each in found:
            by_article.setdefault(each.sentence.key, []).append(each)
        findings = [self._decided(question, each, None) for each in by_article.values()]
        answered = sorted((f for f in findings if f.chosen), key=lambda f: -f.best)
        if not answered:
            masked = sorted((f for f in findings if f.masked), key=lambda f: -f.best)
            return masked[:1] or [Finding(None, remarks=(Remark("nothing"),))]
        if question.wants == "comparison":
            if _MOST.search(question.folded) and len(answered) > 1:
                answered[0] = replace(answered[0], remarks=(*answered[0].remarks, Remark("not_ranked")))
            return answered[:MOST_PLACES]
        close = [f for f in answered if f.best >= answered[0].best - CLOSE]
        places = {self._home(f.chosen[0].sentence) for f in close}
        if len(places) == 1 or question.wants in ("definition", "how"):
            return answered[:1]
        if question.wants in ("overview", "place", "list"):
            return [replace(f, chosen=(f.top,)) for f in close[:5] if f.top is not None]
        if question.wants == "figure":
            asked = self._which_place(close)
            if len(asked.values["places"]) < 2:  # places that cannot be named cannot be chosen from
                return answered[:1]
            return [Finding(None, remarks=(asked,), best=close[0].best)]
        return close[:MOST_PLACES]

    def weighed(
        self,
        question: Question,
        keys: tuple[ArticleKey, ...] | None,
        scope: Scope | None,
        *,
        least: float = ENOUGH,
    ) -> list[Support]:
        """The sentences of *keys* (all articles, if None) that may answer, with their support, best first.

        Those that cover less than *least* of the question's weight are left out.
        """
        few = keys is not None and len(keys) <= 5
        if keys is not None and few and sum(len(self.catalogue.sentences(key)) for key in keys) <= FEW:
            sentences = [s for key in keys for s in self.catalogue.sentences(key)]
        else:
            sentences = list(self._hit(question, keys))
        figure = question.numeric and not question.unnamed
        weighing = Weighing(question, self.weight)
        found = [
            each
            for sentence in sentences
            if (each := weighing.support(sentence, least))
            if scope is None
            or scope.admits(sentence, self._home(sentence), figure=figure)
            or (question.grounded and each.background > BESIDES)
        ]
        told = (p.year for each in found if not each.sentence.planned for p in each.sentence.periods)
        latest = None if question.periods else max(told, default=None)
        return sorted(found, key=self._rank(question, scope, latest))

    def told(self, each: Support) -> list[Support]:
        """*each*, behind the line or sentence that it makes no sense without, if there is one."""
        if each.sentence.needs is None:
            return [each]
        sentences = self.catalogue.sentences(each.sentence.key)
        needed = next((s for s in sentences if s.start == each.sentence.needs), None)
        return [replace(each, sentence=needed), each] if needed is not None else [each]

    def _home(self, sentence: Sentence) -> Place | None:
        return self.catalogue.homes[sentence.key]

    def _hit(self, question: Question, keys: tuple[ArticleKey, ...] | None) -> Iterable[Sentence]:
        hits = self.index.search(sought(question), within=keys, limit=MOST_PASSAGES)
        starts: dict[ArticleKey, list[int]] = {}
        for hit in hits:
            passage = hit.passage
            starts.setdefault((passage.document, passage.article), []).append(passage.start)
        # An index on a cluster can have gone on to a later version, with articles that are not here.
        for key in sorted(key for key in starts if key in self.catalogue.articles):
            yield from self.catalogue.sentences_at(key, starts[key])

    @staticmethod
    def _rank(
        question: Question, scope: Scope | None, latest: int | None
    ) -> Callable[[Support], tuple[float, str, int]]:
        """The order of sentences: how well they answer, less for marks of blanking and for length.

        Of figures of several years that of the *latest* comes first.
        """

        def key(each: Support) -> tuple[float, str, int]:
            sentence = each.sentence
            score = each.score
            if question.numeric:
                score += 0.5 * each.figure + 0.15 * each.tight + 0.1 * sentence.has_figure
            score += 0.25 * each.background - 0.15 * sentence.masked
            if question.wants == "list":
                score += 0.6 * each.listed
            if question.wants == "definition":
                score += 0.2 * defines(each, question)
            if question.wants == "overview":
                score += 0.1 * sentence.has_figure - 0.25 * (len(sentence.text) < 16)
            score += RECENT * (question.numeric and any(p.year == latest for p in sentence.periods))
            score -= 0.4 * (sentence.planned and not question.of_plans)
            score -= 0.1 * bool(scope is not None and scope.kind == "own" and sentence.subplaces)
            score -= min(len(sentence.text), 400) / 4000
            return -round(score, 6), sentence.document, sentence.start

        return key

    def _decided(self, question: Question, found: list[Support], scope: Scope | None) -> Finding:
        """Whether the best of *found* answer; those that do, chosen and in order."""
        asked = self._asked(question)
        if asked:
            dated = self._dated(found, question, asked)
            if not any(suffices(each, question) for each in dated):
                told = [each.sentence for each in found if suffices(each, question)]
                if told:
                    return Finding(scope, remarks=(self._other_periods(asked, scope, told),))
            found = of_best_fit(dated, lambda each: suffices(each, question))
        good = [each for each in found if suffices(each, question)]
        if question.numeric and not question.of_plans:
            good = [each for each in good if not each.sentence.planned] or good
        # Where a figure is asked for, one that the sentence blanks out may be it.
        clear = [each for each in good if not question.numeric or each.clear or not each.sentence.masked]
        if clear:
            shown = one_each(clear, asked) or chosen(clear, question)
            if is_story(shown, question):
                shown = self._told(beginning(clear), shown, question, scope)
            remarks = of_other_lengths(asked, shown, places=len(question.places))
            if more_to_tell(clear, shown, question):
                remarks = (*remarks, Remark("more"))
            return Finding(scope, tuple(shown), best=clear[0].all, top=clear[0], remarks=remarks)
        hidden = good or [e for e in found if e.sentence.masked and e.all >= ENOUGH]
        return Finding(scope, masked=tuple(hidden[:1]), best=hidden[0].all if hidden else 0.0)

    def _asked(self, question: Question) -> Periods:
        return Periods(question.periods, self.catalogue.reported)

    def _dated(self, found: list[Support], question: Question, asked: Periods) -> dict[Support, Fit]:
        """Those of *found* that are of a period asked for, and how; what goes on with others counts too.

        2023年发生火灾6起。2022年为10起。
        """
        dated = {each: fit for each in found if (fit := asked.fit(each.sentence))}
        answering, figure = [each for each in found if suffices(each, question)], wanted(question)
        for one in asked.single():
            if any(asked.fit_of(one, each.sentence) is Fit.EXACT for each in answering):
                continue
            for each in answering:
                first = each.sentence
                going_on = (s for s in self._behind(first) if asked.goes_on(one, s, first, figure))
                dated |= {replace(each, sentence=sentence): Fit.EXACT for sentence in going_on}
        return dated

    def _behind(self, first: Sentence) -> Iterator[Sentence]:
        """The sentences behind *first*, in its paragraph and the next one of its section."""
        for sentence in self.catalogue.sentences(first.key):
            near = sentence.paragraph - first.paragraph <= 1 and sentence.section == first.section
            if near and sentence.start > first.start:
                yield sentence

    def _other_periods(self, asked: Periods, scope: Scope | None, told: list[Sentence]) -> Remark:
        """What is said where only sentences of other periods answer: *told*."""
        keys = scope.articles if scope is not None else {sentence.key for sentence in told}
        sentences = (sentence for key in keys for sentence in self.catalogue.sentences(key))
        values = {"asked": str(asked), "period": asked.others(told)}
        has = any(asked.fit(sentence) >= Fit.PART for sentence in sentences)
        return Remark("period_lacks" if has else "year_absent", values)

    def _told(
        self, beginning: Support, shown: list[Support], question: Question, scope: Scope | None
    ) -> list[Support]:
        """*shown* with the sentences from *beginning* on: how something was done is told in order."""
        first = beginning.sentence
        following = (
            s
            for s in self.catalogue.sentences(first.key)
            if s.start > first.start and s.section == first.section and s.paragraph - first.paragraph <= 2
        )
        told = {each.sentence.start: each for each in (beginning, *shown)}
        weighing = Weighing(question, self.weight)
        room = TOLD - sum(len(each.sentence.text) for each in told.values())
        for sentence in following:
            room -= len(sentence.text) if sentence.start not in told else 0
            foreign = scope is not None and not scope.admits(sentence, self._home(sentence), figure=False)
            elsewhere = question.wants in ("definition", "list") and sentence.paragraph != first.paragraph
            if room < 0 or foreign or elsewhere:
                break
            if sentence.start not in told and (each := weighing.support(sentence)):
                told[sentence.start] = each
        return [told[start] for start in sorted(told)]

    def _overview(self, question: Question, scope: Scope) -> Finding:
        """A place and nothing else: the sentences with most figures and honours, in their order."""
        wanted = replace(question, terms=tuple(Term(word) for word in OVERVIEW))
        sentences = [s for key in scope.articles[:3] for s in self.catalogue.sentences(key)]
        admitted = [s for s in sentences if scope.admits(s, self._home(s), figure=False)]
        asked = self._asked(question)
        admitted = [s for s in admitted if asked.fit(s)]
        weighing = Weighing(wanted, lambda term: 1.0)
        rated = sorted(
            (each for s in admitted if not s.masked and (each := weighing.support(s))),
            key=lambda e: (-(e.own + 0.2 * e.sentence.has_figure), e.sentence.document, e.sentence.start),
        )
        if not rated:
            return Finding(scope, remarks=(nothing_told(asked, scope.place.full, sentences),))
        first = tuple(sorted(rated[:4], key=lambda e: (e.sentence.document, e.sentence.start)))
        # Of a place that others' reports only mention, that is said.
        mentioned = (
            (self._lacking("mentioned", (scope.place,)),) if scope.kind == "mentioned" and first else ()
        )
        return Finding(scope, first, remarks=mentioned)

    def weight(self, term: Term) -> float:
        """The idf of *term* or what means the same, by its lightness; less for a word never used.

        idf = ln(1 + 1 / share of passages that hold it), a share of half a passage for none.
        """
        weight = self._weights.get(term)
        if weight is None:
            share = self.index.frequency((term.text, *term.alike))
            # A word that no document uses says more of how the question is put than of what it is about.
            idf = math.log(1 + 1 / share) if share else UNUSED * self._highest
            if len(self._weights) > 20_000:
                self._weights.clear()
            weight = self._weights[term] = idf * lightness(term.text)
        return weight

    # what is said when there is nothing

    def _lacking(self, kind: str, candidates: Candidates) -> Remark:
        nearest = [place.full for place in self.catalogue.nearest(candidates)[:3]]
        return Remark(kind, {"place": candidates[0].full, "nearest": nearest})

    def _which_place(self, findings: list[Finding]) -> Remark:
        places = []
        for finding in findings:
            sentence = finding.chosen[0].sentence
            place = self.catalogue.homes[sentence.key]
            if place is not None and place.code:
                places.append(place.short)
        return Remark("which_place", {"places": list(dict.fromkeys(places))})


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
