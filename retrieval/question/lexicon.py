"""The words that questions are put in: what they ask for, what they weigh, what means the same.

The data stand in question_words.tsv, light_words.tsv and synonyms.tsv.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from retrieval.language.terms import is_word

# The share of its idf at which a word counts, by its class in light_words.tsv, and one in no dictionary.
LIGHTNESS = {"closed": 0.25, "verb": 0.5, "where": 0.5, "act": 0.75}
UNKNOWN = 0.8
_CUT = ("polite", "comparison", "place", "list", "figure", "definition", "how", "check")


class Words(NamedTuple):
    """What question_words.tsv holds: patterns to cut out, whole-question patterns, plain words."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    greeting: re.Pattern[str]
    holdings: re.Pattern[str]
    outside: re.Pattern[str]
    advertising: re.Pattern[str]
    elsewhere: re.Pattern[str]
    longer: re.Pattern[str]
    figure_end: re.Pattern[str]
    generic: frozenset[str]
    stop: frozenset[str]
    latin: frozenset[str]


@functools.lru_cache(maxsize=4096)
def lightness(word: str) -> float:
    """How much *word* counts, beside its idf: 破获 less than 电信诈骗, 怎么 or 另外 a quarter of it."""
    if len(word) == 1:
        return LIGHTNESS["closed"]
    return next((share for kind, share in LIGHTNESS.items() if word in _light()[kind]), None) or (
        1.0 if is_word(word) else UNKNOWN
    )


@functools.cache
def _light() -> dict[str, frozenset[str]]:
    rows = dict(line.split("\t") for line in _data("light_words.tsv"))
    return {kind: frozenset(words.split()) for kind, words in rows.items()}


def _data(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@functools.cache
def said() -> Words:
    """The rows of question_words.tsv, read once."""
    rows: dict[str, list[str]] = {}
    for line in _data("question_words.tsv"):
        kind, words = line.split("\t", 1)
        rows.setdefault(kind, []).append(words)
    whole = {
        kind: re.compile("|".join(rows[kind]))
        for kind in ("greeting", "holdings", "outside", "advertising", "elsewhere", "longer", "figure_end")
    }
    plain = {kind: frozenset(" ".join(rows[kind]).split()) for kind in ("generic", "stop", "latin")}
    cut = tuple((kind, re.compile(words)) for kind in _CUT for words in rows[kind])
    return Words(cut, **whole, **plain)  # type: ignore[arg-type]


@functools.cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Each word of the synonyms file with the words it finds: those of its groups, itself left out.

    Of a row with ">" only the words before it find those after: 抓 finds 刑拘, 刑拘 does not find 抓.
    """
    alike: dict[str, list[str]] = {}
    for line in _data("synonyms.tsv"):
        asking, _, found = line.partition(" > ")
        for word in asking.split():
            others = (found or asking).split()
            alike.setdefault(word, []).extend(other for other in others if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in alike.items()}
