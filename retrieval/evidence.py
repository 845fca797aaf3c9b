"""Evidence: the sentences of an article as a question sees them, and how well each covers it.

A sentence is read with what it inherits: the sub-place and year last named in its paragraph, its
section's heading, the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus import masking
from corpus.document import Article
from corpus.places import Place, gazetteer, highest
from corpus.sentences import clauses, sentences
from retrieval.analysis import fold, is_word, plain
from retrieval.question import UNKNOWN, Question, Term, lightness

_BASELINE = re.compile(
    r"(?:(?:较|比|与|同)(?:19|20)\d\d年(?:度)?(?:同期)?(?:相比)?|从(?:19|20)\d\d年)(?!的\d)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:\s*年?\s*[-—~至到]+\s*((?:19|20)\d\d)(?!\d))?")
_SINGLE = re.compile(r"(?<![\d第])((?:19|20)\d\d)年(?!远景|基本|目标)")
_SINCE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:\d{1,2}月)?(?:以来|至今|起)")
_OPENS = re.compile(r"^\s*((?:19|20)\d\d)年(?:度)?[，,]")
_NUMERAL = r"(?:\d[\d.,]*\s*[万亿]?余?多?|(?<![*xX×.])[一二两三四五六七八九十百千万]+余?)"
_HAN_FIGURE = (
    r"[一二两三四五六七八九十百千万]+[余多]?(?:个|起|件|人|名|次|项|所|家|支|年|处|条|种|类|位|届|名|等)"
    r"|第[一二三四五六七八九十]"
    # 一万余元, 两天, but not 最后一公里
    r"|(?:[二两三四五六七八九十]|[一二三四五六七八九][十百千万])[十百千万余多]*"
    r"(?:元|公里|平方|公斤|吨|小时|分钟|天|个月|亩)"
)
_ANY_FIGURE = re.compile(rf"\d|{_HAN_FIGURE}")
_PERSON = re.compile(r"(?:员|者|长|手|干部|人员|警)$")
_HAVING = frozenset("有配设建招聘用占达花投为")
_TREND = r"逐年(?:下降|上升|提高)|第[一二三四五六七八九十]|前[一二三四五六七八九十]位|全覆盖"
# Not figures: dates, ordinals, and 一 as an article (一名居民).
_DATE = re.compile(
    r"一(?:个|名|种|项|家|次|批|支|位|处|所|条)|(?:19|20)\d\d年?(?:至|—|-|到)?|第[一二三四五六七八九十]|\d{1,2}月(?:\d{1,2}日)?"
)
_HIDDEN = re.compile(
    r"(?:数字|数据|具体|比例|名称)[^。]{0,12}隐去|隐去[^。]{0,6}(?:数字|数据)|原文[都均已]{0,3}隐去"
)
_WHOLE = {
    "省": re.compile(r"全省|全区(?!域)|我[省区]|省委|自治区"),
    "市": re.compile(r"全市(?!域)|全州|我[市州]|该[市州]|市委|州委|[xX*]{1,3}市"),
    "县": re.compile(r"全县|我县|该县|县委"),
}
_HAN_WORD = re.compile(r"[㐀-鿿]{2}|[㐀-鿿]{4}")
LISTED = 0.15  # what it is worth that a sentence holds the 四项任务 or 六清 asked about
# What is wanted of a 何时 or a 多久: a date or a length of time anywhere in the sentence.
_WHEN = {
    "日": re.compile(r"(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日"),
    "时": re.compile(
        rf"(?<!\d)(?!(?:19|20)\d\d年|\d{{1,2}}[月日]){_NUMERAL}\s*(?:个月|个?(?:年|月|天|日|小时|分钟))|当[天日晚场]"
    ),
}
# What lies above a place of each level; 全省第一, 全国推广, 全国先进 are said of the place itself.
_OF_ALL = r"(?![第前率先首唯最范各一推文优先示试通社政市公信])"
_ABOVE = {
    "省": re.compile(rf"(?<![在居获被列])全国{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "市": re.compile(rf"(?<![在居获被列])全[国省]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
    "县": re.compile(rf"(?<![在居获被列])全[国省市]{_OF_ALL}共?[^，,。；;]{{0,12}}\d"),
}
_SUBJECT = re.compile(r"[，,。；;：:、“”]\S{0,4}$")  # the clause has begun just before: 日前,家住章贡区
_TELLS = re.compile(
    r"(?:全省)?(?:共|累计|打掉|抓获|破获)[^，,。；;]{0,12}\d"
)  # 云南省共打掉…个 in a city's report
_COUNTED = re.compile(r"([三四五六七八九十])([\u4e00-\u9fff])")
_ALSO = {
    "人": "人|名|位",
    "数": "个|家|所|支|名|人|处|座|件|起|条|项|种|类|辆|台|路|只|万",
    "名": "人|名|位",
    "个": "个|家|所|处|支|名|类|大|座|项|条",
    "起": "起|件",
    "件": "件|起|万件",
    "次": "次|场|期",
    "辆": "辆|台",
    "台": "台|辆|套|部",
    "支": "支|个|队",
    "家": "家|个",
    "所": "所|个",
    "处": "处|个",
    "位": "位|名|人",
    "场": "场|次|期",
    "例": "例|起|件",
    "元": "元",
    "%": "%|个百分点",
}


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
    before: str  # the folded sentence before it in its paragraph, "" for the first
    around: str = ""  # the folded paragraph
    nearby: frozenset[Place] = frozenset()  # sub-places its paragraph, or the story it belongs to, names
    named: frozenset[Place] = frozenset()  # sub-places that the sentence itself names
    whole: bool = False  # whether it speaks of all of its article's place
    elsewhere: bool = False  # whether it speaks of a place outside or above its article's
    above: frozenset[Place] = frozenset()  # places it names that its article's lies in

    @property
    def key(self) -> tuple[str, int]:
        """The article it stands in: document name and article number."""
        return self.document, self.article

    @property
    def masked(self) -> bool:
        """Whether a figure is blanked out in it, or it says that one is."""
        return _hides(self.text)

    @property
    def has_figure(self) -> bool:
        return bool(_ANY_FIGURE.search(_DATE.sub("", self.folded)))


def _hides(text: str) -> bool:
    return bool(masking.FIGURE.search(text) or _HIDDEN.search(text))


def read(document: str, text: str, article: Article) -> Iterator[Sentence]:
    """The sentences of *article* in order, each with what it inherits."""
    home, number, dated = article.place, 0, _dated(article, text)
    latest = max((int(year) for year in _SINGLE.findall(text[article.start : article.end])), default=0)
    for section in article.sections:
        headed = _speaks(plain(fold(section.heading or "")), home).below
        story = headed
        for paragraph in _paragraphs(text, section.start, section.end):
            number += 1
            around = plain(fold(text[paragraph[0][0] : paragraph[-1][1]]))
            told = _speaks(around, home)
            story = told.below or (headed if told.whole else story)
            subplaces, elsewhere, years, before = headed, False, frozenset[int](), ""
            for start, end in paragraph:
                folded = plain(fold(text[start:end]))
                said = _speaks(folded, home)
                if said.subjects or said.whole or said.elsewhere:
                    subplaces, elsewhere = said.subjects, said.elsewhere
                years = _years(folded, latest) or years
                yield Sentence(
                    document, article.number, section.heading, start, end, text[start:end], folded, number,
                    subplaces, years or dated, before, around, story, said.below, said.whole, elsewhere,
                    said.above,
                )  # fmt: skip
                before = folded


def _dated(article: Article, text: str) -> frozenset[int]:
    """The one year that *article* is a report of, by its title or first words: 2024年工作总结 -> 2024."""
    titled = set(_SINGLE.findall(article.title or ""))
    opened = set(_OPENS.findall(text[article.start : article.start + 12]))
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
            if _SUBJECT.search(folded, max(0, mention.start - 8), mention.start) or mention.start <= 4:
                subjects.update(here)
        else:
            elsewhere = True
    return _Speech(
        frozenset(below), frozenset(subjects), whole, elsewhere and not whole and not below, frozenset(above)
    )


def _years(folded: str, latest: int) -> frozenset[int]:
    """The years *folded* speaks of, baselines (较2012年) left out; 2017年以来 goes on to *latest*."""
    found: set[int] = set()
    for first, last in _YEAR.findall(_BASELINE.sub("", folded)):
        low, high = int(first), int(last or first)
        found.update(range(low, min(high, low + 30) + 1) if high >= low else (low,))
    for since in map(int, _SINCE.findall(folded)):
        found.update(range(since, min(latest, since + 15) + 1))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Support:
    """How well a sentence covers a question: shares of its weight, 0.0 to 1.0.

    `own` counts what stands in the sentence itself, `all` also what it inherits, `figure` what
    stands in the one clause (with the clause before it) that holds a figure of the unit asked for.
    `clear`: the sentence blanks figures out, but not the one asked for.
    `background`: the share of what the turn before was about that stands here or in the heading.
    `tight`: a figure of the unit asked for stands right beside the weightiest name (网格员31620名).
    `lacks_subject`: the weightiest name of the question is not there, however much else is.
    `listed` is 1.0 where the sentence lists what was counted (六清), 0.5 where it names the count.
    """

    sentence: Sentence
    own: float
    all: float
    figure: float
    listed: float
    lacks_subject: bool
    tight: bool
    clear: bool
    background: float

    @property
    def score(self) -> float:
        return self.all + 0.35 * self.own


def support(sentence: Sentence, question: Question, weight: Callable[[Term], float]) -> Support:
    """The support of *sentence* for *question*, terms weighted by *weight*."""
    heading = plain(fold(sentence.section or ""))
    total = sum(weight(term) for term in question.terms) or 1.0
    own = wide = 0.0
    names = [term for term in question.terms if lightness(term.text) >= UNKNOWN]
    subject = max(names, key=weight, default=None)
    lacks_subject = False
    measured = next((term for term in question.terms if term.text == question.measured), None)
    parts = list(_figure_parts(sentence, question))
    for term in question.terms:
        here = matched(term, sentence.folded)
        around = max(here, 0.8 * matched(term, heading), 0.5 * matched(term, sentence.before))
        if not question.numeric:
            around = max(around, 0.6 * matched(term, sentence.around))
        own += weight(term) * here
        wide += weight(term) * around
        if term is subject and around < 0.5:
            lacks_subject = weight(term) >= 0.25 * total

    def share(text: str) -> float:
        return sum(weight(t) * matched(t, text) for t in question.terms) / total

    figure = max((share(part) for _, part in parts), default=0.0)
    if measured is not None:
        # Of 扫黑抓了多少人 the topic stands anywhere before the figure; what is counted stands beside it.
        beside = [before + part for before, part in parts if matched(measured, part) >= 0.5]
        if beside:
            figure = max(figure, *map(share, beside))
        elif _is_done_to_people(measured, question):
            figure = 0.0
    listed = 0.5 * any(word in sentence.folded for word in question.counted)
    if any(_enumerated(term.text, sentence.folded) for term in question.terms):
        listed = 1.0
    bonus = LISTED if listed and question.wants in ("list", "comparison", "definition") else 0.0
    return Support(
        sentence,
        own / total,
        min(1.0, wide / total + bonus),
        figure,
        listed,
        lacks_subject,
        _is_tight(sentence, question),
        sentence.masked and _is_clear(sentence, question, weight),
        _background(question, sentence, heading),
    )


def _is_done_to_people(measured: Term, question: Question) -> bool:
    """Whether people are asked for by what was done to them and no other name: 抓了多少人, not 配了多少人."""
    return question.unit in ("人", "名") and len(measured.text) == 1 and measured.text not in _HAVING


def _background(question: Question, sentence: Sentence, heading: str) -> float:
    """The share of what the turn before was about that stands in the sentence, half of it in its paragraph."""
    if not question.background:
        return 0.0

    def share(folded: str) -> float:
        return sum(matched(term, folded) >= 0.5 for term in question.background) / len(question.background)

    return max(share(f"{heading}\n{sentence.folded}"), 0.5 * share(sentence.around))


def matched(term: Term, folded: str) -> float:
    """How far *term* stands in *folded*: 1.0 itself, 0.9 a word like it, else its share of bigrams."""
    if not folded:
        return 0.0
    if term.text in folded or _enumerated(term.text, folded):
        return 1.0
    if any(word in folded for word in term.alike):
        return 0.9
    if _loosely(term.text, folded):
        return 0.8
    if len(term.text) < 3:
        return 0.0
    pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
    share = sum(pair in folded for pair in pairs) / len(pairs)
    return 0.8 * share if share >= 0.5 else 0.0


def _loosely(word: str, folded: str) -> bool:
    """Whether *word* stands in *folded* with something between: 审结 in 审执结, 涉恶团伙 in 涉恶…团伙.

    A word of two that is in no dictionary is a phrase cut short: 缴毒 stands in 缴获各类毒品.
    """
    if not _HAN_WORD.fullmatch(word):
        return False
    half = len(word) // 2
    gap = 8 if len(word) == 4 or not is_word(word) else 1
    return re.search(f"{word[:half]}.{{1,{gap}}}{word[half:]}", folded) is not None


def _is_tight(sentence: Sentence, question: Question) -> bool:
    if not question.numeric or not question.terms:
        return False
    last = re.escape(question.terms[-1].text)
    after = rf"{last}[^等、,，。和及]{{0,3}}?\d"
    before = rf"\d[\d.,]*[万亿]?余?\w{{0,2}}?{last}"
    return re.search(f"{after}|{before}", sentence.folded) is not None


def _enumerated(word: str, folded: str) -> bool:
    """Whether *folded* lists what a word such as 六清 counts: 线索清仓……逃犯清零……案件清结."""
    match = _COUNTED.fullmatch(word)
    if match is None:
        return False
    number, each = match.groups()
    return folded.count(each) >= max(3, "二三四五六七八九十".index(number) + 1)


def tells_when(sentence: Sentence, question: Question) -> bool | None:
    """Whether *sentence* itself holds the date or length of time asked for; None if none is."""
    pattern = _WHEN.get(question.unit or "")
    return bool(pattern.search(sentence.folded)) if pattern else None


def _is_clear(sentence: Sentence, question: Question, weight: Callable[[Term], float]) -> bool:
    """Whether the figure asked for is one that is given, where the sentence blanks others out.

    收缴赌资一万余元 is given after 抓获xx名; 破案率98.3% of another kind of case does not answer for **%.
    """
    wanted, given, hidden = _wanted(question), 0.0, 0.0
    for part in _clauses(sentence.folded):
        share = sum(weight(t) * matched(t, part) for t in question.terms if question.measured in (None, t.text))
        if _hides(part):
            hidden = max(hidden, share)
        elif wanted.search(part):
            given = max(given, share)
    return given > hidden


def _clauses(folded: str) -> list[str]:
    return [folded[start:end] for start, end in clauses(folded, 0, len(folded))]


def _wanted(question: Question) -> re.Pattern[str]:
    """What a figure that answers looks like: a number with the unit asked for, if one is."""
    unit = question.unit
    if not unit:
        return _ANY_FIGURE
    kinds = _ALSO.get(unit, re.escape(unit))
    if unit in ("人", "名") and any(_PERSON.search(term.text) for term in question.terms):
        kinds += "|个"  # 指导员1217个
    return re.compile(rf"{_NUMERAL}\s*(?:{kinds})" + (f"|{_TREND}" if unit == "%" else ""))


def _figure_parts(sentence: Sentence, question: Question) -> Iterator[tuple[str, str]]:
    """Each clause with a figure (of the unit asked for, if any), and the clauses beside it without one.

    With each the clauses before it: ("三年斗争,打掉8个,", "刑拘1535人").
    """
    unit = question.unit
    if unit in _WHEN:
        if _WHEN[unit].search(sentence.folded) or _WHEN[unit].search(sentence.around):
            yield "", sentence.folded  # a story says when somewhere
        return
    wanted = _wanted(question)
    parts = _clauses(sentence.folded)
    for i, part in enumerate(parts):
        if wanted.search(part) and unit == "数":
            yield "".join(parts[:i]), part  # a number of something stands beside it
        elif wanted.search(part):
            before = parts[i - 1] if i and not _ANY_FIGURE.search(parts[i - 1]) else ""
            after = parts[i + 1] if i + 1 < len(parts) and not _ANY_FIGURE.search(parts[i + 1]) else ""
            yield "".join(parts[:i]), before + part + after
