"""Comings and goings: the bot added to a group, thrown out, blocked; a group that becomes a supergroup."""

from __future__ import annotations

import time

from telegram import Bot, Chat, ChatMember, Update
from telegram.ext import ContextTypes

from bot import wording
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.service import Destination, Service

TABLE = "CREATE TABLE IF NOT EXISTS greeted (chat INTEGER PRIMARY KEY, at REAL)"
GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
GONE = (ChatMember.LEFT, ChatMember.BANNED)


class Membership:
    """What is said on coming into a group, and what is dropped on leaving a chat."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._state = service.state.table(TABLE)
        service.when_moved(self._moved)

    async def on_member(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot's own standing in a chat has changed."""
        change = update.my_chat_member
        if change is None:
            return
        chat, member = change.chat, change.new_chat_member
        if member.status in GONE:
            self._state.execute("DELETE FROM greeted WHERE chat = ?", chat.id)
            self.service.left(chat.id)
        elif chat.type in GROUPS and change.old_chat_member.status in GONE:
            hears = member.status == ChatMember.ADMINISTRATOR or hears_all(context.bot)
            await self._greet(context.bot, chat.id, hears=hears)

    async def on_migrated(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group has become a supergroup, said in the one and in the other: its state goes along."""
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id:
            self.service.moved(message.chat.id, message.migrate_to_chat_id)
        elif message is not None and message.migrate_from_chat_id:
            self.service.moved(message.migrate_from_chat_id, message.chat.id)

    async def _greet(self, bot: Bot, chat: int, *, hears: bool) -> None:
        """How to ask and what the bot can hear; and that the group is closed, where it is. Once."""
        if self._state.execute("SELECT 1 FROM greeted WHERE chat = ?", chat):
            return
        said = wording.telegram_joined(bot.username, hears=hears)
        closed = self.service.permissions.refusal(Reader(chat, chat))
        await self.service.say(bot, Destination(chat), f"{said}\n\n{closed}" if closed else said)
        self._state.execute("INSERT OR REPLACE INTO greeted VALUES (?, ?)", chat, time.time())

    def _moved(self, old: int, new: int) -> None:
        self._state.execute("UPDATE OR REPLACE greeted SET chat = ? WHERE chat = ?", new, old)


def hears_all(bot: Bot) -> bool:
    """Whether Telegram hands the bot every message of a group, as its owner set it at @BotFather."""
    return bool(bot.can_read_all_group_messages)
