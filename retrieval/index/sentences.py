"""A sentence of an article as a question sees it, with what it inherits.

That is the sub-place and the year last named in its paragraph, its section's heading, the sentence
before; for a row of a table the heads of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Article
from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.text.calendar import Calendar, Time
from corpus.text.numbers import has_figure, hides, is_row
from corpus.text.period import Period, PeriodBasis
from corpus.text.sentences import sentences
from retrieval.language.terms import fold, plain

_SINGLE = re.compile(r"(?<![\d第])((?:19|20)\d\d)年(?!远景|基本|目标)")
_HEAD = 400  # characters before a text in which its date is looked for
_WHOLE = {
    "省": re.compile(r"全省|全区(?!域)|我[省区]|省委|自治区"),
    "市": re.compile(r"全市(?!域)|全州|我[市州]|该[市州]|市委|州委|[xX*]{1,3}市"),
    "县": re.compile(r"全县|我县|该县|县委"),
    "乡": re.compile(r"[全我该][镇乡村]|[全我该]街道|[全我该]社区|我们社区|本[镇乡村]"),
}
_PLANNED = re.compile(
    r"力争|争取(?!到)|计划(?:在|于|到|用)|拟(?:于|在|建)|目标是|(?:到|至)20\d\d年(?:底|末)?[^，,。]{0,12}(?:达到|实现|建成|控制)"
    r"|确保[^，,。]{0,16}(?:达到|不低于|保持在)|^明年|^下一步"
)
_ANAPHOR = re.compile(r"这一?(?:数字|数据|比例|比率|指标|降幅|增幅|成功率)|[该此](?:数字|比例|指标)")
_COLUMN = re.compile(r"\t+|[ \u3000]{2,}")  # what stands between two cells of a table in plain text
_BRACKETED = re.compile(r"[（(]([^（()）]{1,4})[)）]")
# What lies above a place of each level; 全省第一, 全国推广, 全国先进 are said of the place itself.
_OF_ALL = r"(?![第前率先首唯最范各一推文优先示试通社政市公信])"
_ABOVE = {
    "省": re.compile(rf"(?<![在居获被列])全国{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "市": re.compile(rf"(?<![在居获被列])全[国省]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "县": re.compile(rf"(?<![在居获被列])全[国省市]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "乡": re.compile(rf"(?<![在居获被列])全[国省市县区]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
}
_SUBJECT = re.compile(r"[，,。；;：:、“”]\S{0,4}$")  # the clause has begun just before: 日前,家住章贡区
_TELLS = re.compile(
    r"(?:全省)?(?:共|累计|打掉|抓获|破获)[^，,。；;]{0,12}\d"
)  # 云南省共打掉…个 in a city's report


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
    headed: str  # the folded title of its article and heading of its section, a line each
    before: str  # the folded sentence before it in its paragraph, "" for the first
    around: str = ""  # the folded paragraph
    nearby: frozenset[Place] = frozenset()  # sub-places its paragraph, or the story it belongs to, names
    named: frozenset[Place] = frozenset()  # sub-places that the sentence itself names
    whole: bool = False  # whether it speaks of all of its article's place
    elsewhere: bool = False  # whether it speaks of a place outside or above its article's
    above: frozenset[Place] = frozenset()  # places it names that its article's lies in
    planned: bool = False  # whether it tells of what is aimed at, not of what is: 力争达到98.5%
    needs: int | None = None  # where it begins what this makes no sense without: a table's heads, 这一数字

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


def read(document: str, text: str, article: Article) -> Iterator[Sentence]:
    """The sentences of *article* in order, each with what it inherits."""
    home, number, calendar = article.place, 0, _calendar(article, text)
    ended = article.start
    for section in article.sections:
        above = [line.strip() for line in text[ended : section.start].split("\n") if line.strip()]
        calendar.enter(above if section.heading in above else [*above, section.heading or ""])
        ended = section.end
        heading = "\n".join(plain(fold(line)) for line in (article.title or "", section.heading or ""))
        headed = _speaks(plain(fold(section.heading or "")), home).below
        story = headed
        head: tuple[int, list[str]] | None = None
        caption = ""  # the line above the rows of a table
        for paragraph in _paragraphs(text, section.start, section.end):
            number += 1
            line = text[paragraph[0][0] : paragraph[-1][1]]
            around = plain(fold(line))
            cells = _cells(line)
            if head is None or len(cells) != len(head[1]) or _begins_table(cells):
                head = (paragraph[0][0], cells) if _is_head(cells) else None
            elif not _is_head(cells):
                around = _row(head[1], cells)
            caption = caption if is_row(around) else around
            told = _speaks(around, home)
            story = told.below or (headed if told.whole else story)
            subplaces, elsewhere, before, begun = headed, False, "", 0
            calendar.begin()
            row = head[0] if head is not None and head[0] != paragraph[0][0] else None
            if row is not None:
                paragraph = [(paragraph[0][0], paragraph[-1][1])]
            over = f"{heading}\n{caption}" if is_row(around) else heading
            for start, end in paragraph:
                own = folded = around if row is not None else plain(fold(text[start:end]))
                needs = row
                if row is None and before and _ANAPHOR.search(own):
                    folded, needs = f"{before},{own}", begun
                said = _speaks(own, home)
                if said.subjects or said.whole or said.elsewhere:
                    subplaces, elsewhere = said.subjects, said.elsewhere
                of_table = row is not None or is_row(around)
                time = calendar.read_row(own, caption) if of_table else calendar.read(text[start:end])
                yield Sentence(
                    document, article.number, section.heading, start, end, text[start:end], folded, number,
                    subplaces, time.period, time.basis, time.times, over, before, around, story, said.below,
                    said.whole, elsewhere, said.above, time.planned or bool(_PLANNED.search(own)), needs,
                )  # fmt: skip
                before, begun = own, start
            if line.rstrip()[-1] in "：:":
                calendar.lead()


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


def _calendar(article: Article, text: str) -> Calendar:
    from corpus.articles.periods import written  # needed when an index is built, not to answer

    body = text[article.start : article.end]
    dated = written(text[max(0, article.start - _HEAD) : article.start], body)
    return Calendar.of(article.title, article.period, dated, body)


def _paragraphs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """The sentences of text[start:end], grouped by line."""
    held: list[tuple[int, int]] = []
    for span in sentences(text, start, end):
        if held and "\n" in text[held[-1][1] : span[0]]:
            yield held
            held = []
        held.append(span)
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class _Speech:
    """What a text speaks of, seen from its article's place: parts of it, all of it, or another place."""

    below: frozenset[Place]
    subjects: frozenset[Place]  # those of `below` that a clause begins with, and so is about
    whole: bool
    elsewhere: bool
    above: frozenset[Place]


def _speaks(folded: str, home: Place | None) -> _Speech:
    """The places that *folded* names, sorted by how they lie to *home*.

    All places count as parts where home is unknown. In a province's report 全省 is the whole, 全市 is
    not; in a city's report 全国 and 全省 are elsewhere, but 全省第一 and 居全国前列 are about the city.
    """
    below: set[Place] = set()
    subjects: set[Place] = set()
    above: set[Place] = set()
    # A county-level city speaks of itself as a prefecture does: 全市.
    level = "市" if home is not None and home.name.endswith("市") else home.level if home else "县"
    whole = home is not None and bool(_WHOLE[level].search(folded))
    elsewhere = home is not None and not whole and bool(_ABOVE[level].search(folded))
    for mention in gazetteer().mentions(folded):
        places = highest(mention.places)
        if home in places:
            whole = True
        elif home is not None and any(home.within(place) for place in places):
            above.update(places)
            elsewhere = elsewhere or bool(_TELLS.match(folded, mention.end))
        elif home is None or any(place.within(home) for place in places):
            here = [place for place in places if home is None or place.within(home)]
            below.update(here)
            if _begins(folded, mention.start):
                subjects.update(here)
        else:
            elsewhere = elsewhere or _begins(folded, mention.start)
    return _Speech(
        frozenset(below), frozenset(subjects), whole, elsewhere and not whole and not below, frozenset(above)
    )


def _begins(folded: str, at: int) -> bool:
    """Whether a clause of *folded* begins with what stands at *at*: 花桥与嘉定区 is not about 嘉定区."""
    return at <= 4 or bool(_SUBJECT.search(folded, max(0, at - 8), at))
