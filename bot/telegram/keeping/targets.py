"""Targets: the libraries that somebody may change from a chat, and what each is called there."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot
from telegram.error import TelegramError

from bot import wording
from bot.telegram.access.libraries import COMMON
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.service import Service

MOST = 20  # groups of which somebody may be an administrator


@dataclass(frozen=True, slots=True)
class Target:
    """A library, and what it is called in a chat."""

    library: int
    title: str


async def targets(service: Service, who: Reader) -> list[Target]:
    """The libraries that *who* may change: in a group its own, in private also the common one and others."""
    permissions = service.permissions
    if who.chat < 0:
        mine = await permissions.may_change(who.chat, who.person)
        return [await target(service, who.chat, who)] if mine else []
    libraries = [COMMON] if permissions.is_admin(who.person) else []
    for group in permissions.groups()[:MOST]:
        if await permissions.may_change(group, who.person):
            libraries.append(group)
    return [await target(service, library, who) for library in libraries]


async def target(service: Service, library: int, who: Reader) -> Target:
    """The library of chat *library* as it is called where *who* reads of it: 公共库, 本群的库, 群“…”的库."""
    if library == COMMON:
        return Target(library, wording.LIBRARY_COMMON)
    if library == who.chat:
        return Target(library, wording.LIBRARY_OF_GROUP)
    return Target(library, wording.library_of(await title(service.bot, library)))


async def title(bot: Bot, chat: int) -> str:
    """What the group *chat* is called; its id, if Telegram does not say."""
    try:
        return (await bot.get_chat(chat)).title or str(chat)
    except TelegramError:
        return str(chat)
