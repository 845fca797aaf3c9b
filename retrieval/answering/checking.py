"""Checking: what a library says of each figure of a draft.

    Checker(figures, catalogue).check(draft)     # a Claim for each figure, in order

A figure is held against the rows of its own place. It is confirmed only where what is counted, place,
period, unit, direction and number agree; it is contradicted only where all but one of them do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.places.gazetteer import gazetteer
from retrieval.answering.agreement import Said, amounts, counts_alike, indicators, periods, said
from retrieval.answering.answer import Citation
from retrieval.answering.drafts import Draft
from retrieval.answering.figure_listing import ALL
from retrieval.answering.scopes import Catalogue
from retrieval.index.figures import Figures, Row, Sought
from retrieval.language.terms import analyse

Verdict = Literal["same", "rounded", "differs", "unfounded"]
Difference = Literal["number", "period", "unit", "direction", "place"]
MOST_ROWS = 80  # that are looked at for one figure


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of a draft, draft[start:end], and what the library says of it.

    `should_be` is the library's value where the draft's is another one; `difference` what differs.
    """

    text: str
    start: int
    end: int
    line: int
    verdict: Verdict
    citation: Citation | None = None
    should_be: str | None = None
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class _Finding:
    """A row beside a figure of the draft: how well it fits, and in what it differs."""

    row: Row
    likeness: float
    rounded: bool
    differences: tuple[Difference, ...]
    is_close: bool


class Checker:
    """Holds drafts against the figures of a library."""

    def __init__(self, figures: Figures, catalogue: Catalogue) -> None:
        self._figures, self._catalogue = figures, catalogue

    def check(self, draft: Draft) -> list[Claim]:
        """Each figure of *draft* with its verdict, in order."""
        return [
            self._checked(figure, article, draft)
            for article, figures in draft.figures
            for figure in _undirected(figures)
            if not figure.masked and figure.kind != "other"
        ]

    def _checked(self, figure: Figure, article: Article, draft: Draft) -> Claim:
        text = draft.document.text
        claim = Claim(
            text[figure.start : figure.end],
            figure.start,
            figure.end,
            draft.document.line(figure.value_start),
            "unfounded",
        )
        found = sorted(self._findings(figure, said(figure, article, text)), key=_rank)
        if not found or len(found[0].differences) > 1:
            return claim
        best = found[0]
        citation = self._cited(best.row)
        if best.differences:
            difference = best.differences[0]
            should_be = self._should_be(best.row, difference)
            return replace(
                claim, verdict="differs", citation=citation, should_be=should_be, difference=difference
            )
        return replace(claim, verdict="rounded" if best.rounded else "same", citation=citation)

    def _findings(self, figure: Figure, told: Said) -> Iterator[_Finding]:
        """The rows that may say the same as *figure*."""
        for row in self._rows(figure):
            known = row.figure
            if known.masked or known.planned != figure.planned or not _is_of_one(figure, known):
                continue
            document = self._catalogue.documents[row.article[0]]
            if document.is_unsure(known.value_start, known.value_end):
                continue
            other = said(known, self._catalogue.articles[row.article], document.text)
            likeness = indicators(told, other)
            if not likeness.is_same:
                continue
            finding = _compared(figure, row, likeness.more + likeness.less, is_close=likeness.is_close)
            if finding is not None:
                yield finding

    def _rows(self, figure: Figure) -> list[Row]:
        if not figure.code:
            return []
        terms = analyse(figure.indicator)
        places = (gazetteer().coded(figure.code),)
        found = self._figures.search(Sought(terms=terms, places=places, flags=ALL), limit=MOST_ROWS)
        return [row for row in found if row.figure.code == figure.code]

    def _cited(self, row: Row) -> Citation:
        figure = row.figure
        article, document = self._catalogue.articles[row.article], self._catalogue.documents[row.article[0]]
        sentence = self._catalogue.sentence_at(row.article, figure.value_start)
        start, end = (sentence.start, sentence.end) if sentence else (figure.start, figure.end)
        return Citation(
            n=1,
            document=document.name,
            article=article.title or document.name,
            section=sentence.section if sentence else None,
            place=figure.place,
            place_basis=article.basis,
            period=figure.period,
            masked=article.masked > 0,
            quote=document.text[start:end],
            start=start,
            end=end,
            line=document.line(start),
            period_basis=figure.period_basis,
            evidence=article.evidence,
        )

    def _should_be(self, row: Row, difference: Difference) -> str | None:
        """What the library says instead."""
        figure = row.figure
        if difference == "period":
            return figure.period
        if difference == "place":
            return figure.place
        return f"{figure.value}{figure.unit or ''}"


def _undirected(figures: Sequence[Figure]) -> Iterator[Figure]:
    """*figures*, those that a change is told of without their direction: the change has it."""
    changed = {figure.of for figure in figures if figure.relation == "change"}
    for figure in figures:
        yield replace(figure, direction=None) if figure.value_start in changed else figure


def _is_of_one(draft: Figure, row: Figure) -> bool:
    """Whether both are of one part of the place, of one kind and of one relation to others."""
    if (draft.kind == "change") != (row.kind == "change") or draft.outside != row.outside:
        return False
    if "part" in (draft.relation, row.relation) and draft.relation != row.relation:
        return draft.indicator == row.indicator
    return _owner(draft) == _owner(row) or None in (_owner(draft), _owner(row))


def _owner(figure: Figure) -> str | None:
    """The part of its place whose figure it is, or the office; None for the place itself."""
    if figure.scope is None or not figure.code:
        return figure.scope
    place = gazetteer().coded(figure.code)
    return None if figure.scope in (place.name, place.full, place.short, *place.aliases) else figure.scope


def _compared(figure: Figure, row: Row, likeness: float, *, is_close: bool) -> _Finding | None:
    """In what *row*, which counts the same, differs; None where that cannot be told."""
    known = row.figure
    alike = counts_alike(figure, known)
    amount = amounts(figure, known)
    period = periods(figure, known)
    if period == "unknown":
        return None
    told: list[Difference] = []
    if amount == "other":
        told.append("number")
    if period == "other":
        told.append("period")
    if not alike:
        told.append("unit")
    if figure.direction and known.direction and figure.direction != known.direction:
        told.append("direction")
    if told and not is_close:
        return None
    return _Finding(row, likeness, amount == "rounded", tuple(told), is_close)


def _rank(finding: _Finding) -> tuple[int, bool, float]:
    return len(finding.differences), finding.rounded, finding.likeness
