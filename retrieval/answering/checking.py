"""Checking: what a library says of each figure of a draft.

    Checker(figures, catalogue).check(Path("draft.docx"))     # the draft, and a Claim for each figure

A figure is held against the rows of its own place. It is confirmed only where what is counted, place,
period, unit, direction and number agree; it is contradicted only where all but one of them do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place, gazetteer, highest
from retrieval.answering.agreement import Likeness, indicators, owner, owners_agree, periods, said
from retrieval.answering.amounts import amounts, counts_alike
from retrieval.answering.answer import Citation
from retrieval.answering.drafts import Draft
from retrieval.answering.figure_listing import ALL
from retrieval.answering.scopes import Catalogue
from retrieval.index.figures import Figures, Row, Sought
from retrieval.language.terms import analyse

Verdict = Literal["same", "rounded", "differs", "unfounded"]
Difference = Literal["number", "period", "unit", "direction", "place"]
MOST_ROWS = 80  # that are looked at for one figure
_LEAST_DIGITS = 3  # of a number that two places do not have by chance


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
class Checked:
    """A draft and what the library says of its figures, in order."""

    draft: Draft
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class _Finding:
    """A row beside a figure of the draft: in what it differs, and how far what is counted does."""

    row: Row
    differences: tuple[Difference, ...]
    rounded: bool
    likeness: float

    @property
    def rank(self) -> tuple[int, bool, float]:
        return len(self.differences), self.rounded, self.likeness


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure of the draft, the article it stands in, and the place it is of."""

    figure: Figure
    article: Article
    place: Place | None
    text: str


class Checker:
    """Holds drafts against the figures of a library."""

    def __init__(self, figures: Figures, catalogue: Catalogue) -> None:
        self._figures, self._catalogue = figures, catalogue

    def check(self, file: Path) -> Checked:
        """The draft in *file*, each of its figures with its verdict. Raises InputError."""
        draft = Draft.read(file, frozenset(filter(None, self._catalogue.homes.values())))
        text = draft.document.text
        claims = (
            self._checked(_Told(figure, article, _place(figure), text), draft)
            for article, figures in draft.figures
            for figure in _undirected(figures)
            if not figure.masked and figure.kind != "other"
        )
        return Checked(draft, tuple(claims))

    def _checked(self, told: _Told, draft: Draft) -> Claim:
        figure = told.figure
        start, end = figure.start, figure.end
        line = draft.document.line(figure.value_start)
        claim = Claim(told.text[start:end], start, end, line, "unfounded")
        best = self._best(told)
        if best is None:
            return claim
        claim = replace(claim, citation=self._cited(best.row))
        if not best.differences:
            return replace(claim, verdict="rounded" if best.rounded else "same")
        difference = best.differences[0]
        should_be = _should_be(best.row.figure, difference)
        return replace(claim, verdict="differs", should_be=should_be, difference=difference)

    def _best(self, told: _Told) -> _Finding | None:
        """The row that confirms a figure, or else one that contradicts it in a single point."""
        found = sorted(self._findings(told, self._rows(told)), key=lambda each: each.rank)
        if found:
            return found[0] if len(found[0].differences) < 2 else None
        return self._elsewhere(told)

    def _elsewhere(self, told: _Told) -> _Finding | None:
        """The row of another place that has the very figure, where there is one such place.

        Of a draft that names no place it confirms; of one that names another place it contradicts.
        """
        if _digits(told.figure) < _LEAST_DIGITS:
            return None
        terms = analyse(told.figure.indicator)
        rows = self._figures.search(Sought(terms=terms, flags=ALL), limit=MOST_ROWS)
        found = [
            each
            for each in self._findings(replace(told, place=None), rows)
            if not each.differences and not each.rounded
        ]
        if len({each.row.figure.code for each in found}) != 1:
            return None
        best = min(found, key=lambda each: each.rank)
        return best if told.place is None else replace(best, differences=("place",))

    def _rows(self, told: _Told) -> list[Row]:
        """The rows of the very place of a figure, those that count the most alike first."""
        if told.place is None:
            return []
        sought = Sought(terms=analyse(told.figure.indicator), places=(told.place,), flags=ALL)
        return self._figures.search(sought, limit=MOST_ROWS)

    def _findings(self, told: _Told, rows: Sequence[Row]) -> Iterator[_Finding]:
        """Those of *rows* that may say the same as a figure of the draft."""
        figure = told.figure
        mine = said(figure, told.article, told.text)
        for row in rows:
            known, article = row.figure, self._catalogue.articles[row.article]
            document = self._catalogue.documents[row.article[0]]
            if known.masked or document.is_unsure(known.value_start, known.value_end):
                continue
            if not _is_comparable(figure, known) or not _is_of_one(told, known):
                continue
            likeness = indicators(mine, said(known, article, document.text))
            finding = _compared(figure, row, likeness) if likeness.is_same else None
            if finding is not None:
                yield finding

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


def _place(figure: Figure) -> Place | None:
    """The county, city or province that *figure* of a draft is of, though the draft be on another one."""
    if figure.outside:
        named = gazetteer().named(figure.scope or "")
        return named[0] if named and len(highest(named)) == 1 else None
    try:
        return gazetteer().coded(figure.code.partition("/")[0]) if figure.code else None
    except KeyError:
        return None  # 某县


def _undirected(figures: Sequence[Figure]) -> Iterator[Figure]:
    """*figures*, those that a change is told of without their direction: the change has it."""
    changed = {figure.of for figure in figures if figure.relation == "change"}
    for figure in figures:
        yield replace(figure, direction=None) if figure.value_start in changed else figure


def _is_of_one(told: _Told, row: Figure) -> bool:
    """Whether a figure of the draft and *row* are of one place and one part or office of it."""
    if told.place is None:
        home = _place(row)
    elif row.outside or row.code.partition("/")[0] != told.place.code:
        return False
    else:
        home = told.place
    return owners_agree(owner(told.figure, home), owner(row, home), home)


def _is_comparable(draft: Figure, row: Figure) -> bool:
    """Whether both are of one kind, both reached or both aimed at, and of one relation to others."""
    if _is_change(draft) != _is_change(row) or draft.planned != row.planned:
        return False
    if "part" in (draft.relation, row.relation) and draft.relation != row.relation:
        return draft.indicator == row.indicator
    return (draft.kind == "rank") == (row.kind == "rank")


def _is_change(figure: Figure) -> bool:
    return figure.kind == "change" and bool(figure.direction or figure.base)


def _compared(figure: Figure, row: Row, likeness: Likeness) -> _Finding | None:
    """In what *row*, which counts the same, differs; None where that cannot be told."""
    known = row.figure
    amount, period = amounts(figure, known), periods(figure, known)
    turned = figure.direction and known.direction and figure.direction != known.direction
    differing: dict[Difference, bool] = {
        "number": amount == "other",
        "period": period == "other",
        "unit": not counts_alike(figure, known),
        "direction": bool(turned),
    }
    differences = tuple(name for name, differs in differing.items() if differs)
    if period == "unknown" or (differences and not likeness.is_close):
        return None
    return _Finding(row, differences, amount == "rounded", likeness.more + likeness.less)


def _digits(figure: Figure) -> int:
    """How many digits of a number tell it from others: 3 of 1,370."""
    return len(f"{figure.number or 0:.6f}".replace(".", "").strip("0"))


def _should_be(row: Figure, difference: Difference) -> str | None:
    """What the library says instead."""
    if difference == "period":
        return row.period
    if difference == "place":
        return row.place
    return f"{row.value}{row.unit or ''}"
