"""Libraries built once for all tests, a home that is never the user's own, and which cases are skipped."""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot import locations
from corpus.library.library import Library
from retrieval.desk import Desk
from retrieval.index import scoring
from retrieval.language.terms import RECIPE, words
from tests.given import DOCUMENTS, RAW, ROOT
from tests.retrieval.index.cluster import sources

settings.register_profile("wenju", deadline=None, max_examples=60)  # the first example loads the gazetteer
settings.load_profile("wenju")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the cluster cases though nothing changed there")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the cluster cases, unless --all asks for them or something that they test has changed."""
    if config.getoption("--all") or sources.changed():
        return
    for item in items:
        if item.get_closest_marker("cluster"):
            item.add_marker(pytest.mark.skip(reason=sources.SKIPPED))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases were skipped, by reason."""
    skipped = [report.longrepr for report in terminalreporter.getreports("skipped")]
    reasons = Counter(why[2].removeprefix("Skipped: ") for why in skipped if isinstance(why, tuple))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} skipped: {reason}")


class Watched(sqlite3.Connection):
    """A connection that warns when it is dropped without being closed, as Python 3.13 does by itself."""

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.ProgrammingError):
            _ = self.total_changes  # raises if the connection is closed
            warnings.warn(f"unclosed database in {self!r}", ResourceWarning, source=self, stacklevel=2)


if sys.version_info < (3, 13):
    sqlite3.connect = functools.partial(sqlite3.connect, factory=Watched)


def desk_over(source: Path, folder: Path) -> Iterator[Desk]:
    """A desk over a library in *folder* that holds the documents of *source*."""
    library = locations.open_to_change(str(folder), None, create=True)
    library.ingest([source])
    yield Desk(library)
    library.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over the bundled documents."""
    yield from desk_over(DOCUMENTS, tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="session")
def raw_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over the raw files beside the project; skips where there are none."""
    if not RAW.is_dir():
        pytest.skip("the folder shared is not beside the project")
    yield from desk_over(RAW, tmp_path_factory.mktemp("raw"))


@pytest.fixture(scope="session")
def compilations() -> Iterator[tuple[Library, Library]]:
    """The compilations of `tests/compilations`, titled mostly and untitled mostly, a library each."""
    libraries = Library.in_memory(words=words, recipe=RECIPE), Library.in_memory(words=words, recipe=RECIPE)
    for library, pattern in zip(libraries, ("0*.txt", "5*.txt"), strict=True):
        library.ingest(sorted((ROOT / "tests" / "compilations").glob(pattern)))
    yield libraries
    for library in libraries:
        library.close()


@pytest.fixture(scope="module", params=["compiled", "numpy"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """By the compiled loop, where there is one, and by numpy alone."""
    if request.param == "compiled" and scoring.KERNEL is None:
        pytest.skip("retrieval/index/_kernel.c is not compiled here")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(scoring, "KERNEL", None)
        yield


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
