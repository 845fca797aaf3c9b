"""Evidence: how well a sentence covers a question."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.analysis import is_word
from retrieval.figures import clauses_of, figure_parts, hides, wanted
from retrieval.question import Question, Term
from retrieval.sentence import Sentence
from retrieval.vocabulary import LIGHTNESS, UNKNOWN, lightness

TITLED = 0.4  # what it is worth that the article's title holds a word
LISTED = 0.15  # what it is worth that a sentence holds the 四项任务 or 六清 asked about
_HAVING = frozenset("有配设建招聘用占达花投为")
_HAN_WORD = re.compile(r"[㐀-鿿]{2}|[㐀-鿿]{4}")
_COUNTED = re.compile(r"([三四五六七八九十])([\u4e00-\u9fff])")


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
    title, _, heading = sentence.headed.partition("\n")
    total = sum(weight(term) for term in question.terms) or 1.0
    own = wide = 0.0
    names = [term for term in question.terms if lightness(term.text) >= UNKNOWN]
    subject = max(names, key=weight, default=None)
    lacks_subject = False
    measured = next((term for term in question.terms if term.text == question.measured), None)
    parts = list(figure_parts(sentence.folded, sentence.around, question))
    for term in question.terms:
        here = matched(term, sentence.folded)
        around = max(
            here,
            0.8 * matched(term, heading),
            TITLED * matched(term, title),
            0.5 * matched(term, sentence.before),
        )
        if not question.numeric:
            around = max(around, 0.6 * matched(term, sentence.around))
        own += weight(term) * here
        wide += weight(term) * around
        if around < 0.5 and (term is subject or (question.numeric and term in names)):
            lacks_subject = lacks_subject or weight(term) >= (0.25 if term is subject else 0.35) * total

    def share(text: str) -> float:
        return sum(weight(t) * matched(t, text) for t in question.terms) / total

    itself = [
        part for _, part in parts if measured is None or measured.text not in part or _counts(measured, part)
    ]
    figure = max(map(share, itself), default=0.0)
    if measured is not None:
        # Of 扫黑抓了多少人 the topic stands anywhere before the figure; what is counted stands beside it.
        beside = [before + part for before, part in parts if _counts(measured, part)]
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


def _counts(measured: Term, part: str) -> bool:
    """Whether *part* speaks of what is counted itself: 网格71个, not 网格员71名."""
    if measured.text in part and not re.search(f"{re.escape(measured.text)}(?![员长师民])", part):
        return False
    return matched(measured, part) >= 0.5


def _is_done_to_people(measured: Term, question: Question) -> bool:
    """Whether people are asked for by what was done to them and no other name: 抓了多少人, not 配了多少人."""
    act = len(measured.text) == 1 or lightness(measured.text) == LIGHTNESS["act"]
    return question.unit in ("人", "名") and act and measured.text not in _HAVING


def _background(question: Question, sentence: Sentence, heading: str) -> float:
    """The share of what the turn before was about that stands in the sentence, or half in its paragraph."""
    if not question.background:
        return 0.0

    def share(folded: str) -> float:
        return sum(matched(term, folded) >= 0.5 for term in question.background) / len(question.background)

    return max(share(f"{heading}\n{sentence.folded}"), 0.5 * share(sentence.around))


@functools.lru_cache(maxsize=1 << 16)  # headings and paragraphs are asked again with each of their sentences
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


def _is_clear(sentence: Sentence, question: Question, weight: Callable[[Term], float]) -> bool:
    """Whether the figure asked for is one that is given, where the sentence blanks others out.

    收缴赌资一万余元 is given after 抓获xx名; 破案率98.3% of another kind of case does not answer for **%.
    """
    pattern, given, hidden = wanted(question), 0.0, 0.0
    for part in clauses_of(sentence.folded):
        share = sum(
            weight(t) * matched(t, part) for t in question.terms if question.measured in (None, t.text)
        )
        if hides(part):
            hidden = max(hidden, share)
        elif pattern.search(part):
            given = max(given, share)
    return given > hidden
