"""Undoing: the button 撤销 under every message about a change, bound to that library and that version.

/undo shows the last change with the button: in a group that of its library, in private that of the library
which whoever asks has changed last.
"""

from __future__ import annotations

from bot import wording
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.keeping.targets import Target, target
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.keyboard import Button
from bot.telegram.messages.rendering import Reply, plain
from bot.telegram.messages.service import Service
from corpus.library.library import Library
from corpus.library.store import FILE


class Undoing:
    """The command and the button that undo a change."""

    def __init__(self, service: Service, libraries: Libraries) -> None:
        self.service = service
        self.libraries = libraries

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("undo", self.offer)
        buttons.on("undo", self.undo, valid=lambda pressed: pressed.turn.library is not None)

    async def offer(self, command: Command) -> None:
        """/undo: what was changed last, and the button."""
        who = command.reader
        library = who.chat if who.chat < 0 else self.service.history.last_changed(who.person)
        if library is None:
            library = COMMON
        if not await self.service.permissions.may_change(library, who.person):
            await command.answer(self.service, wording.library_not_yours(private=command.private))
            return
        named = await target(self.service, library, who)
        await self.service.reply(command.destination, lambda: self._offered(who, named))

    async def undo(self, pressed: Pressed) -> None:
        """撤销, if whoever pressed may still change the library and nothing has changed it since."""
        library = pressed.turn.library
        assert library is not None
        who = pressed.reader._replace(person=pressed.person)
        if not await self.service.permissions.may_change(library, pressed.person):
            reply = plain(wording.library_not_yours(private=pressed.reader.chat > 0))
        else:
            named = await target(self.service, library, who)
            reply = await self.service.composed(
                pressed.destination, lambda: self._undone(who, named, version=pressed.n)
            )
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    def _offered(self, who: Reader, target: Target) -> Reply:
        if not (self.libraries.kept(target.library) / FILE).is_file():
            return plain(wording.nothing_kept(target.title))
        with self.libraries.to_change(target.library) as library:
            versions = library.versions()
            if not versions:
                return plain(wording.nothing_to_undo(target.title))
            told = wording.last_change(target.title, versions[-1].note, versions[-1].made)
            return undoable(self.service, who, target.library, library, told)

    def _undone(self, who: Reader, target: Target, *, version: int) -> Reply:
        with self.libraries.to_change(target.library) as library:
            versions = library.versions()
            if not versions or versions[-1].number != version:
                note = versions[-1].note if versions else ""
                return plain(wording.changed_since(target.title, note))
            before = library.digests()
            if library.undo() is None:
                return plain(wording.nothing_to_undo(target.title))
            after = library.digests()
            done = wording.change_undone(
                gone=[name for name in before if name not in after],
                back=[name for name in after if name not in before],
                other=[name for name in after if before.get(name, after[name]) != after[name]],
            )
            with best_effort():
                self.service.history.changed(who, "undone", [done], library=target.library)
            told = wording.undone(target.title, done, len(after))
            return undoable(self.service, who, target.library, library, told, label=wording.BUTTON_REDO)


def undoable(
    service: Service,
    who: Reader,
    number: int,
    library: Library,
    told: str,
    *,
    label: str = wording.BUTTON_UNDO,
) -> Reply:
    """*told* about the newest version of *library*, that of chat *number*, with the button that undoes it."""
    with best_effort():
        turn = service.turns.add(Turn(who, (), library=number))
        row = (Button(label, "undo", library.versions()[-1].number),)
        return Reply(plain(told).pages, (row,), turn.id)
    return plain(told)
