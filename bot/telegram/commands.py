"""Commands: what is done for /docs, /remove and the others that are no questions.

commands.on("docs", holdings.docs)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot, Message

from bot.telegram.addressing import Reader
from bot.telegram.reception import Reception, Spot


@dataclass(frozen=True, slots=True)
class Said:
    """A message for the bot: who said it, and *text*, what stands after the command."""

    bot: Bot
    message: Message
    reader: Reader
    text: str = ""

    @property
    def spot(self) -> Spot:
        """A reply to the message."""
        return Spot.under(self.message)

    @property
    def private(self) -> bool:
        return self.reader.chat > 0

    async def answer(self, reception: Reception, sentence: str) -> None:
        """Reply with a sentence of ours."""
        await reception.say(self.bot, self.spot, sentence)


Does = Callable[[Said], Awaitable[None]]


class Commands:
    """The commands known, by name, and who does them."""

    def __init__(self) -> None:
        self._does: dict[str, Does] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._does

    def on(self, name: str, does: Does) -> None:
        """The command *name* is for *does* from now on."""
        self._does[name] = does

    async def run(self, name: str, said: Said) -> None:
        await self._does[name](said)
