"""Drafts: a text that somebody is writing, read as a document of a library is, with its figures.

draft = Draft.read(Path("draft.docx"))
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.document import Article, Document
from corpus.errors import UnreadableDocument
from corpus.figures.figure import Figure, unpacked
from corpus.library.library import Library


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, and the figures of each of its articles in order."""

    document: Document
    figures: tuple[tuple[Article, tuple[Figure, ...]], ...]

    @classmethod
    def read(cls, path: Path) -> Draft:
        """The draft in the file *path*. Raises MissingPath, UnreadableDocument."""
        library = Library.in_memory(words=_no_words, recipe="draft")
        try:
            report = library.ingest([path], jobs=1)
            names = library.names()
            if report.refused or len(names) != 1:
                raise UnreadableDocument(
                    next(iter(report.refused), f"{path.name}：请给一个文件，例如 draft.docx。")
                )
            document = library.document(names[0])
            read = library.figures_of(names[0])
        finally:
            library.close()
        found = ((each, tuple(unpacked(read.get(each.number, "[]")))) for each in document.articles)
        return cls(document, tuple(found))


def _no_words(text: str) -> list[str]:
    """Nobody searches a draft."""
    return []
