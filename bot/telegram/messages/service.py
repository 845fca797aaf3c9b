"""Service: what every handler works with. It composes replies off the event loop and sends them.

service.permissions.refusal(reader)              why this reader is not answered, if so
service.libraries.desk(reader)                   the documents that answer this reader
service.conversations, .turns, .history          what was asked before
await service.reply(bot, to, reader, make)
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import ChatMigrated, TelegramError

from bot import logs, wording
from bot.telegram.access.libraries import Desks
from bot.telegram.access.permissions import Permissions
from bot.telegram.memory.conversations import KEPT, Conversations, Turns
from bot.telegram.memory.history import History
from bot.telegram.memory.journal import handling
from bot.telegram.memory.presses import Press, Presses
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State, spared
from bot.telegram.messages.addressing import topic_of
from bot.telegram.messages.rendering import Button, Page, Reply, Rows, plain
from corpus.errors import WenjuError

logger = logging.getLogger("wenju.telegram")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

# An answer takes milliseconds: "typing…" is said only if this one does not.
PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a reply goes: the chat, the forum topic, and the message it replies to."""

    chat: int
    topic: int | None = None
    message: int | None = None

    @property
    def reply(self) -> ReplyParameters | None:
        """To the message, or to none if it has been deleted since."""
        return ReplyParameters(self.message, allow_sending_without_reply=True) if self.message else None

    @classmethod
    def under(cls, message: Message) -> Destination:
        return cls(message.chat.id, topic_of(message), message.message_id)


class Service:
    """The state, whose documents answer, who may ask and how much; and a way to answer them."""

    def __init__(self, state: State, libraries: Desks, permissions: Permissions, history: History) -> None:
        self.state = state
        self.libraries = libraries
        self.permissions = permissions
        self.history = history
        days = min(KEPT, history.days)  # questions are kept no longer here than in the history
        self.conversations = Conversations(state, days=days)
        self.presses = Presses(state, days=days)
        self.turns = Turns(state, days=days)

    async def reply(self, bot: Bot, to: Destination, reader: Reader, make: Callable[[], Reply]) -> None:
        """Send what *make* makes, or the sentence for why it could not."""
        await self.send(bot, to, reader, await self.made(bot, to, make))

    async def made(self, bot: Bot, to: Destination, make: Callable[[], Reply]) -> Reply:
        """What *make* makes off the event loop, announced if it takes its time; its error as a sentence."""
        work = asyncio.create_task(asyncio.to_thread(make))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        if not done:
            with contextlib.suppress(TelegramError):
                await bot.send_chat_action(to.chat, ChatAction.TYPING, message_thread_id=to.topic)
        try:
            return await work
        except WenjuError as error:
            return plain(str(error))
        except Exception as error:  # the reader is told, the log has the place; the bot goes on
            logger.error(wording.telegram_failed(logs.where(error)))
            return plain(wording.telegram_apology())

    async def say(self, bot: Bot, to: Destination, sentence: str) -> None:
        """Send a sentence of ours."""
        await self.send(bot, to, Reader(to.chat, to.chat), plain(sentence))

    async def send(self, bot: Bot, to: Destination, reader: Reader, reply: Reply) -> None:
        """The pages in order, the first as a reply, the buttons under the last."""
        now, last = handling(), 0
        for number, page in enumerate(reply.pages, 1):
            if now is not None and (earlier := now.next()) is not None:
                last = earlier  # sent before the bot was killed
                continue
            rows = reply.rows if number == len(reply.pages) else ()
            try:
                last = await self._send(bot, to, reader, page, rows)
            except ChatMigrated as error:
                self.moved(to.chat, error.new_chat_id)
                to, reader = Destination(error.new_chat_id), reader._replace(chat=error.new_chat_id)
                last = await self._send(bot, to, reader, page, rows)
            if now is not None:
                with spared():
                    now.note(last)
            to = replace(to, message=None)
        if reply.turn and last:
            with spared():
                self.turns.place(reply.turn, reply=last, pages=len(reply.pages))

    async def _send(self, bot: Bot, to: Destination, reader: Reader, page: Page, rows: Rows) -> int:
        """The id of the message that *page* is sent as."""
        keys, keyboard = self._keyboard(reader, rows)
        sent = await bot.send_message(
            to.chat,
            page.text,
            entities=page.entities,
            message_thread_id=to.topic,
            reply_parameters=to.reply,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
        if keys:
            with spared():
                self.presses.place(keys, chat=to.chat, message=sent.message_id)
        return sent.message_id

    def moved(self, old: int, new: int) -> None:
        """The group *old* has become the supergroup *new*: what is known of it goes along."""
        self.conversations.moved(old, new)
        self.permissions.moved(old, new)
        self.presses.expire(library=old)
        self.libraries.moved(old, new)

    def left(self, chat: int) -> None:
        """The bot is in *chat* no more: what was said there is forgotten; its library and the record stay."""
        self.conversations.left(chat)
        for table in ("presses", "turns"):
            self.state.execute(f"DELETE FROM {table} WHERE chat = ?", chat)

    async def edit(self, bot: Bot, message: int, reader: Reader, reply: Reply) -> None:
        """Put the last page of *reply*, and its buttons, in the place of *message*."""
        keys, keyboard = self._keyboard(reader, reply.rows)
        await bot.edit_message_text(
            reply.pages[-1].text,
            reader.chat,
            message,
            entities=reply.pages[-1].entities,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
        with spared():
            self.presses.place(keys, chat=reader.chat, message=message)

    def _keyboard(self, reader: Reader, rows: Rows) -> tuple[list[str], InlineKeyboardMarkup | None]:
        """The callback data of the buttons of *rows*, and the keyboard they make.

        None where the buttons cannot be kept: without them a reply is sent all the same.
        """
        keys: list[str] = []

        def made(button: Button) -> InlineKeyboardButton:
            keys.append(self.presses.add(Press(reader, button.action)))
            return InlineKeyboardButton(button.label, callback_data=keys[-1])

        if not rows:
            return [], None
        with spared():
            with self.state.together():
                keyboard = [[made(button) for button in row] for row in rows]
            return keys, InlineKeyboardMarkup(keyboard)
        return [], None
