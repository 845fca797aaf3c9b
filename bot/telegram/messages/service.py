"""Service: what every handler works with. It composes replies off the event loop and sends them.

service.permissions.refusal(reader)              why this reader is not answered, if so
service.libraries.desk(reader)                   the documents that answer this reader
service.conversations, .turns, .history          what was asked before
await service.reply(to, compose)
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from telegram import Bot, Chat, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters, User
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot import logs, wording
from bot.telegram.access.libraries import Desks
from bot.telegram.access.permissions import Permissions
from bot.telegram.memory.conversations import KEPT, Conversations, Turns
from bot.telegram.memory.history import History
from bot.telegram.memory.journal import Journal
from bot.telegram.memory.state import State, best_effort
from bot.telegram.messages.addressing import topic_of
from bot.telegram.messages.keyboard import keyboard
from bot.telegram.messages.rendering import Page, Reply, plain
from corpus.errors import WenjuError

logger = logging.getLogger("wenju.telegram")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"  # what Telegram says where a button was pressed twice

# An answer takes milliseconds: "typing…" is shown only if it takes longer than this.
PATIENCE = 0.5  # seconds
TYPING = 4.5  # seconds for which Telegram shows it

Moved = Callable[[int, int], None]  # from the old chat to the new one


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a reply goes: the chat, the forum topic, and the message it replies to.

    *update* is the update that is replied to, with one reply; 0 if the reply need not survive a crash.
    """

    chat: int
    topic: int | None = None
    message: int | None = None
    update: int = 0

    @property
    def reply(self) -> ReplyParameters | None:
        """A reply to the message, or to none if it has been deleted meanwhile."""
        return ReplyParameters(self.message, allow_sending_without_reply=True) if self.message else None

    @classmethod
    def under(cls, message: Message, update: int) -> Destination:
        """A reply to *message* of *update*, in its topic."""
        return cls(message.chat.id, topic_of(message), message.message_id, update)


class Service:
    """The parts that handlers share, and the sending of replies."""

    def __init__(
        self,
        bot: Bot,
        state: State,
        journal: Journal,
        libraries: Desks,
        permissions: Permissions,
        history: History,
    ) -> None:
        self.bot = bot
        self.state = state
        self.journal = journal
        self.libraries = libraries
        self.permissions = permissions
        self.history = history
        days = min(KEPT, history.days)  # questions are kept no longer here than in the history
        self.conversations = Conversations(state, days=days)
        self.turns = Turns(state, days=days)
        self._moved: list[Moved] = [
            self.conversations.moved,
            self.turns.moved,
            permissions.moved,
            libraries.moved,
        ]

    def when_moved(self, does: Moved) -> None:
        """Call *does* with the old and the new id when a group becomes a supergroup."""
        self._moved.append(does)

    def moved(self, old: int, new: int) -> None:
        """The group *old* has become the supergroup *new*: everything stored about it follows."""
        for does in self._moved:
            does(old, new)

    def left(self, chat: int) -> None:
        """The bot was removed from *chat*: what was said there is deleted; its library and history stay."""
        self.conversations.left(chat)
        self.turns.left(chat)

    def met(self, chat: Chat, person: User | None) -> None:
        """Remember what a group and who wrote in it are called, for who runs the bot."""
        with best_effort():
            if chat.title:
                self.history.met(chat.id, chat.title)
            if person is not None and not person.is_bot:
                self.history.met(person.id, person.full_name)

    async def reply(self, to: Destination, compose: Callable[[], Reply]) -> None:
        """Send what *compose* returns, or the sentence that says why it failed."""
        await self.send(to, await self.composed(to, compose))

    async def composed(self, to: Destination, compose: Callable[[], Reply]) -> Reply:
        """What *compose* returns, run in a thread, with "typing…" if it is slow; an error as a sentence."""
        work = asyncio.create_task(asyncio.to_thread(compose))
        patience = PATIENCE
        while not (await asyncio.wait({work}, timeout=patience))[0]:
            with contextlib.suppress(TelegramError):
                await self.bot.send_chat_action(to.chat, ChatAction.TYPING, message_thread_id=to.topic)
            patience = TYPING
        try:
            return await work
        except WenjuError as error:
            return plain(str(error))
        except Exception as error:  # the reader gets an apology, the log the place of the error
            logger.error(wording.telegram_failed(logs.where(error)))
            return plain(wording.telegram_apology())

    async def say(self, to: Destination, sentence: str) -> None:
        """Send one sentence of the wording."""
        await self.send(to, plain(sentence))

    async def send(self, to: Destination, reply: Reply) -> int:
        """Send the pages in order, the first as a reply, the last with the buttons; the id of the last."""
        last = 0
        for number, page in enumerate(reply.pages, 1):
            if to.update and (earlier := self.journal.sent(to.update, number)) is not None:
                last = earlier  # sent before the bot was killed
                continue
            buttons = keyboard(reply.rows, reply.turn) if number == len(reply.pages) else None
            try:
                last = await self._send(to, page, buttons)
            except ChatMigrated as error:
                self.moved(to.chat, error.new_chat_id)
                to = Destination(error.new_chat_id, update=to.update)
                last = await self._send(to, page, buttons)
            if to.update:
                with best_effort():
                    self.journal.note(to.update, number, last)
            to = replace(to, message=None)
        if reply.turn and last:
            with best_effort():
                self.turns.place(reply.turn, reply=last, pages=len(reply.pages))
        return last

    async def _send(self, to: Destination, page: Page, buttons: InlineKeyboardMarkup | None) -> int:
        """Send one page; the id of its message."""
        sent = await self.bot.send_message(
            to.chat,
            page.text,
            entities=page.entities,
            message_thread_id=to.topic,
            reply_parameters=to.reply,
            reply_markup=buttons,
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def edit(self, chat: int, message: int, reply: Reply) -> None:
        """Replace *message* in *chat* by the last page of *reply* and its buttons."""
        page = reply.pages[-1]
        try:
            await self.bot.edit_message_text(
                page.text,
                chat,
                message,
                entities=page.entities,
                reply_markup=keyboard(reply.rows, reply.turn),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if UNCHANGED not in error.message.lower():
                raise
