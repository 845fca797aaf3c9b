"""Commands: what is done for /docs, /remove and the others that are no questions.

commands.on("docs", holdings.docs)
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Message,
)
from telegram.error import TelegramError

from bot import wording
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.service import Destination, Service


@dataclass(frozen=True, slots=True)
class Said:
    """A message for the bot: who said it, and *text*, what stands after the command."""

    bot: Bot
    message: Message
    reader: Reader
    text: str = ""

    @property
    def destination(self) -> Destination:
        """A reply to the message."""
        return Destination.under(self.message)

    @property
    def private(self) -> bool:
        return self.reader.chat > 0

    async def answer(self, service: Service, sentence: str) -> None:
        """Reply with a sentence of ours."""
        await service.say(self.bot, self.destination, sentence)


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


ALWAYS = ("ask", "new", "help")


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that those in *scope* see, with what each is for."""

    scope: BotCommandScope
    commands: dict[str, str]

    async def set(self, bot: Bot) -> None:
        """Tell Telegram; a menu is a comfort, not a need, and a chat may not be there yet."""
        english = {name: wording.COMMANDS_IN_ENGLISH[name] for name in self.commands}
        for language, commands in ((None, self.commands), ("en", english)):
            shown = [BotCommand(*each) for each in commands.items()]
            with contextlib.suppress(TelegramError):
                await bot.set_my_commands(shown, self.scope, language)


def menus(known: Commands, admins: Iterable[int]) -> Iterator[Menu]:
    """What everybody sees, what groups' administrators see, and what each of *admins* sees in private."""

    def there(commands: dict[str, str]) -> dict[str, str]:
        return {name: what for name, what in commands.items() if name in ALWAYS or name in known}

    everybody = there(wording.TELEGRAM_COMMANDS)
    yield Menu(BotCommandScopeDefault(), everybody)
    if keeping := there(wording.KEEPERS_COMMANDS):
        yield Menu(BotCommandScopeAllChatAdministrators(), everybody | keeping)
    for admin in admins:
        running = there(wording.ADMINS_COMMANDS)
        yield Menu(BotCommandScopeChat(admin), everybody | keeping | running)
