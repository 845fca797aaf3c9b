"""Reranking: the few passages that an index put first, read once more beside the question.

Nothing is segmented and nothing looked up but how rare a term is: a term is counted where its characters
stand. What only the few show is how well a single character tells them apart, which counts by them alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

K1 = 0.6
PASSAGE = {"word": 1.0, "pair": 0.75, "character": 2.0}  # what a kind of term counts, as in the mixture
SENTENCE = {"word": 1.0, "pair": 0.2, "character": 0.75}
TITLE = {"word": 0.5, "pair": 0.5, "character": 0.5}


@dataclass(frozen=True, slots=True)
class Read:
    """A passage to be ranked: its title, its text and its sentences, all folded."""

    title: str
    text: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the question, and what it counts in a passage, in a sentence and in a title."""

    text: str
    passage: float
    sentence: float
    title: float


def rerank(
    wanted: Mapping[str, Sequence[str]], found: Sequence[Read], idf: Callable[[str, str], float]
) -> list[float]:
    """The points of each passage *found* for the terms *wanted*, by kind; *idf* of a kind and a term.

    BM25 over the passage (b 0.75), its best sentence (b 0.3) and its title. Mean lengths are those of the
    passages found.
    """
    asked = _weighed(wanted, [each.text for each in found], idf)
    lengths = [len(each.text) for each in found]
    sizes = [len(sentence) for each in found for sentence in each.sentences]
    return [_points(asked, each, _mean(lengths), _mean(sizes)) for each in found]


def _mean(lengths: Sequence[int]) -> float:
    return sum(lengths) / len(lengths) if lengths and any(lengths) else 1.0


def _weighed(
    wanted: Mapping[str, Sequence[str]], texts: Sequence[str], idf: Callable[[str, str], float]
) -> list[_Term]:
    """Each term once, though it be a word and a pair; a character's idf by the *texts* that hold it."""
    kinds: dict[str, list[str]] = {}
    for kind in ("word", "pair", "character"):
        for term in dict.fromkeys(wanted[kind]):
            kinds.setdefault(term, []).append(kind)
    asked = []
    for term, known in kinds.items():
        if known == ["character"]:
            rarity = math.log((len(texts) + 1) / (sum(term in text for text in texts) + 0.5))
        else:
            rarity = idf(known[0], term)
        counts = (rarity * sum(weights[kind] for kind in known) for weights in (PASSAGE, SENTENCE, TITLE))
        asked.append(_Term(term, *counts))
    return asked


def _points(asked: Iterable[_Term], read: Read, mean: float, mean_sentence: float) -> float:
    norm = K1 * (0.25 + 0.75 * len(read.text) / mean)
    points, here = 0.0, []
    for term in asked:
        if count := read.text.count(term.text):
            points += term.passage * count * (K1 + 1) / (count + norm)
            here.append(term)
        if term.text in read.title:
            points += term.title
    best = 0.0
    for sentence in read.sentences:
        held = sum(term.sentence for term in here if term.text in sentence)
        best = max(best, held * (K1 + 1) / (1 + K1 * (0.7 + 0.3 * len(sentence) / mean_sentence)))
    return points + best
