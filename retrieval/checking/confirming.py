"""Confirming: the row of a library that confirms a figure of a draft, or contradicts it.

    Confirming(figures, catalogue).best(Told.of(figure, article, text))     # a Finding, None without one

A figure is held against the rows of its own place. It is confirmed only where what is counted, place,
period, unit, direction and number agree; it is contradicted only where all but one of them do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place, gazetteer, highest
from retrieval.answering.figure_listing import ALL
from retrieval.answering.scopes import Catalogue
from retrieval.checking.agreement import (
    bases_agree,
    is_town,
    lead,
    names_other_year,
    owner,
    owners_agree,
    periods,
)
from retrieval.checking.amounts import amounts, counts_alike, qualified
from retrieval.checking.claims import Difference
from retrieval.checking.indicators import BLANKED, LOOSE, Likeness, Said, indicators, said
from retrieval.index.figures import Figures, Row, Sought
from retrieval.language.terms import analyse

_UNTIL = re.compile("截[至止]")
MOST_ROWS = 80  # that are looked at for one figure
MARGIN = 0.1  # by which a row with another number is to count the more alike, to contradict one that agrees
FEW_DIGITS, MANY_DIGITS = 2, 3  # of a number that two places, or two counts, do not have by chance


@dataclass(frozen=True, slots=True)
class Finding:
    """A row beside a figure of the draft: in what it differs, and how far what is counted does."""

    row: Row
    differences: tuple[Difference, ...]
    rounded: bool
    likeness: Likeness

    @property
    def should_be(self) -> str | None:
        """What the library says where the draft says otherwise."""
        row = self.row.figure
        told = {"period": row.period, "place": row.place, "owner": row.scope, "indicator": row.indicator}
        return told.get(self.differences[0], f"{row.value}{row.unit or ''}")

    @property
    def confirms(self) -> bool:
        return not self.differences and self.likeness.is_same

    @property
    def contradicts(self) -> bool:
        """Whether it says the same but for one point."""
        return len(self.differences) == 1 and self.likeness.is_close

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """The lower the better: the exact number first, and another year before another number."""
        return self.rounded, "number" in self.differences, self.likeness.distance


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of the draft, what it counts, the place it is of and the part or office of that."""

    figure: Figure
    said: Said
    place: Place | None
    owner: str
    is_placed: bool  # though it may be on a place that nobody knows: 某县
    until: bool  # 截至2021年底
    lead: str  # what stands before it in its sentence

    @classmethod
    def of(cls, figure: Figure, article: Article, text: str) -> Told:
        place, figure = _place(figure), qualified(figure, text)
        counted = said(figure, article, text, is_draft=True)
        until = _UNTIL.search(text, text.rfind("\n", 0, figure.start) + 1, figure.value_start) is not None
        return cls(
            figure,
            counted,
            place,
            owner(figure, place, text),
            article.place is not None,
            until,
            lead(figure, text),
        )


class Confirming:
    """Holds figures of drafts against the rows of a library."""

    def __init__(self, figures: Figures, catalogue: Catalogue) -> None:
        self._figures, self._catalogue = figures, catalogue

    def best(self, told: Told) -> Finding | None:
        """The row that confirms a figure, or else one that contradicts it in a single point."""
        found = sorted(self._findings(told, self._rows(told)), key=lambda each: each.rank)
        confirming = next((each for each in found if each.confirms), None)
        few = _digits(told.figure) < FEW_DIGITS
        contradicting = next(
            (each for each in found if each.contradicts and not (few and "owner" in each.differences)), None
        )
        if confirming is None:
            return contradicting or _of_another_count(told, found) or self._elsewhere(told)
        if contradicting is not None and contradicting.differences == ("number",):
            margin = 0.0 if contradicting.likeness.distance == 0 else MARGIN  # the very words count
            nearer = confirming.likeness.distance - contradicting.likeness.distance
            return contradicting if nearer > margin else confirming
        return confirming

    def _elsewhere(self, told: Told) -> Finding | None:
        """The row of another place that has the very figure, where there is one such place.

        Of a draft that names no place it confirms; of one that names another place it contradicts.
        """
        if _digits(told.figure) < FEW_DIGITS or (told.is_placed and told.place is None):
            return None
        terms = analyse(told.figure.indicator)
        rows = self._figures.search(Sought(terms=terms, flags=ALL), limit=MOST_ROWS)
        found = [
            each
            for each in self._findings(replace(told, place=None), rows)
            if each.confirms and each.likeness.is_close and not each.rounded
        ]
        if len({each.row.figure.code for each in found}) != 1:
            return None
        best = min(found, key=lambda each: each.rank)
        if told.place is None or (told.owner and told.owner == best.row.figure.scope):
            return best  # an office is where it is, whatever place its name begins with
        return replace(best, differences=("place",))

    def _rows(self, told: Told) -> list[Row]:
        """The rows of the very place of a figure, those that count the most alike first."""
        if told.place is None:
            return []
        sought = Sought(terms=analyse(told.figure.indicator), places=(told.place,), flags=ALL)
        return self._figures.search(sought, limit=MOST_ROWS)

    def _findings(self, told: Told, rows: Sequence[Row]) -> Iterator[Finding]:
        """Those of *rows* that tell of the same place or office, and of a time that can be compared."""
        for row in rows:
            article, document = (
                self._catalogue.articles[row.article],
                self._catalogue.documents[row.article[0]],
            )
            known = _unblanked(row.figure)
            home = _place(known)
            if home is None or told.place not in (None, home) or not _is_comparable(told.figure, known):
                continue
            told_apart = _differences(told, known, lead(known, document.text))
            unsure = document.is_unsure(known.value_start, known.value_end)
            if unsure or len(told_apart) > 1 or periods(told.figure, known, until=told.until) == "unknown":
                continue  # what differs in two points says nothing
            if not owners_agree(told.owner, owner(known, home, document.text), home):
                told_apart = (*told_apart, "owner")
            likeness = indicators(told.said, said(known, article, document.text))
            rounded = amounts(told.figure, known) == "rounded"
            yield Finding(replace(row, figure=known), told_apart, rounded, likeness)


def _place(figure: Figure) -> Place | None:
    """The county, city or province that *figure* is of, though its article be on another one."""
    if figure.outside and not is_town(figure.scope or ""):
        named = gazetteer().named(figure.scope or "")
        return named[0] if named and len(highest(named)) == 1 else None
    try:
        return gazetteer().coded(figure.code.partition("/")[0]) if figure.code else None
    except KeyError:
        return None  # 某县


def _unblanked(row: Figure) -> Figure:
    """*row* as of its article's place, where that is blanked out: 全国评价，|XX满意度97% is not 全国's."""
    return replace(row, outside=False, scope=None) if BLANKED.match(row.indicator) else row


def _is_comparable(draft: Figure, row: Figure) -> bool:
    """Whether both are of one kind, both reached or both aimed at, and of one relation to others."""
    if _is_change(draft) != _is_change(row) or draft.planned != row.planned or row.masked:
        return False
    if not bases_agree(draft, row):
        return False
    if "part" in (draft.relation, row.relation) and draft.relation != row.relation:
        return draft.indicator == row.indicator
    return (draft.kind == "rank") == (row.kind == "rank")


def _is_change(figure: Figure) -> bool:
    return figure.kind == "change" and bool(figure.direction or figure.base)


def _differences(told: Told, row: Figure, known: str) -> tuple[Difference, ...]:
    """In what *row* differs from what the draft has *told*, but for whose it is and what is counted."""
    figure = told.figure
    turned = figure.direction and row.direction and figure.direction != row.direction
    differing: dict[Difference, bool] = {
        "number": amounts(figure, row) == "other",
        "period": periods(figure, row, until=told.until) == "other"
        or names_other_year(told.lead, row, known),
        "unit": not counts_alike(figure, row),
        "direction": bool(turned),
    }
    return tuple(name for name, differs in differing.items() if differs)


def _of_another_count(told: Told, found: Sequence[Finding]) -> Finding | None:
    """The row with the very figure that counts something else of the kind: 立案1021起 for 破案1021起."""
    if _digits(told.figure) < MANY_DIGITS:
        return None
    for each in found:
        likeness = each.likeness
        is_near = likeness.apart and max(likeness.more, likeness.less) <= LOOSE
        if is_near and not each.differences and not each.rounded:
            return replace(each, differences=("indicator",))
    return None


def _digits(figure: Figure) -> int:
    """How many digits of a number tell it from others: 3 of 1,370."""
    return len(f"{figure.number or 0:.6f}".replace(".", "").strip("0"))
