"""The same article twice: a copy with figures blanked out beside the whole one.

Two articles are alike if most of the smaller one's 5-character shingles stand in the other, after
digits and marks of blanking have become one symbol (A. Broder, "On the resemblance and
containment of documents", 1997). Only pairs whose sketches, the shingles whose hash is
small, have enough in common are compared in full.

In order, the least masked article first, then the longest, each is a copy of the likeliest whole one before
it, or whole itself. So what an article is hangs on no others than those that share hashes with it, and a
change is followed from one to the next: `paired` gives the same whether articles come at once or one by one.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heappop, heappush
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from corpus import characters
from corpus.document import ArticleKey

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIGURE = re.compile(r"[\dxX×*＊○〇□_]+(?:\.[\dxX×*＊○〇□_]+)?")
_NOISE = re.compile(r"[^\w#]+")
SHINGLE = 5
CONTAINED = 0.5
_SKETCHED = (1 << 32) // 8  # hashes below it are the sketch: one in eight
INDEXED = 64  # of these, by which articles are found; a pair half contained shares a third of them
_SHARED = 0.2  # of those of the one that has fewer, so many must meet in a likely pair
_CANDIDATES = 4  # the likeliest
_NOT_FAR = 0.25  # at most so far below the wanted share, a sketch's share may be by chance


def shingles(text: str) -> frozenset[int]:
    """Hashes of the 5-character shingles of *text*, figures folded: 共8个 and 共x个 are alike.

    CRC-32, not hash(): the same in every process.
    """
    folded = _NOISE.sub("", _FIGURE.sub("#", characters.folded(text)))
    data = folded.encode("utf-16-le", "surrogatepass")
    last = max(2, len(data) - 2 * SHINGLE + 2)
    return frozenset([crc32(data[i : i + 2 * SHINGLE]) for i in range(0, last, 2)])


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the smaller set that stands in the other, 0.0 to 1.0."""
    smaller, larger = sorted((a, b), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


class Sketch(NamedTuple):
    """What an article is compared by before it is read.

    The share of its figures that are blanked out, its length in characters, how many shingles it has, and
    the least of their hashes, ascending, as bytes of uint32.
    """

    masked: float
    length: int
    size: int
    hashes: bytes

    def all_hashes(self) -> frozenset[int]:
        return frozenset(_read(self.hashes).tolist())

    def rank(self, key: ArticleKey) -> tuple[float, int, ArticleKey]:
        """Where the article *key* stands in the order in which wholes are sought."""
        return self.masked, -self.length, key


def sketch(text: str, masked: float) -> Sketch:
    """The sketch of *text*: one in eight of its shingles, at least one."""
    own = shingles(text)
    least = sorted(each for each in own if each < _SKETCHED) or [min(own)]
    return Sketch(masked, len(text), len(own), np.array(least, np.uint32).tobytes())


def may_be_alike(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether the hashes of two sketches leave it open that their articles are alike."""
    # The share of n hashes strays from that of all by 0.5 / √n; by four times that hardly ever.
    chance = min(_NOT_FAR, 2 / sqrt(min(len(a), len(b))))
    return containment(a, b) >= CONTAINED - chance


class Likely:
    """Articles in order, found by what hashes they share.

    Of their *sketches* no more than the first `INDEXED` hashes are needed.
    """

    def __init__(self, sketches: Mapping[ArticleKey, Sketch]) -> None:
        self._ranks = sorted(each.rank(key) for key, each in sketches.items())
        self.keys = [key for *_, key in self._ranks]
        self.places = {key: at for at, key in enumerate(self.keys)}
        self._sketches = [sketches[key] for key in self.keys]
        least = [each.hashes[: 4 * INDEXED] for each in self._sketches]
        self._sizes = np.array([each.size for each in self._sketches], np.int64)
        self._counts = np.array([len(each) // 4 for each in least], np.int64)
        # A hash above the article that has it: sorted, those who share one stand together.
        shared = _read(b"".join(least)).astype(np.uint64) << np.uint64(32)
        shared |= np.repeat(np.arange(len(least), dtype=np.uint64), self._counts)
        shared.sort()
        self._hashes, self._held = (shared >> np.uint64(32)).astype(np.uint32), shared.astype(np.uint32)

    def near(self, own: Sketch) -> NDArray[np.intp]:
        """The places of the articles that share enough with *own*, the likeliest first."""
        least = _read(own.hashes[: 4 * INDEXED])
        starts = self._hashes.searchsorted(least, "left").tolist()
        ends = self._hashes.searchsorted(least, "right").tolist()
        held = [self._held[start:end] for start, end in zip(starts, ends, strict=True)]
        shared = np.bincount(np.concatenate(held), minlength=len(self.keys))
        found = np.flatnonzero(
            (shared >= np.maximum(1, _SHARED * np.minimum(self._counts, len(least))))
            & (2 * self._sizes > own.size)
            & (self._sizes < 2 * own.size)
        )
        return found[np.argsort(-shared[found], kind="stable")]

    def near_to(self, place: int) -> NDArray[np.intp]:
        """Those near the article at *place*, itself too."""
        return self.near(self._sketches[place])

    def behind(self, key: ArticleKey, own: Sketch) -> NDArray[np.intp]:
        """Those near *own* that stand behind it in order."""
        found = self.near(own)
        return found[found >= bisect(self._ranks, own.rank(key))]


def paired(
    likely: Likely,
    copies: dict[ArticleKey, ArticleKey],
    new: Iterable[ArticleKey],
    gone: Mapping[ArticleKey, Sketch],
    is_copy: Callable[[ArticleKey, ArticleKey], bool],
) -> set[ArticleKey]:
    """Bring *copies*, the whole version of each copy, up to date; those of which it is not as it was.

    *new* are articles that were not there, or are other ones now, and stand in *copies* no more; *gone*
    whole ones that are there no more. *is_copy* tells whether one article is a copy of another before it.
    """
    fresh = {likely.places[key] for key in new}
    queue = list(fresh.union(*(likely.behind(key, own).tolist() for key, own in gone.items())))
    heapify(queue)
    # As arrays: among thousands on one template each is near to all others.
    waiting, copied = np.zeros((2, len(likely.keys)), bool)
    waiting[queue] = True
    copied[[likely.places[key] for key in copies if key in likely.places]] = True
    changed = set()
    while queue:
        at = heappop(queue)
        key, near = likely.keys[at], likely.near_to(at)
        wholes = near[(near < at) & ~copied[near]][:_CANDIDATES].tolist()
        whole = next((likely.keys[each] for each in wholes if is_copy(key, likely.keys[each])), None)
        before = copies.pop(key, None)
        copied[at] = whole is not None
        if whole is not None:
            copies[key] = whole
        if at in fresh or before != whole:
            changed.add(key)
        if (whole is None) != (before is None and at not in fresh):  # it can be copied now, or no more
            later = near[(near > at) & ~waiting[near]]
            waiting[later] = True
            for each in later.tolist():
                heappush(queue, each)
    return changed


def _read(hashes: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(hashes, np.uint32)
