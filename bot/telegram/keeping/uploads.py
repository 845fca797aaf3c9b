"""Uploads: files sent to the bot, described before they are added to a library, then added or deleted.

    a file, or several sent as one album
        ─▶ which libraries may the sender change? ─▶ downloaded to a folder of its own
        ─▶ described as in a dry run, with a button for each library, and 放弃
        ─▶ 收入: the library has a new version, which answers the next question

In a group, a file is for the group's own library, and is read only when the bot is addressed: in the
file's caption, or by /add as a reply to it. In private, it is for the common library if an admin sends
it, or for that of a group whose administrator sends it. A question that stands under a file is answered too.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path, PurePath

from telegram import Document, Message
from telegram.error import TelegramError

from bot import logs, wording
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.keeping.pending_uploads import PendingUploads
from bot.telegram.keeping.targets import Target, target, targets
from bot.telegram.keeping.undoing import undoable
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.addressing import called, reader_of
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.keyboard import Button
from bot.telegram.messages.remarks import is_question
from bot.telegram.messages.rendering import Reply, plain
from bot.telegram.messages.service import Destination, Service
from bot.wording import Replaced
from corpus.document import Document as CorpusDocument
from corpus.library.library import Report

logger = logging.getLogger("wenju.telegram")

LARGEST = 20 * 1024 * 1024  # bytes; the Bot API hands out no larger file
LARGE = 2 * 1024 * 1024  # bytes; reading more takes long enough to say so
PATIENCE = 60.0  # seconds for the download of one file
ALBUM = 1.0  # seconds after its first file within which the others of an album arrive
MOST_PENDING = 20  # uploads of one person that wait for a decision
LONGEST_NAME = 180  # bytes, without its suffix; a file system takes 255, and “（2）” has to fit

Ask = Callable[[Destination, Reader, str], Awaitable[None]]


class Uploads:
    """What happens to files that people send."""

    def __init__(self, service: Service, libraries: Libraries, ask: Ask) -> None:
        self.service = service
        self.ask = ask
        self.libraries = libraries
        self.pending = PendingUploads(service.state, libraries.incoming())
        self._albums: dict[tuple[int, str], list[Message]] = {}
        service.when_moved(self.pending.moved)

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("add", self.add)
        buttons.on("take", self.take, valid=lambda pressed: self._library(pressed) is not None)
        buttons.on("drop", self.drop, valid=lambda pressed: self._is_pending(pressed.turn))

    async def on_file(self, message: Message, update: int) -> None:
        """A file, if it is for the bot; the first file of an album waits for the others."""
        if not (messages := await self._album(message)):
            return
        calls = ((each, called(each, self.service.bot.bot)) for each in messages)
        addressed, call = next(((each, call) for each, call in calls if call is not None), (None, None))
        if addressed is None or call is None:
            return
        who = reader_of(addressed)
        documents = [each.document for each in messages if each.document]
        if not is_question(call.text) or self.service.permissions.refusal(who):
            await self._offered(Command(addressed, who, update), documents)
            return
        await self.ask(Destination.under(addressed, update), who, call.text)
        if await targets(self.service, who):
            await self._offered(Command(addressed, who, 0), documents)

    async def add(self, command: Command) -> None:
        """/add, as a reply to a file."""
        earlier = command.message.reply_to_message
        if earlier is None or earlier.document is None:
            await command.answer(self.service, wording.upload_how(private=command.private))
        else:
            await self._offered(command, [earlier.document])

    async def _offered(self, command: Command, documents: Sequence[Document]) -> None:
        """Describe *documents*, and ask whether to add them; large ones take time, which is said first."""
        offered = await targets(self.service, command.reader)
        if refusal := self._refusal(command, offered):
            await command.answer(self.service, refusal)
            return
        self.service.met(command.message.chat, command.message.from_user)
        told = 0
        sizes = [document.file_size or 0 for document in documents]
        if sum(size for size in sizes if size <= LARGEST) > LARGE:
            told = await self.service.send(command.destination, plain(wording.upload_reading(len(documents))))
        reply = await self._summary(command, documents, offered)
        if told:
            await self.service.edit(command.reader.chat, told, reply)
        else:
            await self.service.send(command.destination, reply)

    def _refusal(self, command: Command, offered: Sequence[Target]) -> str | None:
        """The sentence that says why nothing is taken from whoever sent *command*."""
        if refusal := self.service.permissions.refusal(command.reader):
            return refusal
        if not offered:
            return wording.upload_not_yours(private=command.private)
        if self.pending.count(command.reader.person) >= MOST_PENDING:
            return wording.upload_too_many(MOST_PENDING)
        return None

    async def _summary(
        self, command: Command, documents: Sequence[Document], offered: Sequence[Target]
    ) -> Reply:
        """The description of *documents*, downloaded, with its buttons; or why they cannot be stored."""
        number = 0
        try:
            number = self.pending.add(command.reader.person)
            refused = await self._download(documents, number)
        except (OSError, sqlite3.Error) as error:  # most likely a full disk
            logger.error(wording.telegram_failed(logs.where(error)))
            with best_effort():
                self.pending.delete(number)
            return plain(wording.upload_no_room())
        reply = await self.service.composed(
            command.destination, lambda: self._described(command.reader, number, offered, refused)
        )
        if not reply.rows:
            self.pending.delete(number)
        return reply

    async def take(self, pressed: Pressed) -> None:
        """收入, if who pressed may still change the library; the result replaces the description."""
        library = self._library(pressed)
        if library is None:
            return
        if not await self.service.permissions.may_change(library, pressed.person):
            reply = plain(wording.upload_not_yours(private=pressed.reader.chat > 0))
        else:
            who = pressed.reader._replace(person=pressed.person)
            into = await target(self.service, library, who)
            reply = await self.service.composed(pressed.destination, lambda: self._taken(pressed, into))
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    async def drop(self, pressed: Pressed) -> None:
        """放弃."""
        if (upload := self.pending.offered(pressed.turn.id)) is not None:
            self.pending.delete(upload.number)
        reply = plain(wording.upload_dropped())
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    async def _album(self, message: Message) -> list[Message]:
        """The messages of the album of *message*; none if another of them waits for it."""
        if message.media_group_id is None:
            return [message]
        key = (message.chat.id, message.media_group_id)
        if key in self._albums:
            self._albums[key].append(message)
            return []
        self._albums[key] = [message]
        await asyncio.sleep(ALBUM)
        return sorted(self._albums.pop(key), key=lambda each: each.message_id)

    async def _download(self, documents: Sequence[Document], number: int) -> list[str]:
        """Download *documents* into the upload's folder; a sentence for each that is too large or failed.

        Raises OSError where they cannot be written.
        """
        refused = []
        for document in documents:
            name = free_name(document.file_name, self.pending.folder(number))
            if (document.file_size or 0) > LARGEST:
                refused.append(wording.upload_too_large(name, LARGEST // 1024**2))
                continue
            try:
                file = await self.service.bot.get_file(document.file_id, read_timeout=PATIENCE)
                await file.download_to_drive(self.pending.folder(number) / name, read_timeout=PATIENCE)
            except TelegramError:
                refused.append(wording.upload_not_fetched(name))
        return refused

    def _described(
        self, who: Reader, number: int, targets: Sequence[Target], refused: Sequence[str]
    ) -> Reply:
        """What adding upload *number* to one of *targets* would do, with a button for each.

        There is none if there is nothing to add.
        """
        report, replaced = self._tried(number, targets)
        if not (report.added or report.changed):
            return plain(wording.upload_described(report, refused, replaced, choice=False))
        bundled = self.libraries.common() is None and any(t.library == COMMON for t in targets)
        choice = len(targets) > 1 and bool(replaced)
        told = wording.upload_described(report, refused, replaced, choice=choice, replaces_bundled=bundled)
        with best_effort():
            turn = self.service.turns.add(Turn(who, ()))
            self.pending.offer(number, turn=turn.id, libraries=[t.library for t in targets])
            take = [Button(wording.upload_take(each.title), "take", n) for n, each in enumerate(targets, 1)]
            buttons = (*take, Button(wording.UPLOAD_DROP, "drop"))
            rows = (buttons,) if len(targets) == 1 else tuple((b,) for b in buttons)
            return Reply(plain(told).pages, rows, turn.id)
        return plain(told)

    def _tried(self, number: int, targets: Sequence[Target]) -> tuple[Report, list[Replaced]]:
        """The report of a dry run, and what would be replaced in each library.

        Where there is a choice of libraries, the files are read once, as for an empty one.
        """
        folder = self.pending.folder(number)
        if not (files := sorted(folder.iterdir())):
            return Report(), []
        with self.libraries.to_try(targets[0].library if len(targets) == 1 else None) as library:
            report = library.ingest(files, dry=True, below=folder)
        return report, [each for target in targets for each in self._replaced(target, report.documents)]

    def _replaced(self, target: Target, documents: Sequence[CorpusDocument]) -> Iterator[Replaced]:
        """Which of *documents* the library has already, by name, and whether they are on other places."""
        with self.libraries.to_try(target.library) as library:
            held = library.digests()
            for new in documents:
                if held.get(new.name, new.digest) != new.digest:
                    old = library.document(new.name)
                    yield Replaced(target.title, new.name, places_of(old), places_of(new))

    def _library(self, pressed: Pressed) -> int | None:
        """The library that the button adds its upload to; None if either is gone."""
        upload = self.pending.offered(pressed.turn.id)
        return upload.library(pressed.n) if upload is not None else None

    def _is_pending(self, turn: Turn) -> bool:
        return self.pending.offered(turn.id) is not None

    def _taken(self, pressed: Pressed, into: Target) -> Reply:
        """Add the upload to the library *into*, and build the desk that answers from it."""
        who = pressed.reader._replace(person=pressed.person)
        with self.libraries.to_change(into.library) as library:
            upload = self.pending.offered(pressed.turn.id)
            if upload is None:  # pressed twice, and the other press was first
                return plain(wording.telegram_expired())
            folder = self.pending.folder(upload.number)
            report = library.ingest(sorted(folder.iterdir()), below=folder)
            total = len(library.names())
            names = [*report.added, *report.changed]
            with best_effort():
                self.service.history.changed(who, "added", names, library=into.library)
                self.pending.delete(upload.number)
            told = wording.upload_taken(into.title, report, total)
            reply = undoable(self.service, who, into.library, library, told) if names else plain(told)
        self.libraries.desk(Reader(into.library, who.person))
        return reply


def places_of(document: CorpusDocument) -> tuple[str, ...]:
    """The places that the articles of *document* are on."""
    return tuple(dict.fromkeys(article.place.full for article in document.articles if article.place))


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
