"""The sentences of an article, each with what it inherits.

That is the sub-place and the year last named in its paragraph, its section's heading, the sentence
before; for a row of a table the heads of its columns.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from corpus.document import Article
from corpus.figures.topics import subject
from corpus.text.calendar import Calendar
from corpus.text.cleaning import NUMBERED
from corpus.text.numbers import is_row
from corpus.text.period import Period
from corpus.text.sentences import Span, sentences
from retrieval.index.sentences import Sentence
from retrieval.index.speech import speech
from retrieval.language.terms import fold, plain

_SINGLE = re.compile(r"(?<![\d第])((?:19|20)\d\d)年(?!远景|基本|目标)")
_PLANNED = re.compile(
    r"力争|争取(?!到)|计划(?:在|于|到|用)|拟(?:于|在|建)|目标是|(?:到|至)20\d\d年(?:底|末)?[^，,。]{0,12}(?:达到|实现|建成|控制)"
    r"|确保[^，,。]{0,16}(?:达到|不低于|保持在)|^明年|^下一步"
)
_ANAPHOR = re.compile(r"这一?(?:数字|数据|比例|比率|指标|降幅|增幅|成功率)|[该此](?:数字|比例|指标)")
_COLUMN = re.compile(r"\t+|[ \u3000]{2,}")  # what stands between two cells of a table in plain text
_BRACKETED = re.compile(r"[（(]([^（()）]{1,4})[)）]")


# What the items of a list begin with: 1. （二） ① ● 一是 第一，
_ITEM = re.compile(
    rf"{NUMBERED.pattern}|[①-⑳●▲■◆★○•▪▶◎※□]|[一二三四五六七八九十]{{1,2}}是|第[一二三四五六七八九十]，|(?:首先|其次|再次|最后)，"
)
_NO_NAME = re.compile(r"[\d，。；：！？,;:!?｜|\t]|\s{2,}")
_LEAST_NAMES, _LONGEST_NAME = 3, 30  # lines, characters of each
_LONGEST_LIST = 600  # characters of a list that is shown with what introduces it


def read(document: str, text: str, article: Article) -> Iterator[Sentence]:
    """The sentences of *article* in order, each with what it inherits."""
    number = 0
    dated = Period.of_date(article.date) if article.date else None
    calendar = Calendar.of(article.title, article.period, dated, text[article.start : article.end])
    ended = article.start
    for section in article.sections:
        above = [line.strip() for line in text[ended : section.start].split("\n") if line.strip()]
        calendar.enter(above if section.heading in above else [*above, section.heading or ""])
        ended = section.end
        home = article.place or section.place
        headings = (article.title or "", *section.path, section.heading or "")
        heading = "\n".join(plain(fold(line)) for line in headings)
        headline = speech(plain(fold(section.heading or "")), home)
        headed = story = headline.below
        head: tuple[int, list[str]] | None = None
        caption = ""  # the line above the rows of a table
        paragraphs = _with_names(text, list(_paragraphs(text, section.start, section.end)))
        for paragraph, led in _with_lists(text, paragraphs):
            number += 1
            line = text[paragraph[0][0] : paragraph[-1][1]]
            around = plain(fold(line))
            cells = _cells(line)
            if head is None or len(cells) != len(head[1]) or _begins_table(cells):
                head = (paragraph[0][0], cells) if _is_head(cells) else None
            elif not _is_head(cells):
                around = _row(head[1], cells)
            caption = caption if is_row(around) else around
            told = speech(around, home)
            story = told.below or (headed if told.whole else story)
            subplaces, elsewhere, before, begun = headed, False, "", 0
            institutions = headline.institutions
            calendar.begin()
            row = head[0] if head is not None and head[0] != paragraph[0][0] else None
            if row is not None:
                paragraph = [(paragraph[0][0], paragraph[-1][1])]
            lead = plain(fold(text[led[0] : led[1]])) if led else ""
            over = "\n".join(filter(None, (heading, caption if is_row(around) else lead)))
            for start, end in paragraph:
                own = folded = around if row is not None else plain(fold(text[start:end]))
                needs = row
                if is_row(own):
                    counted = _counted(caption, section.heading, article.title)
                    folded = f"{counted},{own}" if counted and counted not in own else own
                if row is None and before and _ANAPHOR.search(own):
                    folded, needs = f"{before},{own}", begun
                said = speech(own, home)
                if said.subjects or said.whole or said.elsewhere:
                    subplaces, elsewhere, institutions = said.subjects, said.elsewhere, ()
                institutions = said.institutions or institutions
                of_table = row is not None or is_row(around)
                time = calendar.read_row(own, caption) if of_table else calendar.read(text[start:end])
                yield Sentence(
                    document, article.number, section.heading, start, end, text[start:end], folded, number,
                    subplaces, time.period, time.basis, time.times, over, before, around, story, said.below,
                    said.whole, elsewhere, said.above, time.planned or bool(_PLANNED.search(own)), needs,
                    "、".join(dict.fromkeys(each.text for each in institutions)),
                    frozenset() if home is None or home == article.place else frozenset({home}),
                )  # fmt: skip
                before, begun = own, start
            if line.split("\n", 1)[0].rstrip()[-1] in "：:":
                calendar.lead()


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


def _cells(line: str) -> list[str]:
    """The cells of a line of a table in plain text, folded: 肥城市    26310    98.8% -> three."""
    return [fold(cell) for cell in _COLUMN.split(line.strip())]


def _is_head(cells: list[str]) -> bool:
    """Whether *cells* are the heads of columns: several, and no figures but years."""
    return len(cells) > 2 and not any(re.search(r"\d", _SINGLE.sub("", cell)) for cell in cells)


def _begins_table(cells: list[str]) -> bool:
    """Whether *cells* can only be heads: years or units stand in them."""
    return _is_head(cells) and any(_SINGLE.search(cell) or _BRACKETED.search(cell) for cell in cells[1:])


def _row(head: list[str], cells: list[str]) -> str:
    """A row as a sentence, each cell behind the head of its column: 肥城市,排查隐患26310项,整改率98.8%.

    A unit in brackets, the column's or else the row's, goes behind the figure.
    """
    of_row = _BRACKETED.search(cells[0])
    said = [_BRACKETED.sub("", cells[0])]
    for name, cell in zip(head[1:], cells[1:], strict=True):
        unit = _BRACKETED.search(name) or of_row
        said.append(_BRACKETED.sub("", name) + cell + (unit.group(1) if unit and cell[-1:].isdigit() else ""))
    return plain(",".join(said))


@functools.lru_cache(maxsize=64)  # asked for each row
def _counted(*headings: str | None) -> str:
    """What a table counts by the first of *headings* that says so, folded: 近三年立案数 -> 立案数."""
    return plain(fold(next(filter(None, (subject(each or "") for each in headings)), "")))


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
