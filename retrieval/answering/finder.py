"""Finder: from a question to findings; which sentences answer it for which place, or what is lacking.

places ─▶ scopes ─▶ passages ─▶ evidence ─▶ decision ─▶ chosen, or the closest, or a remark that says why not
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.document import ArticleKey
from corpus.places.gazetteer import local
from retrieval.answering.answer import Remark
from retrieval.answering.asks import of_place
from retrieval.answering.choosing import chosen, lists_things, own_first
from retrieval.answering.decision import model
from retrieval.answering.evidence import Evidence, Weighing
from retrieval.answering.figures import wanted
from retrieval.answering.finding import Finding, hides_it, unclear
from retrieval.answering.gathering import Gathering, rated
from retrieval.answering.measures import MOST, listed
from retrieval.answering.periods import (
    Fit,
    Periods,
    nothing_told,
    of_best_fit,
    of_other_lengths,
    one_each,
)
from retrieval.answering.scopes import Scope
from retrieval.answering.selection import MOST_STATEMENTS, Selection, fitting
from retrieval.index.sentences import Sentence
from retrieval.question.grammar import Candidates, Term
from retrieval.question.lexicon import NATION
from retrieval.question.question import Question

BESIDE = 0.5  # of the threshold, for one of several things asked for where another was found
# A figure of the nation, not a rank in it: 全国打掉900个, not 位居全国第三.
_OF_NATION = re.compile(r"全国(?![^,。;]{0,12}(?:第|前|先进|示范))[^,。;]{0,16}\d")
OVERVIEW = ("满意", "被评为", "示范", "长安杯", "率先")  # what a place is best introduced by


class Finder:
    """Finds among what is gathered from one library."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.catalogue = gathering.catalogue
        self._selection = Selection(self.catalogue)

    def find(self, question: Question, *, easier: float = 1.0) -> list[Finding]:
        """A finding for each place asked about, or one for the whole library, or one a place.

        *easier* lowers the threshold, for what stands beside something that was found.
        """
        found = self._found(question, easier)
        if (
            len(found) > 1
            and any(f.chosen for f in found)
            and not all(f.chosen for f in found)
            and easier == 1
        ):
            again = self._found(question, BESIDE)
            found = [old if old.chosen else new for old, new in zip(found, again, strict=True)]
        return found

    def _found(self, question: Question, easier: float) -> list[Finding]:
        if question.claims and (question.wants == "place" or not question.terms):
            return self._holding(question)
        if question.places:
            return [self._placed(of_place(question, each), each, easier) for each in question.places]
        findings = [self._decided(question, each, None) for each in self._by_article(question)]
        return chosen(question, findings, self.gathering.home)

    def _by_article(self, question: Question) -> Iterable[list[Evidence]]:
        """What is found in the whole library, the places left out that the question leaves out."""
        found = self.gathering.weighed(question, self._nameless() if question.unnamed else None, None)
        of_nation = question.numeric and any(term.text == NATION for term in question.terms)
        by_article: dict[ArticleKey, list[Evidence]] = {}
        for each in found:
            if of_nation and not self._is_of_nation(each.sentence):
                continue
            if not self._is_excluded(each, question):
                by_article.setdefault(each.sentence.key, []).append(each)
        return by_article.values()

    def _is_of_nation(self, sentence: Sentence) -> bool:
        """Whether a figure of the nation is told, or the article is on it and on no place."""
        on_it = NATION in sentence.headed and self.gathering.home(sentence) is None
        return on_it or _OF_NATION.search(sentence.folded) is not None

    def _is_excluded(self, each: Evidence, question: Question) -> bool:
        """Whether a sentence is on a place that the question leaves out: 除了大理, 其他地方."""
        home = self.gathering.home(each.sentence)
        return home is not None and any(home.within(place) for out in question.excluded for place in out)

    def _nameless(self) -> tuple[ArticleKey, ...]:
        """The articles on no place that is known by name, of which some 某县 can be one."""
        homes = self.catalogue.homes.items()
        return tuple(key for key, place in homes if place is None or not place.code)

    def _holding(self, question: Question) -> list[Finding]:
        """The sentences that hold the figure asked about, wherever: 7863万元是哪儿追回来的."""
        weighing = Weighing(question, self.gathering.weight)
        held = (
            sentence
            for claim in question.claims
            for key in self.catalogue.holding(claim)
            for sentence in self.catalogue.sentences(key)
            if stands(claim, sentence.folded)
        )
        found = [weighing.evidence(sentence) or Evidence.of(sentence, question) for sentence in held]
        best = sorted((rated(each, figure=True) for each in found), key=lambda each: -each.probability)
        if not best:
            return [Finding(None, remarks=(Remark("figure_nowhere", {"figures": list(question.claims)}),))]
        return [Finding(None, tuple(best[:MOST_STATEMENTS]), best=best[0].probability)]

    def _placed(self, question: Question, candidates: Candidates, easier: float) -> Finding:
        scopes = self.catalogue.scopes(self._towns(candidates, question) or candidates)
        if inside := self._inside(question, candidates, scopes):
            return inside
        if not scopes:
            return Finding(None, remarks=(self._lacking("place_absent", candidates),))
        if not question.terms and len(scopes) == 1:
            return self._overview(question, scopes[0])
        tried = [self._scoped(question, scope, easier) for scope in scopes]
        found = [finding for finding in tried if finding.chosen]
        if len(found) > 1:
            names = [finding.scope.place.full for finding in found if finding.scope]
            return Finding(None, remarks=(Remark("which_place", {"places": names}),))
        finding = found[0] if found else max(tried, key=lambda each: each.best)
        if finding.chosen or finding.masked:
            return finding
        return self._refusing(question, finding, finding.scope or scopes[0])

    def _towns(self, candidates: Candidates, question: Question) -> Candidates:
        """The towns in *candidates* asked about that articles are on: 讷河市拉哈镇, not 讷河市."""
        asked = [each for each in question.institutions if each.local]
        names = [name for each in asked for name in (*each.within, each.name)]
        towns = (local(place, name) for place in candidates for name in names)
        return tuple(town for town in towns if town in self.catalogue.places)

    def _refusing(self, question: Question, finding: Finding, scope: Scope) -> Finding:
        """*finding*, which has nothing for *scope*: what stands below it, or why there is nothing."""
        below = self._below(question, scope)
        if below is not None or finding.remarks:
            return below or finding
        if scope.kind == "mentioned":
            return replace(finding, remarks=(self._lacking("only_mentioned", (scope.place,)),))
        return replace(finding, remarks=(Remark("nothing_on_topic", {"place": scope.place.full}),))

    def _scoped(self, question: Question, scope: Scope, easier: float = 1.0) -> Finding:
        """What *scope* has for *question*."""
        return self._decided(question, self.gathering.weighed(question, scope.articles, scope), scope, easier)

    def _below(self, question: Question, scope: Scope) -> Finding | None:
        """What the articles on places in it say of the whole place; None for figures, or if nothing."""
        if question.numeric or question.generic:
            return None
        below = self.catalogue.below(scope.place)
        finding = self._scoped(question, below) if below is not None else None
        return finding if finding is not None and finding.chosen else None

    def _inside(self, question: Question, candidates: Candidates, scopes: Sequence[Scope]) -> Finding | None:
        """What the places inside a province or city tell, each its best, where nothing is on the whole."""
        own = question.unnamed or "own" in {scope.kind for scope in scopes}
        if own or question.wants == "figure" or len(question.places) > 1:
            return None
        told = self._scoped if question.terms else self._overview
        findings = (told(question, scope) for scope in self.catalogue.inside(candidates))
        found = [finding for finding in findings if finding.chosen]
        if not found:
            return None
        found.sort(key=lambda each: -each.best)
        first = fitting([each.chosen[0] for each in found[:MOST_STATEMENTS]])
        remark = Remark("inside", {"place": candidates[0].full})
        return Finding(found[0].scope, tuple(first), remarks=(remark,), best=found[0].best)

    def _decided(
        self, question: Question, found: list[Evidence], scope: Scope | None, easier: float = 1.0
    ) -> Finding:
        """Whether the best of *found* answer; those that do, chosen and in order."""
        of_list = self._measures(question, found, scope) if question.measures else None
        if of_list is not None:
            return of_list
        least = model().thresholds.least(question) * easier
        asked = self.gathering.periods(question)
        if asked:
            of_period = self._of_period(question, found, asked, least)
            if isinstance(of_period, tuple):
                return Finding(scope, remarks=(self._other_periods(asked, scope, list(of_period)),))
            found = of_period
        if not question.of_plans:
            found = [each for each in found if not each.sentence.planned] or found
        lists = lists_things(question)
        good = [e for e in found if e.probability >= least * (BESIDE if lists and e["listed"] else 1)]
        clear = _clear(question, good, found)
        if not clear:
            return unclear(good, found, scope)
        clear = own_first(question, clear, found)
        shown = one_each(clear, asked) or self._selection.shown(question, clear, found, scope)
        remarks = of_other_lengths(asked, shown, places=len(question.places))
        if _leaves_out(question, clear, shown):
            remarks = (*remarks, Remark("more"))
        return Finding(scope, tuple(shown), best=clear[0].probability, remarks=remarks)

    def _of_period(
        self, question: Question, found: list[Evidence], asked: Periods, least: float
    ) -> list[Evidence] | tuple[Sentence, ...]:
        """Those of *found* that are of the period *asked* for; if only others answer, their sentences."""
        dated = self._dated(found, question, asked, least)
        if not any(each.probability >= least for each in dated):
            told = tuple(each.sentence for each in found if each.probability >= least)
            if told or (found and not dated):
                return told or tuple(each.sentence for each in found)
        return of_best_fit(dated, lambda each: each.probability >= least)

    def _measures(self, question: Question, found: Sequence[Evidence], scope: Scope | None) -> Finding | None:
        """The list of what was done, in the article of *scope*, or of *found*, that tells it best."""
        asked, covered = self.gathering.periods(question), self.gathering.covering(question)
        keys = dict.fromkeys(each.sentence.key for each in found) if scope is None else scope.articles
        best: tuple[float, list[Sentence]] = 0.0, []
        for key in keys:
            admitted = [
                sentence
                for sentence in self.catalogue.sentences(key)
                if asked.fit(sentence)
                and (scope is None or scope.admits(sentence, self.gathering.home(sentence), figure=False))
            ]
            best = max(best, listed(admitted, covered), key=lambda pair: pair[0])
        score, items = best
        shown = tuple(Evidence.of(item, question) for item in items[: question.count or MOST])
        remarks = (Remark("more"),) if len(items) > len(shown) else ()
        return Finding(scope, shown, best=min(1.0, score), remarks=remarks) if shown else None

    def _dated(
        self, found: list[Evidence], question: Question, asked: Periods, least: float
    ) -> dict[Evidence, Fit]:
        """Those of *found* that are of a period asked for, and how; what goes on with others counts too.

        2023年发生火灾6起。2022年为10起。
        """
        dated = {each: fit for each in found if (fit := asked.fit(each.sentence))}
        answering, figure = [each for each in found if each.probability >= least], wanted(question)
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

    def _overview(self, question: Question, scope: Scope) -> Finding:
        """A place and nothing else: the sentences with most figures and honours, in their order."""
        wanted = replace(question, terms=tuple(Term(word) for word in OVERVIEW))
        sentences = [s for key in scope.articles[:3] for s in self.catalogue.sentences(key)]
        admitted = [s for s in sentences if scope.admits(s, self.gathering.home(s), figure=False)]
        asked = self.gathering.periods(question)
        admitted = [s for s in admitted if asked.fit(s)]
        weighing = Weighing(wanted, lambda term: 1.0)
        rated = sorted(
            (weighing.evidence(s) or Evidence.of(s, question) for s in admitted if not s.masked),
            key=lambda e: (-(e["own"] + 0.2 * e.sentence.has_figure), e.sentence.document, e.sentence.start),
        )
        if not rated:
            return Finding(scope, remarks=(nothing_told(asked, scope.place.full, sentences),))
        first = tuple(sorted(rated[:4], key=lambda e: (e.sentence.document, e.sentence.start)))
        mentioned = (self._lacking("mentioned", (scope.place,)),) if scope.kind == "mentioned" else ()
        return Finding(scope, first, remarks=mentioned, best=1.0)

    # what is said when there is nothing

    def _lacking(self, kind: str, candidates: Candidates) -> Remark:
        nearest = [place.full for place in self.catalogue.nearest(candidates)[:3]]
        return Remark(kind, {"place": candidates[0].full, "nearest": nearest})


def _clear(question: Question, good: list[Evidence], found: Sequence[Evidence]) -> list[Evidence]:
    """Those of *good* that give the figure, where one is asked for; none if the very one is blanked out."""
    if not question.numeric:
        return good
    clear = [each for each in good if each.clear]
    return [] if clear and any(hides_it(e) and e["all"] > clear[0]["all"] for e in found) else clear


def _leaves_out(question: Question, clear: Sequence[Evidence], shown: Sequence[Evidence]) -> bool:
    """Whether a figure asked for stands in further sentences that answer, for which there was no room."""
    if question.wants != "figure" or question.generic:
        return False
    texts = {each.sentence.folded for each in shown}
    best = shown[0]["figure"]
    return any(e.sentence.folded not in texts and e["figure"] >= best > 0 for e in clear)


def stands(claim: str, text: str) -> bool:
    """Whether a figure stands in *text* as it is: 8个, but not in 18个."""
    return re.search(rf"(?<![\d.,]){re.escape(claim)}", text) is not None
