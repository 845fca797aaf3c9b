"""Desk: where questions are taken in and answered over one library, or over several as one.

desk = Desk(library)
answer = desk.answer(desk.read("大理州扫黑除恶成果"))
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from corpus.document import Document
from corpus.errors import BadQuestion, UnknownDocument
from corpus.library.library import Library
from corpus.library.union import Joint
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.sentences import sentences
from retrieval.answering.answer import Answer, Citation
from retrieval.answering.composer import Composer
from retrieval.answering.scopes import Catalogue
from retrieval.index.arrays import Damaged
from retrieval.index.figures import Figures
from retrieval.index.files import opened
from retrieval.index.reader import IndexReader
from retrieval.index.schema import contents
from retrieval.index.search import Index, StoredIndex
from retrieval.question.question import LONGEST, Question

if TYPE_CHECKING:
    from retrieval.answering.explanation import Explanation
    from retrieval.answering.figure_listing import Listed
    from retrieval.checking.claims import Checked
    from retrieval.comparison import Compared
    from retrieval.index.figures import Row

T = TypeVar("T")
AROUND = 240  # characters shown before and after a citation in its context


@dataclass(frozen=True, slots=True)
class Context:
    """A quotation with what stands around it, the file's line in which it begins, and the lines of all."""

    document: str
    before: str
    quote: str
    after: str
    line: int
    lines: tuple[int, int]


class Desk:
    """Answers questions over *library*, and *more* beside it, as they stand now.

    Safe to share between threads. Which of two documents of one name is called what: see Joint.
    *index_of* gives the index of a version that is on a cluster; without it, the stored one is searched.
    """

    def __init__(
        self, library: Library, *more: Library, index_of: Callable[[str], Index] | None = None
    ) -> None:
        self._source = Joint(library, *more).again()
        self._index_of = index_of
        self._opening = threading.Lock()
        self._open()

    def _open(self, *, rebuild: bool = False) -> None:
        with self._source.snapshot():
            self.version = self._source.version
            arrays = opened(self._source, rebuild=rebuild)
        try:
            held = contents(arrays)
            self.catalogue = Catalogue(IndexReader(arrays, held, self._source))
            index = self._index_of(self.version) if self._index_of else StoredIndex(arrays, held)
            self._figures = Figures(arrays, held)
            self._composer = Composer(self.catalogue, index, self._figures)
        except Damaged:
            if rebuild:
                raise
            self._open(rebuild=True)

    def _sound(self, act: Callable[[Composer], T]) -> T:
        """What *act* gives; if the index turns out to be damaged, it is rebuilt, and *act* tried again.

        Of many threads that find it damaged at once, one rebuilds it and the others wait.
        """
        composer = self._composer
        try:
            return act(composer)
        except Damaged:
            with self._opening:
                if self._composer is composer:
                    self._open(rebuild=True)
            return act(self._composer)

    def read(self, text: str, *, after: Question | None = None) -> Question:
        """*text* as a question, read after the one before. Raises BadQuestion."""
        if not text.strip():
            raise BadQuestion("问题是空的。请输入想查的内容，例如：大理州扫黑除恶成果。")
        # A terminal can hand over stray bytes, which no file or reply could hold.
        text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
        if len(text) > LONGEST:
            raise BadQuestion(f"问题太长（{len(text)} 字，最多 {LONGEST} 字）。请缩短后再问。")
        names = self._sound(lambda composer: composer.catalogue.short_names)
        return Question.parse(text, after=after, names=names)

    def answer(self, question: Question) -> Answer:
        """The answer, not yet verified; `elapsed_ms` is the time spent here."""
        began = time.perf_counter()
        answer = self._sound(lambda composer: composer.compose(question))
        elapsed = round((time.perf_counter() - began) * 1000, 2)
        return replace(answer, library_version=self.version, elapsed_ms=elapsed)

    def further(self, question: Question, shown: Collection[tuple[str, int]]) -> Answer:
        """What else stands in the library on *question*, without what was *shown*; not yet verified."""
        found = self._sound(lambda composer: composer.further(question, shown))
        return replace(found, library_version=self.version)

    def figures(self, listed: Listed) -> list[Row]:
        """The rows of figures that *listed* asks for."""
        from retrieval.answering.figure_listing import listing

        return self._sound(lambda _: listing(self._figures, self.catalogue.articles, listed))

    def check(self, file: Path) -> Checked:
        """The draft in *file*, and what the library says of each of its figures. Raises InputError."""
        from retrieval.checking.checker import Checker

        return self._sound(lambda _: Checker(self._figures, self.catalogue).check(file))

    def compare(self, compared: Compared) -> Answer:
        """The table that *compared* asks for, not yet verified."""
        from retrieval import comparison

        found = self._sound(lambda _: comparison.compared(self._figures, self.catalogue, compared))
        return replace(found, library_version=self.version)

    def explain(self, question: Question) -> Explanation:
        """Why *question* is answered as it is."""
        from retrieval.answering.explanation import explained

        return self._sound(lambda composer: explained(question, composer.finder))

    def grounded(self, question: Question, answer: Answer) -> Question:
        """*question* with the place its answer came from, if it named none and there was only one.

        So that 还有别的调解室吗 after 金花调解室是哪里的 stays in 大理州.
        """
        places = {place for citation in answer.citations if (place := _place_of(citation))}
        if question.places or len(places) != 1:
            return question
        return replace(question, places=((places.pop(),),), grounded=True)

    def document(self, name: str) -> Document:
        """The document *name*. Raises UnknownDocument."""
        try:
            return self._sound(lambda composer: composer.catalogue.documents[name])
        except KeyError:
            raise UnknownDocument(f"库里没有《{name}》。用 wenju docs 查看已有文件。") from None

    def text_of(self, name: str) -> str:
        return self.document(name).text

    def is_unsure(self, name: str, start: int, end: int) -> bool:
        """Whether a figure in text[start:end] of the document *name* may not be what its file says."""
        return self.document(name).is_unsure(start, end)

    def context(self, name: str, start: int, end: int) -> Context:
        """text[start:end] of a document in its context. Raises UnknownDocument."""
        return context_of(self.document(name), start, end)


def _place_of(citation: Citation) -> Place | None:
    """The place that *citation* is shown under, known by its full name."""
    named = gazetteer().chains(citation.place or "")
    return next((place for m in named for place in m.places if place.full == citation.place), None)


def sentence_at(document: Document, at: int) -> tuple[int, int]:
    """(start, end) of the sentence of *document* that holds the character at *at*."""
    text = document.text
    begin = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    end = line_end if line_end >= 0 else len(text)
    return next(((s, e) for s, e in sentences(text, begin, end) if e > at), (at, min(at + 1, len(text))))


def context_of(document: Document, start: int, end: int) -> Context:
    """text[start:end] of *document* with AROUND characters on both sides, cut at line ends."""
    text = document.text
    low = text.rfind("\n", 0, max(0, start - AROUND)) + 1 if start > AROUND else 0
    high = text.find("\n", min(len(text), end + AROUND))
    low = max(low, start - 2 * AROUND)
    high = min(high if high >= 0 else len(text), end + 2 * AROUND)
    before, quote, after = text[low:start], text[start:end], text[end:high]
    first = low + len(before) - len(before.lstrip())
    last = high - len(after) + len(after.rstrip()) - 1
    lines = document.line(first), document.line(last)
    return Context(document.name, before, quote, after, document.line(start), lines)
