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
from corpus.text.numbers import clauses_of, has_figure, hides, is_row
from corpus.text.sentences import sentences
from retrieval.language.terms import fold, plain

_BASELINE = re.compile(
    r"(?:(?:较|比|与|同)(?:19|20)\d\d年(?:度)?(?:同期)?(?:相比)?|从(?:19|20)\d\d年)(?!的\d)"
)
_CENTURY = r"(?:19[4-9]|20[0-4])\d"
# A year stands before 年 or among years: 2017、2018年, 2018至2020; 经济案件1914起 is none.
_YEAR = re.compile(
    rf"(?<![\d.])({_CENTURY})(?=\s*[年、/）)]|\s*[-—~至到])(?:\s*年?\s*[-—~至到]+\s*({_CENTURY})(?!\d))?"
)
_YEAR_CELL = re.compile(rf"年[份度]:({_CENTURY})(?!\d)")  # of a row of a table: 岳麓区,年份:2023,立案:1286起
_SINGLE = re.compile(r"(?<![\d第])((?:19|20)\d\d)年(?!远景|基本|目标)")
_SINCE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:\d{1,2}月)?(?:以来|至今|起)")
_OPENS = re.compile(r"^\s*((?:19|20)\d\d)年(?:度)?[，,](?!.{0,24}(?:大会|会议|仪式))")
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
    years: frozenset[int]
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
    def masked(self) -> bool:
        """Whether a figure is blanked out in it, or it says that one is."""
        return hides(self.text)

    @property
    def has_figure(self) -> bool:
        return has_figure(self.folded)


def read(document: str, text: str, article: Article) -> Iterator[Sentence]:
    """The sentences of *article* in order, each with what it inherits."""
    home, number, dated = article.place, 0, _dated(article, text)
    latest = max((int(year) for year in _SINGLE.findall(text[article.start : article.end])), default=0)
    for section in article.sections:
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
            subplaces, elsewhere, years, before, begun = headed, False, frozenset[int](), "", 0
            row = head[0] if head is not None and head[0] != paragraph[0][0] else None
            if row is not None:
                paragraph = [(paragraph[0][0], paragraph[-1][1])]
            above = f"{heading}\n{caption}" if is_row(around) else heading
            for start, end in paragraph:
                own = folded = around if row is not None else plain(fold(text[start:end]))
                needs = row
                if row is None and before and _ANAPHOR.search(own):
                    folded, needs = f"{before},{own}", begun
                said = _speaks(own, home)
                if said.subjects or said.whole or said.elsewhere:
                    subplaces, elsewhere = said.subjects, said.elsewhere
                years = _of_years(own, latest, years)
                yield Sentence(
                    document, article.number, section.heading, start, end, text[start:end], folded, number,
                    subplaces, years or dated, above, before, around, story, said.below, said.whole,
                    elsewhere, said.above, bool(_PLANNED.search(own)), needs,
                )  # fmt: skip
                before, begun = own, start


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


def _dated(article: Article, text: str) -> frozenset[int]:
    """The one year that *article* is a report of, by its title or first words: 2024年工作总结 -> 2024."""
    titled = set(_SINGLE.findall(article.title or ""))
    opened = set(_OPENS.findall(text[article.start : article.start + 60]))
    years = titled or (opened if article.period in {f"{year}年" for year in opened} else set())
    return frozenset(map(int, years)) if len(years) == 1 else frozenset()


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


def _of_years(folded: str, latest: int, inherited: frozenset[int]) -> frozenset[int]:
    """The years *folded* speaks of, with those *inherited* where it names one only to compare with.

    破案1053起,2021年为874起 tells of the year before its paragraph's, and of that.
    """
    own = _years(folded, latest)
    first, *others = clauses_of(folded) or [""]
    if own and others and not _YEAR.search(first):
        return own | inherited
    return own or inherited


def _years(folded: str, latest: int) -> frozenset[int]:
    """The years *folded* speaks of, baselines (较2012年) left out; 2017年以来 goes on to *latest*."""
    found: set[int] = set()
    for first, last in _YEAR.findall(_BASELINE.sub("", folded)):
        low, high = int(first), int(last or first)
        found.update(range(low, min(high, low + 30) + 1) if high >= low else (low,))
    found.update(map(int, _YEAR_CELL.findall(folded)))
    for since in map(int, _SINCE.findall(folded)):
        found.update(range(since, min(latest, since + 15) + 1))
    return frozenset(found)
