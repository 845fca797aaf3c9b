"""Zip files that would do harm are refused before they are unpacked."""

from __future__ import annotations

import hashlib
import io
import stat
import time
import zipfile
from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument
from corpus.files import archive
from corpus.files.reading import Refusal, Source, read, sources
from tests.corpus.files.test_reading import docx, p, r, read_bytes

BOMB = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><w>&c;</w>"""


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members:
            out.writestr(name, data)
    return made.getvalue()


def found_in(folder: Path, data: bytes) -> list[tuple[str, str]]:
    """(name, what became of it) of an archive x.zip that holds *data*."""
    (folder / "x.zip").write_bytes(data)
    found = sources([folder / "x.zip"])
    return [(one.name, one.reason if isinstance(one, Refusal) else "read") for one in found]


def test_a_small_docx_that_expands_to_800_mb_is_refused_at_once(tmp_path: Path) -> None:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
        out.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(800):
            part.write(bytes(1_000_000))
    begun = time.perf_counter()
    with pytest.raises(UnreadableDocument, match=r"炸弹\.docx：解压后会有 800 MB"):
        read_bytes(tmp_path, "炸弹.docx", made.getvalue())
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("part", ["_rels/.rels", "word/document.xml", "word/numbering.xml"])
def test_an_entity_bomb_is_refused(tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(p(r("文")))), "r") as good:
        members = {name: good.read(name) for name in good.namelist()} | {part: BOMB}
    with pytest.raises(UnreadableDocument, match="XML 实体声明"):
        read_bytes(tmp_path, "实体.docx", zipped(*members.items()))


def test_a_member_is_never_more_than_its_table_of_contents_says() -> None:
    data = bytearray(zipped(("a.txt", bytes(50_000_000))))
    honest = (50_000_000).to_bytes(4, "little")
    lying = bytes(data).replace(honest, (100).to_bytes(4, "little"))
    with archive.opened(io.BytesIO(lying)) as opened, pytest.raises(UnreadableDocument, match="已损坏"):
        archive.member(opened, "a.txt")


def test_an_archive_of_documents_is_read_member_by_member(tmp_path: Path) -> None:
    file = tmp_path / "材料!.zip"
    file.write_bytes(
        zipped(("b/甲.docx", docx(p(r("文")))), ("a!.txt", "字".encode("gbk") * 6), ("图.exe", b""))
    )
    first, second, skipped = sources([file])
    assert first == Source("a!.txt", f"{file}!a!.txt", hashlib.sha256("字".encode("gbk") * 6).hexdigest())
    assert isinstance(second, Source)
    assert [(raw.text, raw.kind) for raw in map(read, (first, second))] == [("字" * 6, "txt"), ("文", "docx")]
    assert skipped == Refusal(
        "材料!.zip",
        "材料!.zip：略过 1 个不支持的文件（.exe 1 个）。",
        "skipped",
    )


def test_an_archive_in_a_folder_names_its_members_after_itself(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x.zip").write_bytes(zipped(("a.txt", b"a")))
    assert [one.name for one in sources([tmp_path])] == ["d/x.zip/a.txt"]


def test_names_that_windows_wrote_in_gbk_are_read(tmp_path: Path) -> None:
    data = zipped(("AAAAAAAAAAAA.txt", b"a")).replace(b"A" * 12, "平安建设情况".encode("gbk"))
    assert found_in(tmp_path, data) == [("平安建设情况.txt", "read")]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "b/../../a.txt", "C:\\a.txt", "..\\a.txt"])
def test_a_path_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    ((refused, reason),) = found_in(tmp_path, zipped(("good.txt", b"a"), (name, b"a")))
    assert refused == "x.zip"
    assert reason.startswith("x.zip：压缩包里有指向包外的路径")


def test_a_symbolic_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as out:
        out.writestr(link, "/etc/passwd")
    (refused,) = sources([tmp_path / "x.zip"])
    assert getattr(refused, "reason", "").startswith("x.zip：压缩包里有符号链接")


def test_an_archive_in_an_archive_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    data = zipped(("in.zip", zipped(("a.txt", b"a"))), ("a.txt", b"a"))
    assert found_in(tmp_path, data) == [
        ("a.txt", "read"),
        ("in.zip", "in.zip：压缩包里还有压缩包，请解压后再收入。"),
    ]


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.txt", b"a")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert found_in(tmp_path, bytes(data)) == [("x.zip", "x.zip：设有密码，请解除密码后再收入。")]


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path) -> None:
    data = zipped(("a.txt", b"a")) + archive._ENTRY * archive.MOST_MEMBERS
    assert found_in(tmp_path, data)[0][1].startswith(f"x.zip：压缩包里超过 {archive.MOST_MEMBERS} 个文件")


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"no zip at all", zipped(("a.txt", b"a"))[:-30]], ids=["empty", "PK", "text", "cut"]
)
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    ((_, reason),) = found_in(tmp_path, data)
    assert reason == "x.zip：文件已损坏，请用原来的程序打开后重新保存。"
