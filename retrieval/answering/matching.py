"""How far a word of a question stands in a text: itself, a word like it, its halves apart, or in part."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.language.terms import is_word
from retrieval.question.grammar import Term

_HAN_WORD = re.compile(r"[㐀-鿿]{2}|[㐀-鿿]{4}")
_COUNTED = re.compile(r"([三四五六七八九十])([\u4e00-\u9fff])")
_DENIED = re.compile(r"(?:不|未)(?:予|予以|批准)?$")
ALIKE, LOOSELY, PARTLY = 0.9, 0.8, 0.8  # what it counts, beside the term itself
HELD = 0.5  # from here on a text is said to hold the term


@dataclass(frozen=True, slots=True)
class Matcher:
    """A term made ready to be looked for in many texts."""

    text: str
    alike: tuple[str, ...]
    counted: (
        tuple[int, str] | None
    )  # what a word such as 六清 counts, and how often: one may go by another name
    gapped: re.Pattern[str] | None  # its halves with something between
    pairs: tuple[str, ...]  # its bigrams, if it is long enough to be found by some of them

    def match(self, folded: str) -> float:
        """How far the term stands in *folded*: 1.0 itself, 0.9 a word like it, else its share of bigrams."""
        if _stands(self.text, folded) or self.lists(folded):
            return 1.0
        for word in self.alike:
            if _stands(word, folded):
                return ALIKE
        if self.gapped is not None and self.gapped.search(folded):
            return LOOSELY
        if self.pairs:
            share = sum([pair in folded for pair in self.pairs]) / len(self.pairs)
            return PARTLY * share if share >= HELD else 0.0
        return 0.0

    def lists(self, folded: str) -> bool:
        """Whether *folded* lists what a word such as 六清 counts: 线索清仓……逃犯清零……案件清结."""
        return self.counted is not None and folded.count(self.counted[1]) >= self.counted[0]


def _stands(word: str, folded: str) -> bool:
    """Whether *word* stands in *folded* other than denied: 起诉 not in 不起诉47人, 不予起诉3人."""
    at = folded.find(word)
    while at > 0 and _DENIED.search(folded[max(0, at - 3) : at]):
        at = folded.find(word, at + 1)
    return at >= 0


@functools.lru_cache(maxsize=4096)
def matcher(term: Term) -> Matcher:
    """The matcher of *term*."""
    word = term.text
    counted = _COUNTED.fullmatch(word)
    pairs = tuple(word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 2 else ()
    return Matcher(
        word,
        term.alike,
        (max(3, "二三四五六七八九十".index(counted.group(1)) + 1), counted.group(2)) if counted else None,
        _gapped(word),
        pairs,
    )


def matched(term: Term, folded: str) -> float:
    """How far *term* stands in *folded*, 0.0 to 1.0."""
    return matcher(term).match(folded)


def _gapped(word: str) -> re.Pattern[str] | None:
    """What finds *word* with something between: 审结 in 审执结, 涉恶团伙 in 涉恶…团伙.

    A word of two that is in no dictionary is a phrase cut short: 缴毒 stands in 缴获各类毒品.
    """
    if not _HAN_WORD.fullmatch(word):
        return None
    half = len(word) // 2
    if word[half:] == "案":  # 立电信诈骗案件96起
        return re.compile(rf"{word[:half]}[^\d，,。；;、：:]{{1,10}}案")
    gap = 8 if len(word) == 4 or not is_word(word) else 1
    return re.compile(f"{word[:half]}.{{1,{gap}}}{word[half:]}")


def is_counted(measured: Term, part: str) -> bool:
    """Whether *part* speaks of what is counted itself: 网格71个, not 网格员71名."""
    if measured.text in part and not re.search(f"{re.escape(measured.text)}(?![员长师民])", part):
        return False
    return matched(measured, part) >= HELD


def beside(last: str) -> re.Pattern[str]:
    """What finds *last* right beside a figure: 网格员31620名, 31620名网格员."""
    name = re.escape(last)
    return re.compile(rf"{name}[^等、,，。和及]{{0,3}}?\d|\d[\d.,]*[万亿]?余?\w{{0,2}}?{name}")


def pairs_of(content: str) -> frozenset[str]:
    """The pairs of adjoining characters in the content words of a question."""
    return frozenset(word[i : i + 2] for word in content.split() for i in range(len(word) - 1))


def defines(terms: Iterable[Term], folded: str) -> bool:
    """Whether a text says what one of *terms* is: “春风利剑”专项整治——打击欺诈骗保, 六张网（……）."""
    return any(
        re.search(re.escape(term.text) + r".{0,8}(?:——|是指|，即|,即|是|包括|[（(：:])", folded)
        for term in terms
    )
