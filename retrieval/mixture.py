"""Mixture: the passage, and the one sentence in it, that a question's words, pairs and characters point to.

A text is read three ways, because each finds what another misses: as words (扫黑除恶), as pairs of
neighbouring characters (where words were cut differently) and as single characters (where words were
abbreviated). Each kind is scored by BM25, idf log((N + 1) / df) as rank_bm25's BM25Plus has it, with a
delta of 0; the same is added for the best sentence of the passage, and for its title.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import Span, sentences
from retrieval.analysis import fold, words

Terms = Mapping[str, Sequence[str]]  # kind → the terms of that kind, in order
KINDS = ("word", "pair", "character")
K1 = 0.6

_RUN = re.compile(r"([㐀-鿿豈-﫿]+)|[a-z0-9.]+")
# What asks and says nothing of the subject. The longest first: 什么时候 is no 什么 and a 时候.
_ASKING = re.compile(
    "什么时候|什么时间|什么地方|什么样|什么|甚么|哪一年|哪年|哪一个|哪一|哪个|哪些|哪里|哪儿|哪几|哪位|哪|谁|为什么"
    "|为甚么|为何|多少|多久|多长|几|何时|何地|何处|何年|何人|何种|何者|何事|何|怎么样|怎么|怎样|如何|是否|吗|呢|请问"
)
_WHEN = re.compile(r"什么时[候间]|哪一?[年天日月]|何[时年日]|几[年月日号]|哪[个一]?(?:世纪|时期|时代)")
_MANY = re.compile(r"多少|多[高大长远重宽深快]|几(?![乎何内])|百分之")
_DATE = re.compile(r"\d{3,4}年|\d{1,2}[月日]|世纪|年代|(?:民国|[一二三四五六七八九十元])年")
_NUMBER = re.compile(r"\d|[零一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of term counts in a field, and BM25's b there (how far long texts lose)."""

    word: float
    pair: float
    character: float
    b: float = 0.75


@dataclass(frozen=True, slots=True)
class Recipe:
    """The weights of each field; None leaves a field out."""

    passage: Weights = Weights(1, 0.75, 2)
    sentence: Weights | None = Weights(1, 0.2, 0.75, b=0.3)
    title: Weights | None = Weights(0.5, 0.5, 0.5)


RECIPE = Recipe()


def terms(text: str) -> dict[str, list[str]]:
    """The terms of *text*, by kind: 扫黑2次 -> 扫黑, 2, 次; 扫黑, 2; 扫, 黑, 2, 次.

    A run of letters or digits is one term of every kind. Punctuation is none: “？” alone, as a term
    that every question has and few passages, costs four points of recall.
    """
    folded = fold(text)
    pairs: list[str] = []
    characters: list[str] = []
    for run in _RUN.finditer(folded):
        found = run.group()
        if run.group(1):
            characters += found
            pairs += (found[i : i + 2] for i in range(len(found) - 1))
        else:
            characters.append(found)
            pairs.append(found)
    return {"word": words(folded), "pair": pairs, "character": characters}


def subject(question: str) -> str:
    """*question* without its question words, a line's end for each, which no pair spans: 谁打掉的 -> ⏎打掉的."""
    return _ASKING.sub("\n", fold(question))


class Field:
    """BM25 over texts of three kinds of terms (k1 0.6, delta 0; Lv and Zhai 2011 without their bound)."""

    def __init__(self, texts: Sequence[Terms], weights: Weights) -> None:
        self._size = len(texts)
        self._idf: dict[str, dict[str, float]] = {}
        self._postings: dict[str, dict[str, tuple[NDArray[np.int32], NDArray[np.float64]]]] = {}
        for kind in KINDS:
            weight: float = getattr(weights, kind)
            self._idf[kind], self._postings[kind] = {}, {}
            lengths = np.array([len(text[kind]) for text in texts], dtype=np.float64)
            mean = (float(lengths.mean()) if len(lengths) else 0.0) or 1.0
            norms = K1 * (1 - weights.b + weights.b * lengths / mean)
            for term, (numbers, counts) in _inverted(text[kind] for text in texts).items():
                idf = math.log((self._size + 1) / len(numbers))
                self._idf[kind][term] = idf
                if weight:
                    tf = counts * (K1 + 1) / (counts + norms[numbers])
                    self._postings[kind][term] = (numbers, weight * idf * tf)

    def scores(self, wanted: Terms) -> NDArray[np.float64]:
        """The score of each text for *wanted*; a term said twice counts once."""
        scores = np.zeros(self._size)
        for kind in KINDS:
            for term in dict.fromkeys(wanted[kind]):
                if (posting := self._postings[kind].get(term)) is not None:
                    scores[posting[0]] += posting[1]
        return scores

    def idf(self, kind: str, term: str) -> float:
        """How rare *term* is, in nats; one that no text holds is the rarest."""
        return self._idf[kind].get(term, math.log(self._size + 1))


def _inverted(texts: Iterable[Sequence[str]]) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float64]]]:
    """term → the numbers of the texts that hold it, ascending, and how often each does."""
    lists: dict[str, tuple[list[int], list[int]]] = {}
    for number, text in enumerate(texts):
        for term, count in Counter(text).items():
            numbers, counts = lists.setdefault(term, ([], []))
            numbers.append(number)
            counts.append(count)
    return {
        term: (np.array(numbers, dtype=np.int32), np.array(counts, dtype=np.float64))
        for term, (numbers, counts) in lists.items()
    }


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage as it is chosen by: where it stands, and which terms it holds."""

    start: int
    end: int
    folded: str
    held: Mapping[str, frozenset[str]]


class Mixture:
    """The passages of a library, each (title, text), searched by all three kinds of terms at once."""

    def __init__(self, passages: Sequence[tuple[str, str]], recipe: Recipe = RECIPE) -> None:
        self._titles = [frozenset(fold(title)) for title, _ in passages]
        self._sentences: list[list[Sentence]] = []
        read: list[Terms] = []
        for _, text in passages:
            found, each = _read(text)
            self._sentences.append(found)
            read += each
        firsts = np.cumsum([0] + [len(found) for found in self._sentences])
        self._firsts = firsts[:-1]
        self._passage = Field([terms(text) for _, text in passages], recipe.passage)
        self._sentence = Field(read, recipe.sentence) if recipe.sentence else None
        self._title = Field([terms(title) for title, _ in passages], recipe.title) if recipe.title else None

    def scores(self, question: str) -> NDArray[np.float64]:
        """The score of every passage for *question*."""
        wanted = terms(subject(question))
        scores = self._passage.scores(wanted)
        if self._sentence is not None and len(scores):
            scores += np.maximum.reduceat(self._sentence.scores(wanted), self._firsts)
        if self._title is not None:
            scores += self._title.scores(wanted)
        return scores

    def search(self, question: str, limit: int = 10) -> list[tuple[int, float]]:
        """(number, score) of the passages that hold any term of *question*, best first, ties by number."""
        scores = self.scores(question)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [(int(number), float(scores[number])) for number in order if scores[number] > 0]

    def best_sentence(self, question: str, number: int) -> Span:
        """(start, end) of the sentence of passage *number* that answers *question*; of equals the first."""
        points = self.points(question, number)
        best = self._sentences[number][points.index(max(points))]
        return best.start, best.end

    def points(self, question: str, number: int) -> list[float]:
        """How well each sentence of passage *number* answers *question*, without anything learned.

        The share of the question's characters it holds, by idf and without those of the title, which
        every sentence of the passage is about (gain: 10 points of hit@1 on CMRC 2018, 1 on DRCD); a
        little for its pairs, by idf and by how few sentences of the passage hold them; a little for a
        date where a date is asked for, a number where a number is.
        """
        folded, wanted = fold(question), terms(subject(question))
        found, title = self._sentences[number], self._titles[number]
        holders = Counter(pair for each in found for pair in each.held["pair"])

        def told(character: str) -> float:
            return 0.0 if title.issuperset(character) else self._passage.idf("character", character)

        def telling(pair: str) -> float:
            return self._passage.idf("pair", pair) * math.log((len(found) + 1) / (holders[pair] or len(found) + 1))

        kind = _DATE if _WHEN.search(folded) else _NUMBER if _MANY.search(folded) else None
        return [
            _share(wanted["character"], each.held["character"], told)
            + 0.2 * _share(wanted["pair"], each.held["pair"], telling)
            + 0.1 * bool(kind and kind.search(each.folded))
            for each in found
        ]


def _share(wanted: Sequence[str], held: frozenset[str], weight: Callable[[str], float]) -> float:
    """The share of the weight of *wanted* that is *held*, 0.0 to 1.0."""
    weights = {term: weight(term) for term in wanted}
    total = sum(weights.values())
    return sum(weights[term] for term in weights if term in held) / total if total else 0.0


def _read(text: str) -> tuple[list[Sentence], list[Terms]]:
    """The sentences of *text* and the terms of each; a text without any is one empty sentence."""
    found: list[Sentence] = []
    read: list[Terms] = []
    for start, end in list(sentences(text)) or [(0, 0)]:
        each = terms(text[start:end])
        held = {kind: frozenset(each[kind]) for kind in KINDS}
        found.append(Sentence(start, end, fold(text[start:end]), held))
        read.append(each)
    return found, read
