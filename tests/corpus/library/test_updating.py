"""Settling: however a library came to hold its documents, it is what it would be if settled at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given

from corpus.library.library import Library
from tests.retrieval.index.changes import ANCHORED, CHANGES, ON_A_TEMPLATE, change

RECIPE = "characters"


def state(library: Library) -> list[Any]:
    """All that a reader can see: texts, articles with places and whole versions, passages, figures."""
    figures = {name: library.figures_of(name) for name in library.names()}
    return [list(library.documents()), list(library.passages()), library.passage_counts(), figures]


def anew(library: Library) -> Library:
    """A copy of *library*, all of it settled at once: so is one whose recipe has changed."""
    return Library(library._store.again(), library._words, "another")


@given(CHANGES)
def test_what_changes_led_to_is_what_settling_it_at_once_gives(made: list[tuple[Any, ...]]) -> None:
    library = Library.in_memory(words=list, recipe=RECIPE)
    with tempfile.TemporaryDirectory() as folder:
        for each in made:
            change(library, Path(folder), *each)
            assert state(library) == state(anew(library)), each


def test_the_texts_that_are_tried_hang_on_each_other(tmp_path: Path) -> None:
    """Else the test above could hardly fail."""
    for number, text in enumerate([*ANCHORED, *ON_A_TEMPLATE]):
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    library = Library.in_memory(words=list, recipe=RECIPE)
    library.ingest([tmp_path])
    copies = {(doc.name[:2], a.number): a.twin_of for doc in library.documents() for a in doc.articles}
    assert len(library.document("12.txt").articles) == 3
    assert copies["12", 2] == ("01.txt", 1)
    assert [at for (at, _), whole in copies.items() if whole is None] == [
        *("00", "01", "02", "03", "15", "16", "17", "18")
    ]
    (whole,) = library.document("18.txt").articles
    assert (whole.place and whole.place.name, whole.basis) == ("昆明市", "inferred")
