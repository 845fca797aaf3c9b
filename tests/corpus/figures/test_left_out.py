"""Left out: every number of the documents there are is a figure, or has a reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

import pytest

from corpus.document import Document
from corpus.figures.others import REASONS
from corpus.figures.rows import Lines, read
from corpus.library.library import Library
from retrieval.desk import Desk
from retrieval.language.terms import RECIPE, words
from tests import given

FOLDERS = ("raw", "field/docs", "field-b/docs")


def test_every_number_of_the_compilations_is_a_row_or_has_a_reason(
    compilations: tuple[Library, Library], desk: Desk
) -> None:
    documents = [*desk.catalogue.documents.values(), *chain(*(each.documents() for each in compilations))]
    check(documents)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_number_of_the_documents_is_a_row_or_has_a_reason(folder: str) -> None:
    if not given.SHARED.is_dir():
        pytest.skip("the folder shared is not beside the project")
    library = Library.in_memory(words=words, recipe=RECIPE)
    library.ingest([given.SHARED / folder])
    check(library.documents())
    library.close()


def check(documents: Iterable[Document]) -> None:
    missing, reasons = _missing(documents)
    assert missing == []
    assert reasons <= set(REASONS)


def _missing(documents: Iterable[Document]) -> tuple[list[str], set[str]]:
    """The numbers of the articles of *documents* without row and reason, and the reasons of the others."""
    missing: list[str] = []
    reasons: set[str] = set()
    for document in documents:
        text, lines = document.text, Lines(dict(document.kinds), dict(document.places))
        for article in document.articles:
            if article.twin_of is not None:
                continue
            reading = read(article, text, lines)
            known = bytearray(len(text))
            for start, end in [(f.value_start, f.value_end) for f in reading.figures]:
                known[start:end] = b"1" * (end - start)
            for each in reading.left:
                known[each.start : each.end] = b"1" * (each.end - each.start)
                reasons.add(each.reason)
            for match in re.finditer(r"\d+", text[article.start : article.end]):
                start, end = article.start + match.start(), article.start + match.end()
                if not all(known[start:end]):
                    missing.append(f"{document.name}: {text[max(0, start - 12) : end + 12]}")
    return missing, reasons
