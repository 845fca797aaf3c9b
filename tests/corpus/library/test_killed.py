"""A library whose ingest is killed at any moment is one whole version, and ingesting again completes it."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from corpus.library.library import Library
from corpus.library.store import FILE
from retrieval.language.terms import RECIPE, words
from tests.benchmarks.synthetic import reports
from tests.corpus.library.ingesting import ingest

ROUNDS = 20
FILES = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reports")
    for name, text in reports(FILES, size=300, seed=7):
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, float]:
    """The version that an undisturbed ingest makes, and the seconds its process takes."""
    library = tmp_path_factory.mktemp("whole")
    started(folder, library / "warm").join(60)
    began = time.monotonic()
    started(folder, library / "timed").join(60)
    return opened(library / "timed").version, time.monotonic() - began


def started(folder: Path, library: Path) -> multiprocessing.process.BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.corpus.library.ingesting"])
    process = context.Process(target=ingest, args=(folder, library))
    process.start()
    return process


def opened(library: Path) -> Library:
    return Library.open(library, words=words, recipe=RECIPE)


def test_a_killed_ingest_leaves_one_whole_version(
    folder: Path, whole: tuple[str, float], tmp_path: Path
) -> None:
    version, took = whole
    chance = random.Random(20)
    seen: set[int] = set()
    complete = 0
    for _ in range(ROUNDS):
        library = tmp_path / str(complete)  # a round begins where a killed one left off
        process = started(folder, library)
        time.sleep(chance.uniform(0.1, 1.0) * took)
        process.kill()
        process.join(30)
        if not (library / FILE).is_file():
            seen.add(-1)
            continue
        after = opened(library)
        seen.add(len(after.names()))
        assert (len(after.names()), after.version) in [(0, ""), (FILES, version)]
        assert len(list(after.passages())) == sum(after.passage_counts().values())
        complete += bool(after.names())
        took *= 0.9 if after.names() else 1.0  # the machine may have been slower when it was timed
        after.close()
    assert seen <= {-1, 0, FILES}
    assert seen & {-1, 0}, "no kill came before the end: the moments were chosen too late"
    for number in range(complete + 1):
        ingest(folder, tmp_path / str(number))
        assert opened(tmp_path / str(number)).version == version
