"""The sentences of an article, each with what it inherits.

That is the sub-place and the year last named in its paragraph, its section's heading, the sentence
before; for a row of a table the heads of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple

from corpus.document import Article, Section
from corpus.places.gazetteer import Place
from corpus.places.institutions import Institution
from corpus.text.calendar import Calendar
from corpus.text.cleaning import NUMBERED
from corpus.text.numbers import is_row
from corpus.text.period import Period
from corpus.text.sentences import Span, sentences
from retrieval.index.sentences import Sentence
from retrieval.index.speech import Speech, speech
from retrieval.index.text_tables import TextTable
from retrieval.language.terms import fold, plain

_PLANNED = re.compile(
    r"力争|争取(?!到)|计划(?:在|于|到|用)|拟(?:于|在|建)|目标是|(?:到|至)20\d\d年(?:底|末)?[^，,。]{0,12}(?:达到|实现|建成|控制)"
    r"|确保[^，,。]{0,16}(?:达到|不低于|保持在)|^明年|^下一步"
)
_ANAPHOR = re.compile(r"这一?(?:数字|数据|比例|比率|指标|降幅|增幅|成功率)|[该此](?:数字|比例|指标)")

# What the items of a list begin with: 1. （二） ① ● 一是 第一，
_ITEM = re.compile(
    rf"{NUMBERED.pattern}|[①-⑳●▲■◆★○•▪▶◎※□]|[一二三四五六七八九十]{{1,2}}是|第[一二三四五六七八九十]，|(?:首先|其次|再次|最后)，"
)
_NO_NAME = re.compile(r"[\d，。；：！？,;:!?｜|\t]|\s{2,}")
_LEAST_NAMES, _LONGEST_NAME = 3, 30  # lines, characters of each
_LONGEST_LIST = 600  # characters of a list that is shown with what introduces it


class _Subject(NamedTuple):
    """What the sentences of a paragraph are about, until one of them names others."""

    places: frozenset[Place]
    institutions: tuple[Institution, ...]
    elsewhere: bool = False

    def after(self, said: Speech) -> _Subject:
        """What a sentence that speaks of *said* is about."""
        renamed = said.subjects or said.whole or said.elsewhere
        subject = _Subject(said.subjects, (), said.elsewhere) if renamed else self
        return subject._replace(institutions=said.institutions or subject.institutions)


class _Inherited(NamedTuple):
    """What the sentences of a paragraph inherit from it, from its table and from its headings."""

    home: Place | None
    subject: _Subject
    story: frozenset[Place]  # the sub-places that it names, or else those of the paragraphs before it
    headed: str  # the headings and the caption or the words that introduce a list, folded, a line each
    around: str  # its own text, folded
    head: int | None  # where the head of the table begins whose row it is
    table: TextTable

    @property
    def is_of_table(self) -> bool:
        return self.head is not None or is_row(self.around)


def read(document: str, text: str, article: Article) -> Iterator[Sentence]:
    """The sentences of *article* in order, each with what it inherits."""
    dated = Period.of_date(article.date) if article.date else None
    calendar = Calendar.of(article.title, article.period, dated, text[article.start : article.end])
    reader = _Reader(document, text, article, calendar)
    ended = article.start
    for section in article.sections:
        above = [line.strip() for line in text[ended : section.start].split("\n") if line.strip()]
        calendar.enter(above if section.heading in above else [*above, section.heading or ""])
        ended = section.end
        yield from reader.section(section)


@dataclass(slots=True)
class _Reader:
    """Reads the sections of an article in order; `number` counts its paragraphs."""

    document: str
    text: str
    article: Article
    calendar: Calendar
    number: int = 0

    def section(self, section: Section) -> Iterator[Sentence]:
        home = _home(self.article.place, section.place)
        headings = (self.article.title or "", *section.path, section.heading or "")
        heading = "\n".join(plain(fold(line)) for line in headings)
        headline = speech(plain(fold(section.heading or "")), home)
        subject = _Subject(headline.below, headline.institutions)
        table, story = TextTable(), headline.below
        paragraphs = _with_names(self.text, list(_paragraphs(self.text, section.start, section.end)))
        for spans, led in _with_lists(self.text, paragraphs):
            self.number += 1
            self.calendar.begin()
            start, end = spans[0][0], spans[-1][1]
            around, head = table.read(start, self.text[start:end])
            told = speech(around, home)
            story = told.below or (headline.below if told.whole else story)
            lead = table.caption if is_row(around) else plain(fold(self.text[slice(*led)] if led else ""))
            headed = "\n".join(filter(None, (heading, lead)))
            inherited = _Inherited(home, subject, story, headed, around, head, table)
            yield from self._paragraph(section, spans if head is None else [(start, end)], inherited)
            if self.text[start:end].split("\n", 1)[0].rstrip()[-1] in "：:":
                self.calendar.lead()

    def _paragraph(self, section: Section, spans: list[Span], its: _Inherited) -> Iterator[Sentence]:
        """The sentences of a paragraph, or of a row of a table, which is one."""
        subject, before, begun = its.subject, "", 0
        other_home = frozenset({its.home} if its.home and its.home != self.article.place else ())
        for start, end in spans:
            text = self.text[start:end]
            own = its.around if its.head is not None else plain(fold(text))
            folded, needs = own, its.head
            if its.head is None and before and _ANAPHOR.search(own):
                folded, needs = f"{before},{own}", begun
            elif is_row(own):
                folded = its.table.counting(own, section.heading, self.article.title)
            said = speech(own, its.home)
            subject = subject.after(said)
            of_row = its.is_of_table
            time = self.calendar.read_row(own, its.table.caption) if of_row else self.calendar.read(text)
            yield Sentence(
                self.document, self.article.number, section.heading, start, end, text, folded, self.number,
                subject.places, time.period, time.basis, time.times, its.headed, before, its.around,
                its.story, said.below, said.whole, subject.elsewhere, said.above,
                time.planned or bool(_PLANNED.search(own)), needs,
                "、".join(dict.fromkeys(each.text for each in subject.institutions)), other_home,
            )  # fmt: skip
            before, begun = own, start


def _home(whole: Place | None, section: Place | None) -> Place | None:
    """What a section is on: the part of the *whole* that its heading names, or the whole."""
    return section if section is not None and (whole is None or section.within(whole)) else whole


def _with_lists(text: str, paragraphs: list[list[Span]]) -> Iterator[tuple[list[Span], Span | None]]:
    """*paragraphs*, those that introduce a list with the list; for each item of one, what introduces it.

    主要做法有： | 1.建立机制； | 2.办理案件。 The introduction reaches to the end of the last item, unless
    an item has several sentences: such items are read one by one.
    """
    lead, last = (0, 0), 0  # what introduces the list that is being read, and where that ends
    for i, paragraph in enumerate(paragraphs):
        start, end = paragraph[-1]
        items = list(takewhile(lambda spans: _is_item(text, spans), paragraphs[i + 1 :]))
        if text[end - 1] in "：:" and len(items) > 1:
            lead, last = (start, end), items[-1][-1][1]
            if last - start <= _LONGEST_LIST and all(len(item) == 1 for item in items):
                paragraph = [*paragraph[:-1], (start, last)]
        yield paragraph, lead if lead[1] <= paragraph[0][0] < last else None


def _with_names(text: str, paragraphs: list[list[Span]]) -> list[list[Span]]:
    """*paragraphs*, those that are a list of bare names, a line each, as one."""
    found: list[list[Span]] = []
    for bare, group in groupby(paragraphs, lambda spans: _is_name(text, spans)):
        names = list(group)
        together = bare and len(names) >= _LEAST_NAMES and names[-1][-1][1] - names[0][0][0] <= _LONGEST_LIST
        found += [[(names[0][0][0], names[-1][-1][1])]] if together else names
    return found


def _is_name(text: str, spans: list[Span]) -> bool:
    """Whether a paragraph is no more than a name: 临水县公安局刑事侦查大队."""
    line = text[spans[0][0] : spans[-1][1]]
    return len(spans) == 1 and len(line) <= _LONGEST_NAME and _NO_NAME.search(line) is None


def _is_item(text: str, spans: list[Span]) -> bool:
    return _ITEM.match(text, spans[0][0], spans[0][1]) is not None


def _paragraphs(text: str, start: int, end: int) -> Iterator[list[Span]]:
    """The sentences of text[start:end], grouped by line."""
    held: list[Span] = []
    for span in sentences(text, start, end):
        if held and "\n" in text[held[-1][1] : span[0]]:
            yield held
            held = []
        held.append(span)
    if held:
        yield held
