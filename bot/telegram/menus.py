"""Menus: the commands that Telegram shows when somebody types /, by who they are and their app's language."""

from __future__ import annotations

import contextlib
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
