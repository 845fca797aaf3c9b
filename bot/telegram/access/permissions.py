"""Permissions: who may ask and how often, who may change which library, and who runs the bot.

Admins, named in the settings, may do everything everywhere. In private anybody may ask, or only the
users named in the settings, if there are any. A group is closed until the settings name it, an admin
says /allow in it, or the settings open all groups. In an open group every member may ask, and the group's
administrators manage the group's own library. Nothing is cached about a person: every request is checked
against the rules again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot import wording
from bot.settings import Quota
from bot.telegram.memory.history import DAY, History
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State

TABLE = """CREATE TABLE IF NOT EXISTS groups
    (chat INTEGER PRIMARY KEY, allowed INTEGER, person INTEGER, at REAL)"""
ADMINISTRATORS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Permissions:
    """The rules, from the settings and from what admins decided for groups; *history* counts for quotas."""

    def __init__(
        self,
        bot: Bot,
        state: State,
        history: History,
        *,
        admins: Collection[int] = (),
        users: Collection[int] = (),
        chats: Collection[int] = (),
        open_groups: bool = False,
        user_quota: Sequence[Quota] = (),
        group_quota: Sequence[Quota] = (),
    ) -> None:
        self._bot = bot
        self._state = state.table(TABLE)
        self._history = history
        self._admins = frozenset(admins)
        self._users = frozenset(users)
        self._chats = frozenset(chats)
        self._open_groups = open_groups
        self._told_closed: dict[int, float] = {}
        self._user_quota = user_quota
        self._group_quota = group_quota

    def refusal(self, reader: Reader) -> str | None:
        """The sentence that says why *reader* is not answered; None if *reader* may ask."""
        if self.is_admin(reader.person):
            return None
        if reader.chat < 0:
            return None if self.is_open(reader.chat) else wording.telegram_closed(reader.chat)
        closed = self._users and reader.person not in self._users | self._chats
        return wording.telegram_not_admitted(reader.person) if closed else None

    def may_say_closed(self, chat: int) -> bool:
        """Whether the closed group *chat* is to be told so: once a day, not at every mention."""
        now = time.time()
        told = self._told_closed.get(chat, 0.0)
        if now - told > DAY:
            self._told_closed[chat] = now
        return now - told > DAY

    def over_quota(self, reader: Reader) -> str | None:
        """The sentence about the quota that *reader* has used up; None while some is left.

        A person's quota counts questions in all chats, a group's those of all members.
        """
        for quota in self._user_quota:
            if self._history.spent(seconds=quota.seconds, person=reader.person) >= quota.most:
                return wording.telegram_quota_of_user(quota.most, quota.per)
        for quota in self._group_quota if reader.chat < 0 else ():
            if self._history.spent(seconds=quota.seconds, chat=reader.chat) >= quota.most:
                return wording.telegram_quota_of_group(quota.most, quota.per)
        return None

    def is_admin(self, person: int) -> bool:
        """Whether *person* runs the bot."""
        return person in self._admins

    async def may_change(self, chat: int, person: int) -> bool:
        """Whether *person* may change the library of *chat*, by what Telegram says now.

        The common library, changed in private chats, is for admins only.
        """
        if self.is_admin(person):
            return True
        if chat >= 0 or self.refusal(Reader(chat, person)):
            return False
        if person == chat:
            return True  # an anonymous administrator writes as the group itself
        try:
            return (await self._bot.get_chat_member(chat, person)).status in ADMINISTRATORS
        except TelegramError:
            return False

    async def is_member(self, chat: int, person: int) -> bool:
        """Whether *person* may read in the group *chat*, by what Telegram says now."""
        if self.refusal(Reader(chat, person)):
            return False
        try:
            standing = (await self._bot.get_chat_member(chat, person)).status
        except TelegramError:
            return False
        return standing not in (ChatMember.LEFT, ChatMember.BANNED)

    def groups(self) -> list[int]:
        """The groups opened one by one, in the settings or by an admin; what an admin said counts first."""
        opened = {chat for (chat,) in self._state.execute("SELECT chat FROM groups WHERE allowed")}
        return sorted(opened | {chat for chat in self._chats if chat < 0 and self.is_open(chat)})

    def set_group(self, chat: int, *, allowed: bool, by: int) -> None:
        """An admin opens or closes the group *chat*."""
        self._told_closed.pop(chat, None)
        self._state.execute(
            "INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?)", chat, allowed, by, time.time()
        )

    def moved(self, old: int, new: int) -> None:
        """The group *old* has become *new*, which is open if *old* was, also by the settings.

        Telegram reports it twice; the second report changes nothing.
        """
        if old in self._chats:
            self._state.execute("INSERT OR IGNORE INTO groups VALUES (?, TRUE, 0, ?)", new, time.time())
        self._state.execute("UPDATE OR REPLACE groups SET chat = ? WHERE chat = ?", new, old)

    def is_open(self, chat: int) -> bool:
        """Whether members of the group *chat* may ask."""
        rows = self._state.execute("SELECT allowed FROM groups WHERE chat = ?", chat)
        return bool(rows[0][0]) if rows else self._open_groups or chat in self._chats
