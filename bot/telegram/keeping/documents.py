"""Documents: what the libraries of a chat hold, and the commands that remove documents.

/docs and /sources are for everybody who may ask, and list only what may be read in the chat. /remove and
/undo change one library: in a group the group's own, in private the common one.
"""

from __future__ import annotations

from collections import Counter

from bot import locations, wording
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.rendering import Reply, plain
from bot.telegram.messages.service import Service
from corpus.library.store import FILE


class Documents:
    """The commands about documents."""

    def __init__(self, service: Service, libraries: Libraries) -> None:
        self.service = service
        self.libraries = libraries

    def add_to(self, commands: Commands) -> None:
        commands.on("docs", self.docs)
        commands.on("sources", self.sources)
        commands.on("remove", self.remove)
        commands.on("undo", self.undo)

    async def docs(self, command: Command) -> None:
        """/docs: the files; /docs 昆明: those with 昆明 in their names."""
        await self.service.reply(command.destination, lambda: self._listed(command))

    async def sources(self, command: Command) -> None:
        """/sources: the places, and the number of articles on each."""
        await self.service.reply(command.destination, lambda: self._described(command))

    async def remove(self, command: Command) -> None:
        """/remove 汇编.txt."""
        if await self._keeps(command):
            await self.service.reply(command.destination, lambda: self._removed(command))

    async def undo(self, command: Command) -> None:
        """/undo: undo the last change of the library."""
        if await self._keeps(command):
            await self.service.reply(command.destination, lambda: self._undone(command))

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
            names = [name for name in library.names() if command.text in name]
            library.close()
            common = folder == self.libraries.common()
            lists.append(wording.documents_listed(names, common=common, bundled=folder is None))
        return plain("\n\n".join(lists))

    def _described(self, command: Command) -> Reply:
        catalogue = self.libraries.desk(command.reader).catalogue
        articles = list(catalogue.articles.values())
        counts = Counter(article.place for article in articles)
        places = [(place, counts[place]) for place in catalogue.places]
        periods = [article.period for article in articles if article.period]
        return plain(wording.sources(len(catalogue.documents), len(articles), places, periods))

    def _removed(self, command: Command) -> Reply:
        library, name = self._library(command), command.text.strip("《》 ")
        folder = self.libraries.kept(library)
        if not name:
            return plain(wording.remove_how())
        if not (folder / FILE).is_file():
            return plain(wording.nothing_kept())
        with self.libraries.to_change(library) as opened:
            if name not in opened.names():
                return plain(wording.no_such_document(name))
            opened.remove(name)
            left = len(opened.names())
            with best_effort():
                self.service.history.changed(command.reader, "removed", [name], library=library)
        return plain(wording.document_removed(name, left))

    def _undone(self, command: Command) -> Reply:
        library = self._library(command)
        if not (self.libraries.kept(library) / FILE).is_file():
            return plain(wording.nothing_kept())
        with self.libraries.to_change(library) as opened:
            before = opened.digests()
            undone = opened.undo()
            if undone is None:
                return plain(wording.nothing_to_undo())
            after = opened.digests()
            done = wording.change_undone(
                gone=[name for name in before if name not in after],
                back=[name for name in after if name not in before],
                other=[name for name in after if before.get(name, after[name]) != after[name]],
            )
            with best_effort():
                self.service.history.changed(command.reader, "undone", [done], library=library)
        return plain(wording.undone(done, len(after)))

    @staticmethod
    def _library(command: Command) -> int:
        return COMMON if command.private else command.reader.chat
