"""Fuzzy matching: the words of a library by how they sound, and by their characters but one.

    arrays = similar_words({"调解室": 12, "候鸟式": 3}, {"候鸟式": 3})    # when an index is built
    SimilarWords(Arrays(arrays, {})).sounding(["条解室"])    # 调解室

alike  numbers, ascending: the checksum of a sound (tiao jie shi) or of a word with a gap (候□式), and in the
       lower 32 bits where in `meant` a word begins that has it
meant  those words, a line each: the word, how often it is used, how often in quotation marks
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrieval.index.arrays import Arrays
from retrieval.language.pinyin import sound

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 8  # characters of a word that is corrected
GAPPED = 3  # characters of a word that is found without one of them
_NUMERALS = "一二三四五六七八九十"
_BEGINS = 0xFFFFFFFF


class Used(NamedTuple):
    """A word of the library, how often it is used there, and how often as a name in quotation marks."""

    word: str
    times: int
    quoted: int


def is_spelt(text: str) -> bool:
    """Whether *text* may be misspelt: two to eight Chinese characters, and no number at the end."""
    long = 2 <= len(text) <= LONGEST
    return long and text[-1] not in _NUMERALS and all("㐀" <= character <= "鿿" for character in text)


def similar_words(used: Mapping[str, int], quoted: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    """The arrays for words that a library has *used*, and names that it has *quoted*, so often."""
    times = Counter({word: count for word, count in used.items() if is_spelt(word)})
    times.update(quoted)
    keys: list[int] = []
    lines: list[bytes] = []
    at = 0
    for word, count in times.items():
        keys += [_checksum(key) << 32 | at for key in (sound(word), *_with_gaps(word))]
        lines.append(f"{word} {count} {quoted.get(word, 0)}\n".encode())
        at += len(lines[-1])
    return {
        "alike": np.sort(np.array(keys, np.uint64)),
        "meant": np.frombuffer(b"".join(lines), np.uint8),
    }


class SimilarWords:
    """The words that *arrays* hold, looked up by similar ones. Raises Damaged."""

    def __init__(self, arrays: Arrays) -> None:
        self._alike, self._meant = arrays["alike"], arrays["meant"].tobytes()

    def sounding(self, pieces: Iterable[str]) -> dict[str, list[Used]]:
        """The words of the library that sound like a piece, for each of *pieces* that has any."""
        sounds = {piece: sound(piece) for piece in pieces}
        found: dict[str, list[Used]] = {}
        for piece, used in self._having(list(sounds.items())):
            if sound(used.word) == sounds[piece]:
                found.setdefault(piece, []).append(used)
        return found

    def differing(self, pieces: Iterable[str]) -> dict[str, list[Used]]:
        """The words that differ from a piece in one character, for each of *pieces* that has any."""
        found: dict[str, list[Used]] = {}
        gaps = [(piece, gap) for piece in pieces for gap in _with_gaps(piece)]
        for piece, used in self._having(gaps):
            if sum(map(str.__ne__, piece, used.word)) == 1:
                found.setdefault(piece, []).append(used)
        return found

    def _having(self, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Used]]:
        """Of pairs of a piece and a key, the piece with each word that has the key, or its checksum."""
        sought = np.array([_checksum(key) << 32 for _, key in keys], np.uint64)
        first = self._alike.searchsorted(sought)
        last = self._alike.searchsorted(sought | np.uint64(_BEGINS), "right")
        for at in np.flatnonzero(first < last).tolist():
            for number in self._alike[first[at] : last[at]].tolist():
                yield keys[at][0], self._read(number & _BEGINS)

    def _read(self, begins: int) -> Used:
        word, times, quoted = self._meant[begins : self._meant.index(b"\n", begins)].decode().split(" ")
        return Used(word, int(times), int(quoted))


def _checksum(key: str) -> int:
    return zlib.crc32(key.encode())


def _with_gaps(word: str) -> Iterator[str]:
    """*word* with each of its characters taken out in turn, if enough are left to know it by."""
    return (f"{word[:i]}□{word[i + 1 :]}" for i in range(len(word) if len(word) >= GAPPED else 0))
