"""Finder: from a question to findings; which sentences answer it for which place, or what is lacking.

places ─▶ scopes ─▶ passages ─▶ evidence ─▶ decision ─▶ chosen, or the closest, or a remark that says why not
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import ArticleKey
from retrieval.answering.answer import Remark
from retrieval.answering.decision import model
from retrieval.answering.evidence import Evidence, Weighing
from retrieval.answering.figures import wanted
from retrieval.answering.gathering import Gathering, likely, rated
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
from retrieval.question.question import Question

MOST_PLACES = 8
HIDDEN = 0.58  # the share of the question that a sentence covers whose blanked-out figure is asked for
BESIDE = 0.5  # of the threshold, for one of several things asked for where another was found
CLOSE_PLACES = 0.12  # of two places whose best sentences are this near, the question is asked back
# A figure of the nation, not a rank in it: 全国打掉900个, not 位居全国第三.
_OF_NATION = re.compile(r"全国(?![^,。;]{0,12}(?:第|前|先进|示范))[^,。;]{0,16}\d")
OVERVIEW = ("满意", "被评为", "示范", "长安杯", "率先")  # what a place is best introduced by


@dataclass(frozen=True, slots=True)
class Finding:
    """What one scope has for a question: sentences in the order to show, or the reason for none.

    `closest` are the nearest sentences where none answers; `best` is the probability of the first one.
    """

    scope: Scope | None
    chosen: tuple[Evidence, ...] = ()
    masked: tuple[Evidence, ...] = ()
    closest: tuple[Evidence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    best: float = 0.0


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
            return [self._placed(question, candidates, easier) for candidates in question.places]
        found = self.gathering.weighed(question, self._nameless() if question.unnamed else None, None)
        if question.numeric and any(term.text == "全国" for term in question.terms):
            found = [each for each in found if _OF_NATION.search(each.sentence.folded)]
        return self._unplaced(question, found)

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
        scopes = self.catalogue.scopes(candidates)
        if not scopes:
            return Finding(None, remarks=(self._lacking("place_absent", candidates),))
        if not question.terms and len(scopes) == 1:
            return self._overview(question, scopes[0])
        tried = [
            self._decided(question, self.gathering.weighed(question, s.articles, s), s, easier)
            for s in scopes
        ]
        found = [finding for finding in tried if finding.chosen]
        if len(found) > 1:
            names = [finding.scope.place.full for finding in found if finding.scope]
            return Finding(None, remarks=(Remark("which_place", {"places": names}),))
        finding = found[0] if found else max(tried, key=lambda each: each.best)
        scope = finding.scope or scopes[0]
        if not (finding.chosen or finding.masked or question.numeric or question.generic):
            below = self.catalogue.below(scope.place)
            if below is not None:
                lower = self._decided(
                    question, self.gathering.weighed(question, below.articles, below), below
                )
                finding = lower if lower.chosen else finding
        if finding.chosen or finding.masked or finding.remarks:
            return finding
        if scope.kind == "mentioned":
            return replace(finding, remarks=(self._lacking("only_mentioned", (scope.place,)),))
        return replace(finding, remarks=(Remark("nothing_on_topic", {"place": scope.place.full}),))

    def _unplaced(self, question: Question, found: list[Evidence]) -> list[Finding]:
        """The whole library asked: one article where one stands out, else one finding a place."""
        by_article: dict[ArticleKey, list[Evidence]] = {}
        for each in found:
            by_article.setdefault(each.sentence.key, []).append(each)
        findings = [self._decided(question, each, None) for each in by_article.values()]
        listing = question.wants in ("list", "definition") and bool(question.counted)
        answered = sorted(
            (f for f in findings if f.chosen),
            key=lambda f: (-f.chosen[0]["listed"] if listing else 0.0, -likely(f.chosen[0], question)),
        )
        if not answered:
            rest = sorted(findings, key=lambda f: (not f.masked, -f.best))
            dated = next((f.remarks for f in rest if f.remarks), ())
            if rest and rest[0].masked:
                return rest[:1]
            closest = tuple(each for f in rest[:2] for each in f.closest[:1])
            return [Finding(None, closest=closest, remarks=dated or (Remark("nothing"),))]
        if question.wants == "comparison":
            if question.operation in ("most", "least") and len(answered) > 1:
                answered[0] = replace(answered[0], remarks=(*answered[0].remarks, Remark("not_ranked")))
            return answered[:MOST_PLACES]
        close = [f for f in answered if f.best >= answered[0].best - CLOSE_PLACES]
        places = {self.gathering.home(f.chosen[0].sentence) for f in close}
        if question.wants == "place" and question.plural:
            return [replace(f, chosen=f.chosen[:1]) for f in answered[:MOST_PLACES]]
        if len(places) == 1 or question.wants in ("definition", "how"):
            return answered[:1]
        if question.wants == "place":
            whole = [f for f in close if f.chosen[0]["own"] >= answered[0].chosen[0]["own"]]
            return [replace(f, chosen=f.chosen[:1]) for f in whole[:MOST_STATEMENTS]] or answered[:1]
        if question.wants == "figure" and not any(term.must for term in question.terms):
            asked = self._which_place(answered if len(places) > 1 else close)
            if len(asked.values["places"]) < 2:  # places that cannot be named cannot be chosen from
                return answered[:1]
            return [Finding(None, remarks=(asked,), best=close[0].best)]
        first = fitting([f.chosen[0] for f in close[:MOST_STATEMENTS]])
        return [replace(f, chosen=(each,)) for f, each in zip(close, first, strict=False)]

    def _decided(
        self, question: Question, found: list[Evidence], scope: Scope | None, easier: float = 1.0
    ) -> Finding:
        """Whether the best of *found* answer; those that do, chosen and in order."""
        thresholds = model().thresholds
        least = thresholds.least(question) * easier
        asked = self.gathering.periods(question)
        if asked:
            dated = self._dated(found, question, asked, least)
            if not any(each.probability >= least for each in dated):
                told = [each.sentence for each in found if each.probability >= least]
                if told or (found and not dated):
                    told = told or [each.sentence for each in found]
                    return Finding(scope, remarks=(self._other_periods(asked, scope, told),))
            found = of_best_fit(dated, lambda each: each.probability >= least)
        if not question.of_plans:
            found = [each for each in found if not each.sentence.planned] or found
        listing = question.wants in ("list", "definition") and bool(question.counted)
        good = [e for e in found if e.probability >= least * (BESIDE if listing and e["listed"] else 1)]
        # Where a figure is asked for, one that the sentence blanks out may be it.
        clear = [each for each in good if not question.numeric or each.clear]
        if question.numeric and clear and any(_hides_it(e) and e["all"] > clear[0]["all"] for e in found):
            clear = []  # the very figure is blanked out; another one that is given is no answer
        if clear:
            shown = one_each(clear, asked) or self._selection.shown(question, clear, found, scope)
            remarks = of_other_lengths(asked, shown, places=len(question.places))
            if _leaves_out(question, clear, shown):
                remarks = (*remarks, Remark("more"))
            return Finding(scope, tuple(shown), best=clear[0].probability, remarks=remarks)
        best = found[0].probability if found else 0.0
        hidden = good or [each for each in found if _hides_it(each)]
        if hidden:
            return Finding(scope, masked=tuple(hidden[:1]), best=best)
        closest = tuple(each for each in found[:2] if each.probability >= thresholds.close)
        return Finding(scope, closest=closest, best=best)

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

    def _which_place(self, findings: list[Finding]) -> Remark:
        homes = (self.gathering.home(finding.chosen[0].sentence) for finding in findings)
        return Remark("which_place", {"places": list(dict.fromkeys(p.short for p in homes if p and p.code))})


def _hides_it(each: Evidence) -> bool:
    """Whether a sentence blanks out what is asked for: it covers the question and gives no such figure."""
    return each.sentence.masked and not each.clear and each["all"] >= HIDDEN


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
