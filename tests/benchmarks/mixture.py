"""Mixture: the passage, and the one sentence in it, that a question's words, pairs and characters point to.

A text is read three ways, because each finds what another misses: as words (扫黑除恶), as pairs of
neighbouring characters (where words were cut differently) and as single characters (where words were
abbreviated). Each kind is scored by BM25, idf log((N + 1) / df) as rank_bm25's BM25Plus has it, with a
delta of 0; the same is added for the best sentence of the passage, and for its title. The best are then
read once more (reranking.py), and what that gives is added.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text.sentences import Span
from retrieval.language.terms import fold
from tests.benchmarks.chooser import Chooser
from tests.benchmarks.reranking import Read, rerank
from tests.benchmarks.signals import Column, signals
from tests.benchmarks.terms import KINDS, Sentence, Terms, read_sentences, share, subject, terms
from tests.benchmarks.vectors import Vectors

K1 = 0.6
AGAIN = 0.5  # what being read once more counts, beside the first score

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
    """The weights of each field, None leaves it out; how many of the best passages are ranked once more."""

    passage: Weights = Weights(1, 0.75, 2)
    sentence: Weights | None = Weights(1, 0.2, 0.75, b=0.3)
    title: Weights | None = Weights(0.5, 0.5, 0.5)
    again: int = 20


RECIPE = Recipe()


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


class Mixture:
    """The passages of a library, each (title, text), searched by all three kinds of terms at once."""

    def __init__(
        self, passages: Sequence[tuple[str, str]], recipe: Recipe = RECIPE, *, chooser: Chooser | None = None
    ) -> None:
        self._chooser, self._again = chooser, recipe.again
        self._titles = [fold(title) for title, _ in passages]
        self._texts = [fold(text) for _, text in passages]
        self._sentences: list[list[Sentence]] = []
        self._read = read = list[Terms]()
        for _, text in passages:
            found, each = read_sentences(text)
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
        first = [int(number) for number in np.argsort(-scores, kind="stable")[: max(limit, self._again)]]
        once_more = [number for number in first[: self._again] if scores[number] > 0]
        read = [self._as_read(number) for number in once_more]
        scores[once_more] += AGAIN * np.array(rerank(terms(subject(question)), read, self._passage.idf))
        first.sort(key=lambda number: -scores[number])
        return [(number, float(scores[number])) for number in first[:limit] if scores[number] > 0]

    def _as_read(self, number: int) -> Read:
        return Read(
            self._titles[number], self._texts[number], [each.folded for each in self._sentences[number]]
        )

    def best_sentence(self, question: str, number: int) -> Span:
        """(start, end) of the sentence of passage *number* that answers *question*; of equals the first."""
        points = self.points(question, number)
        best = self._sentences[number][points.index(max(points))]
        return best.start, best.end

    def spans(self, number: int) -> list[Span]:
        """(start, end) of the sentences of passage *number*, in order."""
        return [(each.start, each.end) for each in self._sentences[number]]

    def points(self, question: str, number: int) -> list[float]:
        """How well each sentence of passage *number* answers *question*, by what was learned, if given."""
        if self._chooser is None:
            return self.ruled(question, number)
        return self._chooser.points(self.signals(question, number, self._chooser))

    @functools.cached_property
    def _vectors(self) -> Vectors:
        return Vectors([each["word"] for each in self._read])

    def ruled(self, question: str, number: int) -> list[float]:
        """How well each sentence of passage *number* answers *question*, without anything learned.

        The share of the question's characters it holds, by idf and without those of the title, which
        every sentence of the passage is about (gain: 10 points of hit@1 on CMRC 2018, 1 on DRCD); a
        little for its pairs, by idf and by how few sentences of the passage hold them; a little for a
        date where a date is asked for, a number where a number is.
        """
        folded, wanted = fold(question), terms(subject(question))
        found, title = self._sentences[number], frozenset(self._titles[number])
        holders = Counter(pair for each in found for pair in each.held["pair"])

        def told(character: str) -> float:
            return 0.0 if title.issuperset(character) else self._passage.idf("character", character)

        def telling(pair: str) -> float:
            rarity = math.log((len(found) + 1) / holders[pair]) if holders[pair] else 0.0
            return self._passage.idf("pair", pair) * rarity

        kind = _DATE if _WHEN.search(folded) else _NUMBER if _MANY.search(folded) else None
        return [
            share(wanted["character"], each.held["character"], told)
            + 0.2 * share(wanted["pair"], each.held["pair"], telling)
            + 0.1 * bool(kind and kind.search(each.folded))
            for each in found
        ]

    def signals(self, question: str, number: int, chooser: Chooser) -> dict[str, Column]:
        """What *chooser* weighs of each sentence of passage *number*: name → a value each."""
        found = self._sentences[number]
        seen = signals(question, self._titles[number], found, self._passage.idf, self._vectors)
        rule = {"rule": np.array(self.ruled(question, number))}
        return chooser.crossed(fold(question), [each.folded for each in found], rule | seen)
