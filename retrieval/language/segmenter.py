"""The segmenter: jieba's own, its dictionary read a character at a time.

    segmenter = Segmenter()
    segmenter.add_word("扫黑除恶", 2000, "n")
    list(segmenter.cut("扫黑除恶成果"))   # 扫黑除恶, 成果

jieba sorts all 349,046 lines of its dictionary into memory before the first word, half a second; a question
needs the words that begin with its own characters, some thousands. What is cut out is the same.
"""

from __future__ import annotations

import logging
import mmap
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

# jieba imports pkg_resources if it is there, a slow start, and opens its files itself if it is not.
_given = sys.modules.get("pkg_resources")
sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # None: importing it fails
try:
    import jieba
finally:
    del sys.modules["pkg_resources"]
    if _given is not None:
        sys.modules["pkg_resources"] = _given

jieba.setLogLevel(logging.WARNING)
# Beyond the characters that jieba takes for Chinese: rjieba takes more of them, and no surrogates.
# Of 十十十 two cuts are as likely, and the two do not choose the same.
_UNSURE = re.compile(r"([一-鿕])\1\1|[㐀-䶿\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00010000-\U0010ffff]")
TOTALS = {328468845: 60_101_967}  # the sum of a dictionary's frequencies, by its checksum: jieba 0.42.1's


class Segmenter(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no types
    """jieba.Tokenizer, the same in everything; FREQ holds the words of the characters met so far."""

    initialized: bool

    def initialize(self, dictionary: str | None = None) -> None:
        """Find the lines of the dictionary and what each begins with."""
        with self.lock:
            if dictionary:
                self.set_dictionary(dictionary)
            if self.initialized:
                return
            with self.get_dict_file() as file:
                self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            text = np.frombuffer(self._text, np.uint8)
            ends = np.flatnonzero(text == ord("\n"))
            if text[-1] != ord("\n"):
                ends = np.append(ends, len(text))
            self._starts, self._ends = np.append(0, ends[:-1] + 1), ends
            # The first bytes of each line as one number: three tell most characters apart.
            self._heads = np.ndarray((len(text) - 3,), ">u4", text, strides=(1,))[self._starts] >> 8
            self._met: set[str] = set()
            self._awaiting: dict[str, dict[str, int]] = {}
            self.FREQ: dict[str, int] = {}
            checksum = zlib.crc32(self._text)
            self.total = TOTALS[checksum] if checksum in TOTALS else self._summed()
            self.initialized = True

    def get_DAG(self, sentence: str) -> Any:  # jieba's name
        self._meet(sentence)
        return super().get_DAG(sentence)

    def add_word(self, word: str, freq: int | str | None = None, tag: str | None = None) -> None:
        """jieba's add_word; a word whose first character is not met yet waits until it is."""
        self.check_initialized()
        word = jieba.strdecode(word)
        if freq is None or int(freq) == 0 or word[:1] in self._met:
            self._meet(word)
            super().add_word(word, freq, tag)
            return
        with self.lock:
            self._awaiting.setdefault(word[:1], {})[word] = int(freq)
            self.total += int(freq)
            if tag:
                self.user_word_tag_tab[word] = tag

    def suggest_freq(self, segment: str | tuple[str, ...], tune: bool = False) -> Any:
        self._meet("".join(segment))
        return super().suggest_freq(segment, tune)

    def frequency(self, word: str) -> int:
        """How often *word* is used, by the dictionary; 0 for what is no word."""
        self._meet(word[:1])
        return self.FREQ.get(word, 0)

    def _meet(self, text: str) -> None:
        """Have the words that begin with any character of *text* in FREQ."""
        self.check_initialized()
        if self._met.issuperset(text):
            return
        with self.lock:
            for character in set(text) - self._met:
                self._take(self._lines(character))
                self._take(self._awaiting.pop(character, {}))
                self._met.add(character)  # only now: another thread may be looking

    def _lines(self, character: str) -> dict[str, int]:
        """The dictionary's words that begin with *character*, with their frequencies."""
        head = character.encode("utf-8", "replace")[:3]
        found = np.flatnonzero(self._heads >> 8 * (3 - len(head)) == int.from_bytes(head, "big"))
        words: dict[str, int] = {}
        for start, end in zip(self._starts[found].tolist(), self._ends[found].tolist(), strict=True):
            word, frequency = self._text[start:end].decode().strip().split(" ")[:2]
            if word[0] == character:
                words[word] = int(frequency)
        return words

    def _take(self, words: dict[str, int]) -> None:
        for word, frequency in words.items():
            self.FREQ[word] = frequency
            for end in range(1, len(word)):
                self.FREQ.setdefault(word[:end], 0)

    def _summed(self) -> int:
        lines = self._text[:].decode().splitlines()
        return sum(int(line.split(" ")[1]) for line in lines if line.strip())


class RustSegmenter:
    """What *segmenter* cuts out, by rjieba: thirty times as fast, once its dictionary is read (0.2 s).

    *words* are those that were added to *segmenter*, with frequency and tag. Raises ImportError where
    rjieba is not installed.
    """

    def __init__(self, segmenter: Segmenter, words: Iterable[tuple[str, int, str]]) -> None:
        import rjieba

        self._segmenter, self._rust = segmenter, rjieba.Jieba()
        for word, frequency, tag in words:
            self._rust.add_word(word, frequency, tag)

    def cut(self, text: str) -> Iterator[str]:
        """The words of *text*, in order, as jieba's cut gives them."""
        if _UNSURE.search(text):
            yield from self._segmenter.cut(text)
            return
        for word in self._rust.cut(text):
            # xx.xx% and AK-130 are one word here, several in jieba, unless its dictionary has them: c++.
            if len(word) > 1 and word.isascii() and not self._segmenter.frequency(word):
                yield from filter(None, jieba.finalseg.re_skip.split(word))
            else:
                yield word
