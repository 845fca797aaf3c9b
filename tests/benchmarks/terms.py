"""Terms: a text as words, pairs of neighbouring characters and single characters; and its sentences so.

Each finds what another misses: words (扫黑除恶), pairs where words were cut differently, single characters
where words were abbreviated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.text.sentences import sentences
from retrieval.language.terms import fold, words

Terms = Mapping[str, Sequence[str]]  # kind → the terms of that kind, in order
KINDS = ("word", "pair", "character")

RUN = re.compile(r"([㐀-鿿豈-﫿]+)|[a-z0-9.]+")
# What asks and says nothing of the subject. The longest first: 什么时候 is no 什么 and a 时候.
ASKING = re.compile(
    "什么时候|什么时间|什么地方|什么样|什么|甚么|哪一年|哪年|哪一个|哪一|哪个|哪些|哪里|哪儿|哪几|哪位|哪|谁|为什么"
    "|为甚么|为何|多少|多久|多长|几|何时|何地|何处|何年|何人|何种|何者|何事|何|怎么样|怎么|怎样|如何|是否|吗|呢|请问"
)


def terms(text: str) -> dict[str, list[str]]:
    """The terms of *text*, by kind: 扫黑2次 -> 扫黑, 2, 次; 扫黑, 2; 扫, 黑, 2, 次.

    A run of letters or digits is one term of every kind. Punctuation is none: “？” alone, as a term
    that every question has and few passages, costs four points of recall.
    """
    folded = fold(text)
    pairs: list[str] = []
    characters: list[str] = []
    for run in RUN.finditer(folded):
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
    return ASKING.sub("\n", fold(question))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage as it is chosen by: where it stands, and which terms it holds."""

    start: int
    end: int
    folded: str
    held: Mapping[str, frozenset[str]]


def share(wanted: Sequence[str], held: frozenset[str], weight: Callable[[str], float]) -> float:
    """The share of the weight of *wanted* that is *held*, 0.0 to 1.0."""
    weights = {term: weight(term) for term in wanted}
    total = sum(weights.values())
    return sum(weights[term] for term in weights if term in held) / total if total else 0.0


def read_sentences(text: str) -> tuple[list[Sentence], list[Terms]]:
    """The sentences of *text* and the terms of each; a text without any is one empty sentence."""
    found: list[Sentence] = []
    read: list[Terms] = []
    for start, end in list(sentences(text)) or [(0, 0)]:
        each = terms(text[start:end])
        held = {kind: frozenset(each[kind]) for kind in KINDS}
        found.append(Sentence(start, end, fold(text[start:end]), held))
        read.append(each)
    return found, read
