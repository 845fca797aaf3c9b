"""A file's bytes into text: which files are documents, and in which encoding they speak."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import MissingPath, UnreadableDocument

SUFFIXES = (".txt", ".md", ".markdown", ".text")
LARGEST = 20_000_000  # bytes; a report of ten million characters is no report


def files(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of each document under *paths*, folders walked in order of name.

    A file is named by its own name, a file of a folder by its path inside it. Raises MissingPath.
    """
    for path in paths:
        if not path.exists():
            raise MissingPath(f"找不到 {path}。请检查路径后重试。")
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                inside = file.relative_to(path)
                hidden = any(part.startswith(".") for part in inside.parts)
                if file.is_file() and file.suffix.lower() in SUFFIXES and not hidden:
                    yield inside.as_posix(), file
        else:
            yield path.name, path


def read(path: Path) -> tuple[str, str]:
    """The text of the file at *path*, and the SHA-256 of its bytes in hex.

    Raises UnreadableDocument, whose message names the file and says what to do.
    """
    name = path.name
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableDocument(f"{name}：暂不支持这种格式，请另存为 .txt 或 .md 后再收入。")
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise UnreadableDocument(f"{name}：打不开（{error.strerror}），请检查文件权限。") from error
    if data is None:
        raise UnreadableDocument(f"{name}：文件超过 {LARGEST // 1_000_000} MB，请拆分后再收入。")
    return decode(data, name), hashlib.sha256(data).hexdigest()


def decode(data: bytes, name: str) -> str:
    """*data* as text: by its byte order mark, else strict UTF-8, else GB18030."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        encodings: tuple[str, ...] = (encoding,)
        if data.startswith(mark):
            break
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableDocument(f"{name}：不是 UTF-8 或 GB18030 文本，请另存为 UTF-8 的 .txt 后再收入。")
