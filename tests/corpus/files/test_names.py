"""Names of files: shown without harm, stored as they are, opened byte for byte."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot import locations
from corpus.files.names import shown, stored
from corpus.files.reading import Source, read, sources


def named(raw: bytes) -> str:
    """A name as Python has it that is the bytes *raw* on the disk."""
    return raw.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("平安/总结.txt", "平安/总结.txt"),
        (named("玉林.txt".encode("gbk")), "玉林.txt"),
        (named(b"a\xff.txt"), "a\\xff.txt"),
        (named(b"\xff\xfea.txt"), "\\xff\\xfea.txt"),
        ("名\x1b[31m红\x1b[0m\n换行.txt", "名红 换行.txt"),
        ("庆阳市\u202etxt.exe.txt", "庆阳市txt.exe.txt"),
        ("甲/\u200b.txt", "甲/无名.txt"),
    ],
)
def test_a_name_is_shown_without_harm(name: str, seen: str) -> None:
    assert shown(name) == seen


def test_the_places_of_two_files_are_stored_as_two() -> None:
    one, other = named(b"/a\xff.txt"), named(b"/a\xfe.txt")
    assert len({stored(one), stored(other)}) == 2
    assert [stored(each).encode().decode() for each in ("/a.txt", one)] == ["/a.txt", "/a\\udcff.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are no UTF-8")
def test_a_folder_with_odd_names_is_ingested_whole(tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    folder.mkdir()
    names = [
        "玉林.txt".encode("gbk"),
        "玉林.txt".encode(),
        b"\x1b[2J\n.txt",
        "甲\u200b.txt".encode(),
        b"\xff\xfe.txt",
    ]
    for number, name in enumerate(names):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(f"玉林市打掉涉黑组织{number}个。".encode())
    found = list(sources([folder]))
    assert sorted(read(one).text for one in found if isinstance(one, Source)) == [
        f"玉林市打掉涉黑组织{number}个。" for number in range(5)
    ]
    library = locations.open_to_change(str(tmp_path / "library"), None, create=True)
    report = library.ingest([folder])
    assert (len(report.added), report.refused) == (5, [])
    assert sorted(library.names()) == ["\\xff\\xfe.txt", "无名.txt", "材料/玉林.txt", "玉林.txt", "甲.txt"]
    assert len(library.ingest([folder]).unchanged) == 5
    library.close()
