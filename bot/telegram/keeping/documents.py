"""Holdings: what the libraries of a chat hold, and how its keepers take something out of their own.

/docs and /sources are for everybody who may ask; they speak of what may be read here, and of nothing
else. /remove and /undo change the one library that is kept from here: in a group its own, in private
the common one.
"""

from __future__ import annotations

from collections import Counter

from bot import locations, wording
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.memory.state import spared
from bot.telegram.messages.commands import Commands, Said
from bot.telegram.messages.rendering import Reply, plain
from bot.telegram.messages.service import Service
from corpus.library.store import FILE


class Documents:
    """What is there, and what is taken out."""

    def __init__(self, service: Service, libraries: Libraries) -> None:
        self.service = service
        self.libraries = libraries

    def add_to(self, commands: Commands) -> None:
        commands.on("docs", self.docs)
        commands.on("sources", self.sources)
        commands.on("remove", self.remove)
        commands.on("undo", self.undo)

    async def docs(self, said: Said) -> None:
        """/docs: the files; /docs 昆明: those with 昆明 in their names."""
        await self.service.reply(said.bot, said.destination, lambda: self._listed(said))

    async def sources(self, said: Said) -> None:
        """/sources: the places and how many articles there are on each."""
        await self.service.reply(said.bot, said.destination, lambda: self._described(said))

    async def remove(self, said: Said) -> None:
        """/remove 汇编.txt."""
        if await self._keeps(said):
            await self.service.reply(said.bot, said.destination, lambda: self._removed(said))

    async def undo(self, said: Said) -> None:
        """/undo: the last change of the library taken back."""
        if await self._keeps(said):
            await self.service.reply(said.bot, said.destination, lambda: self._undone(said))

    async def _keeps(self, said: Said) -> bool:
        """Whether who *said* it keeps the library of this chat; if not, the sentence for it is sent."""
        if await self.service.permissions.may_keep(said.bot, said.reader.chat, said.reader.person):
            return True
        await said.answer(self.service, wording.library_not_yours(private=said.private))
        return False

    def _listed(self, said: Said) -> Reply:
        lists = []
        for folder in self.libraries.folders(said.reader.chat):
            library = locations.opened(folder)
            names = [name for name in library.names() if said.text in name]
            library.close()
            common = folder == self.libraries.common()
            lists.append(wording.documents_listed(names, common=common, bundled=folder is None))
        return plain("\n\n".join(lists))

    def _described(self, said: Said) -> Reply:
        catalogue = self.libraries.desk(said.reader).catalogue
        articles = list(catalogue.articles.values())
        counts = Counter(article.place for article in articles)
        places = [(place, counts[place]) for place in catalogue.places]
        periods = [article.period for article in articles if article.period]
        return plain(wording.sources(len(catalogue.documents), len(articles), places, periods))

    def _removed(self, said: Said) -> Reply:
        library, name = self._library(said), said.text.strip("《》 ")
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
            with spared():
                self.service.history.changed(said.reader, "removed", [name], library=library)
        return plain(wording.document_removed(name, left))

    def _undone(self, said: Said) -> Reply:
        library = self._library(said)
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
            with spared():
                self.service.history.changed(said.reader, "undone", [done], library=library)
        return plain(wording.undone(done, len(after)))

    @staticmethod
    def _library(said: Said) -> int:
        return COMMON if said.private else said.reader.chat
