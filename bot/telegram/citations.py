"""Citations: a quotation opened in its context."""

from __future__ import annotations

from bot import wording
from bot.telegram.actions import Ask, Open, digest
from bot.telegram.addressing import Reader
from bot.telegram.buttons import Buttons, Pressed
from bot.telegram.questions import Questions
from bot.telegram.reception import Reception
from bot.telegram.rendering import Reply, context_reply, plain


class Citations:
    """What the buttons under an answer do."""

    def __init__(self, reception: Reception, questions: Questions) -> None:
        self.reception = reception
        self.questions = questions

    def add_to(self, buttons: Buttons) -> None:
        buttons.on(Open, self.open)
        buttons.on(Ask, self.ask)

    async def open(self, pressed: Pressed, action: Open) -> None:
        """The passage in its context."""
        await self.reception.reply(
            pressed.bot, pressed.spot, pressed.reader, lambda: self._opened(pressed.reader, action)
        )

    def _opened(self, reader: Reader, action: Open) -> Reply:
        desk = self.reception.libraries.desk(reader)
        context = desk.context(action.document, action.start, action.end)
        if digest(context.quote) != action.digest:
            return plain(wording.telegram_changed())
        return context_reply(action.source, context)

    async def ask(self, pressed: Pressed, action: Ask) -> None:
        """The suggestion, asked by whoever pressed."""
        await self.questions.ask(pressed.bot, pressed.spot, pressed.reader, action.question, asked=True)
