"""Backup: a library as one file, and a library from such a file.

Both copy with SQLite's backup interface, in one transaction: while a bot answers or documents are taken in,
a backup holds one whole version, and readers see the library before or after it is restored.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from itertools import count
from pathlib import Path

from corpus.errors import InputError, LibraryError, MissingPath
from corpus.library import integrity
from corpus.library.store import FILE, PATIENCE, Store

_LOOSE = ("", "-wal", "-shm")  # the file of a library, and those that SQLite has beside it


def backup(folder: Path, target: Path) -> None:
    """Copy the library in *folder* to the file *target*, which must not be there yet.

    Raises MissingPath, InputError, LibraryError.
    """
    if target.exists():
        raise InputError(f"{target} 已经存在，没有覆盖。请换一个文件名。")
    if not target.absolute().parent.is_dir():
        raise MissingPath(f"没有文件夹 {target.absolute().parent}。请先建好，或换一个地方。")
    store = Store.open(folder)
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        _copy(store.db, part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"没有备份成（{error}）。请检查磁盘空间和权限，再试一次。") from error
    finally:
        store.db.close()
        part.unlink(missing_ok=True)


def restore(source: Path, folder: Path) -> Path | None:
    """Make the backup *source* the library in *folder*; where the library that was there is kept, if one was.

    Raises MissingPath, InputError, LibraryError; the library is then as it was.
    """
    _check(source)
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = _kept_aside(file) if file.exists() else None
        if not file.exists():
            file.touch(mode=0o600)
        with _connected(source) as backed_up, _connected(file) as restored:
            backed_up.backup(restored)
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"没有恢复成（{error}）。请检查磁盘空间和权限，再试一次。") from error
    return kept


def _check(source: Path) -> None:
    """Raise MissingPath or InputError unless *source* is a whole library, each text as it was stored."""
    if not source.is_file():
        raise MissingPath(f"找不到备份 {source}。请检查路径后重试。")
    if fault := integrity.fault(source):
        raise InputError(f"{source} 不是完好的资料库备份（{fault}）。请换一份备份。")


def _kept_aside(file: Path) -> Path:
    """A copy of the library *file* beside it; where it is damaged, it is itself moved there."""
    stem = f"library-{time.strftime('%Y%m%d-%H%M%S')}"
    names = (file.with_name(f"{stem}{f'-{n}' if n > 1 else ''}.sqlite") for n in count(1))
    aside = next(name for name in names if not name.exists())
    try:
        with _connected(file) as db:
            db.execute("select count(*) from versions").fetchone()
            _copy(db, aside)
    except sqlite3.DatabaseError as error:
        aside.unlink(missing_ok=True)
        if not integrity.is_behind(error) and file.stat().st_size:
            raise
        for ending in _LOOSE:
            with contextlib.suppress(FileNotFoundError):
                file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
    return aside


def _copy(db: sqlite3.Connection, target: Path) -> None:
    """*db* in the file *target*, which needs no other beside it."""
    target.touch(mode=0o600, exist_ok=False)
    with _connected(target) as copy:
        db.backup(copy)
        copy.execute("pragma journal_mode=delete")


def _connected(file: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(file, isolation_level=None, timeout=PATIENCE))
