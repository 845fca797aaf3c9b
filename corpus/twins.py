"""The same article twice: a copy with figures blanked out beside the whole one.

Two articles are twins if most of the smaller one's 5-character shingles stand in the other, after
digits and marks of blanking have become one symbol (A. Broder, "On the resemblance and
containment of documents", 1997). Only pairs whose sketches, the shingles whose hash is
small, have enough in common are compared in full.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple
from zlib import crc32

_FIGURE = re.compile(r"[\dxX×*＊○〇□_]+(?:\.[\dxX×*＊○〇□_]+)?")
_NOISE = re.compile(r"[^\w#]+")
SHINGLE = 5
CONTAINED = 0.5
_SKETCHED = (1 << 32) // 8  # hashes below it are the sketch: one in eight
_INDEXED = 64  # of these, by which articles are found; a pair half contained shares a third of them
_SHARED = 0.2  # of the hashes looked up, so many must meet in a likely pair
_CANDIDATES = 4  # the likeliest
_NOT_FAR = 0.25  # below the wanted share, a sketch's share is not compared in full
_LOOKED_UP = 10_000  # postings read an article, the rarest hashes first: stock phrases stand everywhere


def shingles(text: str) -> frozenset[int]:
    """Hashes of the 5-character shingles of *text*, figures folded: 共8个 and 共x个 are alike.

    CRC-32, not hash(): the same in every process.
    """
    folded = _NOISE.sub("", _FIGURE.sub("#", unicodedata.normalize("NFKC", text)))
    data = folded.encode("utf-16-le", "surrogatepass")
    last = max(2, len(data) - 2 * SHINGLE + 2)
    return frozenset([crc32(data[i : i + 2 * SHINGLE]) for i in range(0, last, 2)])


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the smaller set that stands in the other, 0.0 to 1.0."""
    smaller, larger = sorted((a, b), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


class Sketch(NamedTuple):
    """What an article is compared by before it is read: how many shingles it has, and the least hashes."""

    size: int
    hashes: array[int]  # ascending


def sketch(text: str) -> Sketch:
    """The sketch of *text*: one in eight of its shingles, at least one."""
    own = shingles(text)
    return Sketch(len(own), array("I", sorted(each for each in own if each < _SKETCHED) or [min(own)]))


def twins(
    texts: Sequence[str],
    masked: list[float],
    *,
    contained: float = CONTAINED,
    sketched: Callable[[str], Sketch] = sketch,
) -> dict[int, int]:
    """For each copy among *texts* the index of the whole version: the least masked, then longest.

    *sketched* may know the sketch of a text from before.
    """

    @lru_cache(maxsize=256)  # all sets of 10,000 reports at once would be gigabytes
    def shingles_of(i: int) -> frozenset[int]:
        return shingles(texts[i])

    order = sorted(range(len(texts)), key=lambda i: (masked[i], -len(texts[i]), texts[i], i))
    sketches: dict[int, Sketch] = {}
    postings: dict[int, list[int]] = {}
    copies: dict[int, int] = {}
    for i in order:
        own = sketched(texts[i])
        likely = frozenset(own.hashes)
        close = (
            j
            for j in _candidates(own.hashes[:_INDEXED], postings)
            if 0.5 < sketches[j].size / own.size < 2.0
            and containment(likely, frozenset(sketches[j].hashes)) >= contained - _NOT_FAR
            and containment(shingles_of(i), shingles_of(j)) >= contained
        )
        twin = next(close, None)
        if twin is not None:
            copies[i] = twin
            continue
        sketches[i] = own
        for each in own.hashes[:_INDEXED]:
            postings.setdefault(each, []).append(i)
    return copies


def _candidates(sketch: array[int], postings: dict[int, list[int]]) -> list[int]:
    """The articles in *postings* whose sketches share the most with *sketch*, the likeliest first."""
    found = sorted((postings[each] for each in sketch if each in postings), key=len)
    shared: Counter[int] = Counter()
    read, looked_up = 0, len(sketch) - len(found)
    for each in found:
        if read and read + len(each) > _LOOKED_UP:
            break
        shared.update(each)
        read += len(each)
        looked_up += 1
    enough = [(-count, i) for i, count in shared.items() if count >= _SHARED * looked_up]
    return [i for _, i in nsmallest(_CANDIDATES, enough)]
