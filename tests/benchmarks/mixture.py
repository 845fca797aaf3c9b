"""Mixture: the passage, and the one sentence in it, that a question's words, pairs and characters point to.

A text is read three ways, because each finds what another misses: as words (扫黑除恶), as pairs of
neighbouring characters (where words were cut differently) and as single characters (where words were
abbreviated). Each kind is scored by BM25, idf log((N + 1) / df) as rank_bm25's BM25Plus has it, with a
delta of 0; the same is added for the best sentence of the passage, and for its title.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import Span, sentences
from retrieval.analysis import fold, words
from tests.benchmarks.trees import Trees

Terms = Mapping[str, Sequence[str]]  # kind → the terms of that kind, in order
KINDS = ("word", "pair", "character")
Column = NDArray[np.float64]  # a value for each sentence of a passage
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
_HAN, _WORD = re.compile(r"[㐀-鿿豈-﫿]"), re.compile(r"\w")
_CLAUSE = re.compile(r"[^,。!?;:]+")
_BY_KIND = (
    "characters", "characters rare here", "characters rare here before", "first", "length", "noun", "lead"
)  # fmt: skip
_TOGETHER = (
    "characters", "characters untitled", "characters rare here", "characters rare here before",
    "characters rare here after", "in order", "noun", "first", "place", "length", "fresh", "lead",
    "titled", "pronoun",
)  # fmt: skip
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
    """*question* without its question words, a line's end for each, so that no pair spans the gap."""
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

    def __init__(
        self, passages: Sequence[tuple[str, str]], recipe: Recipe = RECIPE, *, chooser: Chooser | None = None
    ) -> None:
        self._chooser = chooser
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

    def spans(self, number: int) -> list[Span]:
        """(start, end) of the sentences of passage *number*, in order."""
        return [(each.start, each.end) for each in self._sentences[number]]

    def points(self, question: str, number: int) -> list[float]:
        """How well each sentence of passage *number* answers *question*, by what was learned, if given."""
        if self._chooser is None:
            return self.ruled(question, number)
        return self._chooser.points(self.signals(question, number, self._chooser))

    def ruled(self, question: str, number: int) -> list[float]:
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
            rarity = math.log((len(found) + 1) / holders[pair]) if holders[pair] else 0.0
            return self._passage.idf("pair", pair) * rarity

        kind = _DATE if _WHEN.search(folded) else _NUMBER if _MANY.search(folded) else None
        return [
            _share(wanted["character"], each.held["character"], told)
            + 0.2 * _share(wanted["pair"], each.held["pair"], telling)
            + 0.1 * bool(kind and kind.search(each.folded))
            for each in found
        ]

    def signals(self, question: str, number: int, chooser: Chooser) -> dict[str, Column]:
        """What can be seen of each sentence of passage *number* beside *question*: name → a value each."""
        folded, wanted = fold(question), terms(subject(question))
        found, title = self._sentences[number], self._titles[number]
        size = len(found)
        holders = {kind: Counter(term for each in found for term in each.held[kind]) for kind in KINDS}

        def share(kind: str, weigh: Callable[[str], float], sought: Sequence[str] | None = None) -> Column:
            chosen = wanted[kind] if sought is None else sought
            return np.array([_share(chosen, each.held[kind], weigh) for each in found])

        def idf(kind: str) -> Callable[[str], float]:
            return lambda term: self._passage.idf(kind, term)

        def told(kind: str) -> Callable[[str], float]:
            return lambda term: 0.0 if title.issuperset(term) else self._passage.idf(kind, term)

        def telling(kind: str) -> Callable[[str], float]:
            held = holders[kind]
            return lambda term: idf(kind)(term) * math.log((size + 1) / held[term]) if held[term] else 0.0

        columns: dict[str, Column] = {"rule": np.array(self.ruled(question, number))}
        for kind in KINDS:
            columns[f"{kind}s"] = share(kind, idf(kind))
            columns[f"{kind}s untitled"] = share(kind, told(kind))
            columns[f"{kind}s rare here"] = share(kind, telling(kind))
        for name in ("characters", "characters rare here"):
            column = columns[name]
            columns[f"{name} before"] = np.append(0.0, column[:-1])
            columns[f"{name} after"] = np.append(column[1:], 0.0)
        for name in ("characters", "characters untitled", "characters rare here", "pairs rare here"):
            columns[f"{name} below best"] = columns[name] - columns[name].max()
        asking = _ASKING.search(folded)
        at, behind = asking.span() if asking else (len(folded), len(folded))
        for name, near in (("lead", folded[max(0, at - 5) : at]), ("tail", folded[behind : behind + 5])):
            columns[name] = share("character", telling("character"), _HAN.findall(near))
        for name, part in (("said before", folded[:at]), ("said behind", folded[behind:])):
            part = "".join(run.group() for run in _RUN.finditer(part))
            columns[name] = np.array([_unbroken(part, each.folded) / (len(part) or 1) for each in found])
        rare_here = telling("character")
        held = [each.held["character"] for each in found]
        paired = [one | other for one, other in zip([frozenset[str](), *held], held, strict=False)]
        columns["with the one before"] = np.array(
            [_share(wanted["character"], pair, rare_here) for pair in paired]
        )
        columns["best clause"] = np.array([
            max((_share(wanted["character"], frozenset(part), rare_here)
                 for part in _CLAUSE.findall(each.folded)), default=0.0)
            for each in found
        ])  # fmt: skip
        noun = next(iter(words(folded[behind : behind + 5].lstrip("一个些种位座名项类家条部本次"))), "")
        plain = "".join(run.group() for run in _RUN.finditer(subject(question)))
        texts = [each.folded for each in found]
        counted = re.compile(rf"[\d一二三四五六七八九十百千万亿]余?{re.escape(noun[:1])}")
        lengths = np.array([math.log(1 + len(text)) for text in texts])
        fresh = [sum(c not in plain for c in text if _WORD.match(c)) for text in texts]
        columns |= {
            "in order": np.array([_common(plain, text) / (len(plain) or 1) for text in texts]),
            "noun": np.array([float(bool(noun) and noun in text) for text in texts]),
            "noun's end": np.array([float(bool(noun) and noun[-1] in text) for text in texts]),
            "counted": np.array([float(bool(noun and counted.search(text))) for text in texts]),
            "first": np.eye(1, size)[0],
            "last": np.eye(1, size, size - 1)[0],
            "place": np.arange(size) / size,
            "length": lengths,
            "length squared": lengths**2 / 5,
            "fresh": np.log1p(fresh),
            "titled": np.array([float(sum(c in title for c in text[:12]) >= 2) for text in texts]),
        }  # fmt: skip
        return chooser.crossed(folded, texts, columns)


class Chooser:
    """A scorer of sentences, linear and with trees, its patterns and weights read from sentence_weights.tsv.

    Rows: kind, name, pattern (the first that a question matches is its kind); cue, name, pattern (what a
    sentence may hold); weight, feature, value. A feature is a signal, two of them (a × b), or a kind of
    question with a cue or signal (when: date).
    """

    def __init__(self, lines: Iterable[str], trees: Trees | None = None) -> None:
        self._trees = trees
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
        self._kinds = [(name, re.compile(pattern)) for row, name, pattern in rows if row == "kind"]
        self._cues = [(name, re.compile(pattern)) for row, name, pattern in rows if row == "cue"]
        self.weights = {name: float(value) for row, name, value in rows if row == "weight"}

    @classmethod
    def shipped(cls) -> Chooser:
        """The one whose weights are part of the project."""
        data = Path(__file__).with_name("sentence_weights.tsv")
        return cls(data.read_text(encoding="utf-8").splitlines(), Trees.shipped())

    def crossed(
        self, question: str, texts: Sequence[str], columns: Mapping[str, Column]
    ) -> dict[str, Column]:
        """*columns*, the cues of *texts*, and what is weighed of them together for a kind of question."""
        kind = next((name for name, pattern in self._kinds if pattern.search(question)), "other")
        crossed = dict(columns)
        for name, pattern in self._cues:
            cue = np.array([float(bool(pattern.search(text))) for text in texts])
            crossed |= {name: cue, f"{kind}: {name}": cue}
        for name in _BY_KIND:
            crossed[f"{kind}: {name}"] = columns[name]
        for one, other in itertools.combinations([name for name in _TOGETHER if name in crossed], 2):
            crossed[f"{one} × {other}"] = crossed[one] * crossed[other]
        return crossed

    def points(self, signals: Mapping[str, Column]) -> list[float]:
        """The weighted sum of *signals* for each sentence, and what the trees add."""
        points = np.zeros(len(signals["rule"]))
        for name, column in signals.items():
            points += self.weights.get(name, 0.0) * column
        if self._trees is not None:
            points += self._trees.points(signals)
        return [float(value) for value in points]


def _unbroken(wanted: str, text: str) -> int:
    """The length of the longest part of *wanted* that stands in *text*."""
    longest = start = 0
    while start + longest < len(wanted):
        if wanted[start : start + longest + 1] in text:
            longest += 1
        else:
            start += 1
    return longest


def _common(wanted: str, text: str) -> int:
    """The length of the longest subsequence common to both, bit-parallel (Hyyrö 2004)."""
    masks: dict[str, int] = {}
    for place, character in enumerate(wanted):
        masks[character] = masks.get(character, 0) | 1 << place
    row = ones = (1 << len(wanted)) - 1
    for character in text:
        both = row & masks.get(character, 0)
        row = (row + both) | (row - both)
    return len(wanted) - (row & ones).bit_count()


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
