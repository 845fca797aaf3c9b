"""Passages: a cited quotation opened in its document, and paging from there, a piece at a time.

A citation's button opens it in the place of the answer, for whoever asked. Others who press it get a link to
/start, which opens it in private if they may read the document. Every page is made from the document as
it is now, and only while the quotation still stands in it.
"""

from __future__ import annotations

from telegram import Bot

from bot import wording
from bot.telegram.asking.links import MARK, Links
from bot.telegram.memory.conversations import Quotation, Turn, digest
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

    def link(self, pressed: Pressed) -> str:
        """Where people who did not ask can open the quotation: for themselves, in private."""
        return address(self.service.bot, self.links.payload(pressed.turn.quotations[pressed.n - 1]))

    async def show(self, pressed: Pressed) -> None:
        """A page of the document in the place of the message: around the quotation, before or after it."""

        def compose() -> Reply:
            quotation = pressed.turn.quotations[pressed.n - 1]
            document = self.service.libraries.desk(pressed.reader).document(quotation.document)
            low, high = span(document, quotation, pressed.action, pressed.at or 0)
            return passage_reply(document, pressed.turn, pressed.n, low, high)

        reply = await self.service.composed(pressed.destination, compose)
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    async def start(self, command: Command) -> None:
        """/start shows the help; /start p_… opens the passage of a link."""
        if not (command.private and command.text.startswith(MARK)):
            await command.answer(
                self.service, wording.telegram_help(self.service.bot.username, private=command.private)
            )
            return

        def compose() -> Reply:
            quotation = self.links.find(command.text)
            if quotation is None:
                return plain(wording.telegram_no_passage())
            try:
                document = self.service.libraries.desk(command.reader).document(quotation.document)
            except UnknownDocument:  # the name of a document that may not be read is not shown
                return plain(wording.telegram_no_passage())
            turn = Turn(command.reader, (), quotations=(quotation,))
            with best_effort():
                turn = self.service.turns.add(turn)
            return passage_reply(document, turn, 1, *span(document, quotation, "open", 0))

        await self.service.reply(command.destination, compose)


def names_a_quotation(pressed: Pressed) -> bool:
    """Whether the turn has the quotation that the button opens."""
    return 0 < pressed.n <= len(pressed.turn.quotations)


def address(bot: Bot, payload: str) -> str:
    """The address that sends /start with *payload* to *bot*."""
    return f"{bot.link}?start={payload}"


def span(document: Document, quotation: Quotation, action: str, at: int) -> tuple[int, int]:
    """The characters to show: around the quotation, before *at* ("earlier"), or after it ("later")."""
    text = document.text
    if action == "earlier":
        low = text.rfind("\n", 0, max(0, at - STEP)) + 1
        return max(low, at - 2 * STEP), at
    if action == "later":
        line_end = text.find("\n", min(len(text), at + STEP))
        high = line_end if line_end >= 0 else len(text)
        return at, min(high, at + 2 * STEP)
    context = context_of(document, quotation.start, quotation.end)
    return quotation.start - len(context.before), quotation.end + len(context.after)


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
    rows = paging(text, turn, n, low, high) if turn.id else ()
    return Reply(tuple(pages(blocks)), rows, turn.id)


def paging(text: str, turn: Turn, n: int, low: int, high: int) -> Rows:
    """Earlier and later, where there is more text, and back, where there is an answer."""
    on = []
    if text[:low].strip():
        on.append(Button(wording.BUTTON_EARLIER, "earlier", n, low))
    if text[high:].strip():
        on.append(Button(wording.BUTTON_LATER, "later", n, high))
    back = (Button(wording.BUTTON_BACK, "back"),) if turn.texts else ()
    return tuple(row for row in (tuple(on), back) if row)
