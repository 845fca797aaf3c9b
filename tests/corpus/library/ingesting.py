"""An ingest to be killed: imported once by a fork server, so that each process starts with all loaded."""

from __future__ import annotations

from pathlib import Path

from corpus.library.library import Library
from corpus.places.gazetteer import gazetteer
from retrieval.language.terms import RECIPE, words

words("热身")
gazetteer()


def ingest(folder: Path, library: Path) -> None:
    Library.open(library, words=words, recipe=RECIPE, create=True).ingest([folder])
