"""Menus: the commands that Telegram shows when somebody types /, by who they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot import wording
from bot.telegram.commands import Commands

ALWAYS = ("ask", "new", "help")


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that those in *scope* see, with what each is for."""

    scope: BotCommandScope
    commands: dict[str, str]

    async def set(self, bot: Bot) -> None:
        """Tell Telegram; a menu is a comfort, not a need, and a chat may not be there yet."""
        try:
            await bot.set_my_commands([BotCommand(*each) for each in self.commands.items()], self.scope)
        except TelegramError:
            return


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
