"""Documents as offices publish them: what is read of each one's head, and how much of it is right.

The documents of `tests/documents/` are made up; articles.tsv tells what a reader sees in them. The
shares are floors: a title, an organ, a date may be missed; a place is never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from corpus.document import Article
from corpus.library.library import Library
from retrieval.language.terms import RECIPE, words
from tests.given import ROOT, table

FOLDER = ROOT / "tests" / "documents"
ROWS = table(FOLDER / "articles.tsv")
_SIGNS = re.compile(r"[\s（）()《》“”\"]")
Read = Mapping[tuple[str, str], Article]


@pytest.fixture(scope="module")
def read() -> Read:
    """The articles of all documents, by the name of their file and their number."""
    library = Library.in_memory(words=words, recipe=RECIPE)
    files = sorted(path for path in FOLDER.iterdir() if path.suffix != ".tsv")
    assert library.ingest(files).refused == []
    return {(d.name.split("/")[-1], str(a.number)): a for d in library.documents() for a in d.articles}


def bare(text: str | None) -> str:
    return _SIGNS.sub("", text or "") or "-"


def misses(read: Read, column: int, field: str) -> list[str]:
    """The rows whose *column* does not tell what was read as *field*."""
    found = [(row, bare(getattr(read[row[0], row[1]], field))) for row in ROWS]
    return [f"{row[0]}#{row[1]}: {got}" for row, got in found if got not in map(bare, row[column].split("|"))]


def test_every_article_is_cut_and_no_other(read: Read) -> None:
    assert sorted(read.keys()) == sorted((row[0], row[1]) for row in ROWS)


@pytest.mark.parametrize(
    ("column", "field", "least"),
    [(2, "title", 0.98), (4, "period", 0.98), (5, "organ", 0.68), (6, "date", 0.95), (7, "institution", 0.8)],
)
def test_most_of_a_head_is_read_right(column: int, field: str, least: float, read: Read) -> None:
    missed = misses(read, column, field)
    assert 1 - len(missed) / len(ROWS) >= least, missed


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}#{row[1]}" for row in ROWS])
def test_a_place_is_right_or_not_told(row: tuple[str, ...], read: Read) -> None:
    article, places = read[row[0], row[1]], row[3].split("|")
    place = article.place.full if article.place is not None and article.basis != "undecided" else "-"
    assert place in places or (places == ["-"] and "某" in place)
