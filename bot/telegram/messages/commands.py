"""Commands: the handlers of /docs, /remove and the other commands, and the menus that Telegram shows.

commands.on("docs", documents.docs)
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
class Command:
    """A message with a command: who sent it, and the text after the command."""

    message: Message
    reader: Reader
    update: int
    text: str = ""

    @property
    def destination(self) -> Destination:
        """A reply to the message."""
        return Destination.under(self.message, self.update)

    @property
    def private(self) -> bool:
        return self.reader.chat > 0

    async def answer(self, service: Service, sentence: str) -> None:
        """Reply with one sentence of the wording."""
        await service.say(self.destination, sentence)


Handler = Callable[[Command], Awaitable[None]]


class Commands:
    """The handler of each command."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._handlers

    def on(self, name: str, does: Handler) -> None:
        """*does* handles the command *name*."""
        self._handlers[name] = does

    async def run(self, name: str, command: Command) -> None:
        await self._handlers[name](command)


ALWAYS = ("ask", "new", "help")


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that those in *scope* see, with what each is for."""

    scope: BotCommandScope
    commands: dict[str, str]

    async def set(self, bot: Bot) -> None:
        """Set the menu at Telegram; errors are ignored, as the commands work without it."""
        english = {name: wording.COMMANDS_IN_ENGLISH[name] for name in self.commands}
        for language, commands in ((None, self.commands), ("en", english)):
            shown = [BotCommand(*each) for each in commands.items()]
            with contextlib.suppress(TelegramError):
                await bot.set_my_commands(shown, self.scope, language)


def menus(known: Commands, admins: Iterable[int]) -> Iterator[Menu]:
    """The menus of everybody, of the administrators of groups, and of each of *admins* in private."""

    def there(commands: dict[str, str]) -> dict[str, str]:
        return {name: what for name, what in commands.items() if name in ALWAYS or name in known}

    everybody = there(wording.TELEGRAM_COMMANDS)
    yield Menu(BotCommandScopeDefault(), everybody)
    if keeping := there(wording.ADMINISTRATORS_COMMANDS):
        yield Menu(BotCommandScopeAllChatAdministrators(), everybody | keeping)
    for admin in admins:
        running = there(wording.ADMINS_COMMANDS)
        yield Menu(BotCommandScopeChat(admin), everybody | keeping | running)
