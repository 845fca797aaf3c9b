"""The same article twice: a copy with figures blanked out beside the whole one.

Two articles are twins if most of the smaller one's 5-character shingles stand in the other, after
digits and marks of blanking have become one symbol (A. Broder, "On the resemblance and
containment of documents", 1997).
"""

from __future__ import annotations

import re
import unicodedata

_FIGURE = re.compile(r"[\dxX×*＊]+(?:\.[\dxX×*＊]+)?")
_NOISE = re.compile(r"[^\w#]+")
SHINGLE = 5
CONTAINED = 0.5


def shingles(text: str) -> frozenset[int]:
    """Hashes of the 5-character shingles of *text*, figures folded: 共8个 and 共x个 are alike."""
    folded = _NOISE.sub("", _FIGURE.sub("#", unicodedata.normalize("NFKC", text)))
    return frozenset(hash(folded[i : i + SHINGLE]) for i in range(max(1, len(folded) - SHINGLE + 1)))


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the smaller set that stands in the other, 0.0 to 1.0."""
    smaller, larger = sorted((a, b), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def twins(texts: list[str], masked: list[float], *, contained: float = CONTAINED) -> dict[int, int]:
    """For each copy among *texts* the index of the whole version: the least masked, then longest."""
    sets = [shingles(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: (masked[i], -len(texts[i]), i))
    whole: list[int] = []
    copies: dict[int, int] = {}
    for i in order:
        close = (j for j in whole if 0.5 < len(sets[j]) / max(1, len(sets[i])) < 2.0)
        twin = next((j for j in close if containment(sets[i], sets[j]) >= contained), None)
        if twin is None:
            whole.append(i)
        else:
            copies[i] = twin
    return copies
