"""The figures of an article, and the numbers of it that are none.

    for figure in figures(article, text): ...

text ─▶ paragraphs ─▶ sentences ─▶ quantities ─▶ words around them ─▶ indicators ─▶ periods, scopes ─▶ rows
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.document import Article, Section
from corpus.figures import anecdotes, tables
from corpus.figures.changes import NAMED
from corpus.figures.clauses import blanked, items
from corpus.figures.concepts import concept
from corpus.figures.directions import directed
from corpus.figures.figure import Direction, Figure, Kind, Relation
from corpus.figures.indicator import named
from corpus.figures.named import Named, Paragraph
from corpus.figures.numbers import Number, numbers
from corpus.figures.others import Other
from corpus.figures.periods import RowTold, Times, Told
from corpus.figures.plans import is_aim, is_done, is_plan, planned_from
from corpus.figures.quantities import Quantity, quantities
from corpus.figures.scopes import Ground, Whose, uncounted
from corpus.figures.topics import subject, topic
from corpus.figures.units import Unit
from corpus.text.calendar import Calendar, parsed
from corpus.text.dates import TimeExpression
from corpus.text.period import Period
from corpus.text.sentences import Span, sentences
from corpus.text.traditional import simplified

_REMEMBERED = 12  # figures of the paragraphs before that a new one may go on with
_DIGITS = re.compile(r"\d+(?:[.,，]\d+)*")
_RATES = ("同比", "环比")  # said of a change, not of a time
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千万半]|[xX×*＊]")
_MEASURED = re.compile("(?:率|(?<!热)度|指数|系数|比|数|数量|总量|得分|人数|起数|件数)$")
_UNTIL = re.compile("(?:^|[，,；;。：:]|计划|力争|争取|预计|确保|规划|拟)[到至]$")


@dataclass(slots=True)
class Reading:
    """The figures of an article, and the numbers that are none, as they are found."""

    figures: list[Figure] = field(default_factory=list)
    left: list[Other] = field(default_factory=list)


class _Related(NamedTuple):
    """How a figure changed, against what base, and which other one it is of, and as what."""

    direction: Direction | None
    base: str | None
    relation: Relation | None
    of: int | None


class Lines(NamedTuple):
    """What is known of the lines of a text by where they begin: a row or a note, and where in the file."""

    kinds: Mapping[int, str] = {}
    places: Mapping[int, str] = {}


def figures(article: Article, text: str, lines: Lines | None = None) -> Iterator[Figure]:
    """The figures of *article* in order; of a copy none, its whole version has them."""
    return iter(read(article, text, lines).figures)


def read(article: Article, text: str, lines: Lines | None = None) -> Reading:
    """The figures of *article*, and every other number in it with the reason why it is none."""
    reading = Reading()
    if article.twin_of is not None:
        return reading
    dated = _written(article.date) or parsed(article.period)
    body = text[article.start : article.end]
    reader = _Reader(
        simplified(text),
        text,
        lines or Lines(),
        Times(Calendar.of(article.title, article.period, dated, body)),
        Ground.of(article.place, article.institution, article.title or ""),
        reading,
        article.title or "",
        subject(article.title or ""),
    )
    for section in article.sections:
        reader.section(section)
    reading.left = sorted([*reading.left, *_headings(article, text)])
    reading.figures = directed(sorted(reading.figures, key=lambda figure: figure.value_start))
    return reading


def _headings(article: Article, text: str) -> Iterator[Other]:
    """The numbers of an article's title and headings: they stand between its sections."""
    ends = [article.start, *(section.end for section in article.sections)]
    starts = [*(section.start for section in article.sections), article.end]
    for first, last in zip(ends, starts, strict=True):
        for match in _DIGITS.finditer(text, first, max(first, last)):
            yield Other(*match.span(), "heading")


@dataclass(slots=True)
class _Reader:
    """Goes through the text of an article and adds what it finds to its `reading`."""

    text: str
    source: str  # the text as it stands, traditional characters too
    lines: Lines
    times: Times
    ground: Ground
    reading: Reading
    title: str = ""
    subject: str = ""  # of the title
    paragraph: Paragraph = field(default_factory=Paragraph)
    table: tables.Table = field(default_factory=tables.Table)
    planned: bool = False
    topic: str = ""

    def section(self, section: Section) -> None:
        heading, start, end, path = section.heading, section.start, section.end, section.path
        self.times.calendar.enter([*path, heading or ""])
        self.ground.enter(heading, section.place)
        self.planned = is_plan(heading or "")
        self.paragraph = Paragraph(topic(heading or ""))
        self.topic = self.paragraph.topic or self.subject
        unit = tables.unit_of(heading or "") or tables.unit_of(self.title)
        self.table = tables.Table(heading or "", self.title, unit)
        for first, last in _lines(self.text, start, end):
            self.times.calendar.begin()
            self.ground.begin()
            line = self.text[first:last]
            kind = self.lines.kinds.get(first)
            row = self.table.line(line, known=kind == "row")
            if row is not None and kind in ("row", None):
                self._row(row, first, last)
            elif self.table.is_heads(line):
                self._leave_out((first, last), "head")
            else:
                self._prose(first, last)

    def _prose(self, start: int, end: int) -> None:
        teller = anecdotes.Teller()
        self.paragraph = self.paragraph.following(_REMEMBERED)
        for first, last in sentences(self.text, start, end):
            self._sentence(first, last, story=teller.tells(self.text[first:last]))

    def _sentence(self, start: int, end: int, *, story: tuple[int, int]) -> None:
        sentence = self.text[start:end]
        times = self.times.calendar.expressions(sentence)
        if not _NUMERAL.search(sentence):
            self._without_figures(times, start, sentence, sentence)
            return
        times = [each for each in times if sentence[each.start : each.end] not in _RATES]
        dates = [_dated(each, sentence, start) for each in times]
        found, left = quantities(self.text, start, end, dates)
        self.reading.left += left
        dates += [(each.start, min(end, each.end + 1)) for each in left if each.reason in ("item", "date")]
        plain = blanked(sentence, start, dates)
        if not found:
            self.paragraph.unfinished = ()
            self._without_figures(times, start, sentence, plain)
            return
        turns = self.ground.turns(plain)
        told_of = blanked(plain, start, uncounted(turns, start, found, self.text), NAMED)
        around = items(self.text, (start, end), found, told_of)
        some = named(around, self.paragraph)
        self.paragraph.unfinished = some if sentence[-1] in "；;" else ()
        periods = self.times.told(some, times, start, sentence)
        self._take(some, periods, self.ground.whose(some, turns, start), (start, end), story)

    def _take(
        self, some: Sequence[Named], periods: Sequence[Told], scopes: Sequence[Whose], span: Span, story: Span
    ) -> None:
        """Add the figures of the sentence at *span*, those of a *story* as no statistics."""
        start, sentence = span[0], self.text[span[0] : span[1]]
        aims = planned_from(sentence)
        for one, told, whose in zip(some, periods, scopes, strict=True):
            at = one.item.quantity.start - start
            kind = _kind(one.item.quantity, one)
            if kind is None or not one.indicator:
                self._leave_out_one(one, "unit" if kind is None else "unnamed")
                continue
            told = self._planned(one, told, aimed_at=aims is not None and aims <= at)
            self._add(one, "other" if story[0] <= at < story[1] else kind, told, whose, span)

    def _without_figures(
        self, times: Sequence[TimeExpression], start: int, sentence: str, plain: str
    ) -> None:
        """A sentence without figures: it may still turn to another time, or, dates blanked out, to a part."""
        self.times.told([], times, start, sentence)
        self.ground.hear(plain)

    def _leave_out_one(self, one: Named, reason: str) -> None:
        number = one.item.quantity.number
        self.reading.left.append(Other(number.start, number.end, reason))

    def _add(self, one: Named, kind: Kind, told: Told, whose: Whose, span: Span) -> None:
        quantity = one.item.quantity
        base = None
        if one.change and one.change.base:
            first, last = one.change.base
            base = self.source[one.item.start + first : one.item.start + last]
        figure = self._figure(
            (quantity.number, 0),
            quantity.unit,
            kind,
            (max(span[0], one.since), min(span[1], max(one.item.span[1], quantity.end))),
            (one.indicator, one.own if one.relation == "part" else one.indicator),
            told,
            whose,
            _Related(
                one.change.direction if one.change else None,
                base,
                one.relation,
                one.of.item.quantity.number.start if one.of else None,
            ),
        )
        self.reading.figures.append(figure)

    def _figure(
        self,
        number: tuple[Number, int],  # and what its offsets count from
        unit: Unit | None,
        kind: Kind,
        span: Span,
        said: tuple[str, str],  # the indicator, and the part of it that a concept is looked for in
        told: Told,
        whose: Whose,
        related: _Related,
    ) -> Figure:
        found, at = number
        place = whose.place if whose.place is not None and not whose.outside else self.ground.home
        family = unit.family if unit else ""
        return Figure(
            value=self.source[found.start + at : found.end + at],
            number=found.number,
            low=found.low,
            high=found.high,
            unit=unit.text if unit and unit.text else None,
            family=family or None,
            qualifier=found.qualifier,
            kind=kind,
            direction=related.direction,
            base=related.base,
            indicator=said[0],
            concept=concept(said[1], family),
            topic=self.topic or None,
            period=str(told.period) if told.period else None,
            period_basis=told.basis,
            scope=whose.scope,
            place=place.full if place else None,
            code=place.code if place else "",
            outside=whose.outside,
            institution=self.ground.institution,
            planned=told.planned,
            masked=found.masked,
            start=span[0],
            end=span[1],
            value_start=found.start + at,
            value_end=found.end + at,
            relation=related.relation,
            of=related.of,
        )

    def _planned(self, one: Named, told: Told, *, aimed_at: bool) -> Told:
        """The period of a figure, and whether it is aimed at and its clause does not deny it."""
        told = self.times.ahead(told) if self.planned else told
        said = aimed_at or told.planned or self.planned or (one.item.opens == "（" and is_aim(one.item.intro))
        is_planned = said and not is_done(self.text[one.item.span[0] : one.item.quantity.end])
        return replace(told, planned=is_planned)

    def _row(self, row: tables.Row, start: int, end: int) -> None:
        """The figures of a row of a table."""
        told = self.times.row(self.table.caption, row.kind, row.label)
        parts = [part for part in told.label.split("，") if part]
        placed = [(part, whose) for part in parts if (whose := self.ground.of_label(part)).place_of_label]
        whose = placed[0][1] if placed else self.ground.section
        label = "，".join(part for part in parts if not placed or part != placed[0][0])
        above = self.lines.places.get(start, "")
        found = list(tables.values(row, above if "单位" in above else self.table.unit))
        levels: list[tuple[tables.Value, Figure]] = []
        told = replace(told, label=label)
        for value in found:
            figure = self._cell(value, row, told, whose, (start, end), levels)
            if not value.is_change:
                levels.append((value, figure))
            self.reading.figures.append(figure)
        taken = [(value.number.start + start, value.number.end + start) for value in found]
        taken += self._told_in_cells(row, whose, start, taken)
        self._leave_out((start, end), "head", taken)

    def _told_in_cells(self, row: tables.Row, whose: Whose, start: int, taken: Sequence[Span]) -> list[Span]:
        """Read the cells that tell something, 主要做法：组建调委会28家，网格员每日巡查; where they stand."""
        told: list[Span] = []
        about = row.label if tables.names_measures(row.kind) else self.paragraph.topic
        for cell in row.told:
            span = start + cell.start, start + cell.start + len(cell.text)
            if not any(first < span[1] and span[0] < last for first, last in taken):
                self.ground.current = whose
                self.paragraph = Paragraph(about)
                self._prose(*span)
                told.append(span)
        return told

    def _cell(
        self,
        value: tables.Value,
        row: tables.Row,
        told: RowTold,
        whose: Whose,
        span: Span,
        levels: Sequence[tuple[tables.Value, Figure]],
    ) -> Figure:
        """The figure of a cell; *levels* are those before it in its row, one of which a change is of."""
        period = told.of(value.words)
        measures = tables.names_measures(row.kind) or told.unit_in_label
        label = "" if told.labelled or tables.is_total(told.label) else told.label
        measures = measures or (whose.place_of_label and bool(label))
        caption = self.table.topic
        of = _changed(period.rest, levels) if value.is_change else None
        of_label = label if measures else ""
        indicator = of.indicator if of else tables.indicator(value, period.rest, of_label, caption)
        if label and not measures:
            whose = Whose(label, whose.place, whose.outside)
        number = (value.number, span[0])
        told_of = Told(period.told.period, period.told.basis, period.told.planned or self.planned)
        relation: tuple[Relation | None, int | None] = ("change", of.value_start) if of else (None, None)
        related = _Related(value.direction, None, *relation)
        said = indicator, indicator
        return self._figure(number, value.unit, value.kind, span, said, told_of, whose, related)

    def _leave_out(self, span: Span, reason: str, taken: Sequence[Span] = ()) -> None:
        """The numbers of a line that are none of its figures."""
        for number in numbers(self.text, *span):
            inside = any(first < number.end and number.start < last for first, last in taken)
            if not inside and not number.chinese:
                self.reading.left.append(Other(number.start, number.end, reason))


def _changed(head: str, levels: Sequence[tuple[tables.Value, Figure]]) -> Figure | None:
    """Which figure of a row a change is of by its *head*: 死亡同比 of 死亡人数, 同比 of the last."""
    words = tables.compared(head)
    if not words:
        return levels[-1][1] if levels else None
    return next((figure for value, figure in reversed(levels) if words in value.words), None)


def _dated(each: TimeExpression, sentence: str, start: int) -> Span:
    """Where a time stands, with the 同期 behind it and the 到 that its clause begins with."""
    until = _UNTIL.search(sentence[: each.start]) is not None
    return start + each.start - until, start + each.end + 2 * sentence.startswith("同期", each.end)


def _written(date: str | None) -> Period | None:
    """The month, or the year, of a date in ISO 8601."""
    if date is None:
        return None
    year, _, rest = date.partition("-")
    month = rest.partition("-")[0]
    return Period.of(int(year), int(month), int(month)) if month else Period.of(int(year))


def _kind(quantity: Quantity, one: Named) -> Kind | None:
    """What kind of figure it is; None for a bare number that no measure stands before."""
    unit = quantity.unit
    if one.change is not None and one.change.said != "to" and one.relation != "before":
        return "change"
    if unit is None:
        return "count" if _MEASURED.search(one.indicator) else None
    return "change" if unit.family == "point" else unit.kind


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1
