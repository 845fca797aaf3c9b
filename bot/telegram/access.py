"""Access: who may ask at all."""

from __future__ import annotations

from collections.abc import Collection

from bot import wording
from bot.telegram.addressing import Reader


class Access:
    """The chats allowed; none named, every chat is."""

    def __init__(self, chats: Collection[int] = ()) -> None:
        self.chats = frozenset(chats)

    def refusal(self, reader: Reader) -> str | None:
        """The sentence for why *reader* is not answered; None if it is."""
        if not self.chats or reader.chat in self.chats:
            return None
        return wording.telegram_closed(reader.chat)
