"""Texts that several processes cut: what comes out is what one process makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.library import workers
from corpus.library.library import Library
from retrieval.language.terms import RECIPE, passage_words
from tests.benchmarks.synthetic import reports

DOCUMENTS = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of reports: of other places, one blanked out, one that says itself what it is."""
    for name, text in reports(DOCUMENTS, size=800, seed=5):
        (tmp_path / name).write_text(text, encoding="utf-8")
    first = (tmp_path / "00000.txt").read_text(encoding="utf-8")
    blanked = "".join("x" if each.isdigit() else each for each in first)
    (tmp_path / "同文.txt").write_text(blanked, encoding="utf-8")
    matter = "---\ntitle: 总结\nplace: 湖南省\n---\n"
    (tmp_path / "自述.md").write_text(f"{matter}全省化解纠纷70件。\n", encoding="utf-8")
    return tmp_path


def kept(folder: Path, jobs: int) -> list[Any]:
    """All that a library keeps of *folder*, taken in by so many processes."""
    library = Library.in_memory(words=passage_words, recipe=RECIPE)
    assert library.ingest([folder], jobs=jobs).refused == []
    figures = {name: library.figures_of(name) for name in library.names()}
    return [list(library.documents()), list(library.passages()), library.passage_counts(), figures]


def test_several_processes_make_what_one_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_HERE", 0)
    assert kept(folder, 2) == kept(folder, 1)


def test_a_text_for_which_a_child_dies_is_cut_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = kept(folder, 1)
    monkeypatch.setattr(workers, "_HERE", 0)
    monkeypatch.setattr(workers, "_MEGABYTES", 30)  # too little to start in
    assert kept(folder, 2) == expected


@pytest.mark.parametrize("processors", [1, 2, 64])
def test_as_many_jobs_as_processors_but_not_too_many(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: Callable[[int], set[int]] = lambda _: set(range(processors))  # noqa: E731
    monkeypatch.setattr(workers.os, "sched_getaffinity", known, raising=False)
    assert workers.default_jobs() == min(processors, 8)
