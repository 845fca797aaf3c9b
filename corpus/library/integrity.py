"""Damage: whether the file of a library is whole, and what is said where it is not."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from corpus.errors import LibraryError


def is_cut_off(file: Path, *, create: bool) -> bool:
    """Whether *file* has lost all its bytes; SQLite would take it for a new one.

    One that is to be written to may be empty: whoever made it was killed, or is just making it.
    """
    with contextlib.suppress(FileNotFoundError):
        empty = file.stat().st_size == 0
        beside = {each.name for each in file.parent.iterdir()} - {file.name, f"{file.name}-journal"}
        return empty and (not create or bool(beside))
    return False


def is_behind(error: Exception) -> bool:
    """Whether *error* is the fault of the file's bytes, and not of its path or permissions."""
    code = getattr(error, "sqlite_errorcode", None)
    return code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def said(file: Path, why: str) -> LibraryError:
    """What to raise over a damaged *file*."""
    return LibraryError(f"资料库文件 {file} 已损坏（{why}）。请用备份换回，或删去后重新收入材料。")
