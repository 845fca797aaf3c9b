"""Index build: the arrays of an index, from a library and from the previous index where nothing changed.

Beside the postings (see postings.py) and the similar words (see fuzzy.py):

documents, articles        JSON, see schema.DocumentEntry and ArticleEntry
fields, fields_ends        the articles as they are stored, one after the other, and where each ends
quoted, quoted_ends        of each document, the names that stand in quotation marks, one a line
article, start, stop       of each passage, the number of its article among all, and its span
section, sections          of each passage, which of the headings, a JSON list
sentences, sentences_ends  of each passage, its sentences, see schema.packed
figure_…                   the figures, see figure_columns.py
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.document import unpacked
from corpus.library.union import Entry, Joint
from corpus.places.gazetteer import gazetteer, highest, names_of
from retrieval.index.arrays import Arrays
from retrieval.index.figure_columns import FigureColumns
from retrieval.index.fuzzy import similar_words
from retrieval.index.postings import merged, used
from retrieval.index.schema import ArticleEntry, DocumentEntry, contents, packed
from retrieval.index.sentence_context import read as sentences
from retrieval.index.sentences import Sentence
from retrieval.language.terms import with_bigrams

if TYPE_CHECKING:
    from corpus.document import Article, Passage
    from retrieval.index.arrays import Whole
    from retrieval.index.postings import Array

_QUOTED = re.compile(r"[“《]([㐀-鿿]{2,8})[”》]")


def index_arrays(source: Joint, previous: Arrays | None) -> dict[str, Whole]:
    """The arrays of an index of *source*; documents that *previous* holds are copied from there."""
    build = _IndexBuild(source, previous)
    arrays = merged(previous, build.moved, build.passages())  # sets `moved` as it goes
    columns = build.columns()
    quoted = Counter(columns["quoted"].tobytes().decode().split())
    columns |= similar_words(dict(used(Arrays(arrays, {}))), quoted)
    return {**arrays, **columns, **build.figures.arrays(), "sentences": build.sentences()}


def indexed(source: Joint) -> Iterator[tuple[Passage, list[str]]]:
    """The passages that are searched, with their terms, as an index on a cluster needs them."""
    for entry in source.entries():
        text = source.text(entry.library, entry.outline.digest).text
        for passage, words, pairs in _searched(source, entry, text):
            yield replace(passage, document=entry.name), [*words, *pairs]


def _searched(source: Joint, entry: Entry, text: str) -> Iterator[tuple[Passage, list[str], list[str]]]:
    """The passages of a document with their words and pairs, without those of copies."""
    articles = map(unpacked, entry.outline.articles)
    whole = {article.number for article in articles if article.twin_of is None}
    for passage, words in source.passages_of(entry):
        if passage.article in whole:
            yield passage, words, with_bigrams(words, text[passage.start : passage.end])[len(words) :]


_OF_PASSAGES = ("article", "start", "stop", "section")
_COLUMNS = {
    **dict.fromkeys(_OF_PASSAGES, np.int32),
    **dict.fromkeys(("quoted", "sentences"), np.uint8),
    **dict.fromkeys(("quoted_spans", "sentences_spans"), np.int64),
}


class _IndexBuild:
    """The documents of *source* in order, each read, or copied from the *previous* index."""

    def __init__(self, source: Joint, previous: Arrays | None) -> None:
        self._source = source
        self._previous = _Previous(previous) if previous is not None else None
        self.figures = FigureColumns(previous)
        self.moved = np.full(self._previous.size if self._previous else 0, -1, np.int32)
        self._documents: list[DocumentEntry] = []
        self._articles: list[ArticleEntry] = []
        self._fields: list[bytes] = []
        self._sections: dict[str | None, int] = {}
        self._parts: dict[str, list[Array]] = {name: [np.empty(0, kind)] for name, kind in _COLUMNS.items()}
        self._size = 0  # passages so far

    def passages(self) -> Iterator[tuple[int, list[str], list[str]]]:
        """The number, words and pairs of each passage that is not copied."""
        at = run = 0  # runs of documents in the order of the previous index are copied at once
        for entry in self._source.entries():
            articles = entry.outline.articles
            checksum = zlib.crc32("\n".join(articles).encode())
            own = entry.outline
            document = DocumentEntry(entry.name, entry.library, own.name, own.digest, checksum, len(articles))
            self._documents.append(document)
            self._fields += [fields.encode() for fields in articles]
            there = self._previous.find(document) if self._previous else None
            if there == at:
                at += 1
                continue
            self._copy(run, at)
            run = at
            if there is not None and there >= at:
                run, at = there, there + 1
            else:
                yield from self._read(entry)
        self._copy(run, at)

    def _copy(self, run: int, end: int) -> None:
        """Copy the documents *run* to *end* of the previous index."""
        if self._previous is None or run == end:
            return
        previous, (first, last) = self._previous, (self._previous.firsts[each] for each in (run, end))
        passages = previous.passages(first, last)
        column = {name: previous.arrays[name][passages] for name in _OF_PASSAGES}
        headings, met = np.unique(column["section"], return_index=True)
        numbers = np.zeros(len(previous.sections), np.int32)
        for heading in headings[np.argsort(met)].tolist():  # in the order in which they would be read
            numbers[heading] = self._section(previous.sections[heading])
        column["section"] = numbers[column["section"]]
        column["article"] = column["article"] + (len(self._articles) - first)
        column["quoted"], column["quoted_spans"] = previous.pieces("quoted", slice(run, end))
        column["sentences"], column["sentences_spans"] = previous.pieces("sentences", passages)
        self.figures.copy(first, last, len(self._articles) - first)
        self._articles += previous.articles[first:last]
        self.moved[passages] = np.arange(self._size, self._size + len(column["start"]))
        self._add(column)

    def _read(self, entry: Entry) -> Iterator[tuple[int, list[str], list[str]]]:
        text = self._source.text(entry.library, entry.outline.digest).text
        articles = [unpacked(fields) for fields in entry.outline.articles]
        numbers = {article.number: len(self._articles) + i for i, article in enumerate(articles)}
        self._articles += [_article_entry(article, text) for article in articles]
        self.figures.read(numbers, self._source.figures_of(entry))
        read = {a.number: list(sentences(entry.name, text, a)) for a in articles if a.twin_of is None}
        quoted = "".join(f"{name}\n" for name in _QUOTED.findall(text)).encode()
        rows: list[tuple[int, int, int, int]] = []
        held: list[bytes] = []
        for passage, words, pairs in _searched(self._source, entry, text):
            yield self._size + len(rows), words, pairs
            here = read[passage.article]
            first = bisect_left(here, passage.start, key=_start)
            last = bisect_left(here, passage.end, key=_start)
            held.append(packed(here[first:last]))
            section = self._section(passage.section)
            rows.append((numbers[passage.article], passage.start, passage.end, section))
        column = dict(zip(_OF_PASSAGES, np.array(rows, np.int32).reshape(-1, 4).T, strict=True))
        column["quoted"], column["quoted_spans"] = _pieces([quoted])
        column["sentences"], column["sentences_spans"] = _pieces(held)
        self._add(column)

    def _section(self, heading: str | None) -> int:
        return self._sections.setdefault(heading, len(self._sections))

    def _add(self, column: Mapping[str, Array]) -> None:
        for name, part in column.items():
            self._parts[name].append(part)
        self._size += len(column["start"])

    def columns(self) -> dict[str, Array]:
        """Everything but the postings and the sentences."""
        found = {name: np.concatenate(parts) for name, parts in self._parts.items() if name != "sentences"}
        found["fields"], found["fields_spans"] = _pieces(self._fields)
        for name in ("fields", "quoted", "sentences"):
            found[f"{name}_ends"] = np.concatenate(([0], np.cumsum(found.pop(f"{name}_spans"))))
        jsons = {"documents": self._documents, "articles": self._articles, "sections": list(self._sections)}
        return found | {name: _json(value) for name, value in jsons.items()}

    def sentences(self) -> list[Array]:
        """The sentences of all passages, in parts."""
        return self._parts["sentences"]


class _Previous:
    """The previous index, by document."""

    def __init__(self, arrays: Arrays) -> None:
        held = contents(arrays)
        self._where = {entry[1:]: at for at, entry in enumerate(held.documents)}
        self.arrays, self.articles, self._passages = arrays, held.articles, held.firsts
        self.firsts = np.cumsum([0, *(entry[-1] for entry in self._where)]).tolist()  # articles
        self.sections: list[str | None] = json.loads(arrays.text("sections"))
        self.size = len(arrays["start"])

    def find(self, entry: DocumentEntry) -> int | None:
        """Where the same document of the same library is, whatever its name was."""
        return self._where.get(entry[1:])

    def passages(self, first: int, last: int) -> slice:
        """The passages of the articles *first* to *last*."""
        return slice(self._passages[first], self._passages[last])

    def pieces(self, name: str, some: slice) -> tuple[Array, Array]:
        """The bytes of *some* pieces of an array, and the length of each."""
        ends = self.arrays[f"{name}_ends"][some.start : some.stop + 1]
        return self.arrays.part(name, ends[0], ends[-1]), np.diff(ends)


def _start(sentence: Sentence) -> int:
    return sentence.start


def _article_entry(article: Article, text: str) -> ArticleEntry:
    place = names_of(article.place) if article.place else None
    named: dict[str, None] = {}
    if article.place is not None and article.twin_of is None:
        own = text[article.start : article.end]
        for mention in (*gazetteer().mentions(own), *gazetteer().beside(own)):
            for each in highest(mention.places):
                if each.within(article.place):
                    named[each.code] = None
    return ArticleEntry(
        article.number, place, article.basis, article.twin_of, " ".join(named), article.period
    )


def _pieces(pieces: list[bytes]) -> tuple[Array, Array]:
    """*pieces* concatenated, and the length of each."""
    return np.frombuffer(b"".join(pieces), np.uint8), np.array([*map(len, pieces)], np.int64)


def _json(value: Any) -> Array:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return np.frombuffer(packed, np.uint8)
