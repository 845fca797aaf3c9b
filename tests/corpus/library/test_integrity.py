"""Damage to the file of a library: a text that is not as it was stored is not read, and can be mended."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from corpus.library.library import Library
from corpus.library.store import FILE
from retrieval.desk import Desk
from retrieval.index.files import FOLDER
from retrieval.language.terms import RECIPE, words

REPORTS = {
    "海屿.txt": "大理州平安建设工作综述\n\n2018年以来，大理州打掉涉黑组织12个。\n",
    "湖泽.txt": "玉树州平安建设工作汇报\n\n玉树州调解矛盾纠纷5713件。\n",
}


def opened(folder: Path) -> Library:
    return Library.open(folder, words=words, recipe=RECIPE, create=True)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(files: Path, tmp_path: Path) -> Path:
    """A library of REPORTS, its index built."""
    library = opened(tmp_path / "own")
    library.ingest([files])
    Desk(library)
    library.close()
    return tmp_path / "own"


def change(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / FILE) as db:
        db.execute(statement)
    db.close()


DAMAGE = {
    "a digit": "update texts set text = replace(text, '12个', '72个')",
    "a line": "update texts set lines = replace(lines, '3', '4') where text like '%12个%'",
    "front matter": "update texts set matter = '{}' where text like '%12个%'",
    "no UTF-8": "update texts set text = cast(x'ff31' as text) where text like '%12个%'",
}
SAID = "《海屿.txt》存下的内容与收入时不符，资料库文件可能已损坏，没有采用其中任何内容。"


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_text_is_not_read(statement: str, folder: Path) -> None:
    change(folder, statement)
    library = opened(folder)
    with pytest.raises(LibraryError, match=SAID):
        library.document("海屿.txt")
    assert library.text("湖泽.txt") == REPORTS["湖泽.txt"]
    for kept in (folder / FOLDER).iterdir():
        for file in kept.iterdir():
            file.unlink()
    with pytest.raises(LibraryError, match=SAID):
        Desk(library)
    library.close()


def test_a_damaged_text_is_mended_by_the_file_it_came_from(folder: Path, files: Path) -> None:
    library = opened(folder)
    before = library.version, list(library.documents()), list(library.passages())
    change(folder, DAMAGE["a digit"])
    report = library.ingest([files])
    assert (report.changed, report.unchanged) == (["海屿.txt"], ["湖泽.txt"])
    assert (library.version, list(library.documents()), list(library.passages())) == before
    assert library.ingest([files]).unchanged == ["海屿.txt", "湖泽.txt"]
    library.close()


MADE = {
    "an article": "update articles set fields = replace(fields, '2018', '2016') where document = '海屿.txt'",
    "no JSON": "update articles set fields = substr(fields, 2) where document = '海屿.txt'",
    "a passage": "update passages set start = start + 1 where document = '海屿.txt'",
    "words": "update passages set words = replace(words, '涉黑', '涉恶') where document = '海屿.txt'",
    "a figure": "update figures set fields = replace(fields, '12', '72') where document = '海屿.txt'",
    "a figure's form": "update figures set fields = substr(fields, 2) where document = '海屿.txt'",
    "a figure that is gone": "delete from figures where document = '海屿.txt'",
}


@pytest.mark.parametrize("statement", MADE.values(), ids=MADE)
def test_what_was_made_of_a_text_is_not_used_if_it_is_damaged_but_made_again(
    statement: str, folder: Path, files: Path
) -> None:
    library = opened(folder)
    before = (
        library.version,
        list(library.documents()),
        list(library.passages()),
        library.figures_of("海屿.txt"),
    )
    change(folder, statement)
    shutil.rmtree(folder / FOLDER)
    with pytest.raises(LibraryError, match=SAID):
        Desk(library)
    assert library.ingest([files]).changed == ["海屿.txt"]
    after = (
        library.version,
        list(library.documents()),
        list(library.passages()),
        library.figures_of("海屿.txt"),
    )
    assert after == before
    Desk(library)
    library.close()


@pytest.mark.parametrize("act", ["ingest", "remove"])
def test_a_damaged_library_of_an_earlier_release_can_be_mended(act: str, folder: Path, files: Path) -> None:
    change(folder, DAMAGE["a digit"])
    change(folder, "update meta set value = 'earlier' where key = 'recipe'")
    shutil.rmtree(folder / FOLDER)
    library = opened(folder)
    with pytest.raises(LibraryError, match=SAID):
        Desk(library)
    if act == "ingest":
        library.ingest([files])
    else:
        library.remove("海屿.txt")
    library.close()
    library = opened(folder)
    assert library.names() == (["海屿.txt", "湖泽.txt"] if act == "ingest" else ["湖泽.txt"])
    Desk(library)
    library.close()


def test_the_texts_of_a_library_without_checksums_get_some(folder: Path) -> None:
    change(folder, "drop table checksums")
    opened(folder).close()
    change(folder, DAMAGE["a digit"])
    library = opened(folder)
    with pytest.raises(LibraryError, match=SAID):
        library.text("海屿.txt")
    library.close()
