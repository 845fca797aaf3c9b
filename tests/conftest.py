"""Libraries built once for all tests, and a home that is never the user's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.given import DOCUMENTS, RAW
from hypothesis import settings

from corpus.library import Library
from retrieval.analysis import RECIPE, words
from retrieval.asking import Desk

settings.register_profile("wenju", deadline=None, max_examples=60)  # the first example loads the gazetteer
settings.load_profile("wenju")


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """A desk over the bundled documents."""
    library = Library.in_memory(words=words, recipe=RECIPE)
    library.ingest([DOCUMENTS])
    yield Desk(library)
    library.close()


@pytest.fixture(scope="session")
def raw_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over a library on disk of the raw files beside the project; skips where there are none."""
    if not RAW.is_dir():
        pytest.skip("the folder shared is not beside the project")
    folder = tmp_path_factory.mktemp("raw")
    library = Library.open(folder, words=words, recipe=RECIPE, create=True)
    library.ingest([RAW])
    yield Desk(library)
    library.close()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache folder for all tests, so that the bundled library is built once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, also the working folder: nothing of the user's is read or written."""
    for name in [name for name in os.environ if name.startswith("WENJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.chdir(tmp_path)
    return tmp_path
