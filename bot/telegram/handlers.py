"""Handlers: an update in, a reply out. Nothing is decided here about what the answer is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot import logs, wording
from bot.conversation import Conversation
from bot.telegram.addressing import Call, called, speaker, topic
from bot.telegram.conversations import Conversations, Key
from bot.telegram.presses import Ask, Open, Press, Presses
from bot.telegram.rendering import Button, Reply, answer_reply, context_reply, plain
from corpus.errors import WenjuError
from retrieval.asking import Desk

logger = logging.getLogger("wenju.telegram")

# An answer takes milliseconds: "typing…" is said only if this one does not.
PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reply goes: the chat, the forum topic, and the message it replies to."""

    chat: int
    topic: int | None
    message: int | None


class Handlers:
    """The bot's side of every chat."""

    def __init__(self, desk: Desk, *, allowed: Collection[int] = ()) -> None:
        self.desk = desk
        self.allowed = frozenset(allowed)
        self.conversations = Conversations(lambda: Conversation(desk))
        self.presses = Presses()

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A text: answered if it is for the bot."""
        message, bot = update.effective_message, context.bot
        if message is None or (call := called(message, bot.bot)) is None:
            return
        spot = Spot(message.chat.id, topic(message), message.message_id)
        if not self._may(spot.chat):
            await self._send(bot, spot, plain(wording.telegram_closed(spot.chat)))
        elif call.command == "ask" and call.text:
            key = Key(spot.chat, speaker(message), spot.topic)
            await self._ask(bot, spot, key, call.text)
        else:
            await self._send(bot, spot, plain(await self._told(message, call, bot.username)))

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A picture, a voice message, a file in a private chat: what to do instead."""
        if (message := update.effective_message) is not None and self._may(message.chat.id):
            spot = Spot(message.chat.id, topic(message), message.message_id)
            await self._send(context.bot, spot, plain(wording.telegram_text_only()))

    async def on_press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button: the citation opened, the suggestion asked, or a word that it has expired."""
        query = update.callback_query
        if query is None:
            return
        press = self._pressed(query)
        if press is None:
            await query.answer(wording.telegram_expired(), show_alert=True)
            return
        with contextlib.suppress(TelegramError):  # too late for the spinner is not too late for the reply
            await query.answer()
        spot = Spot(press.chat, press.topic, query.message.message_id if query.message else None)
        match press.action:
            case Open(citation):
                await self._reply(
                    context.bot,
                    spot,
                    lambda: context_reply(
                        citation, self.desk.context(citation.document, citation.start, citation.end)
                    ),
                )
            case Ask(question):
                key = Key(press.chat, query.from_user.id, press.topic)
                await self._ask(context.bot, spot, key, question, asked=True)

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Whatever else went wrong: one line in the log, without the words of the message."""
        error = context.error
        if isinstance(error, Forbidden):  # blocked, or thrown out of the group
            logger.info(wording.telegram_unsent(type(error).__name__))
        elif isinstance(error, TelegramError):
            logger.warning(wording.telegram_unsent(type(error).__name__))
        elif error is not None:
            logger.error(wording.telegram_failed(logs.where(error)))

    def _may(self, chat: int) -> bool:
        return not self.allowed or chat in self.allowed

    def _pressed(self, query: CallbackQuery) -> Press | None:
        """What the button of *query* stands for, if it still does and may be pressed here."""
        chat = query.message.chat.id if query.message else None
        if chat is None or not query.data or not self._may(chat):
            return None
        return self.presses.find(query.data, chat=chat)

    async def _told(self, message: Message, call: Call, username: str) -> str:
        """The sentence for a call that is not a question."""
        private = message.chat.type == message.chat.PRIVATE
        if call.command == "ask":
            return wording.telegram_no_question(username, private=private)
        if call.command == "help":
            return wording.telegram_help(username, private=private)
        seat = self.conversations.seat(Key(message.chat.id, speaker(message), topic(message)))
        async with seat.lock:
            seat.conversation.forget()
        return wording.telegram_forgotten()

    async def _ask(self, bot: Bot, spot: Spot, key: Key, question: str, *, asked: bool = False) -> None:
        """Answer *question*; what the same person asks meanwhile waits for its turn."""
        seat = self.conversations.seat(key)
        async with seat.lock:
            await self._reply(bot, spot, lambda: answer_reply(seat.conversation.reply(question), asked=asked))

    async def _reply(self, bot: Bot, spot: Spot, make: Callable[[], Reply]) -> None:
        """Send what *make* makes, off the event loop, or the sentence for why it could not."""
        work = asyncio.create_task(asyncio.to_thread(make))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        if not done:
            with contextlib.suppress(TelegramError):
                await bot.send_chat_action(spot.chat, ChatAction.TYPING, message_thread_id=spot.topic)
        try:
            reply = await work
        except WenjuError as error:
            reply = plain(str(error))
        except Exception as error:  # the reader is told, the log has the place; the bot goes on
            logger.error(wording.telegram_failed(logs.where(error)))
            reply = plain(wording.telegram_apology())
        await self._send(bot, spot, reply)

    async def _send(self, bot: Bot, spot: Spot, reply: Reply) -> None:
        """The pages in order, the first as a reply, the buttons under the last."""
        for number, page in enumerate(reply.pages, 1):
            to = ReplyParameters(spot.message, allow_sending_without_reply=True) if spot.message else None
            await bot.send_message(
                spot.chat,
                page.text,
                entities=page.entities,
                message_thread_id=spot.topic,
                reply_parameters=to if number == 1 else None,
                reply_markup=self._keyboard(spot, reply.rows) if number == len(reply.pages) else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

    def _keyboard(self, spot: Spot, rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
        if not rows:
            return None
        return InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton(
                        button.label,
                        callback_data=self.presses.add(Press(spot.chat, spot.topic, button.action)),
                    )
                    for button in row
                ]
                for row in rows
            ]
        )
