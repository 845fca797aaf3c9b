"""Documents: what the libraries of a chat hold, and the command that removes documents.

/docs and /sources are for everybody who may ask, and list only what may be read in the chat. /remove changes
one library: in a group the group's own, in private the common one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import PurePath

from bot import locations, wording
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.keeping.targets import Target, target
from bot.telegram.keeping.undoing import undoable
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.keyboard import Button
from bot.telegram.messages.rendering import Reply, label, plain
from bot.telegram.messages.service import Service
from corpus.library.store import FILE

MOST = 6  # names that are suggested


class Documents:
    """The commands about documents."""

    def __init__(self, service: Service, libraries: Libraries) -> None:
        self.service = service
        self.libraries = libraries

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("docs", self.docs)
        commands.on("sources", self.sources)
        commands.on("remove", self.remove)
        buttons.on("remove", self.press_remove, valid=lambda p: 0 < p.n <= len(p.turn.suggestions))

    async def docs(self, command: Command) -> None:
        """/docs: the files; /docs 昆明: those with 昆明 in their names."""
        await self.service.reply(command.destination, lambda: self._listed(command))

    async def sources(self, command: Command) -> None:
        """/sources: the places, and the number of articles on each."""
        await self.service.reply(command.destination, lambda: self._described(command))

    async def remove(self, command: Command) -> None:
        """/remove 汇编.txt."""
        if await self._keeps(command):
            who, name = command.reader, command.text.strip("《》 ")
            named = await target(self.service, COMMON if command.private else who.chat, who)
            await self.service.reply(command.destination, lambda: self._removed(who, named, name))

    async def press_remove(self, pressed: Pressed) -> None:
        """The button of a name that /remove suggested."""
        who = pressed.reader._replace(person=pressed.person)
        if (library := pressed.turn.library) is None:
            return
        if not await self.service.permissions.may_change(library, pressed.person):
            reply = plain(wording.library_not_yours(private=who.chat > 0))
        else:
            named = await target(self.service, library, who)
            name = pressed.turn.suggestions[pressed.n - 1]
            reply = await self.service.composed(pressed.destination, lambda: self._removed(who, named, name))
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    async def _keeps(self, command: Command) -> bool:
        """Whether the sender may change the library of this chat; if not, a sentence says so."""
        if await self.service.permissions.may_change(command.reader.chat, command.reader.person):
            return True
        await command.answer(self.service, wording.library_not_yours(private=command.private))
        return False

    def _listed(self, command: Command) -> Reply:
        lists = []
        for folder in self.libraries.folders(command.reader.chat):
            library = locations.opened(folder)
            names = library.names()
            library.close()
            common, said = folder == self.libraries.common(), command.text
            shown = [name for name in names if said in name]
            title = wording.library_title(common=common, bundled=folder is None)
            if said and not shown:
                lists.append(wording.no_name_with(title, said, len(names), alike(said, names)))
            else:
                lists.append(wording.documents_listed(title, shown))
        return plain("\n\n".join(lists))

    def _described(self, command: Command) -> Reply:
        catalogue = self.libraries.desk(command.reader).catalogue
        articles = list(catalogue.articles.values())
        counts = Counter(article.place for article in articles)
        places = [(place, counts[place]) for place in catalogue.places]
        periods = [article.period for article in articles if article.period]
        return plain(wording.sources(len(catalogue.documents), len(articles), places, periods))

    def _removed(self, who: Reader, target: Target, name: str) -> Reply:
        if not name:
            return plain(wording.remove_how())
        if not (self.libraries.kept(target.library) / FILE).is_file():
            return plain(wording.nothing_kept(target.title))
        with self.libraries.to_change(target.library) as library:
            names = library.names()
            if name not in names:
                return self._suggested(who, target, name, alike(name, names))
            library.remove(name)
            with best_effort():
                self.service.history.changed(who, "removed", [name], library=target.library)
            told = wording.document_removed(target.title, name, len(names) - 1)
            return undoable(self.service, who, target.library, library, told)

    def _suggested(self, who: Reader, target: Target, name: str, names: Sequence[str]) -> Reply:
        """*name* is no document of the library: those that may be meant, each with a button."""
        told = plain(wording.no_such_document(target.title, name, bool(names)))
        with best_effort():
            turn = Turn(who, (), library=target.library, suggestions=tuple(names))
            rows = tuple((Button(label(each), "remove", n),) for n, each in enumerate(names, 1))
            return Reply(told.pages, rows, self.service.turns.add(turn).id) if names else told
        return told


def alike(name: str, names: Sequence[str]) -> list[str]:
    """The names that *name* may mean: those that contain it, else those spelled much like it."""
    stems = {PurePath(each).stem: each for each in names}
    near = get_close_matches(PurePath(name).stem, stems, MOST)
    return [each for each in names if name in each][:MOST] or [stems[stem] for stem in near]
