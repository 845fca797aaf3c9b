"""Zip files, checked by their table of contents before anything in them is unpacked.

A docx, an xlsx and an epub are zip files as well, so all of them come through `opened`.
"""

from __future__ import annotations

import mmap
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.errors import UnreadableDocument
from corpus.files.encoding import decode

MOST_MEMBERS = 20_000
MOST_EXPANDED = 300_000_000  # bytes of all members together
MOST_RATIO = 100  # expanded : packed; a docx of prose has 5 to 20
RATIO_FROM = 20_000_000  # bytes; below that no ratio harms
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError)
_ENTRY = b"PK\x01\x02"  # before each entry of the table of contents
_UTF8 = 0x800
_ENCRYPTED = 0x1


@contextmanager
def opened(file: BinaryIO, *, most_expanded: int = MOST_EXPANDED) -> Iterator[zipfile.ZipFile]:
    """The zip in *file*, if it is one that can be unpacked without harm.

    Raises UnreadableDocument, whose message does not name the file: 1.6 MB that expand to 813 MB.
    """
    if _entries(file) > MOST_MEMBERS:
        raise UnreadableDocument(f"压缩包里超过 {MOST_MEMBERS} 个文件，请拆分后再收入。")
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise UnreadableDocument("文件已损坏，请用原来的程序打开后重新保存。") from error
    with archive:
        _check(archive, most_expanded)
        yield archive


def member(archive: zipfile.ZipFile, name: str, *, most: int = MOST_EXPANDED) -> bytes:
    """The bytes of one member, never more than the table of contents says. Raises UnreadableDocument."""
    try:
        info = archive.getinfo(name)
        if info.file_size > most:
            raise UnreadableDocument(f"文件超过 {most // 1_000_000} MB，请拆分后再收入。")
        with archive.open(info) as stream:
            return stream.read(info.file_size + 1)  # a bare read() unpacks whatever is there, then cuts
    except (KeyError, *BROKEN) as error:
        raise UnreadableDocument("压缩的内容已损坏或压缩方式不支持，请用原来的程序重新保存。") from error


def members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(shown name, name for `member`) of each file, in order of the shown name.

    Raises UnreadableDocument for a name that leads out of the archive, and for a symbolic link.
    """
    shown = [(_shown(info), info) for info in archive.infolist() if not info.is_dir()]
    for name, info in sorted(shown, key=lambda pair: pair[0]):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts or (":",))[0]:
            raise UnreadableDocument("压缩包里有指向包外的路径，可能有害，请解压检查后直接收入其中的文件。")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableDocument("压缩包里有符号链接，可能有害，请解压检查后直接收入其中的文件。")
        yield name, info.filename


def _check(archive: zipfile.ZipFile, most_expanded: int) -> None:
    infos = archive.infolist()
    expanded = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if expanded > most_expanded or (expanded > RATIO_FROM and expanded > MOST_RATIO * packed):
        raise UnreadableDocument(
            f"解压后会有 {expanded // 1_000_000} MB，超出限度，可能是压缩炸弹；请确认来源，或拆分后再收入。"
        )
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableDocument("设有密码，请解除密码后再收入。")


def _entries(file: BinaryIO) -> int:
    """How many entries the zip has at most, counted without unpacking or believing any header."""
    file.seek(0)
    try:
        data: bytes | mmap.mmap = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # bytes in memory have no fileno; an empty file has no map
        data = file.read()
    count = at = 0
    while count <= MOST_MEMBERS and (at := data.find(_ENTRY, at) + 1):
        count += 1
    if isinstance(data, mmap.mmap):
        data.close()
    file.seek(0)
    return count


def _shown(info: zipfile.ZipInfo) -> str:
    """The member's name as its maker saw it: Windows in China writes GBK and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        name = decode(name.encode("cp437", "replace")) or name
    return name.replace("\\", "/")


def is_hidden(path: Path | PurePosixPath) -> bool:
    """Whether *path* is no document of a person: .git/x, ~$报告.docx, __MACOSX/x."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
