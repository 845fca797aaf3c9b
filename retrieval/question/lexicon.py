"""The words that questions are put in, how much words weigh, and which mean the same.

The data stand in lexicon.tsv, light_words.tsv and synonyms.tsv.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from retrieval.language.terms import is_word

# The share of its idf at which a word counts, by its class in light_words.tsv, and one in no dictionary.
NATION = "全国"  # asked about as a place is, though it is none
LIGHTNESS = {"closed": 0.25, "verb": 0.5, "office": 0.5, "where": 0.5, "act": 0.75}
UNKNOWN = 0.8


class Forms(NamedTuple):
    """The closed-class forms: the kind of each, and the length of the longest."""

    kinds: dict[str, str]
    longest: int


class Row(NamedTuple):
    """A row of lexicon.tsv; *example* holds one of the forms as this kind, *counter* none."""

    kind: str
    forms: tuple[str, ...]
    example: str
    counter: str


@functools.cache
def rows() -> tuple[Row, ...]:
    """The rows of lexicon.tsv."""
    fields = (line.split("\t") for line in _data("lexicon.tsv"))
    return tuple(Row(kind, tuple(words.split()), *texts) for kind, words, *texts in fields)


@functools.cache
def forms() -> Forms:
    """Every closed-class form but the units; of a form in two rows the first counts."""
    kinds: dict[str, str] = {}
    for row in rows():
        for form in row.forms if row.kind != "unit" else ():
            kinds.setdefault(form, row.kind)
    return Forms(kinds, max(map(len, kinds)))


@functools.cache
def units() -> frozenset[str]:
    """The measure words and units that a number or 多少 can stand before."""
    return frozenset(form for row in rows() if row.kind == "unit" for form in row.forms)


@functools.lru_cache(maxsize=4096)
def lightness(word: str) -> float:
    """How much *word* counts, beside its idf: 破获 less than 电信诈骗, 怎么 or 另外 a quarter of it."""
    if len(word) == 1:
        return LIGHTNESS["closed"]
    light = next((share for kind, share in LIGHTNESS.items() if word in _light()[kind]), None)
    return light or (1.0 if is_word(word) else UNKNOWN)


def is_office(word: str) -> bool:
    """Whether *word* is what a kind of body is called: 检察院, 公安机关."""
    return word in _light()["office"]


@functools.cache
def _light() -> dict[str, frozenset[str]]:
    fields = (line.split("\t") for line in _data("light_words.tsv"))
    return {kind: frozenset(words.split()) for kind, words in fields}


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


@functools.cache
def phrases() -> tuple[str, ...]:
    """What people say in several words and reports do not: 上岁数, 收上来; the longest first."""
    rows = [line.partition(" > ") for line in _data("synonyms.tsv")]
    written = {form for asking, _, found in rows for form in (found or asking).split()}
    said = {form for asking, _, found in rows if found for form in asking.split()}
    return tuple(sorted((form for form in said - written if len(form) > 2), key=len, reverse=True))


def _data(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
