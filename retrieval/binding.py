"""Binding: an edition made from a library, what has not changed taken over from the edition before.

What it holds beside the postings (see postings.py):

documents, articles        JSON, see edition.Head and Leaf
fields, fields_ends        the articles as they are stored, one after the other, and where each ends
quoted, quoted_ends        of each document, the names that stand in quotation marks, one a line
article, start, stop       of each passage, the number of its article among all, and where it stands
section, sections          of each passage, which of the headings, a JSON list
sentences, sentences_ends  of each passage, its sentences as packing.py has them
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.joint import Entry, Joint
from corpus.places import gazetteer, highest
from corpus.store import unpacked
from retrieval.analysis import with_bigrams
from retrieval.arrays import Arrays
from retrieval.edition import Head, Leaf, heads, leaves
from retrieval.packing import packed
from retrieval.postings import merged
from retrieval.sentence import Sentence
from retrieval.sentence import read as sentences

if TYPE_CHECKING:
    from corpus.document import Article, Passage
    from retrieval.postings import Array

_QUOTED = re.compile(r"[“《]([㐀-鿿]{2,8})[”》]")


def bound(source: Joint, before: Arrays | None) -> dict[str, Array]:
    """The arrays of an edition of *source*; whose documents stood in *before*, are taken from there."""
    binding = _Binding(source, before)
    arrays = merged(before, binding.moved, binding.passages())  # numbers `moved` as it goes
    return arrays | binding.columns()


def indexed(source: Joint) -> Iterator[tuple[Passage, list[str]]]:
    """The passages that are searched, with their terms, as an index elsewhere needs them."""
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


class _Binding:
    """The documents of *source* in order, each read anew or taken over."""

    def __init__(self, source: Joint, before: Arrays | None) -> None:
        self._source = source
        self._before = _Before(before) if before is not None else None
        self.moved = np.full(self._before.size if self._before else 0, -1, np.int32)
        self._heads: list[Head] = []
        self._leaves: list[Leaf] = []
        self._fields: list[bytes] = []
        self._quoted: list[bytes] = []
        self._sentences: list[bytes] = []  # of each passage
        self._rows: list[Array] = []  # (article, start, stop, section) of passages, a document a time
        self._size = 0
        self._sections: dict[str | None, int] = {}

    def passages(self) -> Iterator[tuple[int, list[str], list[str]]]:
        """The number, words and pairs of each passage that is not taken over."""
        at = 0  # documents of the edition before come in its order, or are read anew
        for entry in self._source.entries():
            articles = entry.outline.articles
            checksum = zlib.crc32("\n".join(articles).encode())
            self._heads.append(
                Head(
                    entry.name,
                    entry.library,
                    entry.outline.name,
                    entry.outline.digest,
                    checksum,
                    len(articles),
                )
            )
            there = self._before.find(self._heads[-1]) if self._before else None
            if self._before is not None and there is not None and there >= at:
                self._take_over(self._before, there)
                at = there + 1
            else:
                yield from self._read(entry)
            self._fields += [fields.encode() for fields in articles]

    def _take_over(self, before: _Before, there: int) -> None:
        first, last = before.articles[there], before.articles[there + 1]
        own = before.passages(first, last)
        rows = before.rows[own].copy()
        rows[:, 0] += len(self._leaves) - first
        new = [self._section(before.sections[old]) for old in rows[:, 3].tolist()]
        rows[:, 3] = new
        self.moved[own] = np.arange(self._size, self._size + len(rows))
        self._leaves += before.leaves[first:last]
        self._quoted.append(before.quoted[before.quoted_ends[there] : before.quoted_ends[there + 1]])
        self._sentences += before.sentences(own)
        self._add(rows)

    def _read(self, entry: Entry) -> Iterator[tuple[int, list[str], list[str]]]:
        text = self._source.text(entry.library, entry.outline.digest).text
        articles = [unpacked(fields) for fields in entry.outline.articles]
        numbers = {article.number: len(self._leaves) + i for i, article in enumerate(articles)}
        self._leaves += [_leaf(article, text) for article in articles]
        read = {a.number: list(sentences(entry.name, text, a)) for a in articles if a.twin_of is None}
        self._quoted.append("".join(f"{name}\n" for name in _QUOTED.findall(text)).encode())
        rows: list[tuple[int, int, int, int]] = []
        for passage, words, pairs in _searched(self._source, entry, text):
            yield self._size + len(rows), words, pairs
            section = self._section(passage.section)
            here = read[passage.article]
            first = bisect_left(here, passage.start, key=_start)
            last = bisect_left(here, passage.end, key=_start)
            self._sentences.append(packed(here[first:last]))
            rows.append((numbers[passage.article], passage.start, passage.end, section))
        self._add(np.array(rows, np.int32).reshape(-1, 4))

    def _section(self, heading: str | None) -> int:
        return self._sections.setdefault(heading, len(self._sections))

    def _add(self, rows: Array) -> None:
        self._rows.append(rows)
        self._size += len(rows)

    def columns(self) -> dict[str, Array]:
        """Everything but the postings."""
        rows = np.concatenate(self._rows) if self._rows else np.empty((0, 4), np.int32)
        names = ("article", "start", "stop", "section")
        return {
            "documents": _json(self._heads),
            "articles": _json(self._leaves),
            "sections": _json(list(self._sections)),
            "fields": np.frombuffer(b"".join(self._fields), np.uint8),
            "fields_ends": np.cumsum([0, *map(len, self._fields)], dtype=np.int64),
            "quoted": np.frombuffer(b"".join(self._quoted), np.uint8),
            "quoted_ends": np.cumsum([0, *map(len, self._quoted)], dtype=np.int64),
            "sentences": np.frombuffer(b"".join(self._sentences), np.uint8),
            "sentences_ends": np.cumsum([0, *map(len, self._sentences)], dtype=np.int64),
        } | {name: np.ascontiguousarray(rows[:, i]) for i, name in enumerate(names)}


class _Before:
    """The edition before, by document."""

    def __init__(self, arrays: Arrays) -> None:
        self._where = {head[1:]: at for at, head in enumerate(heads(arrays))}
        self.leaves = leaves(arrays)
        self.articles = np.cumsum([0, *(head[-1] for head in self._where)]).tolist()
        self.rows = np.stack([arrays[name] for name in ("article", "start", "stop", "section")], axis=1)
        self.sections: list[str | None] = json.loads(arrays.text("sections"))
        self.quoted, self.quoted_ends = arrays["quoted"].tobytes(), arrays["quoted_ends"].tolist()
        self._sentences, self._sentences_ends = arrays["sentences"].data, arrays["sentences_ends"].tolist()
        self.size = len(self.rows)

    def find(self, head: Head) -> int | None:
        """Where the same document of the same library stood, whatever it was called there."""
        return self._where.get(head[1:])

    def sentences(self, passages: slice) -> list[bytes]:
        """The sentences of each of *passages*."""
        ends = self._sentences_ends[passages.start : passages.stop + 1]
        return [bytes(self._sentences[start:end]) for start, end in pairwise(ends)]

    def passages(self, first: int, last: int) -> slice:
        """The passages of the articles *first* to *last*."""
        start, stop = np.searchsorted(self.rows[:, 0], [first, last]).tolist()
        return slice(start, stop)


def _start(sentence: Sentence) -> int:
    return sentence.start


def _leaf(article: Article, text: str) -> Leaf:
    place = " ".join(each.name for each in article.place.chain) if article.place else None
    named: dict[str, None] = {}
    if article.place is not None and article.twin_of is None:
        for mention in gazetteer().mentions(text[article.start : article.end]):
            for each in highest(mention.places):
                if each.within(article.place):
                    named[each.code] = None
    return Leaf(article.number, place, article.basis, article.twin_of, " ".join(named))


def _json(value: Any) -> Array:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return np.frombuffer(packed, np.uint8)
