"""Composer: from findings to an Answer: statements, citations, and what a reader should know of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from retrieval.answering.answer import (
    Answer,
    Cell,
    Citation,
    Line,
    Operand,
    Reading,
    Remark,
    Statement,
    Status,
    Table,
)
from retrieval.answering.asks import Ask, asks, by_pair
from retrieval.answering.calculations import all_alike, result_of
from retrieval.answering.citing import quoted
from retrieval.answering.decision import model
from retrieval.answering.evidence import Evidence
from retrieval.answering.figures import contradicts_itself
from retrieval.answering.finder import BESIDE, Finder, stands
from retrieval.answering.finding import Finding
from retrieval.answering.gathering import Gathering
from retrieval.answering.scopes import Catalogue
from retrieval.answering.selection import MOST_STATEMENTS
from retrieval.answering.spelling import Speller
from retrieval.answering.tables import Comparison, Entry, Tables
from retrieval.answering.trimming import trimmed
from retrieval.index.figures import Figures, Row
from retrieval.index.search import Index
from retrieval.language.terms import fold, is_word, plain
from retrieval.question.periods import Asked
from retrieval.question.question import Question

CLOSEST = 2  # nearest sentences offered with a refusal
FURTHER = 5  # sentences shown at a time beside those that answer


class Composer:
    """Composes answers from a catalogue and an index over one library."""

    def __init__(self, catalogue: Catalogue, index: Index, figures: Figures) -> None:
        self.catalogue = catalogue
        self.gathering = Gathering(catalogue, index, figures)
        self.finder = Finder(self.gathering)
        self._tables = Tables(self.gathering)
        self._speller = Speller(catalogue, index)

    def compose(self, question: Question) -> Answer:
        """The answer to *question*, unverified."""
        question = self._resolved(question)
        if question.kind == "help":
            return self._answer(question, "help", remarks=[Remark("help")])
        if question.kind == "holdings":
            places = [place.full for place in self.catalogue.places]
            return self._answer(question, "help", remarks=[Remark("holdings", {"places": places})])
        if question.kind == "task":
            return self._answer(question, "not_found", remarks=[Remark("task")])
        if question.kind == "garbage" or not question.is_about_something:
            return self._answer(question, "clarify", remarks=[Remark("unclear")])
        known = self._with_known_place(question)
        if isinstance(known, Remark):
            return self._answer(question, "clarify", remarks=[known])
        answer = self._asked(known)
        if answer.status != "answered" and question.alone is not None:
            # What was carried over does not help: the subject has changed.
            fresh = self.compose(question.alone)
            answer = fresh if fresh.status == "answered" else answer
        return self._respelt(question, answer)

    def _respelt(self, question: Question, answer: Answer) -> Answer:
        """*answer*, or the one to *question* with its slips set right, where there are any."""
        if answer.status == "answered" and not self._has_slip(question):
            return answer
        corrected = self._speller.corrected(question)
        if isinstance(corrected, Remark) and answer.status != "answered":  # several are as likely
            return self._answer(question, "clarify", remarks=[corrected])
        if isinstance(corrected, Question):
            again = self._asked(corrected)
            if again.status == "answered" or (again.status == "masked" and answer.status == "not_found"):
                return again
        return answer

    def _has_slip(self, question: Question) -> bool:
        """Whether a word of *question* stands in no dictionary and in no document: 打调."""
        return any(not is_word(term.text) and not self.gathering.uses(term) for term in question.terms)

    def _with_known_place(self, question: Question) -> Question | Remark:
        """*question* with a misspelt place set right, before another place's articles can answer: 大里州."""
        if question.places or question.unnamed or not question.is_about_something:
            return question
        if all(map(self.gathering.uses, question.terms)):
            return question
        corrected = self._speller.corrected(question)
        if isinstance(corrected, Remark):
            return corrected
        return corrected if corrected is not None and corrected.places else question

    def further(self, question: Question, shown: Collection[tuple[str, int]]) -> Answer:
        """What else the library says of it, the likeliest first: sentences that do not suffice on their own.

        Those *shown*, by document and start, are left out, and every other place's.
        """
        found: dict[tuple[str, int], Evidence] = {}
        least = model().thresholds.close
        for part in map(self._resolved, question.parts()):
            scopes = [scope for c in part.places for scope in self.catalogue.scopes(c)]
            for scope in scopes if part.places else [None]:
                for each in self.gathering.weighed(part, scope.articles if scope else None, scope):
                    if each.probability >= least:
                        found.setdefault((each.sentence.document, each.sentence.start), each)
        best = [each for key, each in found.items() if key not in shown][:FURTHER]
        cited = [self._cited(n, each, question) for n, each in enumerate(best, 1)]
        status: Status = "answered" if cited else "not_found"
        return self._answer(question, status, [s for s, _ in cited], [c for _, c in cited])

    def _asked(self, question: Question) -> Answer:
        """The answer to the whole question: to each single question in it, or failing that to it as one."""
        comparison = self._tables.comparison(self._resolved(question))
        if comparison is not None:
            return self._compared(question, comparison)
        groups: list[list[Finding]] = []
        for part in map(self._resolved, question.parts()):
            for pair in by_pair(part) if part.paired else [part]:
                groups += self._each(pair)
        answer = self._calculated(question, groups, self._together(question, groups))
        parts = self._tables.parts(question) if answer.status == "not_found" else None
        if parts is None:
            return answer
        told = self._compared(question, parts)
        remark = Remark("parts", {"place": question.places[0][0].full})
        return replace(told, remarks=(remark, *told.remarks))

    def _compared(self, question: Question, comparison: Comparison) -> Answer:
        """The table of a comparison, the sentences of its first lines, and what was to be computed of it."""
        told = comparison.entries[: _most_told(question, comparison)]
        statements: list[Statement] = []
        citations: dict[tuple[str, int], Citation] = {}
        lines: list[Line] = []
        for entry in comparison.entries:
            each = Evidence.of(entry.sentence, question)
            key = entry.sentence.document, entry.sentence.start
            if key not in citations:
                statement, citations[key] = self._cited(len(citations) + 1, each, question)
                if entry in told:
                    statements.append(statement)
            lines.append(self._line(entry, citations[key].n))
        table = Table(
            (comparison.entries[0].row.figure.indicator,), tuple(lines), comparison.ordered, comparison.fair
        )
        remarks = [] if comparison.fair else [Remark("not_alike")]
        answer = self._answer(
            question,
            "answered",
            statements,
            citations.values(),
            [*remarks, *self._cautions(question, list(citations.values()))],
        )
        cells = [cell for line in lines for cell in line.cells if cell is not None]
        operands = [Operand(cell.text, cell.citation) for cell in cells] if comparison.alike else []
        calculation = result_of(question, operands, cells[0].unit)
        return replace(
            answer,
            table=table,
            calculations=(calculation,) if calculation else (),
            total=comparison.total if comparison.total > len(told) else None,
        )

    def _calculated(self, question: Question, groups: list[list[Finding]], answer: Answer) -> Answer:
        """*answer* with what is computed of its findings' figures, one each, where that is asked for."""
        counted = [f.chosen[0].counted for group in groups for f in group if f.chosen]
        rows = [each.row for each in counted if each is not None]
        if len(rows) < len(counted) or not all_alike(each.figure for each in rows):
            return answer
        operands = [
            Operand(self._written(row), citation.n)
            for row in rows
            for citation in answer.citations
            if citation.holds(row.article[0], row.figure.value_start)
        ]
        made = result_of(question, operands, rows[0].figure.unit) if len(operands) == len(rows) > 1 else None
        return replace(answer, calculations=(made,)) if made is not None else answer

    def _line(self, entry: Entry, n: int) -> Line:
        figure = entry.row.figure
        cell = Cell(self._written(entry.row), figure.number or 0.0, figure.unit, n)
        return Line(entry.label, figure.institution, figure.period, (cell,))

    def _written(self, row: Row) -> str:
        """The value of *row* as it stands, with its unit if that stands behind it."""
        figure, text = row.figure, self.catalogue.documents[row.article[0]].text
        end = figure.value_end
        if figure.unit and text.startswith(figure.unit, end):
            end += len(figure.unit)
        return text[figure.value_start : end]

    def _each(self, question: Question) -> list[list[Finding]]:
        """The findings for each single question in *question*."""
        single = asks(question)
        if len(single) == 1:
            return [self.finder.find(single[0].question)]
        groups = [self.finder.find(ask.question) for ask in single]
        if not any(map(_found, groups)):
            return [self.finder.find(question)]
        groups = [
            group if _found(group) else self.finder.find(ask.question, easier=BESIDE)
            for ask, group in zip(single, groups, strict=True)
        ]
        return [
            group if _found(group) else [_unmet(ask, group)]
            for ask, group in zip(single, groups, strict=True)
        ]

    def _resolved(self, question: Question) -> Question:
        """*question* with 去年 as it is meant where its newest material is asked for."""
        if not any(asked.relative and asked.period is None for asked in question.periods):
            return question
        keys = [key for c in question.places for scope in self.catalogue.scopes(c) for key in scope.articles]
        return question.resolved(self.catalogue.newest(keys or None))

    def _together(self, question: Question, groups: list[list[Finding]]) -> Answer:
        findings = [finding for group in groups for finding in group]
        supports: dict[tuple[str, int], Evidence] = {}
        for finding in findings:
            for each in finding.chosen:
                for shown in self.gathering.told(each):
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
        near = (
            [each for finding in findings for each in finding.closest][:CLOSEST]
            if status == "not_found"
            else []
        )
        closest = [self._cited(n, each, question)[1] for n, each in enumerate(near, 1)]
        return self._answer(question, status, statements, citations, remarks, closest)

    def _cited(self, n: int, each: Evidence, question: Question) -> tuple[Statement, Citation]:
        return Statement(trimmed(each, question), (n,)), quoted(each.sentence, self.catalogue, n)

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
        false = [claim for claim in question.claims if not stands(claim, shown)]
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
            if article.place is not None and stands(claim, text):
                found[article.place.full] = None
        return list(found)[:3]

    def _answer(
        self,
        question: Question,
        status: Status,
        statements: Iterable[Statement] = (),
        citations: Iterable[Citation] = (),
        remarks: Iterable[Remark] = (),
        closest: Iterable[Citation] = (),
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
            closest=tuple(closest),
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
        return any(
            finding.chosen
            for finding in self.finder.find(Question.parse(text, names=self.catalogue.short_names))
        )


def _most_told(question: Question, comparison: Comparison) -> int:
    """How many lines of a table are also told in sentences: of a ranking only the first."""
    if question.operation in ("most", "least") and comparison.ordered and len(question.places) < 2:
        return question.top or 1
    return MOST_STATEMENTS


def _understood(asked: Asked) -> Remark:
    """How 去年 in a question was understood."""
    if asked.period is None:
        return Remark("relative_year", {"word": asked.text})
    return Remark("understood", {"word": asked.text, "period": str(asked.period)})


def _found(group: list[Finding]) -> bool:
    return any(finding.chosen for finding in group)


def _unmet(ask: Ask, group: list[Finding]) -> Finding:
    """That nothing answers one of several things asked for."""
    hidden = any(finding.masked for finding in group)
    return Finding(None, remarks=(Remark("part_masked" if hidden else "part_absent", {"topic": ask.item}),))
