"""A library as one file, and back: nothing is overwritten, and what is damaged is not restored."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from corpus.errors import InputError, WenjuError
from corpus.library.backup import backup, restore
from corpus.library.library import Library
from corpus.library.store import FILE
from retrieval.language.terms import RECIPE, words


def opened(folder: Path) -> Library:
    return Library.open(folder, words=words, recipe=RECIPE, create=True)


def ingest(folder: Path, name: str, text: str) -> str:
    """The version of the library in *folder* once it has such a document."""
    file = folder.parent / name
    file.write_text(text, encoding="utf-8")
    library = opened(folder)
    library.ingest([file])
    version = library.version
    library.close()
    return version


def held(folder: Path) -> tuple[str, list[str]]:
    library = opened(folder)
    found = library.version, library.names()
    library.close()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ingest(tmp_path / "own", "甲.txt", "大理州打掉涉黑组织12个。\n")
    return tmp_path / "own"


def test_a_backup_is_one_private_file_that_is_the_library_again(folder: Path, tmp_path: Path) -> None:
    before = held(folder)
    target = tmp_path / "out" / "库.sqlite"
    target.parent.mkdir()
    backup(folder, target)
    assert [each.name for each in target.parent.iterdir()] == ["库.sqlite"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert restore(target, tmp_path / "new" / "own") is None
    assert held(tmp_path / "new" / "own") == before
    assert (tmp_path / "new" / "own" / FILE).stat().st_mode & 0o777 == 0o600


def test_the_library_that_was_there_is_kept_aside(folder: Path, tmp_path: Path) -> None:
    before = held(folder)
    backup(folder, tmp_path / "库")
    ingest(folder, "乙.txt", "玉树州调解矛盾纠纷5713件。\n")
    after = held(folder)
    reader = opened(folder)  # as a bot holds it
    aside = restore(tmp_path / "库", folder)
    assert aside is not None
    assert (held(folder), (reader.version, reader.names())) == (before, before)
    reader.close()
    restore(aside, folder)
    assert held(folder) == after


def test_a_backup_taken_while_documents_come_in_is_one_version(folder: Path, tmp_path: Path) -> None:
    versions = {held(folder)[0]}
    going = threading.Thread(
        target=lambda: versions.update(
            ingest(folder, f"{n}.txt", f"第{n}号文：玉树州调解纠纷{n}件。\n") for n in range(8)
        )
    )
    going.start()
    for n in range(8):
        backup(folder, tmp_path / f"库{n}")
    going.join()
    for n in range(8):
        restore(tmp_path / f"库{n}", tmp_path / f"of{n}")
        assert held(tmp_path / f"of{n}")[0] in versions


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "missing"])
def test_what_is_no_whole_backup_changes_nothing(damage: str, folder: Path, tmp_path: Path) -> None:
    before, target = held(folder), tmp_path / "库"
    backup(folder, target)
    whole = target.read_bytes()
    if damage == "cut":
        target.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        target.write_bytes(whole.replace("组织12个".encode(), "组织72个".encode()))
    elif damage == "foreign":
        target.unlink()
        with sqlite3.connect(target) as db:
            db.execute("create table other (a)")
        db.close()
    else:
        target.unlink()
    with pytest.raises(InputError, match=str(target)):
        restore(target, folder)
    assert held(folder) == before
    assert [each.name for each in folder.glob("library-*")] == []


def test_a_damaged_library_is_moved_aside(folder: Path, tmp_path: Path) -> None:
    before = held(folder)
    backup(folder, tmp_path / "库")
    (folder / FILE).write_bytes(b"no library" * 1000)
    aside = restore(tmp_path / "库", folder)
    assert aside is not None
    assert aside.read_bytes() == b"no library" * 1000
    assert held(folder) == before


def test_a_backup_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x", encoding="utf-8")
    for target in (tmp_path / "there", tmp_path / "nowhere" / "库"):
        with pytest.raises(WenjuError, match=str(target.parent)):
            backup(folder, target)
    assert (tmp_path / "there").read_text(encoding="utf-8") == "x"
    assert not list(tmp_path.glob("*.part-*"))
