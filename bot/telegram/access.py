"""Access: who may ask, who may keep which library, and who runs the bot.

Admins, named in the settings, may do everything everywhere. Anybody may ask in private, or only the
users named, if some are. A group is closed until it is named in the settings, or an admin says /allow
in it, or groups are open altogether; in an open one every member may ask, and its own administrators
keep its own library. Nothing here is remembered of a person: every act is held against the rules anew.
"""

from __future__ import annotations

import time
from collections.abc import Collection

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot import wording
from bot.telegram.addressing import Reader
from bot.telegram.state import State

TABLE = """CREATE TABLE IF NOT EXISTS groups
    (chat INTEGER PRIMARY KEY, allowed INTEGER, person INTEGER, at REAL)"""
KEEPERS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Access:
    """The rules, from the settings and from what admins said in the groups."""

    def __init__(
        self,
        state: State,
        *,
        admins: Collection[int] = (),
        users: Collection[int] = (),
        chats: Collection[int] = (),
        open_groups: bool = False,
    ) -> None:
        self._state = state.table(TABLE)
        self._admins = frozenset(admins)
        self._users = frozenset(users)
        self._chats = frozenset(chats)
        self._open_groups = open_groups

    def refusal(self, reader: Reader) -> str | None:
        """The sentence for why *reader* is not answered; None if it is."""
        if self.is_admin(reader.person):
            return None
        if reader.chat < 0:
            return None if self._is_open(reader.chat) else wording.telegram_closed(reader.chat)
        closed = self._users and reader.person not in self._users | self._chats
        return wording.telegram_not_admitted(reader.person) if closed else None

    def is_admin(self, person: int) -> bool:
        """Whether *person* runs the bot."""
        return person in self._admins

    async def may_keep(self, bot: Bot, chat: int, person: int) -> bool:
        """Whether *person* may add to and remove from the library of *chat*; as Telegram has it now.

        The common library, kept in private chats, is the admins'.
        """
        if self.is_admin(person):
            return True
        if chat >= 0 or self.refusal(Reader(chat, person)):
            return False
        if person == chat:
            return True  # writes as the group itself: an anonymous administrator
        try:
            return (await bot.get_chat_member(chat, person)).status in KEEPERS
        except TelegramError:
            return False

    def groups(self) -> list[int]:
        """The groups that are named open, in the settings or by an admin, whose word comes first."""
        said = {chat for (chat,) in self._state.execute("SELECT chat FROM groups WHERE allowed")}
        return sorted(said | {chat for chat in self._chats if chat < 0 and self._is_open(chat)})

    def settle(self, chat: int, *, allowed: bool, by: int) -> None:
        """An admin opens or closes the group *chat*."""
        self._state.execute(
            "INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?)", chat, allowed, by, time.time()
        )

    def moved(self, old: int, new: int) -> None:
        """The group *old* has become *new*: what was said of it holds on, also where the settings said it.

        Telegram reports it twice: what the first report brought, the second leaves as it is.
        """
        if old in self._chats:
            self._state.execute("INSERT OR IGNORE INTO groups VALUES (?, TRUE, 0, ?)", new, time.time())
        self._state.execute("UPDATE OR REPLACE groups SET chat = ? WHERE chat = ?", new, old)

    def _is_open(self, chat: int) -> bool:
        rows = self._state.execute("SELECT allowed FROM groups WHERE chat = ?", chat)
        return bool(rows[0][0]) if rows else self._open_groups or chat in self._chats
