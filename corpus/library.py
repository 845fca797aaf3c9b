"""The library on disk: one folder, one SQLite file inside, every change one transaction.

    library = Library.open(folder, create=True)
    report = library.ingest([Path("reports")])

A document is kept as its clean text; articles, places, twins and passages are worked out from all
documents together and replaced in the same transaction, so a reader sees the old or the new.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus import cleaning, cutting, frontmatter, reading
from corpus.document import Article, Document, Passage, Section
from corpus.errors import LibraryError, UnknownDocument, UnreadableDocument
from corpus.places import chain_of

FILE = "library.sqlite"
_SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists documents (
    name text primary key, source text not null, digest text not null, text text not null,
    lines text not null, matter text);
create table if not exists articles (
    document text not null, number integer not null, fields text not null, primary key (document, number));
create table if not exists passages (
    id integer primary key, document text not null, article integer not null, section text,
    start integer not null, end integer not null, terms text not null);
"""
Analyse = Callable[[str], list[str]]


@dataclass(slots=True)
class Report:
    """What an ingest did: names by outcome, and (name, reason) of what could not be read."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


class Library:
    """Documents in a folder. *analyse* turns a passage's indexed text into terms; it is stored."""

    def __init__(self, connection: sqlite3.Connection, analyse: Analyse, recipe: str) -> None:
        self._db = connection
        self._analyse = analyse
        self._recipe = recipe
        with self._db:
            self._db.executescript(_SCHEMA)
        if self._meta("recipe") not in ("", recipe):
            self._rework()

    @classmethod
    def open(cls, folder: Path, *, analyse: Analyse, recipe: str, create: bool = False) -> Library:
        """The library in *folder*. Raises LibraryError if it is not there or cannot be opened."""
        if not create and not (folder / FILE).is_file():
            raise LibraryError(
                f"{folder} 里没有资料库。请先用 wenju ingest 收入文件，或用 --library 指定别处。"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / FILE, check_same_thread=False)
            connection.execute("pragma journal_mode=wal")
            return cls(connection, analyse, recipe)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"资料库 {folder} 打不开（{error}）。请检查路径和权限。") from error

    @classmethod
    def in_memory(cls, *, analyse: Analyse, recipe: str) -> Library:
        return cls(sqlite3.connect(":memory:", check_same_thread=False), analyse, recipe)

    def close(self) -> None:
        self._db.close()

    # what goes in

    def ingest(self, paths: list[Path]) -> Report:
        """Take in the files and folders *paths*; what cannot be read is reported, the rest goes on."""
        report = Report()
        known = {source: (name, digest) for name, source, digest in self._rows("name, source, digest")}
        names = {name for name, _ in known.values()}
        with self._transaction():
            for wanted, path in reading.files(paths):
                source = str(path.resolve())
                name = known[source][0] if source in known else _free_name(wanted, path, names)
                try:
                    text, digest = reading.read(path)
                    if source in known and known[source][1] == digest:
                        report.unchanged.append(name)
                        continue
                    self._store(name, source, digest, text)
                except UnreadableDocument as error:
                    report.refused.append((wanted, str(error)))
                    continue
                names.add(name)
                (report.changed if source in known else report.added).append(name)
            if report.added or report.changed:
                self._cut()
        return report

    def remove(self, name: str) -> None:
        """Take the document *name* out. Raises UnknownDocument."""
        self._known(name)
        with self._transaction():
            self._db.execute("delete from documents where name = ?", (name,))
            self._cut()

    def _store(self, name: str, source: str, digest: str, raw: str) -> None:
        matter, body = frontmatter.split(raw.replace("\r\n", "\n"), name)
        text, lines = cleaning.clean(body)
        if not text.strip():
            raise UnreadableDocument(f"{name}：里面没有正文，请检查文件内容。")
        fields = json.dumps(matter.as_dict(), ensure_ascii=False) if matter else None
        self._db.execute(
            "insert or replace into documents values (?, ?, ?, ?, ?, ?)",
            (name, source, digest, text, json.dumps(lines), fields),
        )

    def _cut(self) -> None:
        """Work articles and passages out anew from all documents, and set the version."""
        texts: dict[str, str] = {}
        matters: dict[str, frontmatter.FrontMatter | None] = {}
        version = hashlib.sha256(self._recipe.encode())
        for name, digest, text, matter in self._rows("name, digest, text, matter"):
            texts[name] = text
            matters[name] = frontmatter.FrontMatter.from_dict(json.loads(matter)) if matter else None
            version.update(f"{name}\0{digest}\n".encode())
        self._db.execute("delete from articles")
        self._db.execute("delete from passages")
        for name, articles in cutting.articles(texts, matters).items():
            for article in articles:
                self._db.execute(
                    "insert into articles values (?, ?, ?)", (name, article.number, _packed(article))
                )
                self._db.executemany(
                    "insert into passages (document, article, section, start, end, terms) "
                    "values (?, ?, ?, ?, ?, ?)",
                    [
                        (name, p.article, p.section, p.start, p.end, " ".join(self._analyse(indexed)))
                        for p, indexed in cutting.passages(name, texts[name], article)
                    ],
                )
        self._set_meta("version", version.hexdigest()[:12])
        self._set_meta("recipe", self._recipe)

    def _rework(self) -> None:
        with self._transaction():
            self._cut()

    # what comes out

    @property
    def version(self) -> str:
        """Changes with every change of the documents; equal documents give equal versions."""
        return self._meta("version")

    def names(self) -> list[str]:
        return [name for (name,) in self._rows("name")]

    def text(self, name: str) -> str:
        """The stored text of the document *name*. Raises UnknownDocument."""
        self._known(name)
        row = self._db.execute("select text from documents where name = ?", (name,)).fetchone()
        return str(row[0])

    def document(self, name: str) -> Document:
        """The document *name* with its articles. Raises UnknownDocument."""
        self._known(name)
        digest, text, lines = self._db.execute(
            "select digest, text, lines from documents where name = ?", (name,)
        ).fetchone()
        rows = self._db.execute(
            "select fields from articles where document = ? order by number", (name,)
        ).fetchall()
        pairs = tuple((offset, line) for offset, line in json.loads(lines))
        return Document(name, text, digest, pairs, tuple(_unpacked(fields) for (fields,) in rows))

    def passages(self) -> Iterator[tuple[Passage, list[str]]]:
        """Every passage with its terms, in order of document and place in it."""
        query = "select document, article, section, start, end, terms from passages order by id"
        for document, article, section, start, end, terms in self._db.execute(query):
            yield Passage(document, article, section, start, end), terms.split()

    def passage_counts(self) -> dict[tuple[str, int], int]:
        """How many passages each article, by (document name, number), was cut into."""
        query = "select document, article, count(*) from passages group by document, article"
        return {(document, article): count for document, article, count in self._db.execute(query)}

    def _known(self, name: str) -> None:
        if self._db.execute("select 1 from documents where name = ?", (name,)).fetchone() is None:
            raise UnknownDocument(f"库里没有《{name}》。用 wenju docs 查看已有文件。")

    def _rows(self, columns: str) -> list[tuple[str, ...]]:
        return self._db.execute(f"select {columns} from documents order by name").fetchall()

    def _meta(self, key: str) -> str:
        row = self._db.execute("select value from meta where key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("insert or replace into meta values (?, ?)", (key, value))

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)


class _Transaction:
    """All or nothing, taken at the start; what SQLite refuses becomes a LibraryError."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        try:
            self._db.execute("begin immediate")
        except sqlite3.Error as error:
            raise LibraryError(f"资料库现在不能写入（{error}）。请稍后再试，或检查权限。") from error

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._db.commit()
            return
        self._db.rollback()
        if isinstance(error, sqlite3.Error):
            raise LibraryError(f"资料库写入失败（{error}），原有内容未变。") from error


def _free_name(wanted: str, path: Path, taken: set[str]) -> str:
    """*wanted*, or with its folder before it, or numbered: the first that no document has."""
    if wanted not in taken:
        return wanted
    with_folder = f"{path.resolve().parent.name}/{path.name}"
    candidates = (with_folder, *(f"{path.stem}（{n}）{path.suffix}" for n in range(2, 10_000)))
    return next(name for name in candidates if name not in taken)


def _packed(article: Article) -> str:
    fields = {
        "number": article.number,
        "title": article.title,
        "start": article.start,
        "end": article.end,
        "place": " ".join(p.name for p in article.place.chain) if article.place else None,
        "basis": article.basis,
        "evidence": article.evidence,
        "level": article.level,
        "period": article.period,
        "masked": article.masked,
        "twin_of": article.twin_of,
        "sections": [(s.heading, s.start, s.end) for s in article.sections],
    }
    return json.dumps(fields, ensure_ascii=False)


def _unpacked(packed: str) -> Article:
    fields = json.loads(packed)
    fields["place"] = chain_of(fields["place"]) if fields["place"] else None
    fields["evidence"] = tuple(fields["evidence"])
    fields["twin_of"] = tuple(fields["twin_of"]) if fields["twin_of"] else None
    fields["sections"] = tuple(Section(*section) for section in fields["sections"])
    return Article(**fields)
