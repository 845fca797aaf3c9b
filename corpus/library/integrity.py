"""Damage: whether the file of a library is whole, and what is said where it is not."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from corpus.errors import LibraryError
from corpus.library.texts import PackedText

_CHECKSUMS = """
begin immediate;
create table if not exists checksums (digest text primary key, checksum blob not null) without rowid;
insert or ignore into checksums select digest, checksum(text, lines, matter, blocks) from texts;
commit;
"""


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


def checksum(*packed: str | None) -> bytes:
    return hashlib.blake2b("\0".join(part or "" for part in packed).encode(), digest_size=16).digest()


def _has_checksums(db: sqlite3.Connection) -> bool:
    return bool(db.execute("select 1 from sqlite_master where name = 'checksums'").fetchone())


def add_checksums(db: sqlite3.Connection) -> None:
    """Compute the checksums of the texts of an earlier release's library, which has none."""
    if not _has_checksums(db):
        db.create_function("checksum", 4, checksum, deterministic=True)
        db.executescript(_CHECKSUMS)


def keep_checksum(db: sqlite3.Connection, digest: str, packed: PackedText) -> None:
    db.execute("insert or replace into checksums values (?, ?)", (digest, checksum(*packed)))


def verified_text(db: sqlite3.Connection, digest: str) -> PackedText:
    """The stored text of *digest*. Raises LibraryError if there is none, or it is not as it was stored.

    It is verified each time it is read, which takes a tenth of the time that unpacking it takes.
    """
    try:
        query = "select text, lines, matter, blocks from texts where digest = ?"
        row: PackedText | None = db.execute(query, (digest,)).fetchone()
    except sqlite3.OperationalError as error:  # bytes that are no UTF-8
        raise _not_as_stored(db, digest) from error
    if row is None:
        raise LibraryError("资料库已多次更新，打开的是旧内容。请重新打开后再问。")
    try:
        kept = db.execute("select checksum from checksums where digest = ?", (digest,)).fetchone()
    except sqlite3.OperationalError:  # of an earlier release, in a folder that cannot be written to
        kept = None
    if kept is not None and kept[0] != checksum(*row):
        raise _not_as_stored(db, digest)
    return row


def _not_as_stored(db: sqlite3.Connection, digest: str) -> LibraryError:
    query = "select name from members where digest = ? order by version desc"
    name = (db.execute(query, (digest,)).fetchone() or (digest,))[0]
    return LibraryError(
        f"《{name}》存下的文字与收入时不符，资料库文件可能已损坏，没有采用其中任何内容。"
        "请重新收入这个文件，或用 wenju library restore 换回备份。"
    )


def is_sound(db: sqlite3.Connection, digest: str) -> bool:
    """Whether the text of *digest* is there as it was stored."""
    try:
        verified_text(db, digest)
    except LibraryError:
        return False
    return True


def fault(file: Path) -> str | None:
    """Why the library *file* is not whole, each text as it was stored; None if it is."""
    try:
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
            found = str(db.execute("pragma quick_check").fetchone()[0])
            db.execute("select 1 from versions, members").fetchone()
            for (digest,) in db.execute("select digest from texts").fetchall():
                verified_text(db, digest)
    except (sqlite3.Error, LibraryError) as error:
        return str(error)
    return None if found == "ok" else found
