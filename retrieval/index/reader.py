"""Index reader: the documents, articles and sentences of an index, each read when it is asked for."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from corpus.document import Article, ArticleKey, Document
from corpus.document import unpacked as unpacked_article
from corpus.library.union import Joint
from corpus.places.gazetteer import Place, chain_of
from retrieval.index.arrays import Arrays
from retrieval.index.fuzzy import SimilarWords
from retrieval.index.schema import ArticleEntry, Contents, DocumentEntry, unpacked
from retrieval.index.sentences import Sentence

if TYPE_CHECKING:
    from corpus.places.verdict import Basis

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

DOCUMENTS, ARTICLES, PASSAGES = 256, 4096, 16_384  # cached


class ReadOnDemand(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that reads a value when it is asked for, and caches the last *most*."""

    def __init__(self, keys: Iterable[Key], read: Callable[[Key], Value], most: int) -> None:
        self._keys = dict.fromkeys(keys)
        self._read = functools.lru_cache(most)(read)

    def __getitem__(self, key: Key) -> Value:
        if key not in self._keys:
            raise KeyError(key)
        return self._read(key)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class IndexReader:
    """The index in *arrays*, of *source*. Reading raises Damaged, or LibraryError for a deleted text."""

    def __init__(self, arrays: Arrays, contents: Contents, source: Joint) -> None:
        self._arrays, self._source = arrays, source
        self._reading = threading.Lock()  # one connection, any number of threads
        self._names = {(entry.library, entry.own): entry.name for entry in contents.documents}
        self._own: dict[str, tuple[DocumentEntry, int]] = {}  # with the number of its first article
        self._numbers: dict[ArticleKey, tuple[int, ArticleEntry]] = {}
        self.copies: dict[ArticleKey, list[ArticleKey]] = {}
        at = 0
        for entry in contents.documents:
            self._own[entry.name] = entry, at
            for number in range(at, at + entry.articles):
                key, article = contents.keys[number], contents.articles[number]
                if article.twin_of is None:
                    self._numbers[key] = number, article
                else:
                    self.copies.setdefault(self._renamed(entry, article.twin_of), []).append(key)
            at += entry.articles
        self._fields_ends, self._firsts = arrays["fields_ends"], contents.firsts
        self._starts = arrays["start"]
        self._sections: list[str | None] = json.loads(arrays.text("sections"))
        self._section, self._sentences_ends = arrays["section"], arrays["sentences_ends"]
        self._packed = functools.lru_cache(PASSAGES)(self._read)
        self.documents: Mapping[str, Document] = ReadOnDemand(self._own, self._document, DOCUMENTS)
        self.articles: Mapping[ArticleKey, Article] = ReadOnDemand(self._numbers, self._article, ARTICLES)

    def homes(self) -> Iterator[tuple[ArticleKey, Place | None, Basis]]:
        """Each article that is no copy, its place, and the basis of that."""
        for key, (_, entry) in self._numbers.items():
            yield key, _place(entry.place), entry.basis

    def reported(self, key: ArticleKey) -> str | None:
        """The period that an article reports on."""
        return self._numbers[key][1].period

    def named(self) -> Iterator[tuple[ArticleKey, str]]:
        """The codes of the places named in each article inside its own place, without duplicates."""
        return ((key, code) for key, (_, entry) in self._numbers.items() for code in entry.named.split())

    def holding(self, piece: str) -> Iterator[ArticleKey]:
        """The articles of the documents that contain *piece*, in order."""
        with self._reading:
            digests = self._source.holding(piece)
        return (key for key in self._numbers if self._own[key[0]][0].digest in digests)

    def similar_words(self) -> SimilarWords:
        """The words of all passages and the names in quotation marks, by sound and by characters."""
        return SimilarWords(self._arrays)

    def sentences(self, key: ArticleKey) -> list[Sentence]:
        """The sentences of an article, in order."""
        number, _ = self._numbers[key]
        first, last = self._firsts[number : number + 2]
        return [sentence for passage in range(first, last) for sentence in self._packed(key, passage)]

    def sentences_at(self, key: ArticleKey, starts: Iterable[int]) -> list[Sentence]:
        """The sentences of the passages of an article that begin at *starts*, in order.

        A start where no passage begins, such as another version's, is ignored.
        """
        number, _ = self._numbers[key]
        first, last = self._firsts[number : number + 2]
        numbers = dict(zip(self._starts[first:last].tolist(), range(first, last), strict=True))
        passages = [numbers[start] for start in sorted(starts) if start in numbers]
        return [sentence for passage in passages for sentence in self._packed(key, passage)]

    def sentence_at(self, key: ArticleKey, at: int) -> Sentence | None:
        """The sentence of an article that the character *at* stands in, such as a figure's value."""
        number, _ = self._numbers[key]
        first, last = self._firsts[number : number + 2]
        passage = first + int(self._starts[first:last].searchsorted(at, side="right")) - 1
        if passage < first:
            return None
        return next((each for each in self._packed(key, passage) if each.start <= at < each.end), None)

    def _read(self, key: ArticleKey, passage: int) -> tuple[Sentence, ...]:
        """The sentences of a passage, by its number."""
        start, end = self._sentences_ends[passage : passage + 2].tolist()
        data = self._arrays.part("sentences", start, end).tobytes()
        return tuple(unpacked(*key, self._sections[self._section[passage]], data))

    def _document(self, name: str) -> Document:
        entry, at = self._own[name]
        with self._reading:
            stored = self._source.text(entry.library, entry.digest)
        articles = tuple(self._unpacked(entry, number) for number in range(at, at + entry.articles))
        return Document(
            name,
            stored.text,
            entry.digest,
            stored.lines,
            articles,
            stored.kinds,
            stored.places,
            stored.left_out,
            stored.unsure,
        )

    def _article(self, key: ArticleKey) -> Article:
        return self._unpacked(self._own[key[0]][0], self._numbers[key][0])

    def _unpacked(self, entry: DocumentEntry, number: int) -> Article:
        start, end = self._fields_ends[number : number + 2].tolist()
        article = unpacked_article(self._arrays.part("fields", start, end).tobytes().decode())
        if article.twin_of is None:
            return article
        return replace(article, twin_of=self._renamed(entry, article.twin_of))

    def _renamed(self, entry: DocumentEntry, twin_of: tuple[str, int]) -> ArticleKey:
        """The article that another of the same library is a copy of, by its document's name here."""
        own, number = twin_of
        return self._names.get((entry.library, own), own), number


@functools.cache
def _place(names: str | None) -> Place | None:
    return chain_of(names) if names else None
