"""How a word is said, without tones: 大里州 -> da li zhou. The data stand in sounds.tsv."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOUNDS = Path(__file__).with_name("sounds.tsv")
LONGEST = 10  # characters of a phrase in sounds.tsv
MOST = 16  # ways to say a word that are tried


class Table(NamedTuple):
    """How characters and phrases are usually said, what phrases begin with, how else characters are said."""

    usual: dict[str, str]
    begins: set[str]
    also: dict[str, tuple[str, ...]]


def sound(word: str) -> str:
    """How *word* is said: 重庆 -> chong qing. A character without a sound here stands for itself."""
    table = _table()
    return " ".join(table.usual.get(piece, piece) for piece in cut(word, table))


def sounds(word: str) -> list[str]:
    """The ways in which *word* may be said, the usual first: 宁厦 -> ning sha, ning xia, zhu sha, zhu xia."""
    table = _table()
    ways = ((table.usual.get(piece, piece), *table.also.get(piece, ())) for piece in cut(word, table))
    return [" ".join(way) for way in itertools.islice(itertools.product(*ways), MOST)]


def cut(word: str, table: Table) -> Iterator[str]:
    """*word* in phrases that the table has, the longest first, and in characters."""
    at = 0
    while at < len(word):
        size = 1
        if word[at : at + 2] in table.begins:
            longest = min(LONGEST, len(word) - at)
            size = next((n for n in range(longest, 1, -1) if word[at : at + n] in table.usual), 1)
        yield word[at : at + size]
        at += size


@functools.cache
def _table() -> Table:
    table = Table({}, set(), {})
    for line in SOUNDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        said, first, *others = line.split("\t")
        if " " in said:
            phrases = first.split()
            table.usual.update(dict.fromkeys(phrases, said))
            table.begins.update(phrase[:2] for phrase in phrases)
        else:
            table.usual.update(dict.fromkeys(first, said))
        for character in "".join(others):
            table.also[character] = (*table.also.get(character, ()), said)
    return table
