"""Composer: from findings to an Answer: statements, citations, and what a reader should know of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from corpus.places.gazetteer import Place
from retrieval.answering.answer import Answer, Citation, Reading, Remark, Statement, Status
from retrieval.answering.evidence import Support, Weighing
from retrieval.answering.figures import contradicts_itself
from retrieval.answering.finder import Finder, Finding
from retrieval.answering.scopes import Catalogue
from retrieval.answering.selection import BOUND, suffices
from retrieval.answering.spelling import Speller
from retrieval.answering.trimming import trimmed
from retrieval.index.search import Index
from retrieval.index.sentences import Sentence
from retrieval.language.terms import fold, plain
from retrieval.question.periods import Asked
from retrieval.question.question import Question

COVERED = 0.75  # the share of a question's weight that answers it though it sounds off topic
FURTHER = 5  # sentences shown at a time beside those that answer


class Composer:
    """Composes answers from a catalogue and an index over one library."""

    def __init__(self, catalogue: Catalogue, index: Index) -> None:
        self.catalogue = catalogue
        self.finder = Finder(catalogue, index)
        self._speller = Speller(catalogue, index)

    def compose(self, question: Question) -> Answer:
        """The answer to *question*, unverified."""
        question = self._resolved(question)
        if question.kind == "help":
            return self._answer(question, "help", remarks=[Remark("help")])
        if question.kind == "holdings":
            places = [place.full for place in self.catalogue.places]
            return self._answer(question, "help", remarks=[Remark("holdings", {"places": places})])
        if question.kind == "outside" or (question.off_topic and not self._is_covered(question)):
            return self._answer(question, "not_found", remarks=[Remark("out_of_domain")])
        if question.kind == "garbage" or not question.is_about_something:
            return self._answer(question, "clarify", remarks=[Remark("unclear")])
        answer = self._asked(question)
        if answer.status != "answered" and question.alone is not None:
            # What was carried over does not help: the subject has changed.
            fresh = self.compose(question.alone)
            answer = fresh if fresh.status == "answered" else answer
        if answer.status == "answered":
            return answer
        corrected = self._speller.corrected(question)
        if isinstance(corrected, Remark):  # several corrections are as likely: ask back
            return self._answer(question, "clarify", remarks=[corrected])
        if corrected is not None:
            again = self._asked(corrected)
            if again.status == "answered" or (again.status == "masked" and answer.status == "not_found"):
                return again
        return answer

    def further(self, question: Question, shown: Collection[tuple[str, int]]) -> Answer:
        """What else the library says of it, the best first: sentences that do not suffice on their own.

        Those *shown*, by document and start, are left out; so is what lacks the question's subject, and
        every other place's.
        """
        found: dict[tuple[str, int], Support] = {}
        for part in map(self._resolved, question.parts()):
            scopes = [scope for c in part.places for scope in self.catalogue.scopes(c)]
            for scope in scopes if part.places else [None]:
                keys = scope.articles if scope else None
                for each in self.finder.weighed(part, keys, scope, least=BOUND):
                    if not each.lacks_subject:
                        found.setdefault((each.sentence.document, each.sentence.start), each)
        best = [each for key, each in found.items() if key not in shown][:FURTHER]
        cited = [self._cited(n, each, question) for n, each in enumerate(best, 1)]
        status: Status = "answered" if cited else "not_found"
        return self._answer(question, status, [s for s, _ in cited], [c for _, c in cited])

    def _is_covered(self, question: Question) -> bool:
        """Whether the library has what *question* asks, though it sounds off topic: 客服诈骗破案多少起."""
        alone = all(term.text in str(question.off_topic) for term in question.terms)
        return not alone and any(each.best >= COVERED for each in self.finder.find(question))

    def _asked(self, question: Question) -> Answer:
        """The answer to the whole question, or failing that to its parts one by one."""
        parts, finer = (
            [self._resolved(part) for part in question.parts(finer=finer)] for finer in (False, True)
        )
        several = question.numeric and len(finer) > max(1, len(parts))
        # 结案率、批捕人数各是多少: a sentence each, if there is one for each.
        each = [self.finder.find(part) for part in finer] if several else []
        if several and all(map(_found, each)):
            return self._together(question, each)
        whole = [self.finder.find(part) for part in parts]
        if any(map(_found, whole)):
            return self._together(question, whole + (self._left_out(finer, each, whole) if several else []))
        if finer == parts:
            return self._together(question, whole)
        pieces = each or [self.finder.find(part) for part in finer]
        if not any(map(_found, pieces)):
            return self._together(question, whole)
        return self._together(question, self._left_out(finer, each, []) if several else pieces)

    def _resolved(self, question: Question) -> Question:
        """*question* with 去年 as it is meant where its newest material is asked for."""
        if not any(asked.relative and asked.period is None for asked in question.periods):
            return question
        keys = [key for c in question.places for scope in self.catalogue.scopes(c) for key in scope.articles]
        return question.resolved(self.catalogue.newest(keys or None))

    def _left_out(
        self, parts: list[Question], found: list[list[Finding]], shown: list[list[Finding]]
    ) -> list[list[Finding]]:
        """What was *found* for each of *parts*, or that nothing was, unless what is *shown* answers it."""
        sentences = [each.sentence for group in shown for finding in group for each in finding.chosen]
        more: list[list[Finding]] = []
        for part, group in zip(parts, found, strict=True):
            weighing = Weighing(part, self.finder.weight)
            supports = filter(None, map(weighing.support, sentences))
            if any(suffices(each, part) for each in supports):
                continue
            if not _found(group) and len(part.topic or "") < 2:
                continue  # 抓: nobody would know what is meant
            hidden = any(finding.masked for finding in group)
            lacking = Remark("part_masked" if hidden else "part_absent", {"topic": part.topic})
            more.append(group if _found(group) else [Finding(None, remarks=(lacking,))])
        return more

    def _together(self, question: Question, groups: list[list[Finding]]) -> Answer:
        findings = [finding for group in groups for finding in group]
        supports: dict[tuple[str, int], Support] = {}
        for finding in findings:
            for each in finding.chosen:
                for shown in self.finder.told(each):
                    supports.setdefault((shown.sentence.document, shown.sentence.start), shown)
        remarks = [remark for finding in findings for remark in finding.remarks]
        if supports and len(question.places) < 2:
            remarks = [remark for remark in remarks if remark.kind not in ("nothing", "nothing_on_topic")]
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
        key = sentence.key
        article = self.catalogue.articles[key]
        document = self.catalogue.documents[sentence.document]
        place = self._place(sentence, article.place)
        citation = Citation(
            n=n,
            document=sentence.document,
            article=article.title or _opening(document.text[article.start : article.end]),
            section=sentence.section,
            place=place.full if place else None,
            place_basis="stated" if place in sentence.named else article.basis,
            period=str(sentence.period) if sentence.period is not None else article.period,
            period_basis=sentence.period_basis or ("article" if article.period else None),
            masked=article.masked > 0,
            quote=sentence.text,
            start=sentence.start,
            end=sentence.end,
            line=document.line(sentence.start),
            evidence=article.evidence,
            also_in=tuple(name for name, _ in self.catalogue.copies.get(key, ())),
        )
        return Statement(trimmed(each, question), (n,)), citation

    @staticmethod
    def _place(sentence: Sentence, home: Place | None) -> Place | None:
        """The place a sentence speaks of: the one sub-place it is about, else its article's."""
        below = [p for p in sentence.subplaces if home is not None and p.within(home)]
        deepest = [p for p in below if not any(o != p and o.within(p) for o in below)]
        return deepest[0] if len(deepest) == 1 else home

    def _cautions(self, question: Question, citations: list[Citation]) -> list[Remark]:
        """What a reader should know of statements that are shown."""
        remarks: list[Remark] = []
        relative = [asked for asked in question.periods if asked.relative and (citations or asked.period)]
        remarks += map(_understood, relative)
        if any(contradicts_itself(plain(fold(c.quote))) for c in citations):
            remarks.append(Remark("contradicts_itself"))
        this_year = [
            c.period if c.period_basis == "relative" else None for c in citations if "今年" in c.quote
        ]
        if this_year:
            remarks.append(Remark("this_year", {"period": this_year[0]}))
        inferred = {c.place: c for c in citations if c.place and c.place_basis in ("inferred", "hint")}
        for basis in ("inferred", "hint"):
            places = {p: list(c.evidence[:4]) for p, c in inferred.items() if c.place_basis == basis}
            if places:
                remarks.append(Remark(basis, {"places": places}))
        shown = fold("".join(c.quote for c in citations))
        false = [claim for claim in question.claims if not _stands(claim, shown)]
        if false and citations:
            owners = {claim: self._owners(claim) for claim in false}
            remarks.append(Remark("claim_absent", {"owners": owners}))
        if question.corrections:
            remarks.insert(0, Remark("corrected", {"pairs": list(question.corrections)}))
        return remarks

    def _owners(self, claim: str) -> list[str]:
        """The places of which the library says *claim*: whose figure a false premise has taken."""
        found: dict[str, None] = {}
        for key in self.catalogue.holding(claim):
            article = self.catalogue.articles[key]
            text = self.catalogue.documents[key[0]].text[article.start : article.end]
            if article.place is not None and _stands(claim, text):
                found[article.place.full] = None
        return list(found)[:3]

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
            period="、".join(map(str, question.periods)) or None,
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
        topic = (question.topic or "") + (question.generic or "")
        told = len(topic) > 1  # 云南省抓: nobody would ask that
        found: list[str] = []
        for remark in remarks:
            if remark.kind == "which_place" and told:
                found += [f"{place}{topic}" for place in remark.values["places"]]
            if remark.kind == "which_word":
                found += remark.values["choices"]
            if remark.kind in ("place_absent", "only_mentioned") and told:
                found += [
                    f"{name}{topic}" for name in remark.values["nearest"] if self._has(f"{name}{topic}")
                ]
        return tuple(dict.fromkeys(found))[:5]

    def _has(self, text: str) -> bool:
        """Whether a question would be answered."""
        return any(finding.chosen for finding in self.finder.find(Question.parse(text)))


def _understood(asked: Asked) -> Remark:
    """How 去年 in a question was understood."""
    if asked.period is None:
        return Remark("relative_year", {"word": asked.text})
    return Remark("understood", {"word": asked.text, "period": str(asked.period)})


def _found(group: list[Finding]) -> bool:
    return any(finding.chosen for finding in group)


def _stands(claim: str, text: str) -> bool:
    """Whether a figure stands in *text* as it is: 8个, but not in 18个."""
    return re.search(rf"(?<![\d.,]){re.escape(claim)}", text) is not None


def _opening(text: str) -> str:
    """The beginning of an untitled article, to know it by."""
    first = text.lstrip().split("\n", 1)[0]
    return first if len(first) <= 24 else first[:24] + "…"
