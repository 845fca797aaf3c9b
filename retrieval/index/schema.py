"""Schema: how the files of an index list documents and articles, and store sentences as bytes.

Sentences are packed a passage at a time: reading them from text takes ten times as long. Each text is
stored once, though the sentence, the one after it and its paragraph may share it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.document import ArticleKey
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.calendar import Time
from corpus.text.period import Period
from retrieval.index.arrays import Arrays
from retrieval.index.sentences import Sentence

if TYPE_CHECKING:
    from corpus.places.verdict import Basis

_GIVEN = ("document", "article", "section")  # known from the passage
_FIELDS = {name: kind for name, kind in Sentence.__annotations__.items() if name not in _GIVEN}
_TEXTS, _PLACES, _PERIOD, _TIMES = "str", "frozenset[Place]", "Period | None", "tuple[Time, ...]"
_KINDS = (_TEXTS, _PLACES, _PERIOD, _TIMES)
_CHANGED = [(at, kind) for at, kind in enumerate(_FIELDS.values()) if kind in _KINDS]


class DocumentEntry(NamedTuple):
    """A document: its name, its library's number, its own name there, its articles' checksum and count."""

    name: str
    library: int
    own: str
    digest: str
    checksum: int
    articles: int


class ArticleEntry(NamedTuple):
    """An article of a document; `named` has the codes of the places inside its own that it names.

    `period` is what it reports on.
    """

    number: int
    place: str | None  # names, province first: see places.chain_of
    basis: Basis
    twin_of: tuple[str, int] | None  # by the name that its document has in its library
    named: str
    period: str | None


class Contents(NamedTuple):
    """The documents of an index in order, their articles, and the articles' keys.

    `firsts` has the number of each article's first passage, and last the number of all passages.
    """

    documents: list[DocumentEntry]
    articles: list[ArticleEntry]
    keys: list[ArticleKey]
    firsts: list[int]


def contents(arrays: Arrays) -> Contents:
    """The documents and articles of an index."""
    documents = [DocumentEntry(*fields) for fields in json.loads(arrays.text("documents"))]
    articles = [ArticleEntry(*fields) for fields in json.loads(arrays.text("articles"))]
    names = (entry.name for entry in documents for _ in range(entry.articles))
    keys = [(name, entry.number) for name, entry in zip(names, articles, strict=True)]
    firsts = arrays["article"].searchsorted(range(len(articles) + 1))
    return Contents(documents, articles, keys, firsts.tolist())


def packed(sentences: Iterable[Sentence]) -> bytes:
    """The *sentences* of one passage as bytes."""
    texts: dict[str, int] = {}

    def value(sentence: Sentence, name: str, kind: str) -> Any:
        found = getattr(sentence, name)
        if kind == _TEXTS:
            return texts.setdefault(found, len(texts))
        if kind == _PLACES:
            return " ".join(sorted(place.code for place in found))
        if kind == _PERIOD:
            return _of_period(found)
        if kind == _TIMES:
            return [(time.start, time.end, _of_period(time.period), time.kind) for time in found]
        return found

    rows = [[value(sentence, *field) for field in _FIELDS.items()] for sentence in sentences]
    return json.dumps([list(texts), rows], ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(document: str, article: int, section: str | None, data: bytes) -> Iterator[Sentence]:
    """The sentences in *data*, the inverse of `packed`."""
    texts, rows = json.loads(data)
    for row in rows:
        for at, kind in _CHANGED:
            if kind == _TEXTS:
                row[at] = texts[row[at]]
            elif kind == _PLACES:
                row[at] = _places(row[at])
            elif kind == _PERIOD:
                row[at] = _period(row[at])
            else:
                row[at] = tuple(Time(start, end, Period(*of), kind) for start, end, of, kind in row[at])
        yield Sentence(document, article, section, *row)


@functools.lru_cache(maxsize=4096)
def _places(codes: str) -> frozenset[Place]:
    return frozenset(map(gazetteer().coded, codes.split()))


def _of_period(period: Period | None) -> tuple[int, int, bool] | None:
    return (period.first, period.last, period.named) if period is not None else None


def _period(fields: list[Any] | None) -> Period | None:
    return Period(*fields) if fields is not None else None
