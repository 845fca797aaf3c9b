"""Uploads: files sent to the bot, described before they are taken in, then taken in or let go.

    a file, or several sent as one album
        ─▶ who sends it may keep which libraries ─▶ downloaded to a folder of its own
        ─▶ what would become of it, with a button for each library, and 放弃
        ─▶ 收入: the library has a new version, which the next question is answered from

In a group the file is for the group's own library, and is taken up only when the bot is addressed: in
its caption, or by /add as a reply to it. In private it is for the common library, if an admin sends it,
or for that of a group whose administrator sends it.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path, PurePath

from telegram import Bot, Document, Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import logs, wording
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.memory.presses import known_as
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State, spared
from bot.telegram.messages.addressing import called, reader_of
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Commands, Said
from bot.telegram.messages.rendering import Button, Reply, plain
from bot.telegram.messages.service import Service
from corpus.library.library import Report

logger = logging.getLogger("wenju.telegram")

LARGEST = int(FileSizeLimit.FILESIZE_DOWNLOAD)  # bytes; the Bot API hands out no larger file
PATIENCE = 60.0  # seconds for the download of one file
ALBUM = 1.0  # seconds after its first file in which the others of an album have come
MOST_WAITING = 20  # uploads of one person that wait for their buttons
WAITS = 24 * 3600.0  # seconds a described upload waits for its button
LONGEST_NAME = 180  # bytes, without its suffix; a file system takes 255, and “（2）” has to fit
GROUPS = 20  # groups asked whether the sender is their administrator

TABLE = """CREATE TABLE IF NOT EXISTS uploads
    (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, person INTEGER)"""


@known_as("take")
@dataclass(frozen=True, slots=True)
class Take:
    """Take upload number *upload* into the library of the chat *library* (COMMON: the common one)."""

    upload: int
    library: int


@known_as("drop")
@dataclass(frozen=True, slots=True)
class Drop:
    """Let upload number *upload* go."""

    upload: int


@dataclass(frozen=True, slots=True)
class Target:
    """A library that the sender keeps, and what it is called."""

    library: int
    title: str


class Waiting:
    """The files that wait for a decision: a folder each, and a row in the state."""

    def __init__(self, state: State, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._state = state.table(TABLE)
        self._clock = clock
        self._folder = folder
        state.sweep_with(self.expire)

    def add(self, person: int) -> int:
        """The number of a new upload of *person*, its folder made. Raises OSError where it cannot be."""
        self.expire()
        number = self._state.insert("INSERT INTO uploads (at, person) VALUES (?, ?)", self._clock(), person)
        try:
            if self.folder(number).exists():  # of a state that was thrown away: the numbers begin anew
                shutil.rmtree(self.folder(number))
            self.folder(number).mkdir(parents=True, mode=0o700)
        except OSError:
            self.drop(number)
            raise
        return number

    def expire(self) -> None:
        """Drop what nobody decided on in its time."""
        for (old,) in self._state.execute("SELECT id FROM uploads WHERE at < ?", self._clock() - WAITS):
            self.drop(old)

    def count(self, person: int) -> int:
        """How many uploads of *person* wait."""
        return int(self._state.execute("SELECT count(*) FROM uploads WHERE person = ?", person)[0][0])

    def folder(self, number: int) -> Path:
        return self._folder / str(number)

    def there(self, number: int) -> bool:
        """Whether upload *number* still waits."""
        rows = self._state.execute("SELECT id FROM uploads WHERE id = ?", number)
        return bool(rows) and self.folder(number).is_dir()

    def drop(self, number: int) -> bool:
        """Remove upload *number* with its files; False if it was gone already."""
        gone = self._state.execute("DELETE FROM uploads WHERE id = ? RETURNING id", number)
        shutil.rmtree(self.folder(number), ignore_errors=True)
        return bool(gone)


class Uploads:
    """What happens to files that people send."""

    def __init__(self, service: Service, libraries: Libraries) -> None:
        self.service = service
        self.libraries = libraries
        self.waiting = Waiting(service.state, libraries.incoming())
        self._albums: dict[tuple[int, str], list[Message]] = {}

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("add", self.add)
        buttons.on(Take, self.take)
        buttons.on(Drop, self.drop)

    async def on_file(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A file, if it is for the bot; of an album the first file waits for the others."""
        message = update.effective_message
        if message is None or not (messages := await self._album(message)):
            return
        addressed = next((each for each in messages if called(each, context.bot.bot)), None)
        if addressed is not None:
            said = Said(context.bot, addressed, reader_of(addressed))
            await self._offered(said, [each.document for each in messages if each.document])

    async def add(self, said: Said) -> None:
        """/add, as a reply to a file."""
        earlier = said.message.reply_to_message
        if earlier is None or earlier.document is None:
            await said.answer(self.service, wording.upload_how(private=said.private))
        else:
            await self._offered(said, [earlier.document])

    async def _offered(self, said: Said, documents: Sequence[Document]) -> None:
        """Describe *documents*, and ask whether to take them in."""
        if refusal := self.service.permissions.refusal(said.reader):
            await said.answer(self.service, refusal)
            return
        targets = await self._targets(said.bot, said.reader)
        if not targets:
            await said.answer(self.service, wording.upload_not_yours(private=said.private))
            return
        if self.waiting.count(said.reader.person) >= MOST_WAITING:
            await said.answer(self.service, wording.upload_too_many(MOST_WAITING))
            return
        number = 0
        try:
            number = self.waiting.add(said.reader.person)
            refused = await self._download(said.bot, documents, number)
        except (OSError, sqlite3.Error) as error:  # a full disk, most likely
            logger.error(wording.telegram_failed(logs.where(error)))
            with spared():
                self.waiting.drop(number)
            await said.answer(self.service, wording.upload_no_room())
            return
        reply = await self.service.made(
            said.bot, said.destination, lambda: self._described(number, targets, refused)
        )
        if not reply.rows:
            self.waiting.drop(number)
        await self.service.send(said.bot, said.destination, said.reader, reply)

    async def take(self, pressed: Pressed, action: Take) -> None:
        """收入: if who pressed still may; the summary gives way to what was done."""
        if not await self.service.permissions.may_keep(pressed.bot, action.library, pressed.person):
            reply = plain(wording.upload_not_yours(private=pressed.reader.chat > 0))
        else:
            reply = await self.service.made(
                pressed.bot, pressed.destination, lambda: self._taken(pressed, action)
            )
        await self.service.edit(pressed.bot, pressed.message, pressed.reader, reply)

    async def drop(self, pressed: Pressed, action: Drop) -> None:
        """放弃."""
        self.waiting.drop(action.upload)
        await self.service.edit(pressed.bot, pressed.message, pressed.reader, plain(wording.upload_dropped()))

    async def _album(self, message: Message) -> list[Message]:
        """The messages of the album of *message*; none if another of them is waiting for it."""
        if message.media_group_id is None:
            return [message]
        key = (message.chat.id, message.media_group_id)
        if key in self._albums:
            self._albums[key].append(message)
            return []
        self._albums[key] = [message]
        await asyncio.sleep(ALBUM)
        return sorted(self._albums.pop(key), key=lambda each: each.message_id)

    async def _targets(self, bot: Bot, who: Reader) -> list[Target]:
        """The libraries that *who* may add to from here."""
        permissions = self.service.permissions
        if who.chat < 0:
            mine = await permissions.may_keep(bot, who.chat, who.person)
            return [Target(who.chat, wording.LIBRARY_OF_GROUP)] if mine else []
        found = [Target(COMMON, wording.LIBRARY_COMMON)] if permissions.is_admin(who.person) else []
        for group in permissions.groups()[:GROUPS]:
            if await permissions.may_keep(bot, group, who.person):
                found.append(Target(group, wording.library_of(await title(bot, group))))
        return found

    async def _download(self, bot: Bot, documents: Sequence[Document], number: int) -> list[str]:
        """Put *documents* into the upload's folder; a sentence for each that is too large or did not come.

        Raises OSError where they cannot be written.
        """
        refused = []
        for document in documents:
            name = free_name(document.file_name, self.waiting.folder(number))
            if (document.file_size or 0) > LARGEST:
                refused.append(wording.upload_too_large(name, LARGEST // 1_000_000))
                continue
            try:
                file = await bot.get_file(document.file_id, read_timeout=PATIENCE)
                await file.download_to_drive(self.waiting.folder(number) / name, read_timeout=PATIENCE)
            except TelegramError:
                refused.append(wording.upload_not_fetched(name))
        return refused

    def _described(self, number: int, targets: Sequence[Target], refused: Sequence[str]) -> Reply:
        """What would become of upload *number*, with its buttons if there is anything to take in.

        Where there is a choice of libraries it is described by itself, as for an empty one.
        """
        folder = self.waiting.folder(number)
        files = sorted(folder.iterdir())
        report = Report()
        if files:
            with self.libraries.to_try(targets[0].library if len(targets) == 1 else None) as library:
                report = library.ingest(files, dry=True, below=folder)
        if not (report.added or report.changed):
            return plain(wording.upload_described(report, refused))
        replaces = self.libraries.common() is None and any(t.library == COMMON for t in targets)
        said = plain(wording.upload_described(report, refused, replaces_bundled=replaces))
        only = len(targets) == 1
        take = [Button(wording.upload_take(t.title, only=only), Take(number, t.library)) for t in targets]
        drop = Button(wording.UPLOAD_DROP, Drop(number))
        return Reply(said.pages, ((*take, drop),) if only else tuple((each,) for each in (*take, drop)))

    def _taken(self, pressed: Pressed, action: Take) -> Reply:
        """Take the upload in, and make ready the desk that answers from it."""
        if not self.waiting.there(action.upload):
            return plain(wording.telegram_expired())
        folder = self.waiting.folder(action.upload)
        who = pressed.reader._replace(person=pressed.person)
        with self.libraries.to_change(action.library) as library:
            if not self.waiting.there(action.upload):  # pressed twice, and the other was first
                return plain(wording.telegram_expired())
            report = library.ingest(sorted(folder.iterdir()), below=folder)
            total = len(library.names())
            names = [*report.added, *report.changed]
            with spared():
                self.service.history.changed(who, "added", names, library=action.library)
                self.waiting.drop(action.upload)
        self.libraries.desk(Reader(action.library, who.person))
        return plain(wording.upload_taken(report, total))


async def title(bot: Bot, chat: int) -> str:
    """What the group *chat* is called; its id, if Telegram does not say."""
    try:
        return (await bot.get_chat(chat)).title or str(chat)
    except TelegramError:
        return str(chat)


def free_name(given: str | None, folder: Path) -> str:
    """A name for a file sent as *given*, with nothing in it that could lead out of *folder*, and free there.

    ../../x.txt -> x.txt
    """
    last = (given or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*!').lstrip(". ")
    stem, dot, suffix = kept.rpartition(".")
    name = f"{shortened(stem)}.{suffix[-8:]}" if dot and stem else shortened(kept)
    path = PurePath(name or wording.UPLOAD_UNNAMED)
    names = chain([str(path)], (f"{path.stem}（{n}）{path.suffix}" for n in count(2)))
    return next(each for each in names if not (folder / each).exists())


def shortened(name: str) -> str:
    """As much of *name* as LONGEST_NAME bytes hold, its last character whole."""
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")
