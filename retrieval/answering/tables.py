"""Tables: the rows of figures that a comparison asks for, side by side and in order.

    Tables(gathering).comparison(question)     # 哪个县接警最多 -> each county's, the highest first

What is compared has to count the same thing in the same kind of unit; what does not is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.figures.figure import Figure
from corpus.places.institutions import Institution, systems
from corpus.text.calendar import parsed
from corpus.text.period import Period
from retrieval.answering import ownership
from retrieval.answering.evidence import Weighing
from retrieval.answering.gathering import Gathering, sought
from retrieval.answering.rows import Counted
from retrieval.answering.scopes import Scope
from retrieval.index.figures import Row, Sought
from retrieval.index.sentences import Sentence
from retrieval.question.comparing import Among
from retrieval.question.grammar import Candidates
from retrieval.question.periods import Asked
from retrieval.question.question import Question

LEAST = 0.6  # the share of the question that a row covers to be compared
NEARLY = 0.1  # of two rows that share is nearly the same
WHOLLY = 0.9  # and where it was not asked for the parts
LOOSELY = 0.85  # and what it is at least where two rows are called differently
ALIKE = 0.25  # what it is worth that the rows of all sides are called alike
MOST_ROWS = 400  # that are looked at for one place
MOST_LINES = 40
UNIT_BESIDE = 0.05  # what it is worth that the unit stands by the value, not in the head of a column
PART = 0.4  # or that a figure is a part of another one
Ordered = Literal["asc", "desc"]
Key = tuple[object, ...]
_COMPARING = frozenset({"most", "least", "compare", "difference", "times", "threshold"})
_TOTALLING = frozenset({"sum", "mean"})
_TIMES = ("year", "month", "quarter")
_ENDS: dict[Among, tuple[str, ...]] = {
    "county": ("县", "市", "区", "旗", "州", "盟", "省"),
    "town": ("镇", "乡", "街道", "村", "社区", "苏木"),
    "office": ("院", "所", "局", "队", "法庭", "委", "办", "厅", "处", "站", "会"),
}
_TOTALS = frozenset({"合计", "总计", "小计", "全市", "全县", "全区", "全州", "全省"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to be: its row, whose it is, and the sentence it stands in."""

    row: Row
    label: str | None
    sentence: Sentence

    @property
    def number(self) -> float:
        return self.row.figure.number or 0.0

    @property
    def period(self) -> Period | None:
        return parsed(self.row.figure.period)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lines of a table. `alike`: they count the same; `fair`: also over periods of the same length."""

    entries: tuple[Entry, ...]
    ordered: Ordered | None
    alike: bool
    fair: bool
    total: int


class Tables:
    """Compares rows of *gathering*."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._catalogue = gathering.catalogue

    def comparison(self, question: Question) -> Comparison | None:
        """The comparison that *question* asks for; None if it asks for none, or too little is told."""
        if not _asks(question):
            return None
        entries = self._entries(question)
        if question.bound is not None:
            more, number = question.bound
            entries = [e for e in entries if (e.number > number) == more and e.number != number]
        if len(entries) < (1 if question.bound is not None else 2):
            return None
        alike = all(_counts_the_same(entries[0].row.figure, each.row.figure) for each in entries)
        lengths = {e.period.last - e.period.first for e in entries if e.period is not None}
        fair = alike and len(lengths) < 2
        ordered: Ordered | None = None
        if fair and (question.operation in ("most", "least") or question.bound is not None):
            ordered = "asc" if question.operation == "least" else "desc"
            entries = sorted(entries, key=lambda entry: abs(entry.number), reverse=ordered == "desc")
        return Comparison(tuple(entries[:MOST_LINES]), ordered, alike, fair, len(entries))

    def parts(self, question: Question) -> Comparison | None:
        """What the parts of a place have where only they have it: each county of a city; None without."""
        if question.wants != "figure" or question.generic or len(question.places) != 1 or not question.terms:
            return None
        scope = self._scope(question.places[0])
        entries = self._parts(question, scope, least=WHOLLY) if scope is not None else []
        if len(entries) < 2:
            return None
        return Comparison(tuple(entries[:MOST_LINES]), None, True, True, len(entries))

    def _entries(self, question: Question) -> list[Entry]:
        if len(question.places) > 1:
            return self._sides([(c[0].short, self._of_place(question, c)) for c in question.places])
        scope = self._scope(question.places[0]) if question.places else None
        if question.places and scope is None:
            return []
        if len(question.institutions) > 1:
            rows, named = self._rows(replace(question, institutions=()), scope), question.institutions
            return self._sides((each.name, self._of_institution(rows, each, named)) for each in named)
        single = self._gathering.periods(question).single()
        if len(single) > 1:
            if question.among not in (None, *_TIMES):
                return []  # whose figure changed most between two years is another question
            of_any = self._rows(question, scope, timeless=True)
            rows = [each for each in of_any if self._is_whole(each.row, scope)]
            return self._sides((str(one), _of_period(rows, one)) for one in single)
        return self._parts(question, scope)

    def _of_place(self, question: Question, candidates: Candidates) -> list[Counted]:
        scope = self._scope(candidates)
        rows = self._rows(question, scope) if scope is not None else []
        return [each for each in rows if self._is_whole(each.row, scope)]

    def _of_institution(
        self, rows: Sequence[Counted], asked: Institution, named: Sequence[Institution]
    ) -> list[Counted]:
        """Those of *rows* that are the institution's, and of no other of those *named*."""
        others = [each.name for each in named if each is not asked]
        return [
            each
            for each in rows
            if not any(name in (each.row.figure.scope or "") for name in others)
            and self._is_owned(each.row, (asked,))
        ]

    def _sides(self, sides: Iterable[tuple[str, Sequence[Counted]]]) -> list[Entry]:
        """The best row of each side, all counting the same if there are such; none if a side has none."""
        named = list(sides)
        found: list[tuple[float, list[Counted]]] = []
        for key, least, bonus in ((_key, 0.0, ALIKE), (_loose_key, LOOSELY, 0.0)):
            best = [_best(rows, key, least) for _, rows in named]
            common = set.intersection(*map(set, best)) if best else set()
            of_key = [(sum(side[each].score for side in best), str(each), each) for each in common]
            if of_key:
                score, _, chosen = max(of_key, key=lambda it: it[:2])
                found.append((score + bonus * len(named), [side[chosen] for side in best]))
        lines = max(found, key=lambda it: it[0], default=(0.0, []))[1]
        entries = [self._entry(each.row, name) for each, (name, _) in zip(lines, named, strict=False)]
        return [entry for entry in entries if entry is not None]

    def _parts(self, question: Question, scope: Scope | None, least: float = LEAST) -> list[Entry]:
        """The rows that differ in what the question compares: times, parts of a place, or places."""
        times = question.among in _TIMES
        lines = [_lines(group, times=times) for group in self._groups(question, scope, least)]
        best = max((each.share for group in lines for each in group), default=0.0)
        near = [
            group
            for group in lines
            if max(each.share for each in group) >= best - NEARLY
            and (len(group) > 1 or question.bound is not None)
        ]
        found = [
            self._entry(each.row, self._label(each.row, scope)) for each in max(near, key=len, default=[])
        ]
        entries = [entry for entry in found if entry is not None]
        return sorted(entries, key=lambda e: e.period.first if e.period else 0) if times else entries

    def _groups(self, question: Question, scope: Scope | None, least: float) -> Iterable[list[Counted]]:
        """Rows that count the same: of one part or place at several times, or of several at one time."""
        times = question.among in _TIMES
        groups: dict[Key, list[Counted]] = {}
        for each in self._rows(question, scope, timeless=times):
            figure = each.row.figure
            if each.share < least or not _lies_in(figure, scope):
                continue
            whole = self._is_whole(each.row, scope)
            if (whole if scope is None or times else not whole) and _is_among(figure, question):
                key = (figure.indicator, figure.family, figure.kind, figure.scope if times else figure.period)
                groups.setdefault(_key(figure) if scope is None else key, []).append(each)
        return groups.values()

    def _label(self, row: Row, scope: Scope | None) -> str | None:
        """Whose *row* is: a part of the place asked about, or where none is, the place of its article."""
        home = self._catalogue.homes.get(row.article)
        return home.short if scope is None and home is not None else row.figure.scope

    def _rows(self, question: Question, scope: Scope | None, *, timeless: bool = False) -> list[Counted]:
        """The rows of *scope* that count what is asked for, its parts included.

        Where *timeless*, those of any time within the periods asked for.
        """
        gathering = self._gathering
        within = scope.articles if scope is not None else None
        rows = gathering.figures.search(Sought(sought(question), within=within), limit=MOST_ROWS)
        asked = gathering.rows(question, None)
        weighing = Weighing(
            replace(question, wants="figure", unit=None if question.unit == "日" else question.unit),
            gathering.weight,
            rows=replace(asked, fit=None) if timeless else asked,
        )
        found = []
        for row in rows:
            figure = row.figure
            if figure.number is None or figure.planned or (timeless and not _within(figure, question)):
                continue
            sentence = self._sentence(row)
            counted = weighing.counted(row, sentence) if sentence is not None else None
            if counted and _answers(counted) and self._may_answer(row, question):
                beside = UNIT_BESIDE * self._has_unit_beside(row) - PART * (figure.relation == "part")
                found.append(replace(counted, score=counted.score + beside))
        return found

    def _has_unit_beside(self, row: Row) -> bool:
        text = self._catalogue.documents[row.article[0]].text
        return text.startswith(row.figure.unit or " ", row.figure.value_end)

    def _may_answer(self, row: Row, question: Question) -> bool:
        """Whether *row* is of an institution asked about, or of a part of it, where those are compared."""
        asked = question.institutions
        of_parts = question.among in _ENDS and ownership.is_by(asked, self._catalogue.articles[row.article])
        return of_parts or self._is_owned(row, asked)

    def _is_owned(self, row: Row, institutions: Sequence[Institution]) -> bool:
        """Whether *row* is of an institution asked about, if any is."""
        sentence = self._sentence(row) if institutions else None
        article = self._catalogue.articles[row.article]
        return sentence is None or ownership.admits(institutions, sentence, article)

    def _is_whole(self, row: Row, scope: Scope | None) -> bool:
        """Whether *row* is of all of the place asked about, or its article's, or of all its courts."""
        figure = row.figure
        place = scope.place if scope is not None else self._catalogue.homes.get(row.article)
        if place is None or figure.outside or figure.place not in (None, place.full):
            return False
        names = (None, place.name, place.full, place.short, *place.aliases, figure.institution)
        return figure.scope in names or figure.scope in _TOTALS or bool(systems(figure.scope or ""))

    def _scope(self, candidates: Candidates) -> Scope | None:
        scopes = self._catalogue.scopes(candidates)
        return scopes[0] if len(scopes) == 1 else None

    def _entry(self, row: Row, label: str | None) -> Entry | None:
        sentence = self._sentence(row)
        return Entry(row, label, sentence) if sentence is not None else None

    def _sentence(self, row: Row) -> Sentence | None:
        return self._catalogue.sentence_at(row.article, row.figure.value_start)


def _asks(question: Question) -> bool:
    """Whether several figures are asked for, to be set side by side."""
    if (question.claims and question.bound is None) or not question.terms or question.excluded:
        return False
    if question.operation in _COMPARING and (question.numeric or question.operation == "threshold"):
        return True
    several = len(question.places) > 1 or len(question.periods) > 1 or len(question.institutions) > 1
    each = question.wants == "comparison" and question.operation not in _TOTALLING
    return question.numeric and (several or each)


def _answers(each: Counted) -> bool:
    """Whether a row counts what is asked for, in the unit and of the period asked for."""
    return each.share >= LEAST and min(map(each.__getitem__, ("row_unit", "row_change", "row_dated"))) >= 0


def _best(rows: Sequence[Counted], key: Callable[[Figure], Key], least: float) -> dict[Key, Counted]:
    """The best of *rows* by what it counts."""
    best: dict[Key, Counted] = {}
    for each in rows:
        of = key(each.row.figure)
        if each.share >= least and (of not in best or each.score > best[of].score):
            best[of] = each
    return best


def _key(figure: Figure) -> Key:
    return (figure.concept or figure.indicator, figure.family, figure.kind)


def _loose_key(figure: Figure) -> Key:
    return (figure.family, figure.kind)


def _of_period(rows: Sequence[Counted], asked: Asked) -> list[Counted]:
    """Those of *rows* that are of the very period *asked* for."""
    dated = ((each, parsed(each.row.figure.period)) for each in rows)
    return [each for each, period in dated if period is not None and period == asked.of(period.year)]


def _within(figure: Figure, question: Question) -> bool:
    """Whether *figure* is of a time in one that is asked for, if any is."""
    period = parsed(figure.period)
    asked = [asked.period for asked in question.periods if asked.period is not None]
    return period is not None and (not asked or any(each.contains(period) for each in asked))


def _is_among(figure: Figure, question: Question) -> bool:
    """Whether *figure* is of one of the years, counties, offices … that the question compares."""
    if question.among in _ENDS:
        if systems(figure.scope or ""):  # 全市两级法院 is none of them
            return False
        return (figure.scope or "").endswith(_ENDS[question.among]) or question.among == _level(figure)
    period = parsed(figure.period)
    if question.among is None or period is None:
        return True
    months = period.last - period.first + 1
    return months == {"year": 12, "quarter": 3, "month": 1}[question.among]


def _lies_in(figure: Figure, scope: Scope | None) -> bool:
    """Whether *figure* is of the place asked about or one in it; of any, where none is asked about."""
    return scope is None or figure.place is None or figure.place.startswith(scope.place.full)


def _level(figure: Figure) -> Among | None:
    """What the place of a figure is one of: 霞浦 is a county though its name does not say so."""
    if not figure.code:
        return None
    return "town" if "/" in figure.code else "county"


def _lines(group: Sequence[Counted], *, times: bool) -> list[Counted]:
    """The best row of *group* for each period, or for each place or office."""
    best: dict[str, Counted] = {}
    for each in group:
        key = each.row.figure.period if times else each.row.figure.scope
        if key is not None and key not in _TOTALS and (key not in best or each.score > best[key].score):
            best[key] = each
    return list(best.values())


def _counts_the_same(one: Figure, other: Figure) -> bool:
    named_alike = one.concept == other.concept or None in (one.concept, other.concept)
    return named_alike and one.family == other.family and one.kind == other.kind
