"""Drafts: a text that somebody is writing, read as a document of a library is, with its figures.

draft = Draft.read(Path("draft.docx"), places)     # of places of the library: 和平区 is the one it knows
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Article, Document
from corpus.errors import UnreadableDocument
from corpus.figures.figure import Figure
from corpus.figures.rows import Lines, figures
from corpus.library.library import Library
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.numbers import is_row
from retrieval.checking.parts import parts

_OPENING = 200  # characters in which a draft says where it is about


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, and the figures of each of its articles in order."""

    document: Document
    figures: tuple[tuple[Article, tuple[Figure, ...]], ...]

    @classmethod
    def read(cls, path: Path, places: Collection[Place] = ()) -> Draft:
        """The draft in the file *path*; a name that several places have is that of one of *places*.

        Raises MissingPath, UnreadableDocument.
        """
        document = _document(path)
        lines = Lines(dict(document.kinds), dict(document.places))
        placed = (_placed(each, document.text, places) for each in document.articles)
        cut = (part for each in placed for part in parts(each, document.text, places, _rows(document)))
        found = ((each, tuple(figures(each, document.text, lines))) for each in cut)
        return cls(document, tuple(found))


def _document(path: Path) -> Document:
    library = Library.in_memory(words=_no_words, recipe="draft")
    try:
        report = library.ingest([path], jobs=1)
        if report.refused or len(report.documents) != 1:
            advice = f"{path.name}：请给一个文件，例如 draft.docx。"
            raise UnreadableDocument(next(iter(report.refused), advice))
        return report.documents[0]
    finally:
        library.close()


def _rows(document: Document) -> Callable[[int], bool]:
    """Whether the line of *document* that begins at an offset is a row of a table."""
    text, rows = document.text, {at for at, kind in document.kinds if kind == "row"}
    return lambda at: at in rows or is_row(text[at:].partition("\n")[0])


def _no_words(text: str) -> list[str]:
    """Nobody searches a draft."""
    return []


def _placed(article: Article, text: str, places: Collection[Place]) -> Article:
    """*article*, where its place is undecided, on the one of *places* whose name it begins with."""
    if article.place is not None:
        return article
    opening = f"{article.title or ''}\n{text[article.start : article.start + _OPENING]}"
    named = [*gazetteer().chains(opening), *gazetteer().beside(opening)]
    for mention in sorted(named, key=lambda each: each.start):
        known = [place for place in mention.places if place in places]
        if len(known) == 1:
            return replace(article, place=known[0], basis="inferred")
    return article
