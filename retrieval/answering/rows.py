"""Rows: how well a row of figures is the one that a question asks for.

    counting = Counting(question, cover, place)
    counted = counting.best(rows, inherited)     # None where no row gives a figure
    counted.features                             # one value per name in ROW_FEATURES

Of 兴海县112件 the row says that 草场类矛盾纠纷 are counted, and in which year; the sentence does not.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.figures.figure import Figure
from corpus.figures.units import unit
from corpus.places.gazetteer import Place
from corpus.text.calendar import parsed
from corpus.text.period import Period
from retrieval.index.figures import Row
from retrieval.index.sentences import Sentence
from retrieval.language.terms import fold, plain
from retrieval.question.question import Question

OUTSIDE = -0.5  # how a row is placed that is of the nation or province, by words that may name a survey
WHOLE = 0.8  # of the question: a row that covers more tells all that is asked
TOPIC = 0.8  # what it is worth that the topic of a row holds a word, beside its indicator

ROW_FEATURES = (
    "row",  # 1 if the sentence gives a figure that is no date
    "row_share",  # share of the question that the row covers: indicator, scope, topic, headings
    "row_own",  # share in indicator and scope alone
    "row_missing",  # share of the weightiest noun that the row lacks
    "row_extra",  # share of the indicator's own words that were not asked for: 盗窃 in 盗窃案件立案
    "row_part",  # 1 if the row is a part, a ratio or the value before of another one
    "row_counted",  # 1 if the indicator holds what is counted, -1 if not, 0 if nothing is counted
    "row_unit",  # 1 if the unit is of the family asked for, -1 if of another, 0 if none is asked for
    "row_change",  # 1 if a change is asked for and given in that direction, -1 if only one of the two
    "row_dated",  # 1 if the row is of the very period asked for, -1 if of another one
    "row_placed",  # -0.5 if the row is of what the place lies in, -1 if of another place or institution
)
_AT = {name: at for at, name in enumerate(ROW_FEATURES)}
NO_ROW = (0.0,) * len(ROW_FEATURES)
# How one row is preferred to another of the same sentence.
_RANK = (0.0, 1.0, 0.2, -0.3, -0.3, -0.1, 0.3, 0.4, 0.4, 0.5, 0.4)
# What is counted in one measure word is also counted in others: 调解室221个, 网格员56.7万人 for 多少个.
_ALIKE = {
    "thing": ("thing", "organisation", "article", "place", "person", "case"),
    "organisation": ("organisation", "thing", "place"),
    "article": ("article", "thing"),
    "person": ("person", "visit"),
    "case": ("case", "visit"),
    "event": ("event", "visit"),
}
_KINDS = {"第": "rank", "时": "duration"}  # units of a question that are kinds of a row


@dataclass(frozen=True, slots=True)
class Counted:
    """A row beside a question: its features, by which one row is preferred to another."""

    row: Row
    features: tuple[float, ...]
    score: float
    margin: float = 1.0  # how far it is ahead of the next row of its sentence

    @property
    def share(self) -> float:
        """The share of the question that the row covers."""
        return self["row_share"]

    def __getitem__(self, name: str) -> float:
        return self.features[_AT[name]]

    @property
    def tells_all(self) -> bool:
        """Whether the row covers the question by itself, of the place and the period asked about."""
        whole = self["row_missing"] == 0 and self["row_own"] > WHOLE
        return whole and self["row_counted"] >= 0 and self["row_dated"] >= 0 and self["row_placed"] == 0

    def counts_as(self, other: Counted) -> bool:
        """Whether both rows count the same in one period, in whatever order of words: 受理案件, 案件受理."""
        one, two = self.row.figure, other.row.figure
        same = (one.family, one.kind, one.period) == (two.family, two.kind, two.period)
        return same and set(one.indicator) <= set(two.indicator)


@dataclass(frozen=True, slots=True)
class Counting:
    """What a question asks of rows.

    holds    how far a folded text holds each of its terms
    share    the share of its weight that such values make
    missing  the share of the weightiest noun among what they lack
    counts   whether a text speaks of what a number is asked of; None where nothing is counted
    place    the one place asked about, None for any
    fit      how well a period is one that is asked for (Fit); None where none is
    texts    what a row counts and whose it is, and its topic, folded
    extra    the share of the words of a row's indicator that were not asked for
    owned    how it is placed by an institution that its scope names (ownership.of_scope)
    """

    question: Question
    holds: Callable[[str], Sequence[float]]
    share: Callable[[Sequence[float]], float]
    missing: Callable[[Sequence[float]], float]
    counts: Callable[[str], bool] | None
    place: Place | None
    fit: Callable[[Period], int] | None
    texts: Callable[[Row], tuple[str, str]]
    extra: Callable[[Row], float]
    owned: Callable[[Row], float | None]

    def best(self, rows: Iterable[Row], inherited: Sequence[float]) -> Counted | None:
        """The row that answers best, of one sentence that inherits so much of each term."""
        found = (self.counted(row, inherited) for row in rows if row.figure.kind != "other")
        ranked = sorted(found, key=lambda counted: -counted.score)
        if len(ranked) < 2:
            return ranked[0] if ranked else None
        return replace(ranked[0], margin=ranked[0].score - ranked[1].score)

    def counted(self, row: Row, inherited: Sequence[float]) -> Counted:
        """*row* beside the question."""
        figure = row.figure
        told, topic = self.texts(row)
        own = self.holds(told)
        topics = [TOPIC * share for share in self.holds(topic)] if topic else [0.0] * len(own)
        covered = list(map(max, own, topics, inherited))
        features = (
            1.0,
            self.share(covered),
            self.share(own),
            self.missing(covered),
            self.extra(row),
            float(figure.relation in ("part", "ratio", "before")),
            0.0 if self.counts is None else 1.0 if self.counts(told) else -1.0,
            self._unit(figure),
            self._change(figure),
            self._dated(figure),
            self._placed(row),
        )
        return Counted(row, features, sum(map(float.__mul__, _RANK, features)))

    def _unit(self, figure: Figure) -> float:
        asked = self.question.unit
        if not asked or asked in ("数", "日"):
            return 0.0
        kind = _KINDS.get(asked)
        if kind is not None:
            return 1.0 if figure.kind == kind else -1.0
        if figure.family is None:
            return 0.0
        return 1.0 if figure.family in _families(asked) else -1.0

    def _change(self, figure: Figure) -> float:
        asked, given = self._asks_change, figure.kind == "change"
        if asked != given:
            return -1.0
        if self.question.direction and figure.direction:
            return 1.0 if self.question.direction == figure.direction else -1.0
        return float(asked)

    @property
    def _asks_change(self) -> bool:
        return self.question.operation == "change" or self.question.direction is not None

    def _dated(self, figure: Figure) -> float:
        if self.fit is None:
            return 0.0
        period = parsed(figure.period)
        if period is None:
            return 0.0
        return (-1.0, 0.3, 0.6, 1.0)[self.fit(period)]

    def _placed(self, row: Row) -> float:
        figure, owned = row.figure, self.owned(row)
        if owned is not None:
            return owned
        if figure.outside:
            return OUTSIDE
        if self.place is None or figure.place is None:
            return 0.0
        return 0.0 if figure.place == self.place.full else -1.0


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of figures: those of a sentence, their texts (see Counting), and how their periods fit.

    `words` are those of a row's indicator, each with its weight; `owned` is how it is placed by
    an institution that its scope names (ownership.of_scope).
    """

    of: Callable[[Sentence], Sequence[Row]]
    texts: Callable[[Row], tuple[str, str]]
    words: Callable[[Row], Sequence[tuple[str, float]]]
    fit: Callable[[Period], int] | None
    place: Place | None
    owned: Callable[[Row], float | None]


def texts(figure: Figure) -> tuple[str, str]:
    """What *figure* counts and whose it is, and its topic, folded."""
    told = f"{figure.scope or ''}{figure.indicator}"  # 邻里|矛盾纠纷受理 is 邻里纠纷受理
    return plain(fold(told)), plain(fold(figure.topic or ""))


@functools.cache
def _families(asked: str) -> tuple[str, ...]:
    """The families of units that count the same as *asked*: 起 also 件; any where it is unknown."""
    known = unit(asked)
    return _ALIKE.get(known.family, (known.family,)) if known is not None else ()
