"""Concepts: one name for what is counted under several: 公众安全感 and 安全感满意度 are 群众安全感.

concept("人民群众安全感满意度", "percent") -> 群众安全感
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.figures.lexicon import rows

_MARKS = re.compile(r"[\s“”‘’\"'「」《》（）()、，,·]|各类|各种|相关|有关|的")

_ASIDE = re.compile("（[^（）]*）|\\([^()]*\\)")


class _Concept(NamedTuple):
    name: str
    all: tuple[re.Pattern[str], ...]
    none: re.Pattern[str] | None
    families: frozenset[str]


@lru_cache(maxsize=1 << 14)
def concept(indicator: str, family: str) -> str | None:
    """The concept that *indicator*, counted in units of *family*, names; None if it names none."""
    told = _ASIDE.sub("", indicator)
    words = _MARKS.sub("", told)
    for each in _concepts_of(family):
        for part in each.all:
            if not part.search(words):
                break
        else:
            if each.none is None or not each.none.search(told):
                return each.name
    return None


@cache
def _concepts_of(family: str) -> tuple[_Concept, ...]:
    """Those that are counted in units of *family*."""
    return tuple(each for each in _concepts() if not each.families or family in each.families)


@cache
def _concepts() -> tuple[_Concept, ...]:
    return tuple(
        _Concept(
            name,
            tuple(map(re.compile, words.split())),
            re.compile(none) if none != "-" else None,
            frozenset(families.split()) if families != "-" else frozenset(),
        )
        for name, words, none, families, *_ in rows("concepts.tsv")
    )
