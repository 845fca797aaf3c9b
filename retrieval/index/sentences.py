"""A sentence of an article as a question sees it, with what it inherits (sentence_context.py reads that)."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.places.gazetteer import Place
from corpus.text.calendar import Time
from corpus.text.numbers import has_figure, hides
from corpus.text.period import Period, PeriodBasis


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article; `folded` is its text in one spelling, `paragraph` counts from 0."""

    document: str
    article: int
    section: str | None
    start: int
    end: int
    text: str
    folded: str
    paragraph: int
    subplaces: frozenset[Place]
    period: Period | None  # what it is of
    period_basis: PeriodBasis | None
    times: tuple[Time, ...]  # all that it gives figures of; they begin at characters of `text`
    headed: str  # the folded title of its article and the headings of its section, a line each
    before: str  # the folded sentence before it in its paragraph, "" for the first
    around: str = ""  # the folded paragraph
    nearby: frozenset[Place] = frozenset()  # sub-places its paragraph, or the story it belongs to, names
    named: frozenset[Place] = frozenset()  # sub-places that the sentence itself names
    whole: bool = False  # whether it speaks of all of its article's place
    elsewhere: bool = False  # whether it speaks of a place outside or above its article's
    above: frozenset[Place] = frozenset()  # places it names that its article's lies in
    planned: bool = False  # whether it tells of what is aimed at, not of what is: 力争达到98.5%
    needs: int | None = None  # where it begins what this makes no sense without: a table's heads, 这一数字
    institution: str = ""  # those whose figures it gives, towns too, as it or a sentence before it names them
    home: frozenset[Place] = frozenset()  # the place of its section, where that is not its article's

    @property
    def key(self) -> tuple[str, int]:
        """The article it stands in: document name and article number."""
        return self.document, self.article

    @property
    def periods(self) -> tuple[Period, ...]:
        """All that it gives figures of."""
        return tuple(dict.fromkeys(time.period for time in self.times if time.kind != "baseline"))

    @property
    def masked(self) -> bool:
        """Whether a figure is blanked out in it, or it says that one is."""
        return hides(self.text)

    @property
    def has_figure(self) -> bool:
        return has_figure(self.folded)
