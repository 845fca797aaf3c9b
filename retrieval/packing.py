"""Sentences into bytes and back, a passage's at a time: reading them from text takes ten times as long.

Each text stands once, though the sentence, the one after it and its paragraph may share it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.places import Place, gazetteer
from retrieval.sentence import Sentence

_GIVEN = ("document", "article", "section")  # known from the passage
_FIELDS = {name: kind for name, kind in Sentence.__annotations__.items() if name not in _GIVEN}
_TEXTS, _PLACES, _NUMBERS = "str", "frozenset[Place]", "frozenset[int]"
_CHANGED = [(at, kind) for at, kind in enumerate(_FIELDS.values()) if kind in (_TEXTS, _PLACES, _NUMBERS)]


def packed(sentences: Iterable[Sentence]) -> bytes:
    """*sentences*, which stand in one passage, as bytes."""
    texts: dict[str, int] = {}

    def value(sentence: Sentence, name: str, kind: str) -> Any:
        found = getattr(sentence, name)
        if kind == _TEXTS:
            return texts.setdefault(found, len(texts))
        if kind == _PLACES:
            return " ".join(sorted(place.code for place in found))
        return sorted(found) if kind == _NUMBERS else found

    rows = [[value(sentence, *field) for field in _FIELDS.items()] for sentence in sentences]
    return json.dumps([list(texts), rows], ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(document: str, article: int, section: str | None, data: bytes) -> Iterator[Sentence]:
    """The sentences that were packed."""
    texts, rows = json.loads(data)
    for row in rows:
        for at, kind in _CHANGED:
            if kind == _TEXTS:
                row[at] = texts[row[at]]
            else:
                row[at] = _places(row[at]) if kind == _PLACES else frozenset(row[at])
        yield Sentence(document, article, section, *row)


@functools.lru_cache(maxsize=4096)
def _places(codes: str) -> frozenset[Place]:
    return frozenset(map(gazetteer().coded, codes.split()))
