"""Holdings: the documents and articles of an edition by name, each read when it is asked for."""

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
from retrieval.index.fuzzy import Likeness
from retrieval.index.schema import Contents, Head, Leaf, unpacked
from retrieval.index.sentences import Sentence

if TYPE_CHECKING:
    from corpus.places.inference import Basis

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

DOCUMENTS, ARTICLES, PASSAGES = 256, 4096, 16_384  # kept after they were read


class ReadOnDemand(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that knows its *keys* and reads a value when it is asked for; the last *most* are kept."""

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


class Holdings:
    """What *edition* holds of *source*. Reading raises Damaged, or LibraryError for a text long gone."""

    def __init__(self, edition: Arrays, contents: Contents, source: Joint) -> None:
        self._edition, self._source = edition, source
        self._reading = threading.Lock()  # one connection, any number of threads
        self._names = {(head.library, head.own): head.name for head in contents.heads}
        self._own: dict[str, tuple[Head, int]] = {}  # with the number of its first article among all
        self._numbers: dict[ArticleKey, tuple[int, Leaf]] = {}
        self.copies: dict[ArticleKey, list[ArticleKey]] = {}
        at = 0
        for head in contents.heads:
            self._own[head.name] = head, at
            for number in range(at, at + head.articles):
                key, leaf = contents.keys[number], contents.leaves[number]
                if leaf.twin_of is None:
                    self._numbers[key] = number, leaf
                else:
                    self.copies.setdefault(self._renamed(head, leaf.twin_of), []).append(key)
            at += head.articles
        self._fields_ends, self._firsts = edition["fields_ends"], contents.firsts
        self._starts = edition["start"]
        self._sections: list[str | None] = json.loads(edition.text("sections"))
        self._section, self._sentences_ends = edition["section"], edition["sentences_ends"]
        self._packed = functools.lru_cache(PASSAGES)(self._read)
        self.documents: Mapping[str, Document] = ReadOnDemand(self._own, self._document, DOCUMENTS)
        self.articles: Mapping[ArticleKey, Article] = ReadOnDemand(self._numbers, self._article, ARTICLES)

    def homes(self) -> Iterator[tuple[ArticleKey, Place | None, Basis]]:
        """Each article that is no copy, the place it is about, and on what ground."""
        for key, (_, leaf) in self._numbers.items():
            yield key, _place(leaf.place), leaf.basis

    def named(self) -> Iterator[tuple[ArticleKey, str]]:
        """The codes of the places in its own place that each article names, each once."""
        return ((key, code) for key, (_, leaf) in self._numbers.items() for code in leaf.named.split())

    def holding(self, piece: str) -> Iterator[ArticleKey]:
        """The articles in whose documents *piece* stands, in order."""
        with self._reading:
            digests = self._source.holding(piece)
        return (key for key in self._numbers if self._own[key[0]][0].digest in digests)

    def likeness(self) -> Likeness:
        """What the words of all passages and the names in quotation marks are like."""
        return Likeness(self._edition)

    def sentences(self, key: ArticleKey) -> list[Sentence]:
        """The sentences of an article, in order."""
        number, _ = self._numbers[key]
        first, last = self._firsts[number : number + 2]
        return [sentence for passage in range(first, last) for sentence in self._packed(key, passage)]

    def sentences_at(self, key: ArticleKey, starts: Iterable[int]) -> list[Sentence]:
        """The sentences of the passages of an article that begin at *starts*, in order.

        None for a start where no passage begins, such as another version's.
        """
        number, _ = self._numbers[key]
        first, last = self._firsts[number : number + 2]
        numbers = dict(zip(self._starts[first:last].tolist(), range(first, last), strict=True))
        passages = [numbers[start] for start in sorted(starts) if start in numbers]
        return [sentence for passage in passages for sentence in self._packed(key, passage)]

    def _read(self, key: ArticleKey, passage: int) -> tuple[Sentence, ...]:
        """The sentences of a passage, by its number."""
        start, end = self._sentences_ends[passage : passage + 2].tolist()
        data = self._edition.part("sentences", start, end).tobytes()
        return tuple(unpacked(*key, self._sections[self._section[passage]], data))

    def _document(self, name: str) -> Document:
        head, at = self._own[name]
        with self._reading:
            stored = self._source.text(head.library, head.digest)
        articles = tuple(self._unpacked(head, number) for number in range(at, at + head.articles))
        return Document(
            name,
            stored.text,
            head.digest,
            stored.lines,
            articles,
            stored.kinds,
            stored.places,
            stored.left_out,
        )

    def _article(self, key: ArticleKey) -> Article:
        return self._unpacked(self._own[key[0]][0], self._numbers[key][0])

    def _unpacked(self, head: Head, number: int) -> Article:
        start, end = self._fields_ends[number : number + 2].tolist()
        article = unpacked_article(self._edition.part("fields", start, end).tobytes().decode())
        if article.twin_of is None:
            return article
        return replace(article, twin_of=self._renamed(head, article.twin_of))

    def _renamed(self, head: Head, twin_of: tuple[str, int]) -> ArticleKey:
        """The article that another of the same library is a copy of, by its document's name here."""
        own, number = twin_of
        return self._names.get((head.library, own), own), number


@functools.cache
def _place(names: str | None) -> Place | None:
    return chain_of(names) if names else None
