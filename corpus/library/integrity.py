"""Damage: whether the file of a library is whole, and what is said where it is not."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path
from typing import Any

from corpus.errors import DamagedContent, LibraryError
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
    joined = "\0".join(part or "" for part in packed)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).digest()


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
    """The stored text of *digest*. Raises LibraryError, and DamagedContent if it is not as stored.

    It is verified each time it is read, which takes a tenth of the time that unpacking it takes.
    """
    columns = "text, lines, matter, blocks from texts"
    try:  # in one statement: another process may be writing
        found = _first(
            db,
            f"select checksum, {columns} left join checksums using (digest) where digest = ?",
            f"select null, {columns} where digest = ?",
            digest,
        )
    except sqlite3.OperationalError as error:  # bytes that are no UTF-8
        raise _not_as_stored(db, digest) from error
    if not found:
        raise LibraryError("资料库已多次更新，打开的是旧内容。请重新打开后再问。")
    kept, *row = found[0]
    if kept is not None and kept != checksum(*row):
        raise _not_as_stored(db, digest)
    text, lines, matter, blocks = row
    return text, lines, matter, blocks


def _first(db: sqlite3.Connection, query: str, without: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows of *query*, or of the one *without* checksums.

    An earlier release's library in a folder that cannot be written to has none.
    """
    return db.execute(query if _has_checksums(db) else without, values).fetchall()


# What is made of texts, whose rows have a checksum for each document.
_ROWS = {
    "articles": ("fields", "number"),
    "passages": ("article, section, start, end, words", "start"),
    "figures": ("article, fields", "article"),
}


def _rows(table: str) -> str:
    columns, order = _ROWS[table]
    return f"select {columns} from {table} where document = ? order by {order}"


def keep_rows(db: sqlite3.Connection, table: str, document: str) -> None:
    """Keep the checksum of the rows of *document* in *table* as they are now."""
    found = checksum(repr(db.execute(_rows(table), (document,)).fetchall()))
    db.execute("insert or replace into checksums values (?, ?)", (f"{table}:{document}", found))


def verified_rows(db: sqlite3.Connection, table: str, document: str) -> list[tuple[Any, ...]]:
    """The rows of *document* in *table*. Raises DamagedContent if they are not as they were stored."""
    columns, order = _ROWS[table]
    joined = (  # in one statement: another process may be writing
        f"select checksum, document is not null, {columns} from (select ? as digest)"
        f" left join checksums using (digest) left join {table} on document = ? order by {order}"
    )
    if not _has_checksums(db):
        return db.execute(_rows(table), (document,)).fetchall()
    found = db.execute(joined, (f"{table}:{document}", document)).fetchall()
    rows = [tuple(row) for _, there, *row in found if there]
    _compare(document, found[0][0], rows)
    return rows


def verified_articles(db: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The packed articles of all documents. Raises DamagedContent if they are not as they were stored."""
    checksums = "left join checksums on digest = 'articles:' || document" if _has_checksums(db) else ""
    column = "checksum" if checksums else "null"
    query = f"select document, {column}, fields from articles {checksums} order by document, number"
    found: dict[str, tuple[bytes | None, list[str]]] = {}
    for document, kept, fields in db.execute(query):
        found.setdefault(document, (kept, []))[1].append(fields)
    for document, (kept, articles) in found.items():
        _compare(document, kept, [(fields,) for fields in articles])
    return {document: tuple(articles) for document, (_, articles) in found.items()}


def forget_rows(db: sqlite3.Connection, document: str) -> None:
    keys = [(f"{table}:{document}",) for table in _ROWS]
    db.executemany("delete from checksums where digest = ?", keys)


def _compare(document: str, kept: bytes | None, rows: list[Any]) -> None:
    """Compare *rows* with the checksum *kept*; there is none in what an earlier release stored."""
    if kept is not None and kept != checksum(repr(rows)):
        raise _said_of(document)


def _not_as_stored(db: sqlite3.Connection, digest: str) -> DamagedContent:
    query = "select name from members where digest = ? order by version desc"
    return _said_of((db.execute(query, (digest,)).fetchone() or (digest,))[0])


def _said_of(document: str) -> DamagedContent:
    return DamagedContent(
        f"《{document}》存下的内容与收入时不符，资料库文件可能已损坏，没有采用其中任何内容。"
        "请重新收入这个文件，或用 wenju library restore 换回备份。"
    )


def is_sound(db: sqlite3.Connection, document: str, digest: str) -> bool:
    """Whether the text of *document*, and what was made of it, are there as they were stored."""
    try:
        verified_text(db, digest)
        for table in _ROWS:
            verified_rows(db, table, document)
    except (LibraryError, sqlite3.Error):
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
            for (document,) in db.execute("select distinct document from articles").fetchall():
                for table in _ROWS:
                    verified_rows(db, table, document)
    except (sqlite3.Error, LibraryError) as error:
        return str(error)
    return None if found == "ok" else found
