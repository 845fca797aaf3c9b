"""Spelling: a question's slips set right by what the library itself says: 扫嘿除恶 -> 扫黑除恶.

Only words that the library never uses are touched, and only where one word that it does use sounds
the same (大里州, 大理州) or differs in one character of three or more (候乌式, 候鸟式).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from dataclasses import replace

from corpus.places import Place, gazetteer
from retrieval.analysis import is_word, words
from retrieval.answer import Remark
from retrieval.catalogue import Catalogue
from retrieval.index import Index
from retrieval.question import Question

_WORD = re.compile(r"[㐀-鿿]{2,8}(?<![一二三四五六七八九十])")


class Speller:
    """Corrects questions by a library's words, and its places."""

    def __init__(self, catalogue: Catalogue, index: Index) -> None:
        self._catalogue = catalogue
        self._index = index

    def corrected(self, question: Question) -> Question | Remark | None:
        """*question* with its slips set right, a remark that asks which is meant, or None."""
        folded, pairs = question.folded, []
        if not question.places:
            slip = self._place_slip(folded)
            if slip is not None:
                wrong, found = slip
                if len(found) > 1:
                    choices = [folded.replace(wrong, place.short) for place in found]
                    return Remark("which_word", {"word": wrong, "choices": choices})
                folded = folded.replace(wrong, found[0].short)
                pairs.append((wrong, found[0].short))
        for word, right in self._word_slips(question.content):
            folded = folded.replace(word, right)
            pairs.append((word, right))
        if not pairs:
            return None
        again = Question.parse(folded)
        asked = again.places or question.places
        return replace(again, text=question.text, places=asked, corrections=tuple(dict.fromkeys(pairs)))

    def _place_slip(self, folded: str) -> tuple[str, list[Place]] | None:
        """The first stretch that sounds like a place with material: 大里州 -> 大理白族自治州."""
        by_sound = self._place_sounds
        for length in range(6, 1, -1):
            for start in range(len(folded) - length + 1):
                piece = folded[start : start + length]
                ordinary = any(len(word) > 1 and is_word(word) for word in words(piece))
                if not _WORD.fullmatch(piece) or piece in self._used or ordinary:
                    continue
                for found in (by_sound.get(sound, []) for sound in _sounds(piece)):
                    if any(place in self._known for place in found):
                        return piece, found
        return None

    def _word_slips(self, folded: str) -> list[tuple[str, str]]:
        """(wrong, right) for stretches that the library never uses but nearly does, longest first."""
        slips: list[tuple[str, str]] = []
        for length in range(8, 1, -1):
            for start in range(len(folded) - length + 1):
                piece = folded[start : start + length]
                if not _WORD.fullmatch(piece) or any(piece in wrong or wrong in piece for wrong, _ in slips):
                    continue
                right = self._near(piece)
                if right is not None:
                    slips.append((piece, right))
        return slips

    def _near(self, piece: str) -> str | None:
        if piece in self._used or self._index.frequency((piece,)):
            return None
        alike = self._sounds.get(_sound(piece), [])
        named = [name for name in alike if len(name) > 3 and name in self._names]
        if not named and all(is_word(word) for word in words(piece)):  # 解决难题: nothing is misspelt
            return None
        if len(piece) >= 3 and not alike:
            alike = [w for i in range(len(piece)) for w in self._gaps.get((piece[:i], piece[i + 1 :]), [])]
        return max(alike, key=lambda word: (self._used[word], word)) if alike else None

    @functools.cached_property
    def _used(self) -> Counter[str]:
        """The words of the library with how often they are used, quoted names among them."""
        words = self._catalogue.words()
        used = Counter({word: count for word, count in words.items() if _WORD.fullmatch(word)})
        return used + self._names

    @functools.cached_property
    def _names(self) -> Counter[str]:
        return self._catalogue.quoted()

    @functools.cached_property
    def _sounds(self) -> dict[str, list[str]]:
        sounds: dict[str, list[str]] = {}
        for word in self._used:
            sounds.setdefault(_sound(word), []).append(word)
        return sounds

    @functools.cached_property
    def _gaps(self) -> dict[tuple[str, str], list[str]]:
        """Words by what is left when one character is taken out: 候□式 -> 候鸟式."""
        gaps: dict[tuple[str, str], list[str]] = {}
        for word in self._used:
            for i in range(len(word) if len(word) >= 3 else 0):
                gaps.setdefault((word[:i], word[i + 1 :]), []).append(word)
        return gaps

    @functools.cached_property
    def _known(self) -> frozenset[Place]:
        return frozenset(above for place in self._catalogue.places for above in place.chain)

    @functools.cached_property
    def _place_sounds(self) -> dict[str, list[Place]]:
        """Places by the sound of their names; a county by its short name only if it has material."""
        sounds: dict[str, list[Place]] = {}
        for place in gazetteer().places:
            short = place.aliases if place.level != "县" or place in self._known else ()
            for name in (place.name, *short):
                sounds.setdefault(_sound(name), []).append(place)
        return {sound: list(dict.fromkeys(places)) for sound, places in sounds.items()}


def _sounds(word: str) -> list[str]:
    """Every sound that *word* may have: 宁厦 -> ning sha, ning xia."""
    from pypinyin import Style, pinyin

    each = pinyin(word, style=Style.NORMAL, heteronym=True)
    return [" ".join(sounds) for sounds in itertools.islice(itertools.product(*each), 16)]


@functools.lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    """The sound of *word* without tones: 大里州 -> da li zhou."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(word))
