"""Passages: a cited quotation opened in its document, and paging from there, a piece at a time.

In private, a citation's button opens it in the place of the answer. In a group it gives each reader a link to
/start, which opens it in private if they may read the document: out of the group's own library, if Telegram
says that they are a member. Every page is made from the document as it is now, and only while the quotation
still stands in it; paging ends where its article does.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot

from bot import wording
from bot.telegram.asking.links import MARK, Links
from bot.telegram.memory.conversations import Quotation, Turn, digest
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.keyboard import Button, Rows
from bot.telegram.messages.rendering import UNITS, Block, Reply, fitting, pages, plain, units
from bot.telegram.messages.service import Service
from corpus.document import Document
from corpus.errors import UnknownDocument
from retrieval.desk import context_of

STEP = 800  # characters of a page before or after the quotation


class Passages:
    """The buttons that open and page through documents, and the links that do."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.links = Links(service.state)

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("start", self.start)
        buttons.on("open", self.show, valid=names_a_quotation, link=self.link)
        buttons.on("earlier", self.show, valid=names_a_quotation)
        buttons.on("later", self.show, valid=names_a_quotation)

    def link(self, pressed: Pressed) -> str | None:
        """Where a quotation opens that is cited in a group: in private, for each reader."""
        if pressed.reader.chat > 0:
            return None
        quotation = pressed.turn.quotations[pressed.n - 1]
        return address(self.service.bot, self.links.payload(quotation, pressed.reader.chat))

    async def show(self, pressed: Pressed) -> None:
        """A page of the document in the place of the message: around the quotation, before or after it."""
        turn, quotation = pressed.turn, pressed.turn.quotations[pressed.n - 1]
        reads = await self._reads(pressed.reader, turn.library)

        def compose() -> Reply:
            if reads is None:
                return plain(wording.telegram_no_passage())
            document = self.service.libraries.desk(reads).document(quotation.document)
            low, high = span(document, quotation, pressed.action, pressed.at or 0)
            return passage_reply(document, turn, pressed.n, low, high)

        reply = await self.service.composed(pressed.destination, compose)
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    async def start(self, command: Command) -> None:
        """/start shows the help; /start p_… opens the passage of a link."""
        if not (command.private and command.text.startswith(MARK)):
            told = wording.telegram_help(self.service.bot.username, private=command.private)
            await command.answer(self.service, told)
            return
        found = self.links.find(command.text)
        if found is None:
            await command.answer(self.service, wording.telegram_no_passage())
            return
        quotation, chat = found
        readers = [command.reader, await self._reads(command.reader, chat)]
        await self.service.reply(
            command.destination, lambda: self._opened(list(filter(None, readers)), quotation)
        )

    def _opened(self, readers: Sequence[Reader], quotation: Quotation) -> Reply:
        """*quotation* for the first of *readers*, read as the first of them that may."""
        reader = readers[0]
        for reads in readers:
            document = self._holding(reads, quotation)
            if document is not None:
                library = reads.chat if reads.chat != reader.chat else None
                turn = Turn(reader, (), quotations=(quotation,), library=library)
                with best_effort():
                    turn = self.service.turns.add(turn)
                return passage_reply(document, turn, 1, *span(document, quotation, "open", 0))
        return plain(wording.telegram_no_passage())

    def _holding(self, reader: Reader, quotation: Quotation) -> Document | None:
        """The document of *quotation*, if *reader* may read it and it still says so."""
        try:
            document = self.service.libraries.desk(reader).document(quotation.document)
        except UnknownDocument:
            return None
        quoted = document.text[quotation.start : quotation.end]
        return document if digest(quoted) == quotation.digest else None

    async def _reads(self, reader: Reader, library: int | None) -> Reader | None:
        """As whom *reader* reads in the group *library*; None if *reader* is no member of it."""
        if library is None or library == reader.chat:
            return reader
        member = await self.service.permissions.is_member(library, reader.person)
        return reader._replace(chat=library) if member else None


def names_a_quotation(pressed: Pressed) -> bool:
    """Whether the turn has the quotation that the button opens."""
    return 0 < pressed.n <= len(pressed.turn.quotations)


def address(bot: Bot, payload: str) -> str:
    """The address that sends /start with *payload* to *bot*."""
    return f"{bot.link}?start={payload}"


def span(document: Document, quotation: Quotation, action: str, at: int) -> tuple[int, int]:
    """The characters to show: around the quotation, before *at* ("earlier"), or after it ("later").

    They stay inside the article of the quotation: what stands beyond is of another place.
    """
    first, last = article_of(document, quotation)
    text = document.text
    if action == "earlier":
        low = text.rfind("\n", 0, max(0, at - STEP)) + 1
        return max(low, at - 2 * STEP, first), at
    if action == "later":
        line_end = text.find("\n", min(len(text), at + STEP))
        high = line_end if line_end >= 0 else len(text)
        return at, min(high, at + 2 * STEP, last)
    context = context_of(document, quotation.start, quotation.end)
    low, high = quotation.start - len(context.before), quotation.end + len(context.after)
    return max(low, first), min(high, last)


def article_of(document: Document, quotation: Quotation) -> tuple[int, int]:
    """(start, end) of the article that *quotation* stands in; of the whole text where it is in none."""
    spans = ((a.start, a.end) for a in document.articles if a.start <= quotation.start < a.end)
    return next(spans, (0, len(document.text)))


def passage_reply(document: Document, turn: Turn, n: int, low: int, high: int) -> Reply:
    """text[low:high] of *document* on one page, as far as it fits, with quotation *n* of *turn* in bold.

    With buttons to go on, and back to the answer if the turn has one.
    """
    text, quotation = document.text, turn.quotations[n - 1]
    if digest(text[quotation.start : quotation.end]) != quotation.digest:
        return plain(wording.telegram_changed())
    while low < high and text[low].isspace():
        low += 1
    title = f"{quotation.source}\n{wording.telegram_line(document.line(min(low, len(text) - 1)))}"
    high = low + fitting(text[low:high], UNITS - units(title) - 1)
    shown = text[low:high].rstrip()
    start, end = (min(max(at - low, 0), len(shown)) for at in (quotation.start, quotation.end))
    marks = (("blockquote", 0, len(shown)), ("bold", start, end))
    blocks = (Block(title, (("bold", 0, len(quotation.source)),)), Block(shown, marks, gap="\n"))
    rows = paging(document, turn, n, low, high) if turn.id else ()
    return Reply(tuple(pages(blocks)), rows, turn.id)


def paging(document: Document, turn: Turn, n: int, low: int, high: int) -> Rows:
    """Earlier and later, where there is more of the article, and back, where there is an answer."""
    first, last = article_of(document, turn.quotations[n - 1])
    on = []
    if document.text[first:low].strip():
        on.append(Button(wording.BUTTON_EARLIER, "earlier", n, low))
    if document.text[high:last].strip():
        on.append(Button(wording.BUTTON_LATER, "later", n, high))
    back = (Button(wording.BUTTON_BACK, "back"),) if turn.texts else ()
    return tuple(row for row in (tuple(on), back) if row)
