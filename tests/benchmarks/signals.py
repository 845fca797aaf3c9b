"""Signals: what can be seen of each sentence of a passage beside a question; what a Chooser weighs.

A signal has a value for each sentence. *Rare here* counts a term by how few of the passage's sentences hold
it, *untitled* leaves out what the title says, *fresh* is what the question does not say: an answer may be.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.language.terms import fold, words
from tests.benchmarks.terms import ASKING, KINDS, RUN, Sentence, subject, terms
from tests.benchmarks.vectors import Vectors

Column = NDArray[np.float64]  # a value for each sentence of a passage
Weigh = Callable[[str], float]

_HAN, _WORD = re.compile(r"[㐀-鿿豈-﫿]"), re.compile(r"\w")
_CLAUSE = re.compile(r"[^,。!?;:]+")
_COPULA = re.compile(r"(?:是|为|叫|做|有|在|被|由|于|到)+$")
_UNITS = "一个些种位座名项类家条部本次样"
_ANSWERS = {  # what may be an answer, by its form
    "date": re.compile(r"(?:\d{1,4}年)?(?:\d+月)?\d+[年月日]|\d+(?:世纪|年代)|[一二三四五六七八九十元]+年"),
    "number": re.compile(r"\d[\d,.]*|[一二三四五六七八九十百千万亿两]+"),
    "name": re.compile(r"[㐀-鿿]{1,6}(?:·[㐀-鿿]{1,6})+|《[^》]+》|「[^」]+」|“[^”]+”|\"[^\"]+\""),
}  # fmt: skip
_NEAR = 14  # characters about an answer in which what is asked should stand
_WINDOW, _STEP = 24, 6  # characters


def noun_asked(question: str) -> tuple[str, bool]:
    """What kind of thing is asked for, and whether it stands behind the question word.

    哪个国家 -> 国家, True; 前身是什么 -> 前身, False; nothing asked -> "", False.
    """
    asking = ASKING.search(question)
    if asking is None:
        return "", False
    behind = re.split(r"[,。?的]", question[asking.end() :])[0].lstrip(_UNITS)
    if found := words(behind):
        return found[0], True
    return next(reversed(words(_COPULA.sub("", question[: asking.start()]))), ""), False


class Seen:
    """A question beside the sentences of one passage; its methods give signals by name."""

    def __init__(
        self, question: str, title: str, found: Sequence[Sentence], idf: Callable[[str, str], float]
    ) -> None:
        """*question* and *title* folded; *idf* of a kind and a term."""
        self.question, self.title, self.found, self.idf = question, title, found, idf
        self.wanted = terms(subject(question))
        self.texts = [each.folded for each in found]
        self.held = {kind: [each.held[kind] for each in found] for kind in KINDS}
        self.holders = {kind: Counter(t for held in self.held[kind] for t in held) for kind in KINDS}

    def plainly(self, kind: str) -> Weigh:
        return lambda term: self.idf(kind, term)

    def untitled(self, kind: str) -> Weigh:
        letters = frozenset(self.title)
        return lambda term: 0.0 if letters.issuperset(term) else self.idf(kind, term)

    def rare_here(self, kind: str) -> Weigh:
        holders, size = self.holders[kind], len(self.found) + 1
        return lambda term: self.idf(kind, term) * math.log(size / holders[term]) if holders[term] else 0.0

    def held_of(self, kind: str, weigh: Weigh, wanted: Sequence[str] | None = None) -> Column:
        """The share of the weight of *wanted*, else of the question, that each sentence holds."""
        weights = {term: weigh(term) for term in (self.wanted[kind] if wanted is None else wanted)}
        total = sum(weights.values()) or 1.0
        return np.array([sum(w for t, w in weights.items() if t in held) for held in self.held[kind]]) / total

    def covered(self) -> dict[str, Column]:
        """How much of the question each sentence holds, by kind of term; and its neighbours."""
        columns: dict[str, Column] = {}
        for kind in KINDS:
            columns[f"{kind}s"] = self.held_of(kind, self.plainly(kind))
            columns[f"{kind}s untitled"] = self.held_of(kind, self.untitled(kind))
            columns[f"{kind}s rare here"] = self.held_of(kind, self.rare_here(kind))
        for name in ("characters", "characters rare here"):
            columns |= beside(name, columns[name])
        for name in ("characters", "characters untitled", "characters rare here", "pairs rare here"):
            columns[f"{name} below best"] = columns[name] - columns[name].max()
        held, weigh = self.held["character"], self.rare_here("character")
        paired = [one | other for one, other in zip([frozenset[str](), *held], held, strict=False)]
        columns["with the one before"] = self.shares(paired, weigh)
        columns["best clause"] = self.best([_CLAUSE.findall(text) for text in self.texts], weigh)
        windows = [
            [text[at : at + _WINDOW] for at in range(0, max(1, len(text) - _WINDOW // 2), _STEP)]
            for text in self.texts
        ]
        columns["window"] = self.best(windows, weigh)
        columns["window below best"] = columns["window"] - columns["window"].max()
        return columns

    def shares(self, parts: Iterable[Iterable[str]], weigh: Weigh) -> Column:
        weights = {term: weigh(term) for term in self.wanted["character"]}
        total = sum(weights.values()) or 1.0
        return np.array([sum(weights[c] for c in weights.keys() & set(part)) for part in parts]) / total

    def best(self, parts: Sequence[Sequence[str]], weigh: Weigh) -> Column:
        """The largest share of the question's characters that one of a sentence's *parts* holds."""
        flat = self.shares([part for some in parts for part in some], weigh)
        ends = np.cumsum([len(some) for some in parts])
        starts = ends - [len(some) for some in parts]
        return np.array([flat[a:b].max(initial=0.0) for a, b in zip(starts, ends, strict=True)])

    def asked(self) -> dict[str, Column]:
        """What stands about the question word, and the noun that says what is asked for."""
        asking = ASKING.search(self.question)
        at, behind = asking.span() if asking else (len(self.question), len(self.question))
        before, after = self.question[:at], self.question[behind:]
        columns: dict[str, Column] = {}
        for name, near in (("lead", before[-5:]), ("tail", after[:5])):
            columns[name] = self.held_of("character", self.rare_here("character"), _HAN.findall(near))
        for name, part in (("said before", before), ("said behind", after)):
            part = "".join(run.group() for run in RUN.finditer(part))
            columns[name] = np.array([_unbroken(part, text) / (len(part) or 1) for text in self.texts])
        noun, follows = noun_asked(self.question)
        counted = re.compile(rf"[\d一二三四五六七八九十百千万亿]余?{re.escape(noun[:1])}")
        ends = [any(word.endswith(noun[-1:]) for word in fresh) for fresh in self.fresh()]
        columns |= {
            "noun": self.true(bool(noun) and noun in text for text in self.texts),
            "noun's end": self.true(bool(noun) and noun[-1] in text for text in self.texts),
            "noun's end fresh": self.true(bool(noun) and end for end in ends),
            "noun behind": np.full(len(self.texts), float(follows)),
            "counted": self.true(bool(noun and follows and counted.search(text)) for text in self.texts),
        }
        return columns | beside("noun", columns["noun"])

    def alike(self, vectors: Vectors) -> dict[str, Column]:
        """How near to the question's words each sentence has one; to what is asked for, one that is fresh."""
        weigh = self.untitled("word")
        wanted = list(dict.fromkeys(self.wanted["word"]))
        near = vectors.likeness(wanted, self.held["word"])
        weights = np.array([weigh(word) for word in wanted])
        lost = np.array([self.idf("word", word) * (not self.holders["word"][word]) for word in wanted])
        said = [[word in held for held in self.held["word"]] for word in wanted]
        near = np.maximum(near, np.array(said, float).reshape(near.shape))
        answer = vectors.likeness([noun_asked(self.question)[0]], self.fresh())[0]
        columns = {
            "alike": weights @ near / (weights.sum() or 1.0),
            "alike to what is nowhere": lost @ near / (lost.sum() or 1.0),
            "answer alike": answer,
        }
        for name in ("alike", "answer alike"):
            columns[f"{name} below best"] = columns[name] - columns[name].max()
        return columns | beside("answer alike", answer)

    def answers(self) -> dict[str, Column]:
        """How many fresh dates, numbers and names each sentence has, and how much of the question is near."""
        columns: dict[str, Column] = {}
        weigh = self.rare_here("character")
        for name, form in _ANSWERS.items():
            fresh = [[m for m in form.finditer(text) if m.group().strip("《》「」“”\"") not in self.question]
                     for text in self.texts]  # fmt: skip
            columns[f"{name}s fresh"] = np.array([float(len(some)) for some in fresh])
            near = [[text[max(0, m.start() - _NEAR) : m.end() + _NEAR] for m in some]
                    for text, some in zip(self.texts, fresh, strict=True)]  # fmt: skip
            columns[f"near a {name}"] = self.best(near, weigh)
        return columns

    def shape(self) -> dict[str, Column]:
        """Where and how long each sentence is, and what in it is new."""
        size, fresh = len(self.texts), self.fresh()
        plain = "".join(run.group() for run in RUN.finditer(subject(self.question)))
        letters = [sum(c not in plain for c in text if _WORD.match(c)) for text in self.texts]
        number = [len(held) or 1 for held in self.held["word"]]
        return {
            "in order": np.array([_common(plain, text) / (len(plain) or 1) for text in self.texts]),
            "longest run": np.array([float(_unbroken(plain, text)) for text in self.texts]),
            "first": np.eye(1, size)[0],
            "last": np.eye(1, size, size - 1)[0],
            "place": np.arange(size) / size,
            "sentences": np.full(size, float(size)),
            "length": np.array([math.log(1 + len(text)) for text in self.texts]),
            "fresh": np.log1p(letters),
            "fresh words": np.array([math.log1p(len(some)) for some in fresh]),
            "fresh share": np.array([len(some) / n for some, n in zip(fresh, number, strict=True)]),
            "titled": self.true(sum(c in self.title for c in text[:12]) >= 2 for text in self.texts),
            "title whole": self.true(bool(self.title) and self.title in text for text in self.texts),
        }

    def fresh(self) -> list[list[str]]:
        """The words of each sentence that the question does not have the characters for."""
        letters = frozenset(self.question)
        return [[word for word in held if not letters.issuperset(word)] for held in self.held["word"]]

    @staticmethod
    def true(values: Iterable[bool]) -> Column:
        return np.array([float(value) for value in values])


def beside(name: str, column: Column) -> dict[str, Column]:
    """*column* of the sentence before, and of the one after."""
    return {f"{name} before": np.append(0.0, column[:-1]), f"{name} after": np.append(column[1:], 0.0)}


def signals(
    question: str,
    title: str,
    found: Sequence[Sentence],
    idf: Callable[[str, str], float],
    vectors: Vectors,
) -> dict[str, Column]:
    """All signals of the sentences *found* in a passage under *title*: name → a value each."""
    seen = Seen(fold(question), fold(title), found, idf)
    return seen.covered() | seen.asked() | seen.alike(vectors) | seen.answers() | seen.shape()


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
