"""Spelling: a question's slips set right by what the library itself says: 扫嘿除恶 -> 扫黑除恶.

Only words that the library never uses are touched, and only where one word that it does use sounds
the same (大里州, 大理州) or differs in one character of three or more (候乌式, 候鸟式).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace

from corpus.places.gazetteer import Place, gazetteer
from retrieval.answering.answer import Remark
from retrieval.answering.scopes import Catalogue
from retrieval.index.fuzzy import LONGEST, SimilarWords, Used, is_spelt
from retrieval.index.search import Index
from retrieval.language.pinyin import sound, sounds
from retrieval.language.terms import is_word, words
from retrieval.question.question import Question

LONGEST_PLACE = 6  # characters of a place's name in which slips are sought


class Speller:
    """Corrects questions by a library's words, and its places."""

    def __init__(self, catalogue: Catalogue, index: Index) -> None:
        self._catalogue = catalogue
        self._index = index
        self._places_of = functools.cache(self._sounding)

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
        again = Question.parse(folded, names=question.names)
        asked = again.places or question.places
        return replace(again, text=question.text, places=asked, corrections=tuple(dict.fromkeys(pairs)))

    def _place_slip(self, folded: str) -> tuple[str, list[Place]] | None:
        """The first stretch that sounds like a place with material: 大里州 -> 大理白族自治州."""
        for piece in _pieces(folded, LONGEST_PLACE):
            for each in sounds(piece):
                if each in self._known_sounds and not self._is_said(piece):
                    return piece, self._places_of(len(piece))[each]
        return None

    def _is_said(self, piece: str) -> bool:
        """Whether *piece* is a word of the library, or holds one of the dictionary."""
        used = self._similar.sounding([piece]).get(piece, [])
        return _has(used, piece) or any(len(word) > 1 and is_word(word) for word in words(piece))

    def _word_slips(self, folded: str) -> list[tuple[str, str]]:
        """(wrong, right) for stretches that the library never uses but nearly does, longest first."""
        slips: list[tuple[str, str]] = []
        inside = _inside_words(folded)
        pieces = [
            piece
            for piece in _pieces(folded, LONGEST)
            if inside.isdisjoint((at := folded.find(piece), at + len(piece)))
        ]
        sounding = self._similar.sounding(pieces)
        differing = self._similar.differing(piece for piece in pieces if piece not in sounding)
        for piece in pieces:
            like = sounding.get(piece) or differing.get(piece)
            if not like or any(piece in wrong or wrong in piece for wrong, _ in slips):
                continue
            if not self._stands(piece, sounding.get(piece, [])):
                slips.append((piece, max(like, key=lambda used: (used.times, used.word)).word))
        return slips

    def _stands(self, piece: str, sounding: list[Used]) -> bool:
        """Whether *piece* is no slip: the library uses it, or all its words are ordinary ones (解决难题)."""
        if _has(sounding, piece) or self._index.frequency((piece,)):
            return True
        named = any(used.quoted and len(used.word) > 3 for used in sounding)
        return not named and all(is_word(word) for word in words(piece))

    @functools.cached_property
    def _similar(self) -> SimilarWords:
        return self._catalogue.similar_words()

    @functools.cached_property
    def _known(self) -> frozenset[Place]:
        places = (above for place in self._catalogue.places for above in place.chain)
        return frozenset(place for place in places if place.code and place.level != "乡")

    @functools.cached_property
    def _known_sounds(self) -> frozenset[str]:
        """How the names of places with material sound: few, where all names take their time."""
        return frozenset(sound(name) for place in self._known for name in (place.name, *place.aliases))

    def _sounding(self, length: int) -> dict[str, list[Place]]:
        """Places by the sound of names of *length*; a county by its short name only if it has material."""
        found: dict[str, dict[Place, None]] = {}
        for place in gazetteer().places:
            short = place.aliases if place.level != "县" or place in self._known else ()
            for name in (place.name, *short):
                if len(name) == length:
                    found.setdefault(sound(name), {})[place] = None
        return {sound: list(places) for sound, places in found.items()}


def _inside_words(text: str) -> set[int]:
    """The positions inside words of the dictionary, where no slip begins or ends: 信使|查实, not 使查."""
    inside: set[int] = set()
    at = 0
    for word in words(text):
        begin = text.find(word, at)
        if begin < 0:
            continue
        at = begin + len(word)
        if is_word(word):
            inside |= set(range(begin + 1, at))
    return inside


def _pieces(text: str, longest: int) -> list[str]:
    """The stretches of *text* that may be misspelt, longest first."""
    sizes = range(longest, 1, -1)
    every = (text[start : start + size] for size in sizes for start in range(len(text) - size + 1))
    return [piece for piece in every if is_spelt(piece)]


def _has(used: Iterable[Used], piece: str) -> bool:
    return any(each.word == piece for each in used)
