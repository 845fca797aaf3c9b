"""Sounds: how a word is said, without tones: 大里州 -> da li zhou. The data stand in sounds.tsv."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

SOUNDS = Path(__file__).with_name("sounds.tsv")
LONGEST = 10  # characters of a phrase in sounds.tsv
MOST = 16  # ways to say a word that are tried


class Table(NamedTuple):
    """How characters and phrases are usually said, and how else characters are."""

    usual: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]


def sound(word: str) -> str:
    """How *word* is said: 重庆 -> chong qing. A character without a sound here stands for itself."""
    usual = _table().usual
    return " ".join(usual.get(piece, piece) for piece in cut(word, usual))


def sounds(word: str) -> list[str]:
    """The ways in which *word* may be said, the usual first: 宁厦 -> ning sha, ning xia, zhu sha, zhu xia."""
    usual, also = _table()
    ways = ((usual.get(piece, piece), *also.get(piece, ())) for piece in cut(word, usual))
    return [" ".join(way) for way in itertools.islice(itertools.product(*ways), MOST)]


def cut(word: str, usual: Mapping[str, str]) -> Iterator[str]:
    """*word* in phrases that the table *usual* has, the longest first, and in characters."""
    at = 0
    while at < len(word):
        longest = min(LONGEST, len(word) - at)
        size = next((size for size in range(longest, 1, -1) if word[at : at + size] in usual), 1)
        yield word[at : at + size]
        at += size


@functools.cache
def _table() -> Table:
    usual: dict[str, str] = {}
    also: dict[str, tuple[str, ...]] = {}
    for line in SOUNDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        said, first, *others = line.split("\t")
        usual.update(dict.fromkeys(first.split() if " " in said else first, said))
        for character in "".join(others):
            also[character] = (*also.get(character, ()), said)
    return Table(usual, also)
