"""An ingest to be killed: imported once by a fork server, so that each process starts with all loaded."""

from __future__ import annotations

import tempfile
from pathlib import Path

from corpus.library.library import Library
from retrieval.language.terms import RECIPE, words
from tests.benchmarks.synthetic import reports

with tempfile.TemporaryDirectory() as _folder:
    for _name, _text in reports(2, size=300, seed=1):
        Path(_folder, _name).write_text(_text, encoding="utf-8")
    Library.in_memory(words=words, recipe=RECIPE).ingest([Path(_folder)])  # loads all tables


def ingest(folder: Path, library: Path) -> None:
    Library.open(library, words=words, recipe=RECIPE, create=True).ingest([folder])
