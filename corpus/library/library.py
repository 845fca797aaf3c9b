"""Library: documents in, documents out; every change is a new whole version.

    library = Library.open(folder, words=words, create=True)
    report = library.ingest([Path("reports")])

A reader of a version sees all of it or none. What reads files and cuts texts is imported where it is
used: a question needs none of it.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from corpus.document import Article, Document, Passage
from corpus.errors import DamagedContent, InputError, LibraryError, UnknownDocument
from corpus.figures import RULES
from corpus.library import figures
from corpus.library.store import CUTTING, Member, Store, Version
from corpus.library.texts import Text, Words
from corpus.places.gazetteer import one_place

if TYPE_CHECKING:
    from corpus.files.reading import Refusal, Source

RECUTTING = 1800  # seconds to wait for another process that cuts all texts anew
_State = tuple[Mapping[str, Member], Mapping[str, str]]  # documents, and places that a person set
Progress = Callable[[int, int], None]  # files read, files to read


@dataclass(slots=True)
class Report:
    """What an ingest did, or would do: documents by outcome, and a sentence for each file left out.

    What was `refused` could not be read; what was `skipped` lay in a folder and is no document.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    dropped: dict[str, list[str]] = field(default_factory=dict)  # advertising lines by document
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """A document without its text: its articles as they are stored (see store.unpacked)."""

    name: str
    digest: str
    articles: tuple[str, ...]


class Library:
    """Documents in a folder. *words* segments a text; what it gives is stored with each passage."""

    def __init__(self, store: Store, words: Words, recipe: str) -> None:
        self._store = store
        self._words = words
        self.recipe = f"{recipe}/{CUTTING}"  # how texts are cut into passages and words
        if self._is_outdated():
            # Over a damaged text it stays outdated: a change may mend it, and no index is built of it.
            with suppress(DamagedContent), store.transaction(patience=RECUTTING):
                if self._is_outdated():  # still: several processes may meet it
                    store.forget_all()
                    self._settle(({}, {}), (store.members(), store.overrules()))
        elif figures.are_outdated(store):
            self._renew_figures()

    def _renew_figures(self) -> None:
        """Read the figures anew, by other rules; of a library that cannot be written to, when asked."""
        with suppress(LibraryError), self._store.transaction(patience=RECUTTING):
            if figures.are_outdated(self._store):
                figures.renew(self._store)
                self._store.set_meta(
                    "version", self._version_of(self._store.members(), self._store.overrules())
                )

    def _is_outdated(self) -> bool:
        return self._store.meta("recipe") not in ("", self.recipe)

    @classmethod
    def open(cls, folder: Path, *, words: Words, recipe: str, create: bool = False) -> Library:
        """The library in *folder*. Raises LibraryError if it is not there or cannot be opened."""
        return cls(Store.open(folder, create=create), words, recipe)

    @classmethod
    def in_memory(cls, *, words: Words, recipe: str) -> Library:
        return cls(Store.in_memory(), words, recipe)

    def close(self) -> None:
        self._store.db.close()

    # what goes in

    def ingest(
        self,
        paths: list[Path],
        *,
        dry: bool = False,
        below: Path | None = None,
        progress: Progress | None = None,
        jobs: int | None = None,
    ) -> Report:
        """Take in the files, folders and archives *paths*; what cannot be read is reported, the rest goes on.

        A file is known again by where it is; one *below* a folder by its path in there, so that a file
        sent anew, which lies in another folder each time, takes the place of the one before. A *dry* run
        reports the same and stores nothing. *jobs* processes share the work; None: as many as there are
        processors. Raises MissingPath.
        """
        from corpus.files import reading

        report = Report()
        found = list(reading.sources(paths))
        with self._store.transaction(dry=dry):
            before = self._store.members()
            members = dict(before)
            self._take(found, members, report, below, progress, jobs)
            touched = {*report.added, *report.changed}
            mended = any(before[name].digest == members[name].digest for name in report.changed)
            if touched:
                note = f"收入 {len(report.added)} 个，更新 {len(report.changed)} 个"
                self._change(members, self._store.overrules(), note, jobs=jobs, anew=mended)
                report.documents = [self._document(name, members[name]) for name in sorted(touched)]
                counts = self._store.passage_counts()
                report.passages = sum(n for (name, _), n in counts.items() if name in touched)
        return report

    def _take(
        self,
        found: list[Source | Refusal],
        members: dict[str, Member],
        report: Report,
        below: Path | None,
        progress: Progress | None,
        jobs: int | None,
    ) -> None:
        """Read what is new among *found* into *members*, and say in *report* what became of each."""
        from corpus.files.reading import Readers, Refusal, Source
        from corpus.library import integrity, origins
        from corpus.library.intake import prepared

        kept = functools.partial(origins.kept_origin, below=below)
        is_sound = functools.partial(integrity.is_sound, self._store.db)
        names = origins.new_names(found, members, report, kept, is_sound)
        new = [source for source in found if isinstance(source, Source) and source.origin in names]
        with Readers(processes=jobs) as readers:
            for done, (source, found_in) in enumerate(readers.work_all(new, prepared)):
                if progress is not None:
                    progress(done, len(new))
                if isinstance(found_in, Refusal):
                    report.refused.append(found_in.reason)
                    continue
                name = names[source.origin]
                self._store.add_text(source.digest, Text.unpacked(*found_in["text"]))
                if found_in["gone"]:
                    report.dropped[name] = found_in["gone"]
                (report.changed if name in members else report.added).append(name)
                members[name] = Member(kept(source), source.digest)

    def remove(self, name: str) -> None:
        """Take the document *name* out. Raises UnknownDocument."""
        with self._store.transaction():
            self._member(name)
            members = self._store.members()
            del members[name]
            self._change(members, self._store.overrules(), f"移出 {name}")

    def overrule(self, name: str, number: int, place: str) -> Article:
        """Set the place of an article by hand; it stays when the document is read again.

        *place* is a name or a chain of names. Raises UnknownDocument, UnknownPlace, InputError.
        """
        from corpus.library import place_overrides

        found = one_place(place)
        with self._store.transaction():
            document = self.document(name)
            article = next((a for a in document.articles if a.number == number), None)
            if article is None:
                raise InputError(f"《{name}》只有 {len(document.articles)} 篇文章。用 wenju docs 查看编号。")
            overrules = self._store.overrules()
            overrules[place_overrides.keys(name, document.text, document.articles)[number - 1]] = found
            self._change(self._store.members(), overrules, f"指定 {name} 第 {number} 篇的地方")
            return self._store.articles_of(name)[number - 1]

    # versions

    def versions(self) -> list[Version]:
        """The versions that can be gone back to, oldest first; the last is in force."""
        return self._store.versions()

    def rollback(self, number: int) -> None:
        """Make the documents of an older version the newest one. Raises InputError."""
        with self._store.transaction():
            if number not in {version.number for version in self._store.versions()}:
                raise InputError(f"没有版本 {number}。用 wenju library versions 查看可以退回的版本。")
            members, overrules = self._store.members(number), self._store.overrules(number)
            self._change(members, overrules, f"退回版本 {number}")

    def undo(self) -> Version | None:
        """Take back the newest change; the version that was taken back, None if there is none to go to.

        Before the first change, while it is kept, there was the empty library. Taken back twice, a
        change is made again.
        """
        with self._store.transaction():
            versions = self._store.versions()
            if not versions or (len(versions) == 1 and versions[0].number != 1):
                return None
            newest, before = versions[-1], versions[-2].number if len(versions) > 1 else 0
            members, overrules = self._store.members(before), self._store.overrules(before)
            self._change(members, overrules, f"撤销：{newest.note}")
            return newest

    def _change(
        self,
        members: dict[str, Member],
        overrules: dict[str, str],
        note: str,
        *,
        jobs: int | None = None,
        anew: bool = False,
    ) -> None:
        """Add a version and settle it; *anew* without what was made of texts before: one was damaged."""
        anew = anew or self._is_outdated()
        before: _State = ({}, {}) if anew else (self._store.members(), self._store.overrules())
        if anew:
            self._store.forget_all()
        self._store.add_version(members, overrules, note)
        self._settle(before, (members, overrules), jobs=jobs)

    def _settle(self, before: _State, now: _State, *, jobs: int | None = None) -> None:
        from corpus.library.updating import State, settle
        from corpus.library.workers import default_jobs

        settle(self._store, self._words, State(*before), State(*now), jobs=jobs or default_jobs())
        figures.settled(self._store)
        self._store.set_meta("version", self._version_of(*now))
        self._store.set_meta("recipe", self.recipe)

    def _version_of(self, members: Mapping[str, Member], overrules: Mapping[str, str]) -> str:
        return _version(f"{self.recipe}/{RULES}", members, overrules)

    # what comes out

    def again(self) -> Library:
        """The same library over a connection that outlives this one; of one in memory, a copy."""
        copy = object.__new__(Library)
        copy._store, copy._words, copy.recipe = self._store.again(), self._words, self.recipe
        return copy

    def copied(self) -> Library:
        """A copy in memory: what is done to it is done to no file."""
        return Library(self._store.copied(), self._words, self.recipe.removesuffix(f"/{CUTTING}"))

    @property
    def folder(self) -> Path | None:
        """Where it is kept; None for a library in memory."""
        return self._store.folder

    def outlines(self) -> Iterator[Outline]:
        """What each document is, in order of name, without its text."""
        articles = self._store.packed_articles()
        for name, member in self._store.members().items():
            yield Outline(name, member.digest, articles.get(name, ()))

    def stored(self, digest: str) -> Text:
        """The text with that digest. Raises LibraryError if it is long gone."""
        return self._store.text(digest)

    def passages_of(self, name: str) -> Iterator[tuple[Passage, list[str]]]:
        """The passages of the document *name* with their words, in order."""
        return self._store.passages_of(name)

    def holding(self, piece: str) -> set[str]:
        """The digests of the texts, of all versions kept, that hold *piece*."""
        return self._store.holding(piece)

    @property
    def version(self) -> str:
        """Changes with every change of the documents; equal documents give equal versions."""
        return self._store.meta("version")

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything read inside is of one version, whatever others write meanwhile."""
        return self._store.snapshot()

    def names(self) -> list[str]:
        return list(self._store.members())

    def digests(self) -> dict[str, str]:
        """The SHA-256 of each document's bytes, by its name, in order of name."""
        return {name: member.digest for name, member in self._store.members().items()}

    def text(self, name: str) -> str:
        """The stored text of the document *name*. Raises UnknownDocument."""
        return self.document(name).text

    def document(self, name: str) -> Document:
        """The document *name* with its articles. Raises UnknownDocument."""
        return self._document(name, self._member(name))

    def completed(self, name: str) -> str:
        """The name of the only document that begins or goes on with *name*: 大理 -> 大理州.md.

        Raises UnknownDocument if there is none, InputError if there are several.
        """
        names = self.names()
        if name in names:
            return name
        likely = (
            [each for each in names if PurePath(each).stem == name],
            [each for each in names if each.startswith(name) or PurePath(each).name.startswith(name)],
            [each for each in names if name in each],
        )
        found = next(filter(None, likely), [name])
        if len(found) > 1:
            shown = "、".join(f"《{each}》" for each in found[:5]) + ("等" if len(found) > 5 else "")
            raise InputError(f"名称含“{name}”的有 {len(found)} 个：{shown}。请写得再全一些。")
        return found[0]

    def documents(self) -> Iterator[Document]:
        """Every document, in order of name."""
        for name, member in self._store.members().items():
            yield self._document(name, member)

    def passages(self) -> Iterator[tuple[Passage, list[str]]]:
        """Every passage with its words, in order of document and place in it."""
        return self._store.passages()

    def figures_of(self, name: str) -> dict[int, str]:
        """The figures of each article of the document *name* by its number, as figure.packed has them."""
        return figures.of(self._store, name, self._member(name).digest)

    def figure_counts(self, name: str) -> dict[int, int]:
        """How many figures each article of the document *name* gives, by its number; a copy gives none."""
        from corpus.figures.figure import many

        return {number: many(packed) for number, packed in self.figures_of(name).items()}

    def passage_counts(self) -> dict[tuple[str, int], int]:
        """How many passages each article, by (document name, number), was cut into."""
        return self._store.passage_counts()

    def _document(self, name: str, member: Member) -> Document:
        stored = self._store.text(member.digest)
        articles = tuple(self._store.articles_of(name))
        return Document(
            name,
            stored.text,
            member.digest,
            stored.lines,
            articles,
            stored.kinds,
            stored.places,
            stored.left_out,
            stored.unsure,
        )

    def _member(self, name: str) -> Member:
        member = self._store.member(name)
        if member is None:
            near = difflib.get_close_matches(name, self.names(), n=1)
            meant = f"是不是《{near[0]}》？" if near else ""
            raise UnknownDocument(f"库里没有《{name}》。{meant}用 wenju docs 查看已有文件。")
        return member


def _version(recipe: str, members: Mapping[str, Member], overrules: Mapping[str, str]) -> str:
    state = hashlib.sha256(recipe.encode())
    for name, member in sorted(members.items()):
        state.update(f"{name}\0{member.digest}\n".encode())
    for key, place in sorted(overrules.items()):
        state.update(f"{key}\0{place}\n".encode())
    return state.hexdigest()[:12]
