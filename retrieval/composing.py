"""Composer: from a question to an Answer; which sentences are shown, or why none is.

places ─▶ scopes ─▶ passages ─▶ sentences weighed ─▶ chosen ─▶ statements and citations
              └─▶ no scope, or nothing that covers the question ─▶ an honest no
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from corpus.places import Place
from retrieval.analysis import analyse
from retrieval.answer import Answer, Citation, Reading, Remark, Statement, Status
from retrieval.catalogue import Catalogue, Scope
from retrieval.evidence import Sentence, Support, matched, support
from retrieval.index import ArticleKey, Index
from retrieval.question import Candidates, Question, Term
from retrieval.selection import ENOUGH, chosen, suffices
from retrieval.trimming import trimmed

MOST_PASSAGES = 80  # passages whose sentences are weighed for one question
TOLD = 420  # characters of a story shown
FEW = 200  # a scope of so few sentences is weighed whole, without the index


@dataclass(frozen=True, slots=True)
class Finding:
    """What one scope has for a question: sentences in the order to show, or the reason for none."""

    scope: Scope | None
    chosen: tuple[Support, ...] = ()
    masked: tuple[Support, ...] = ()
    remarks: tuple[Remark, ...] = ()
    best: float = 0.0


class Composer:
    """Composes answers from a catalogue and an index over the same library."""

    def __init__(self, catalogue: Catalogue, index: Index) -> None:
        self.catalogue = catalogue
        self.index = index
        self._weights: dict[Term, float] = {}

    def compose(self, question: Question) -> Answer:
        """The answer to *question*, unverified."""
        if question.kind == "help":
            return self._answer(question, "help", remarks=[Remark("help")])
        if question.kind == "outside":
            return self._answer(question, "not_found", remarks=[Remark("out_of_domain")])
        if question.kind == "garbage" or not question.is_about_something:
            return self._answer(question, "clarify", remarks=[Remark("unclear")])
        for parts in (question.parts(), question.parts(finer=True)):
            groups = [self._one(part) for part in parts]
            if any(finding.chosen for group in groups for finding in group):
                return self._together(question, groups)
        return self._together(question, [self._one(question)])

    # one question

    def _one(self, question: Question) -> list[Finding]:
        """A finding for each place asked about, or one for the whole library, or one a place."""
        if question.places:
            return [self._placed(question, candidates) for candidates in question.places]
        keys = tuple(self.catalogue.articles)
        found = self._weighed(question, keys, None)
        return self._unplaced(question, found)

    def _placed(self, question: Question, candidates: Candidates) -> Finding:
        scope = self.catalogue.scope(candidates)
        if scope is None:
            return Finding(None, remarks=(self._lacking("place_absent", candidates),))
        if not question.terms:
            return self._overview(question, scope)
        found = self._weighed(question, scope.articles, scope)
        finding = self._decided(question, found, scope)
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
            by_article.setdefault((each.sentence.document, each.sentence.article), []).append(each)
        findings = [self._decided(question, each, None) for each in by_article.values()]
        answered = sorted((f for f in findings if f.chosen), key=lambda f: -f.best)
        if not answered:
            masked = sorted((f for f in findings if f.masked), key=lambda f: -f.best)
            return masked[:1] or [Finding(None, remarks=(Remark("nothing"),))]
        close = [f for f in answered if f.best >= answered[0].best - 0.12]
        if len(close) == 1 or question.wants in ("definition", "how"):
            return answered[:1]
        if question.wants in ("overview", "place", "list"):
            return [replace(f, chosen=f.chosen[:1]) for f in close[:5]]
        if question.wants == "figure":
            return [Finding(None, remarks=(self._which_place(question, close),), best=close[0].best)]
        return close[:6]

    def _weighed(self, question: Question, keys: Iterable[ArticleKey], scope: Scope | None) -> list[Support]:
        """The sentences of *keys* that may answer, with their support, best first."""
        keys = list(keys)
        if sum(len(self.catalogue.sentences(key)) for key in keys[:5]) <= FEW and len(keys) <= 5:
            sentences = [s for key in keys for s in self.catalogue.sentences(key)]
        else:
            sentences = list(self._hit(question, keys))
        loosely = not question.numeric
        admitted = (s for s in sentences if scope is None or scope.admits(s, self._home(s), loosely=loosely))
        found = [support(s, question, self.weight) for s in admitted]
        return sorted((f for f in found if f.all > 0), key=self._rank(question, scope))

    def _home(self, sentence: Sentence) -> Place | None:
        return self.catalogue.articles[sentence.document, sentence.article].place

    def _hit(self, question: Question, keys: list[ArticleKey]) -> Iterable[Sentence]:
        terms = [t for term in question.terms for word in (term.text, *term.alike) for t in analyse(word)]
        hits = self.index.search(terms, within=keys, limit=MOST_PASSAGES)
        spans: dict[ArticleKey, list[tuple[int, int]]] = {}
        for hit in hits:
            passage = hit.passage
            spans.setdefault((passage.document, passage.article), []).append((passage.start, passage.end))
        for key in sorted(spans):
            for sentence in self.catalogue.sentences(key):
                if any(start <= sentence.start < end for start, end in spans[key]):
                    yield sentence

    @staticmethod
    def _rank(question: Question, scope: Scope | None) -> Callable[[Support], tuple[float, str, int]]:
        """The order of sentences: how well they answer, less for marks of blanking and for length."""

        def key(each: Support) -> tuple[float, str, int]:
            sentence = each.sentence
            score = each.score + (0.5 * each.figure if question.numeric else 0.0)
            score -= 0.15 * sentence.masked
            score -= 0.1 * bool(scope is not None and scope.kind == "own" and sentence.subplaces)
            score -= min(len(sentence.text), 400) / 4000
            return -round(score, 6), sentence.document, sentence.start

        return key

    def _decided(self, question: Question, found: list[Support], scope: Scope | None) -> Finding:
        """Whether the best of *found* answer; those that do, chosen and in order."""
        if question.years:
            dated = [each for each in found if each.sentence.years & question.years]
            if not any(suffices(each, question) for each in dated) and any(
                suffices(each, question) for each in found
            ):
                years = sorted({y for each in found if suffices(each, question) for y in each.sentence.years})
                values = {"years": sorted(question.years), "period": "、".join(f"{y}年" for y in years)}
                return Finding(scope, remarks=(Remark("year_absent", values),))
            found = dated
        good = [each for each in found if suffices(each, question)]
        clear = [each for each in good if not (each.sentence.masked and question.numeric)]
        if clear:
            shown = chosen(clear, question)
            if question.wants in ("how", "definition"):
                shown = self._told(shown, question)
            return Finding(scope, tuple(shown), best=clear[0].all)
        hidden = good or [e for e in found if e.sentence.masked and e.all >= ENOUGH]
        return Finding(scope, masked=tuple(hidden[:1]), best=hidden[0].all if hidden else 0.0)

    def _told(self, shown: list[Support], question: Question) -> list[Support]:
        """*shown* with the sentences that follow its first: how something was done is told in order."""
        first = shown[0].sentence
        following = (
            s
            for s in self.catalogue.sentences((first.document, first.article))
            if s.start > first.start and s.section == first.section and s.paragraph - first.paragraph <= 2
        )
        told = {each.sentence.start: each for each in shown}
        room = TOLD - sum(len(each.sentence.text) for each in shown)
        for sentence in following:
            room -= len(sentence.text)
            if room < 0 or (question.wants == "definition" and sentence.paragraph != first.paragraph):
                break
            told.setdefault(sentence.start, support(sentence, question, self.weight))
        return [told[start] for start in sorted(told)]

    def _overview(self, question: Question, scope: Scope) -> Finding:
        """A place and nothing else: the sentences with most figures and honours, in their order."""
        wanted = replace(question, terms=tuple(Term(w) for w in ("满意", "被评为", "示范", "长安杯", "率先")))
        sentences = [s for key in scope.articles[:3] for s in self.catalogue.sentences(key)]
        admitted = [s for s in sentences if scope.admits(s, self._home(s))]
        if question.years:
            admitted = [s for s in admitted if s.years & question.years]
        rated = sorted(
            (support(s, wanted, lambda term: 1.0) for s in admitted if not s.masked),
            key=lambda e: (-(e.own + 0.2 * e.sentence.has_figure), e.sentence.document, e.sentence.start),
        )
        return Finding(scope, tuple(sorted(rated[:4], key=lambda e: (e.sentence.document, e.sentence.start))))

    def weight(self, term: Term) -> float:
        """The idf of *term* over the library's sentences; a word never used weighs most."""
        if term not in self._weights:
            total = df = 0
            for key in self.catalogue.articles:
                for sentence in self.catalogue.sentences(key):
                    total += 1
                    df += matched(term, sentence.folded) >= 0.6
            self._weights[term] = math.log(1 + total / (df + 0.5)) * (0.25 if len(term.text) == 1 else 1.0)
        return self._weights[term]

    # what is said when there is nothing

    def _lacking(self, kind: str, candidates: Candidates) -> Remark:
        nearest = [place.full for place in self.catalogue.nearest(candidates)[:3]]
        return Remark(kind, {"place": candidates[0].full, "nearest": nearest})

    def _which_place(self, question: Question, findings: list[Finding]) -> Remark:
        places = []
        for finding in findings:
            sentence = finding.chosen[0].sentence
            place = self.catalogue.articles[sentence.document, sentence.article].place
            if place is not None:
                places.append(place.short)
        return Remark("which_place", {"places": list(dict.fromkeys(places))})

    # putting it together

    def _together(self, question: Question, groups: list[list[Finding]]) -> Answer:
        findings = [finding for group in groups for finding in group]
        supports: dict[tuple[str, int], Support] = {}
        for finding in findings:
            for each in finding.chosen:
                supports.setdefault((each.sentence.document, each.sentence.start), each)
        remarks = [remark for finding in findings for remark in finding.remarks]
        status: Status = "answered"
        if not supports:
            hidden = next((f.masked[0] for f in findings if f.masked), None)
            if hidden is not None:
                supports[hidden.sentence.document, hidden.sentence.start] = hidden
                status = "masked"
                remarks = [Remark("masked"), *remarks]
            else:
                asks = [r for r in remarks if r.kind == "which_place"]
                status = "clarify" if asks else "not_found"
        cited = [self._cited(n, each, question) for n, each in enumerate(supports.values(), 1)]
        statements = [s for s, _ in cited]
        citations = [c for _, c in cited]
        remarks += self._cautions(question, citations)
        return self._answer(question, status, statements, citations, remarks)

    def _cited(self, n: int, each: Support, question: Question) -> tuple[Statement, Citation]:
        sentence = each.sentence
        key = (sentence.document, sentence.article)
        article = self.catalogue.articles[key]
        document = self.catalogue.documents[sentence.document]
        citation = Citation(
            n=n,
            document=sentence.document,
            article=article.title or _opening(document.text[article.start : article.end]),
            section=sentence.section,
            place=article.place.full if article.place else None,
            place_basis=article.basis,
            period=article.period,
            masked=article.masked > 0,
            quote=sentence.text,
            start=sentence.start,
            end=sentence.end,
            line=document.line(sentence.start),
            evidence=article.evidence,
            also_in=tuple(name for name, _ in self.catalogue.copies.get(key, ())),
        )
        return Statement(trimmed(each, question), (n,)), citation

    def _cautions(self, question: Question, citations: list[Citation]) -> list[Remark]:
        """What a reader should know of statements that are shown."""
        remarks = []
        if any("今年" in c.quote for c in citations):
            remarks.append(Remark("this_year"))
        inferred = {
            c.place: c.evidence for c in citations if c.place and c.place_basis in ("inferred", "hint")
        }
        for place, evidence in inferred.items():
            remarks.append(Remark("inferred", {"place": place, "evidence": list(evidence[:5])}))
        shown = "".join(c.quote for c in citations)
        false = [claim for claim in question.claims if claim not in shown]
        if false and citations:
            remarks.append(Remark("claim_absent", {"claims": false}))
        return remarks

    def _answer(
        self,
        question: Question,
        status: Status,
        statements: Iterable[Statement] = (),
        citations: Iterable[Citation] = (),
        remarks: Iterable[Remark] = (),
    ) -> Answer:
        reading = Reading(
            place="、".join(c[0].full for c in question.places) or None,
            period="、".join(f"{year}年" for year in sorted(question.years)) or None,
            topic=question.topic,
            wants=question.wants,
            carried_over=question.carried_over,
        )
        remarks = tuple(remarks)
        return Answer(
            question=question.text,
            read_as=reading,
            status=status,
            statements=tuple(statements),
            citations=tuple(citations),
            remarks=remarks,
            suggestions=self._suggestions(question, remarks),
        )

    def _suggestions(self, question: Question, remarks: tuple[Remark, ...]) -> tuple[str, ...]:
        """Questions that would be answered, for a refusal or a choice."""
        topic = question.topic or ""
        found: list[str] = []
        for remark in remarks:
            if remark.kind == "which_place":
                found += [f"{place}{topic}" for place in remark.values["places"]]
            if remark.kind in ("place_absent", "only_mentioned"):
                found += [f"{name}{topic}" for name in remark.values["nearest"]]
        return tuple(dict.fromkeys(found))[:5]


def _opening(text: str) -> str:
    """The beginning of an untitled article, to know it by."""
    first = text.lstrip().split("\n", 1)[0]
    return first if len(first) <= 24 else first[:24] + "…"
