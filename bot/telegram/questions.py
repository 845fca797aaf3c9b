"""Questions: a message in, an answer out. Nothing is decided here about what the answer is."""

from __future__ import annotations

import time

from telegram import Bot, Message, Update
from telegram.ext import ContextTypes

from bot import wording
from bot.telegram.addressing import Call, Reader, called, reader
from bot.telegram.commands import Commands, Said
from bot.telegram.conversations import Seat
from bot.telegram.reception import Reception, Spot
from bot.telegram.rendering import Reply, answer_reply


class Questions:
    """What people write to the bot."""

    def __init__(self, reception: Reception, commands: Commands) -> None:
        self.reception = reception
        self.commands = commands

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A text: answered if it is for the bot."""
        message, bot = update.effective_message, context.bot
        if message is None or (call := called(message, bot.bot)) is None:
            return
        who, spot = reader(message), Spot.under(message)
        if refusal := self.reception.access.refusal(who):
            await self.reception.say(bot, spot, refusal)
        elif call.command == "ask" and call.text:
            await self.ask(bot, spot, who, call.text)
        elif call.command in self.commands:
            await self.commands.run(call.command, Said(bot, message, who, call.text))
        else:
            await self.reception.say(bot, spot, await self._told(message, call, bot.username))

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A picture, a voice message, a file in a private chat: what to do instead."""
        message = update.effective_message
        if message is not None and not self.reception.access.refusal(reader(message)):
            await self.reception.say(context.bot, Spot.under(message), wording.telegram_text_only())

    async def ask(self, bot: Bot, spot: Spot, who: Reader, question: str, *, asked: bool = False) -> None:
        """Answer *question*; what the same person asks meanwhile waits for its turn.

        *asked* by a button, the question stands on top: nobody wrote it in the chat.
        """
        reception = self.reception
        if refusal := reception.quotas.refusal(who):
            await reception.say(bot, spot, refusal)
            return
        number = reception.record.asked(who, question, way="pressed" if asked else "said")
        seat = reception.conversations.seat(who)
        async with seat.lock:
            await reception.reply(
                bot, spot, who, lambda: self._answered(seat, who, question, number, asked=asked)
            )
            reception.conversations.keep(who, seat)

    def _answered(self, seat: Seat, who: Reader, question: str, number: int, *, asked: bool) -> Reply:
        """The answer, and what becomes of question *number* put on record."""
        began, status = time.perf_counter(), "failed"
        try:
            answer = seat.reply(self.reception.libraries.desk(who), question)
            status = answer.status
        finally:
            took = (time.perf_counter() - began) * 1000
            self.reception.record.answered(number, context=seat.before, status=status, took=took)
        return answer_reply(answer, asked=asked, number=number)

    async def _told(self, message: Message, call: Call, username: str) -> str:
        """The sentence for a call that is not a question."""
        private = message.chat.type == message.chat.PRIVATE
        if call.command == "ask":
            return wording.telegram_no_question(username, private=private)
        if call.command == "help":
            return wording.telegram_help(username, private=private)
        who = reader(message)
        async with self.reception.conversations.seat(who).lock:
            self.reception.conversations.forget(who)
        return wording.telegram_forgotten()
