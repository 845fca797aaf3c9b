"""Store: the SQLite file of a library; rows in, rows out, and transactions.

texts      a file's clean text, by the digest of its bytes; shared between versions
versions   what the library held, and overrules, one row a change; the newest is in force
checksums  of each text and of what was made of each document: damage shows before it is used
members    which document of a version has which text
anchors    what a text offers to other texts and takes from them to be cut at
own_articles   of each text alone, and what they are compared by
articles   of the newest version, settled among all its documents, and their
passages   with their words, so that indexing anew needs no segmenting
figures    of each article, as figure.packed has them
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.document import Article, ArticleKey, Passage, unpacked
from corpus.errors import LibraryError, MissingPath
from corpus.library import integrity
from corpus.library.texts import PackedText, Text

FILE = "library.sqlite"
PATIENCE = 20  # seconds to wait for another that writes
KEPT_VERSIONS = 20
Compared = Sequence[Any]  # the fields of a twins.Sketch
CUTTING = "cut-38"  # changes whenever cutting.py would cut the same text differently
_SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists texts (
    digest text primary key, text text not null, lines text not null, matter text,
    blocks text not null default '{}');
create table if not exists versions (
    id integer primary key, made real not null, note text not null, overrules text not null);
create table if not exists members (
    version integer not null, name text not null, origin text not null, digest text not null,
    primary key (version, name)) without rowid;
create table if not exists anchors (
    digest text primary key, firsts blob not null, openings blob not null, hits blob not null);
create table if not exists own_articles (
    digest text not null, number integer not null, fields text not null,
    masked real not null, length integer not null, size integer not null, hashes blob not null,
    primary key (digest, number));
create table if not exists articles (
    document text not null, number integer not null, fields text not null,
    primary key (document, number)) without rowid;
create table if not exists passages (
    id integer primary key, document text not null, article integer not null, section text,
    start integer not null, end integer not null, words text not null);
create table if not exists figures (
    document text not null, article integer not null, fields text not null,
    primary key (document, article)) without rowid;
create index if not exists passages_of on passages (document, article);
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a version: where its file was, and the digest of its bytes."""

    origin: str
    digest: str


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the library: when it was made (seconds since 1970), by what, with how many documents."""

    number: int
    made: float
    note: str
    documents: int


@dataclass(frozen=True, slots=True)
class Anchors:
    """Those that a text offers (`firsts`), could be cut at (`openings`), was cut at (`hits`)."""

    firsts: frozenset[int]
    openings: frozenset[int]
    hits: frozenset[int]


class Store:
    """The tables of one library file, over one connection."""

    def __init__(self, connection: sqlite3.Connection, folder: Path | None) -> None:
        self.db = connection
        self.folder = folder  # where the file lies; None for a store in memory
        weakref.finalize(self, connection.close)  # at the latest when the program ends: SQLite then tidies up

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Store:
        """The store in *folder*, made if *create*. Raises MissingPath or LibraryError."""
        if not create and not (folder / FILE).is_file():
            raise MissingPath(
                f"{folder} 里没有资料库。请先用 wenju ingest 收入文件，或用 --library 指定别处。"
            )
        try:
            if create:  # readable by its owner alone: it may hold what only a group may read
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if integrity.is_cut_off(folder / FILE, create=create):
                raise integrity.said(folder / FILE, "0 字节")
            if create:
                (folder / FILE).touch(mode=0o600)
            return cls._connected(str(folder / FILE), folder)
        except sqlite3.OperationalError as error:
            return cls._read_only(folder, error)
        except (OSError, sqlite3.Error) as error:
            if integrity.is_behind(error):
                raise integrity.said(folder / FILE, str(error)) from error
            raise LibraryError(f"资料库 {folder} 打不开（{error}）。请检查路径和权限。") from error

    @classmethod
    def _read_only(cls, folder: Path, reason: sqlite3.Error) -> Store:
        """The store in a folder that cannot be written to: asked, not changed."""
        try:
            uri = f"{(folder / FILE).resolve().as_uri()}?immutable=1"
            return cls._connected(uri, folder, writable=False)
        except sqlite3.Error:
            raise LibraryError(f"资料库 {folder} 打不开（{reason}）。请检查路径和权限。") from reason

    @classmethod
    def in_memory(cls) -> Store:
        return cls._connected(":memory:", None)

    @classmethod
    def _connected(cls, name: str, folder: Path | None, *, writable: bool = True) -> Store:
        """A store over a new connection to *name*, which is closed again if the file cannot be read."""
        # Autocommit: a transaction begins and ends only where transaction() says so.
        db = sqlite3.connect(
            name, uri=not writable, check_same_thread=False, isolation_level=None, timeout=PATIENCE
        )
        try:
            if writable:
                db.execute("pragma journal_mode=wal")
                db.executescript(_SCHEMA)
                if "blocks" not in {name for _, name, *_ in db.execute("pragma table_info(texts)")}:
                    # a library of an earlier release
                    db.execute("alter table texts add column blocks text not null default '{}'")
                integrity.add_checksums(db)
            store = cls(db, folder and folder.resolve())
            store.head()  # reads: a damaged file shows itself here
        except BaseException:
            db.close()
            raise
        return store

    def again(self) -> Store:
        """The same store over a connection of its own; of one in memory, a copy."""
        if self.folder is not None:
            return Store.open(self.folder)
        return self.copied()

    def copied(self) -> Store:
        """A copy in memory."""
        copy = Store.in_memory()
        self.db.backup(copy.db)
        return copy

    @contextmanager
    def transaction(self, *, dry: bool = False, patience: int = PATIENCE) -> Iterator[None]:
        """All or nothing; nothing at all if *dry*. What SQLite refuses becomes a LibraryError.

        Another that writes is waited for, *patience* seconds.
        """
        try:
            self.db.execute(f"pragma busy_timeout = {patience * 1000}")
            self.db.execute("begin immediate")
        except sqlite3.Error as error:
            raise LibraryError(f"资料库现在不能写入（{error}）。请稍后再试，或检查权限。") from error
        try:
            yield
            self.db.execute("rollback" if dry else "commit")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled it back already
                self.db.execute("rollback")
            if isinstance(error, sqlite3.Error):
                raise LibraryError(
                    f"资料库写入失败（{error}），原有内容未变。请检查权限和磁盘空间，再试一次。"
                ) from error
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one version, whatever others write meanwhile."""
        self.db.execute("begin")
        try:
            yield
        finally:
            self.db.execute("commit")

    # single values

    def meta(self, key: str) -> str:
        row = self.db.execute("select value from meta where key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into meta values (?, ?)", (key, value))

    # versions

    def head(self) -> int:
        """The number of the version in force; 0 for an empty library."""
        return int(self.db.execute("select coalesce(max(id), 0) from versions").fetchone()[0])

    def versions(self) -> list[Version]:
        count = "(select count(*) from members where version = id)"
        rows = self.db.execute(f"select id, made, note, {count} from versions order by id")
        return [Version(*row) for row in rows]

    def members(self, version: int | None = None) -> dict[str, Member]:
        """The documents of a version (the newest, if none is given) by name, in order of name."""
        rows = self.db.execute(
            "select name, origin, digest from members where version = ? order by name",
            (self.head() if version is None else version,),
        )
        return {name: Member(origin, digest) for name, origin, digest in rows}

    def member(self, name: str) -> Member | None:
        """The document *name* of the newest version, if it has one of that name."""
        query = "select origin, digest from members where version = ? and name = ?"
        row = self.db.execute(query, (self.head(), name)).fetchone()
        return Member(*row) if row else None

    def overrules(self, version: int | None = None) -> dict[str, str]:
        """Places that a person set, as they are kept (see overruling.py)."""
        row = self.db.execute(
            "select overrules from versions where id = ?", (self.head() if version is None else version,)
        ).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def add_version(self, members: dict[str, Member], overrules: dict[str, str], note: str) -> int:
        """A new newest version; those older than KEPT_VERSIONS go, with texts that none needs."""
        places = json.dumps(overrules, ensure_ascii=False, sort_keys=True)
        cursor = self.db.execute(
            "insert into versions (made, note, overrules) values (?, ?, ?)", (time.time(), note, places)
        )
        number = int(cursor.lastrowid or 0)
        rows = [(number, name, m.origin, m.digest) for name, m in sorted(members.items())]
        self.db.executemany("insert into members values (?, ?, ?, ?)", rows)
        oldest = number - KEPT_VERSIONS
        # What the next version still has need not be looked for in all others.
        gone = self.db.execute(
            "select digest from members where version <= ? except"
            " select digest from members where version = ? except"
            " select digest from members where version > ?",
            (oldest, oldest + 1, oldest + 1),
        ).fetchall()
        self.db.execute("delete from versions where id <= ?", (oldest,))
        self.db.execute("delete from members where version <= ?", (oldest,))
        for table in ("texts", "checksums", "anchors", "own_articles"):
            self.db.executemany(f"delete from {table} where digest = ?", gone)
        return number

    # texts

    def add_text(self, digest: str, text: Text) -> None:
        self.db.execute("insert or replace into texts values (?, ?, ?, ?, ?)", (digest, *text.packed()))
        integrity.keep_checksum(self.db, digest, text.packed())

    def text(self, digest: str) -> Text:
        """The text of *digest*. Raises LibraryError if no version that is kept has it any more."""
        return Text.unpacked(*self.packed_text(digest))

    def packed_text(self, digest: str) -> PackedText:
        """The text of *digest* as it is stored. Raises LibraryError as `text` does, or if it is damaged."""
        return integrity.verified_text(self.db, digest)

    def holding(self, piece: str) -> set[str]:
        """The digests of the texts that hold *piece*."""
        query = "select digest from texts where instr(text, ?)"
        return {digest for (digest,) in self.db.execute(query, (piece,))}

    # texts alone

    def anchors(self) -> dict[str, Anchors]:
        """Those of the newest version's texts, by digest, as far as they have been cut."""
        rows = self.db.execute(
            "select digest, firsts, openings, hits from anchors where digest in"
            " (select digest from members where version = ?)",
            (self.head(),),
        )
        return {digest: Anchors(*(frozenset(array("q", each)) for each in sets)) for digest, *sets in rows}

    def set_cut(self, digest: str, anchors: Anchors, articles: Iterable[tuple[str, Compared]]) -> None:
        """Keep how a text is cut: at *anchors*, into packed *articles*, and what they are compared by."""
        sets = (anchors.firsts, anchors.openings, anchors.hits)
        row = (digest, *(array("q", sorted(each)).tobytes() for each in sets))
        self.db.execute("insert or replace into anchors values (?, ?, ?, ?)", row)
        self.db.execute("delete from own_articles where digest = ?", (digest,))
        rows = [(digest, number, fields, *compared) for number, (fields, compared) in enumerate(articles, 1)]
        self.db.executemany("insert into own_articles values (?, ?, ?, ?, ?, ?, ?)", rows)

    def own_articles(self, digest: str) -> tuple[Article, ...]:
        """The articles of a text alone, in order."""
        query = "select fields from own_articles where digest = ? order by number"
        return tuple(unpacked(fields) for (fields,) in self.db.execute(query, (digest,)))

    def compared_of(self, digest: str) -> dict[int, Compared]:
        """What the articles of a text, by number, are compared by."""
        query = "select number, masked, length, size, hashes from own_articles where digest = ?"
        return {number: compared for number, *compared in self.db.execute(query, (digest,))}

    def compared(self, hashes: int) -> dict[ArticleKey, Compared]:
        """What all articles of the newest version are compared by, no more than so many *hashes* of each."""
        rows = self.db.execute(
            "select name, number, masked, length, size, substr(hashes, 1, ?)"
            " from members join own_articles using (digest) where version = ?",
            (4 * hashes, self.head()),
        )
        return {(name, number): compared for name, number, *compared in rows}

    # articles and passages

    def articles(self) -> dict[str, list[Article]]:
        """The articles of every document that has any, in order."""
        stored = self.packed_articles()
        return {document: list(map(unpacked, articles)) for document, articles in stored.items()}

    def articles_of(self, document: str) -> list[Article]:
        return [unpacked(fields) for (fields,) in integrity.verified_rows(self.db, "articles", document)]

    def packed_articles(self) -> dict[str, tuple[str, ...]]:
        """The articles of every document that has any, in order, as they are stored (see `unpacked`)."""
        return integrity.verified_articles(self.db)

    def copies(self) -> dict[ArticleKey, ArticleKey]:
        """The whole version of each article that is a copy."""
        name, number = (f"json_extract(fields, '$.twin_of[{at}]')" for at in range(2))
        rows = self.db.execute(
            f"select document, number, {name}, {number} from articles where {number} is not null"
        )
        return {(document, number): (name, of) for document, number, name, of in rows}

    def set_articles(self, document: str, articles: Iterable[str]) -> None:
        """Keep the packed *articles* of a document, which are numbered from 1."""
        self.db.execute("delete from articles where document = ?", (document,))
        rows = [(document, number, fields) for number, fields in enumerate(articles, 1)]
        self.db.executemany("insert into articles values (?, ?, ?)", rows)
        integrity.keep_rows(self.db, "articles", document)

    def set_passages(
        self, document: str, passages: Iterable[tuple[int, str | None, int, int, list[str]]]
    ) -> None:
        """Keep the *passages* of a document: article, section, start, end, words."""
        self.db.execute("delete from passages where document = ?", (document,))
        self.db.executemany(
            "insert into passages (document, article, section, start, end, words) values (?, ?, ?, ?, ?, ?)",
            [(document, *passage, " ".join(words)) for *passage, words in passages],
        )
        integrity.keep_rows(self.db, "passages", document)

    def forget(self, document: str) -> None:
        """Drop what was worked out for *document*."""
        for table in ("articles", "passages", "figures"):
            self.db.execute(f"delete from {table} where document = ?", (document,))
        integrity.forget_rows(self.db, document)

    def forget_all(self) -> None:
        """Drop all that was worked out: the way of doing so has changed."""
        for table in ("anchors", "own_articles", "articles", "passages", "figures"):
            self.db.execute(f"delete from {table}")
        for table in ("cuts", "sketches"):  # of an earlier way
            self.db.execute(f"drop table if exists {table}")

    def passages(self) -> Iterator[tuple[Passage, list[str]]]:
        """Every passage with its words, in order of document and of place in it."""
        query = "select document, article, section, start, end, words from passages order by document, start"
        for document, article, section, start, end, words in self.db.execute(query):
            yield Passage(document, article, section, start, end), words.split()

    def passages_of(self, document: str) -> Iterator[tuple[Passage, list[str]]]:
        """The passages of one document with their words, in order."""
        rows = integrity.verified_rows(self.db, "passages", document)
        for article, section, start, end, words in rows:
            yield Passage(document, article, section, start, end), words.split()

    def passage_counts(self) -> dict[tuple[str, int], int]:
        """How many passages each article, by (document name, number), was cut into."""
        query = "select document, article, count(*) from passages group by document, article"
        return {(document, article): count for document, article, count in self.db.execute(query)}
