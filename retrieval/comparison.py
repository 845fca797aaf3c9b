"""Comparison: what several places, or one in several years, have on a topic, side by side.

    compared(figures, catalogue, Compared.parse(["大理州", "宁夏"], "扫黑除恶", "2019-2021"))

A column is what is counted, a line a place and a period; what several places count comes first. Figures of
parts of a place and of offices, changes, plans and shares of other figures are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.errors import InputError
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.calendar import parsed
from corpus.text.period import Period
from retrieval.answering.answer import Answer, Cell, Citation, Line, Reading, Remark, Table
from retrieval.answering.citing import cited
from retrieval.answering.figure_listing import Listed, listing
from retrieval.answering.scopes import Catalogue
from retrieval.checking.agreement import names_of, owner
from retrieval.checking.amounts import counts_alike
from retrieval.checking.indicators import Said, indicators, said
from retrieval.index.figures import STATISTICS, Figures, Row
from retrieval.language.terms import fold, plain
from retrieval.question.lexicon import synonyms

MOST_COLUMNS, MOST_LINES = 8, 40
NEAR = 0.15  # how far two indicators in one column are apart at the most
_TOTALS = frozenset({"合计", "总计", "小计"})
_KINDS = frozenset({"count", "share", "money", "duration"})
_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?(?:[-—–~至到](?P<last>(?:19|20)\d\d)年?)?")


@dataclass(frozen=True, slots=True)
class Compared:
    """Which places are compared, on what, and within which years; None for any."""

    places: tuple[Place, ...]
    topic: str | None = None
    period: Period | None = None

    @classmethod
    def parse(cls, places: Sequence[str], topic: str | None, years: str | None) -> Compared:
        """What a person has written of it. Raises InputError for a place or years that are none."""
        found: list[Place] = []
        for name in places:
            named = gazetteer().places_in(name)
            if len(named) != 1:
                raise InputError(f"“{name}”不是地名表里的一个地方。请写正式名称，例如：大理白族自治州。")
            found += named[0][:1]
        return cls(tuple(dict.fromkeys(found)), topic, _years(years) if years else None)


def _years(written: str) -> Period:
    match = _YEARS.fullmatch(written.strip())
    if match is None or (match["last"] or match["first"]) < match["first"]:
        raise InputError(f"看不懂年份“{written}”。请写一年或起止两年，例如：2021、2019-2021。")
    return Period.years(int(match["first"]), int(match["last"] or match["first"]))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A figure of a place, and what it counts."""

    row: Row
    place: Place
    said: Said


@dataclass(slots=True)
class _Column:
    """The figures that count the same as its first."""

    entries: list[_Entry]

    def admits(self, entry: _Entry) -> bool:
        """Whether *entry* counts the same; of one place and period it has one figure."""
        first = self.entries[0]
        one, other = first.row.figure, entry.row.figure
        if one.kind != other.kind or one.concept != other.concept or not counts_alike(one, other):
            return False
        told = any(
            each.place == entry.place and each.row.figure.period == other.period for each in self.entries
        )
        there, back = indicators(first.said, entry.said), indicators(entry.said, first.said)
        return not told and max(there.distance, back.distance) <= NEAR and there.is_close and back.is_close

    @property
    def lines(self) -> set[tuple[str, str | None]]:
        return {(each.place.code, each.row.figure.period) for each in self.entries}

    @property
    def is_shared(self) -> bool:
        return len({each.place for each in self.entries}) > 1

    @property
    def weight(self) -> tuple[int, int]:
        """The more places, then the more lines, the sooner it is shown."""
        return -len({each.place for each in self.entries}), -len(self.lines)


def compared(figures: Figures, catalogue: Catalogue, asked: Compared) -> Answer:
    """The table that *asked* asks for, each cell with its citation, as an answer not yet verified."""
    entries = [entry for place in asked.places for entry in _entries(figures, catalogue, asked, place)]
    shown = sorted(_columns(entries), key=lambda column: column.weight)[:MOST_COLUMNS]
    answer = Answer(
        question="、".join(place.short for place in asked.places) + (asked.topic or ""),
        read_as=_read(asked),
        status="answered" if shown else "not_found",
        remarks=tuple(_remarks(asked, {entry.place for entry in entries}, shown)),
    )
    if not shown:
        return answer
    table, citations = _tabled(shown, asked.places, catalogue)
    return replace(answer, table=table, citations=citations)


def _remarks(asked: Compared, told: Collection[Place], shown: Sequence[_Column]) -> Iterator[Remark]:
    """What is to be said beside the columns *shown*: whom they lack, and what is not alike in them."""
    if not told:
        yield Remark("compare_nothing")
    yield from (Remark("compare_lacks", {"place": p.full}) for p in asked.places if p not in told)
    if len(told) > 1 and not any(column.is_shared for column in shown):
        yield Remark("compare_unlike")
    elif len({_months(period) for column in shown for _, period in column.lines}) > 1:
        yield Remark("not_alike")


def _read(asked: Compared) -> Reading:
    place = "、".join(place.full for place in asked.places)
    period = str(asked.period) if asked.period is not None else None
    return Reading(place=place, period=period, topic=asked.topic, wants="comparison")


def _entries(figures: Figures, catalogue: Catalogue, asked: Compared, place: Place) -> Iterator[_Entry]:
    """The figures of *place* as a whole that are of the years asked for, or of some of them."""
    topic = _topic(asked.topic) if asked.topic else ()
    listed = Listed((place,), period=asked.period, flags=STATISTICS)
    for row in listing(figures, catalogue.articles, listed):
        article, text = catalogue.articles[row.article], catalogue.documents[row.article[0]].text
        figure = row.figure
        if _is_whole(figure, place, text) and (not topic or _is_on(topic, row, catalogue)):
            yield _Entry(row, place, said(figure, article, text))


def _topic(topic: str) -> tuple[str, ...]:
    """The words by which a figure is on *topic*."""
    whole = plain(fold(topic))
    return (whole, *(plain(fold(word)) for word in synonyms().get(whole, ())))


def _is_on(topic: Sequence[str], row: Row, catalogue: Catalogue) -> bool:
    """Whether *row*, its concept, its sentence or its headings tell of a word of *topic*."""
    figure = row.figure
    sentence = catalogue.sentence_at(row.article, figure.value_start)
    around = (sentence.folded, sentence.headed) if sentence is not None else ()
    told = plain("\n".join((figure.concept or "", fold(figure.indicator), *around)))
    return any(word in told for word in topic)


def _is_whole(figure: Figure, place: Place, text: str) -> bool:
    """Whether *figure* is a level of all of *place*."""
    if figure.kind not in _KINDS or figure.number is None or figure.relation is not None:
        return False
    whole = figure.scope in (None, *_TOTALS, *names_of(place)) and not owner(figure, place, text)
    return whole and figure.code == place.code and not figure.outside


def _columns(entries: Iterable[_Entry]) -> list[_Column]:
    columns: list[_Column] = []
    for entry in entries:
        column = next((each for each in columns if each.admits(entry)), None)
        if column is None:
            columns.append(_Column([entry]))
        else:
            column.entries.append(entry)
    return columns


def _tabled(
    columns: Sequence[_Column], places: Sequence[Place], catalogue: Catalogue
) -> tuple[Table, tuple[Citation, ...]]:
    """The table of *columns* and the citations of its cells."""
    order = {place.code: number for number, place in enumerate(places)}
    keys = {line for column in columns for line in column.lines}
    keys_in_order = sorted(keys, key=lambda key: (order[key[0]], key[1] or ""))[:MOST_LINES]
    citations: dict[tuple[str, int], Citation] = {}
    lines = []
    for code, period in keys_in_order:
        cells = tuple(_cell(column, code, period, citations, catalogue) for column in columns)
        lines.append(Line(gazetteer().coded(code).short, None, period, cells))
    names = tuple(column.entries[0].row.figure.indicator for column in columns)
    lengths = {_months(period) for _, period in keys_in_order}
    table = Table(names, tuple(lines), comparable=len(lengths) < 2)
    return table, tuple(citations.values())


def _months(period: str | None) -> int | None:
    read = parsed(period)
    return read.last - read.first if read is not None else None


def _cell(
    column: _Column,
    code: str,
    period: str | None,
    citations: dict[tuple[str, int], Citation],
    catalogue: Catalogue,
) -> Cell | None:
    of_line = (e for e in column.entries if (e.place.code, e.row.figure.period) == (code, period))
    entry = next(of_line, None)
    if entry is None:
        return None
    figure = entry.row.figure
    citation = cited(entry.row, catalogue, len(citations) + 1)
    citation = citations.setdefault((citation.document, citation.start), citation)
    value = _written(figure, catalogue.documents[entry.row.article[0]].text)
    return Cell(value, figure.number or 0.0, figure.unit, citation.n)


def _written(figure: Figure, text: str) -> str:
    """The value with its unit, where that stands beside it, and how exact it is: 约51亿元, 90%以上."""
    start, end = figure.value_start, figure.value_end
    end += len(figure.unit or "") if text.startswith(figure.unit or " ", end) else 0
    told = figure.qualifier or " "
    start -= len(told) if text.endswith(told, 0, start) else 0
    end += len(told) if text.startswith(told, end) else 0
    return text[start:end]
