"""Parts: the stretches of a draft that are each on one place and of one time.

    parts(article, text, places)     # articles; 大理州 2021 and 泰安市 2023, one line each, are two

A report is on the place and the period of its title. In notes without such a title each line is on the place
and of the year that it opens with, or else on those of the lines above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.document import Article, Section
from corpus.places.gazetteer import Mention, Place, gazetteer, highest
from corpus.text.dates import TimeExpression, expressions, main

# What may stand before the place that a line opens with, times aside: 一、截至|大理州, 其中，|祥云县.
_LEAD = re.compile(
    r"(?:[\s，,、。.．：:；;（(）)“\-—–*#>·●■◆○]|[\d一二三四五六七八九十]+[、.．）)]|第[一二三四五六七八九十]，?|[一二三四五六七八九十]是"
    r"|在|据|由|其中|同期|同年|截[至止]|全年|累计|期间|此外|另外|同时|而|以来|来)*"
)
_LEVEL = re.compile("(?:全|我|该|本)(?P<level>[省市州县区旗盟])(?!域)")


@dataclass(frozen=True, slots=True)
class _Line:
    """text[start:end] with its heading, the place it is on, and the period it is of where it names none."""

    section: Section
    start: int
    end: int
    place: Place | None
    period: str | None


def parts(
    article: Article, text: str, places: Collection[Place], is_row: Callable[[int], bool]
) -> Iterator[Article]:
    """*article* of a draft, cut where its *text* turns to another place or year.

    A name that several places have is that of one of *places*. *is_row* says of the line that begins at an
    offset whether it is a row of a table, which goes with its heads.
    """
    reader = _Reader(article, text, frozenset(places))
    lines = list(reader.lines(is_row))
    if not lines:
        yield article
    for (place, period), run in groupby(lines, key=lambda line: (line.place, line.period)):
        yield _part(article, list(run), place, period)


def _part(article: Article, run: Sequence[_Line], place: Place | None, period: str | None) -> Article:
    sections = []
    for section, lines in groupby(run, key=lambda line: line.section):
        inside = list(lines)
        sections.append(replace(section, start=inside[0].start, end=inside[-1].end, place=None))
    own = place == article.place
    return replace(
        article,
        start=sections[0].start,
        end=sections[-1].end,
        sections=tuple(sections),
        place=place,
        basis=article.basis if own else "stated",
        institution=article.institution if own else None,
        period=period,
    )


class _Reader:
    """Reads the lines of an article in order, and knows the places and the year spoken of so far."""

    def __init__(self, article: Article, text: str, known: frozenset[Place]) -> None:
        self._article, self._text, self._known = article, text, known
        title = article.title or ""
        named = [self._meant(each) for each in gazetteer().chains(title)]
        self._is_placed = article.place is not None and article.place in named
        head = f"{title}\n{text[article.start : article.sections[0].start]}" if article.sections else title
        self._is_dated = main(expressions(head)) is not None
        self._period = article.period if self._is_dated else None
        self._spoken = [article.place] if article.place is not None else []

    def lines(self, is_row: Callable[[int], bool]) -> Iterator[_Line]:
        home, period = self._article.place, self._period
        for section in self._article.sections:
            before, headed = home, self._headed(section)
            home = above = headed or (self._article.place if self._is_placed else home)
            for start, end in _lines(self._text, section.start, section.end):
                line = self._text[start:end]
                told = [] if is_row(start) else expressions(line)
                opened = None if is_row(start) else self._opened(line, told)
                home = self._home(above, opened) if self._is_placed else opened or self._whole(line) or home
                if not self._is_dated:
                    period = _year(told) or (period if before in (None, home) else None)
                if home is not None:
                    self._spoken.append(home)
                before = home
                yield _Line(section, start, end, home, period)

    @staticmethod
    def _home(above: Place | None, opened: Place | None) -> Place | None:
        """The place of a line that opens with one, in a report: *above* is what its section is on."""
        inside = opened is None or (above is not None and opened.within(above))
        return above if inside else opened

    def _headed(self, section: Section) -> Place | None:
        """The one place that the headings of *section* name, the innermost first."""
        for heading in (section.heading or "", *reversed(section.path)):
            named = [self._meant(each) for each in gazetteer().chains(heading)]
            if len(named) == 1:
                return named[0]
        return None

    def _opened(self, line: str, told: Sequence[TimeExpression]) -> Place | None:
        """The place that a *line* opens with, behind times or nothing: 截至2021年，|大理州."""
        first = next(iter(gazetteer().chains(line)), None)
        if first is None:
            return None
        lead = line[: first.start]
        for each in reversed([each for each in told if each.end <= first.start]):
            lead = lead[: each.start] + lead[each.end :]
        return self._meant(first) if _LEAD.fullmatch(lead) else None

    def _whole(self, line: str) -> Place | None:
        """The place last spoken of that 全州, 全市 of a *line* calls so."""
        match = _LEVEL.search(line)
        if match is None:
            return None
        return next((each for each in reversed(self._spoken) if each.name.endswith(match["level"])), None)

    def _meant(self, mention: Mention) -> Place | None:
        """The place that *mention* means: one of those that are known, or the one on the highest level."""
        known = [each for each in mention.places if each in self._known]
        top = known if len(known) == 1 else highest(mention.places)
        return top[0] if len(top) == 1 else None


def _year(told: Sequence[TimeExpression]) -> str | None:
    """The period that a line is of by the times that are *told* in it."""
    own = main(told)
    return str(own.period) if own is not None and own.role == "own" and own.period is not None else None


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the lines of text[start:end] stand, empty ones left out."""
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1
