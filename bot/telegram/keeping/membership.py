"""Membership: the bot is added to a group, removed or blocked; a group becomes a supergroup."""

from __future__ import annotations

import time

from telegram import Bot, Chat, ChatMember, ChatMemberUpdated, Message

from bot import wording
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.service import Destination, Service

TABLE = "CREATE TABLE IF NOT EXISTS greeted (chat INTEGER PRIMARY KEY, at REAL)"
GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
GONE = (ChatMember.LEFT, ChatMember.BANNED)


class Membership:
    """The greeting in a new group, and what is deleted when the bot leaves a chat."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._state = service.state.table(TABLE)
        service.when_moved(self._moved)

    async def on_member(self, change: ChatMemberUpdated) -> None:
        """The bot's own status in a chat has changed."""
        chat, member = change.chat, change.new_chat_member
        if member.status in GONE:
            self._state.execute("DELETE FROM greeted WHERE chat = ?", chat.id)
            self.service.left(chat.id)
        elif chat.type in GROUPS and change.old_chat_member.status in GONE:
            hears = member.status == ChatMember.ADMINISTRATOR or hears_all(self.service.bot)
            await self._greet(chat.id, hears=hears)

    def on_migrated(self, message: Message) -> None:
        """A group has become a supergroup, which Telegram reports in both: everything stored follows."""
        if message.migrate_to_chat_id:
            self.service.moved(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            self.service.moved(message.migrate_from_chat_id, message.chat.id)

    async def _greet(self, chat: int, *, hears: bool) -> None:
        """Say once how to ask and which messages the bot receives; and if the group is closed, that it is."""
        if self._state.execute("SELECT 1 FROM greeted WHERE chat = ?", chat):
            return
        greeting = wording.telegram_joined(self.service.bot.username, hears=hears)
        closed = self.service.permissions.refusal(Reader(chat, chat))
        await self.service.say(Destination(chat), f"{greeting}\n\n{closed}" if closed else greeting)
        self._state.execute("INSERT OR REPLACE INTO greeted VALUES (?, ?)", chat, time.time())

    def _moved(self, old: int, new: int) -> None:
        self._state.execute("UPDATE OR REPLACE greeted SET chat = ? WHERE chat = ?", new, old)


def hears_all(bot: Bot) -> bool:
    """Whether the bot receives every message of a group (its privacy mode at @BotFather is off)."""
    return bool(bot.can_read_all_group_messages)
