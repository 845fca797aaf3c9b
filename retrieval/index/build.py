"""Binding: an edition made from a library, what has not changed taken over from the edition before.

What it holds beside the postings (see postings.py) and what words are like (see likeness.py):

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
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.document import unpacked
from corpus.library.union import Entry, Joint
from corpus.places.gazetteer import gazetteer, highest
from retrieval.index.arrays import Arrays
from retrieval.index.fuzzy import likenesses
from retrieval.index.postings import merged, used
from retrieval.index.schema import Head, Leaf, contents, packed
from retrieval.index.sentences import Sentence
from retrieval.index.sentences import read as sentences
from retrieval.language.terms import with_bigrams

if TYPE_CHECKING:
    from corpus.document import Article, Passage
    from retrieval.index.arrays import Whole
    from retrieval.index.postings import Array

_QUOTED = re.compile(r"[“《]([㐀-鿿]{2,8})[”》]")


def bound(source: Joint, before: Arrays | None) -> dict[str, Whole]:
    """The arrays of an edition of *source*; whose documents stood in *before*, are taken from there."""
    binding = _Binding(source, before)
    arrays = merged(before, binding.moved, binding.passages())  # numbers `moved` as it goes
    columns = binding.columns()
    quoted = Counter(columns["quoted"].tobytes().decode().split())
    columns |= likenesses(dict(used(Arrays(arrays, {}))), quoted)
    return {**arrays, **columns, "sentences": binding.sentences()}


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


_OF_PASSAGES = ("article", "start", "stop", "section")
_COLUMNS = {
    **dict.fromkeys(_OF_PASSAGES, np.int32),
    **dict.fromkeys(("quoted", "sentences"), np.uint8),
    **dict.fromkeys(("quoted_spans", "sentences_spans"), np.int64),
}


class _Binding:
    """The documents of *source* in order, each read anew or taken over."""

    def __init__(self, source: Joint, before: Arrays | None) -> None:
        self._source = source
        self._before = _Before(before) if before is not None else None
        self.moved = np.full(self._before.size if self._before else 0, -1, np.int32)
        self._heads: list[Head] = []
        self._leaves: list[Leaf] = []
        self._fields: list[bytes] = []
        self._sections: dict[str | None, int] = {}
        self._parts: dict[str, list[Array]] = {name: [np.empty(0, kind)] for name, kind in _COLUMNS.items()}
        self._size = 0  # passages so far

    def passages(self) -> Iterator[tuple[int, list[str], list[str]]]:
        """The number, words and pairs of each passage that is not taken over."""
        at = run = 0  # documents of the edition before come in its order, or are read anew; a run at once
        for entry in self._source.entries():
            articles = entry.outline.articles
            checksum = zlib.crc32("\n".join(articles).encode())
            own = entry.outline
            head = Head(entry.name, entry.library, own.name, own.digest, checksum, len(articles))
            self._heads.append(head)
            self._fields += [fields.encode() for fields in articles]
            there = self._before.find(head) if self._before else None
            if there == at:
                at += 1
                continue
            self._take_over(run, at)
            run = at
            if there is not None and there >= at:
                run, at = there, there + 1
            else:
                yield from self._read(entry)
        self._take_over(run, at)

    def _take_over(self, run: int, end: int) -> None:
        """Take over the documents *run* to *end* of the edition before."""
        if self._before is None or run == end:
            return
        before, (first, last) = self._before, (self._before.articles[each] for each in (run, end))
        passages = before.passages(first, last)
        column = {name: before.arrays[name][passages] for name in _OF_PASSAGES}
        headings, met = np.unique(column["section"], return_index=True)
        numbers = np.zeros(len(before.sections), np.int32)
        for heading in headings[np.argsort(met)].tolist():  # as they are met, as if read anew
            numbers[heading] = self._section(before.sections[heading])
        column["section"] = numbers[column["section"]]
        column["article"] = column["article"] + (len(self._leaves) - first)
        column["quoted"], column["quoted_spans"] = before.pieces("quoted", slice(run, end))
        column["sentences"], column["sentences_spans"] = before.pieces("sentences", passages)
        self._leaves += before.leaves[first:last]
        self.moved[passages] = np.arange(self._size, self._size + len(column["start"]))
        self._add(column)

    def _read(self, entry: Entry) -> Iterator[tuple[int, list[str], list[str]]]:
        text = self._source.text(entry.library, entry.outline.digest).text
        articles = [unpacked(fields) for fields in entry.outline.articles]
        numbers = {article.number: len(self._leaves) + i for i, article in enumerate(articles)}
        self._leaves += [_leaf(article, text) for article in articles]
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
        jsons = {"documents": self._heads, "articles": self._leaves, "sections": list(self._sections)}
        return found | {name: _json(value) for name, value in jsons.items()}

    def sentences(self) -> list[Array]:
        """Those of all passages, in parts."""
        return self._parts["sentences"]


class _Before:
    """The edition before, by document."""

    def __init__(self, arrays: Arrays) -> None:
        held = contents(arrays)
        self._where = {head[1:]: at for at, head in enumerate(held.heads)}
        self.arrays, self.leaves, self._firsts = arrays, held.leaves, held.firsts
        self.articles = np.cumsum([0, *(head[-1] for head in self._where)]).tolist()
        self.sections: list[str | None] = json.loads(arrays.text("sections"))
        self.size = len(arrays["start"])

    def find(self, head: Head) -> int | None:
        """Where the same document of the same library stood, whatever it was called there."""
        return self._where.get(head[1:])

    def passages(self, first: int, last: int) -> slice:
        """The passages of the articles *first* to *last*."""
        return slice(self._firsts[first], self._firsts[last])

    def pieces(self, name: str, some: slice) -> tuple[Array, Array]:
        """The bytes of *some* pieces of an array, and how long each is."""
        ends = self.arrays[f"{name}_ends"][some.start : some.stop + 1]
        return self.arrays.part(name, ends[0], ends[-1]), np.diff(ends)


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


def _pieces(pieces: list[bytes]) -> tuple[Array, Array]:
    """*pieces* one after the other, and how long each is."""
    return np.frombuffer(b"".join(pieces), np.uint8), np.array([*map(len, pieces)], np.int64)


def _json(value: Any) -> Array:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return np.frombuffer(packed, np.uint8)
