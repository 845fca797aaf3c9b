"""Figures of a library: kept with its articles, none for a copy, read anew when the rules change."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.figures.figure import unpacked
from corpus.library import figures
from corpus.library.library import Library

WHOLE = (
    "赣州市平安建设综述\n\n2021年以来，赣州市共化解矛盾纠纷{n}件，打掉涉黑组织{m}个、恶势力集团{k}个，"
    "刑拘犯罪嫌疑人{n}人，群众安全感满意度达{s}%，走访群众{n}户，举办法治讲座{k}场次，惠及居民{n}人。\n"
)


def library_in(folder: Path) -> Library:
    return Library.open(folder / "library", words=list, recipe="characters", create=True)


def indicators(library: Library, name: str) -> list[str]:
    found = library.figures_of(name)
    return [figure.indicator for packed in found.values() for figure in unpacked(packed)]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two documents, the second a copy of the first with its figures blanked out."""
    (tmp_path / "a.txt").write_text(WHOLE.format(n=4321, m=98, k=12, s=98.6), encoding="utf-8")
    (tmp_path / "b.txt").write_text(WHOLE.format(n="xxxx", m="xx", k="xx", s="xx.x"), encoding="utf-8")
    made = library_in(tmp_path)
    made.ingest([tmp_path / "a.txt", tmp_path / "b.txt"])
    return made


def test_the_figures_of_an_article_are_kept(library: Library) -> None:
    assert indicators(library, "a.txt") == [
        "化解矛盾纠纷",
        "打掉涉黑组织",
        "打掉恶势力集团",
        "刑拘犯罪嫌疑人",
        "群众安全感满意度",
        "走访群众",
        "举办法治讲座",
        "惠及居民",
    ]


def test_a_copy_with_blanked_out_figures_has_those_of_its_whole_version(library: Library) -> None:
    (copy,) = library.document("b.txt").articles
    assert copy.twin_of == ("a.txt", 1)
    assert library.figures_of("b.txt") == {}


def test_a_document_that_is_removed_takes_its_figures_along(library: Library) -> None:
    library.remove("a.txt")
    assert library._store.db.execute("select document from figures").fetchall() == [("b.txt",)]


def test_figures_are_read_anew_when_the_rules_change(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, kept = library.version, library.figures_of("a.txt")
    library._store.db.execute("update figures set fields = '[]'")
    library._store.set_meta("figures", "figures-0")
    monkeypatch.setattr("corpus.library.library.RULES", "figures-next")
    library.close()
    again = library_in(tmp_path)
    assert again.figures_of("a.txt") == kept
    assert again.version != version


def test_what_cannot_be_kept_is_read_when_it_is_asked_for(library: Library) -> None:
    kept = library.figures_of("a.txt")
    library._store.db.execute("update figures set fields = '[]'")
    library._store.set_meta("figures", "figures-0")
    assert figures.are_outdated(library._store)
    assert library.figures_of("a.txt") == kept
