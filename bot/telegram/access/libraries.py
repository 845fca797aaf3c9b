"""Libraries: which documents answer in which chat: the common library, and beside it the chat's own.

    libraries = Libraries(lambda: folder_to_ask(None, None), chats_folder())
    libraries.desk(reader).answer(question)

What may be read depends on the chat alone: a chat's own library, the folder named after its id, answers in
that chat and nowhere else. The next question notices a new version of a library, whichever process wrote it,
and waits for the new desk; others meanwhile are answered by the old one. All methods are thread-safe.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from bot import locations, logs, wording
from bot.settings import Settings
from bot.telegram.memory.reader import Reader
from corpus.errors import ClusterError, WenjuError
from corpus.library.library import Library
from corpus.library.store import FILE
from retrieval.desk import Desk
from retrieval.index.cluster import opened, publish
from retrieval.index.search import Index
from retrieval.language.terms import RECIPE, passage_words

logger = logging.getLogger("wenju.telegram")

IndexOf = Callable[[str], Index]
Folder = Path | None  # None: the bundled library
COMMON = 0  # no chat has this id


class Desks(Protocol):
    """Where handlers get a desk from."""

    def desk(self, reader: Reader) -> Desk:
        """The desk over all that *reader* may read; may be slow: not to be called on the event loop."""
        ...

    def moved(self, old: int, new: int) -> None:
        """The chat *old* has become *new*."""
        ...


@dataclass(frozen=True, slots=True)
class OneDesk:
    """The same desk for everybody."""

    only: Desk

    def desk(self, reader: Reader) -> Desk:
        return self.only

    def moved(self, old: int, new: int) -> None:
        """Nothing changes."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A library held open to read its version; *file* identifies the file, which may be replaced."""

    library: Library
    file: tuple[int, int] | None


def libraries_of(settings: Settings, *, named: str | None = None) -> Libraries:
    """The libraries by the settings; the common one is the one *named*, if one is."""
    cluster = opened(settings.index) if settings.index else None
    return Libraries(
        lambda: locations.folder_to_ask(named, settings.library),
        settings.telegram_libraries or locations.chats_folder(),
        kept=lambda: locations.folder_to_change(named, settings.library),
        index_of=cluster.index if cluster else None,
        send=partial(publish, cluster=cluster) if cluster else None,
    )


class Libraries:
    """The common library, whose folder *common* finds, and one for each chat that has a folder in *chats*.

    *kept* finds the folder that changes of the common library are written to. If its index is on a cluster,
    *index_of* gives the index of a version and *send* publishes a new version there. At most *limit* desks
    are cached, the least recently used is dropped.
    """

    def __init__(
        self,
        common: Callable[[], Folder],
        chats: Path,
        *,
        kept: Callable[[], Path] = locations.own_folder,
        index_of: IndexOf | None = None,
        send: Callable[[Library], None] | None = None,
        limit: int = 32,
    ) -> None:
        self._find_common = common
        self._find_kept = kept
        self._index_of = index_of
        self._send = send
        self._common: Folder = None
        self._chats = chats
        self._limit = limit
        self._lock = threading.Lock()  # for the dictionaries below; not held while a desk is built
        self._watched: dict[Folder, Watched] = {}
        self._desks: OrderedDict[tuple[Folder, ...], Desk] = OrderedDict()
        self._changing: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
        self._building: defaultdict[tuple[Folder, ...], threading.Lock] = defaultdict(threading.Lock)

    def desk(self, reader: Reader) -> Desk:
        """The desk for *reader* over the current versions of the libraries. Raises LibraryError.

        If a new version cannot be opened, for example because the cluster does not have it yet, the old
        desk stays.
        """
        folders = self.folders(reader.chat)
        kept, building = self._held(folders)
        if kept is not None and kept.version == self._version(folders):
            return kept
        if not building.acquire(blocking=kept is None):
            assert kept is not None
            return kept  # another thread is building the new one
        try:
            kept, _ = self._held(folders)
            if kept is None or kept.version != self._version(folders):
                kept = self._built(folders)
            return kept
        except WenjuError as error:
            if kept is None:
                raise
            logger.warning(wording.version_not_taken_up(logs.where(error)))
            return kept
        finally:
            building.release()

    def common_desk(self) -> Desk:
        """The desk over the common library alone. Raises LibraryError."""
        return self.desk(Reader(COMMON, COMMON))

    def folders(self, chat: int) -> tuple[Folder, ...]:
        """The folders of the libraries that may be read in *chat*."""
        own = self.own(chat)
        return (self.common(), own) if (own / FILE).is_file() else (self.common(),)

    def common(self) -> Folder:
        """The common library's folder; None while there is only the bundled library."""
        if self._common is None:
            self._common = self._find_common()
        return self._common

    def own(self, chat: int) -> Path:
        """Where the library of *chat* is, or would be."""
        return self._chats / str(chat)

    def kept(self, library: int) -> Path:
        """The folder of the library of chat *library*, or COMMON, for changes. Raises BadSetting."""
        return self._find_kept() if library == COMMON else self.own(library)

    def incoming(self) -> Path:
        """The folder of the pending uploads."""
        return self._chats / "incoming"

    @contextmanager
    def to_change(self, library: int) -> Iterator[Library]:
        """The library of chat *library* (COMMON: the common one), locked for one change at a time.

        It is created if there is none, and published to the cluster, if there is one, when it has changed.
        Raises BadSetting if the bundled library is set; ClusterError if the change is made but cannot be
        published.
        """
        with self._alone(library) as kept:
            before = kept.version
            yield kept
            if library == COMMON and self._send is not None and kept.version != before:
                try:
                    self._send(kept)
                except ClusterError as error:
                    raise ClusterError(wording.not_published(str(error))) from error

    @contextmanager
    def to_try(self, library: int | None) -> Iterator[Library]:
        """The same for a dry run, which publishes nothing; an empty library if there is none, or for None."""
        if library is not None and (self.kept(library) / FILE).is_file():
            with self._alone(library) as kept:
                yield kept
            return
        empty = Library.in_memory(words=passage_words, recipe=RECIPE)
        try:
            yield empty
        finally:
            empty.close()

    @contextmanager
    def _alone(self, library: int) -> Iterator[Library]:
        """The library of chat *library*, created if there is none, while no other thread changes it."""
        folder = self.kept(library)
        with self._lock:
            changing = self._changing[folder]
        with changing:
            opened_alone = locations.opened(folder, create=True)
            try:
                yield opened_alone
            finally:
                opened_alone.close()

    def moved(self, old: int, new: int) -> None:
        """The group *old* has become *new*: its library's folder is renamed.

        If it cannot be, for example because the new one has a library already, the log says so.
        """
        with self._lock:
            if not self.own(old).is_dir():
                return
            try:
                if self.own(new).exists():
                    raise FileExistsError
                self._forget(self.own(old))
                self.own(old).rename(self.own(new))
            except OSError as error:
                logger.error(wording.library_not_moved(old, new, type(error).__name__))

    def close(self) -> None:
        """Close every library that is held open."""
        with self._lock:
            for folder in list(self._watched):
                self._forget(folder)

    def _held(self, folders: tuple[Folder, ...]) -> tuple[Desk | None, threading.Lock]:
        with self._lock:
            if folders in self._desks:
                self._desks.move_to_end(folders)
            return self._desks.get(folders), self._building[folders]

    def _built(self, folders: tuple[Folder, ...]) -> Desk:
        with ExitStack() as stack:
            read = [locations.opened(folder) for folder in folders]
            for library in read:
                stack.callback(library.close)
            # the cluster has the common library alone
            desk = Desk(*read, index_of=self._index_of if len(folders) == 1 else None)
        with self._lock:
            self._desks[folders] = desk
            while len(self._desks) > self._limit:
                gone, _ = self._desks.popitem(last=False)
                self._forget(gone[-1])
        return desk

    def _version(self, folders: tuple[Folder, ...]) -> str:
        """The version that a desk over *folders* would have now."""
        with self._lock:
            return "+".join(self._watch(folder).version for folder in folders)

    def _watch(self, folder: Folder) -> Library:
        file = identity(folder)
        if folder in self._watched and self._watched[folder].file != file:
            self._forget(folder)
        if folder not in self._watched:
            self._watched[folder] = Watched(locations.opened(folder), file)
        return self._watched[folder].library

    def _forget(self, folder: Folder) -> None:
        if (watched := self._watched.pop(folder, None)) is not None:
            watched.library.close()


def identity(folder: Folder) -> tuple[int, int] | None:
    """The device and inode of the library's file, to notice that it was replaced; None if bundled."""
    if folder is None:
        return None
    try:
        status = (folder / FILE).stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
