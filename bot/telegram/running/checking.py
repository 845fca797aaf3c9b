"""Checking: `wenju telegram --check` lists the configuration, tries the connection, and says what is wrong.

It receives no update and changes no setting at Telegram; a running bot is not disturbed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot import locations, logs, wording
from bot.settings import Settings
from bot.telegram.memory.state import State
from bot.telegram.running.application import bot_id, proxy_of, webhook_of
from bot.telegram.running.connection import Request
from corpus.errors import StateError, WenjuError

PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the result; *wrong* is its exit code, 0 if all is well."""

    said: str
    wrong: int = 0


def checked(settings: Settings, documents: int) -> list[Finding]:
    """The findings of `check`, for callers without an event loop."""
    logs.set_up(settings)
    return asyncio.run(check(settings, documents))


async def check(settings: Settings, documents: int) -> list[Finding]:
    """All findings; *documents* is the number of documents in the library."""
    try:
        number = bot_id(settings)
        request = Request(proxy=proxy_of(settings), connect_timeout=PATIENCE, read_timeout=PATIENCE)
        webhook = webhook_of(settings, key=b"")
    except WenjuError as error:  # without a token or with a bad proxy, no connection can be tried
        return [Finding(str(error), error.exit_code)]
    except RuntimeError:
        return [Finding(wording.telegram_no_socks(), 2)]
    found = list(of_settings(settings, documents))
    found.append(of_state(settings, number))
    address = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    bot = Bot(
        settings.telegram_token.get_secret_value().strip() if settings.telegram_token else "",
        base_url=settings.telegram_api_base,
        request=request,
        get_updates_request=request,
    )
    try:
        async with bot:
            found += of_bot(await bot.get_me(), open_groups=settings.telegram_open_groups)
            found += of_webhook(await bot.get_webhook_info(), webhook.url if webhook else None)
    except InvalidToken:
        found.append(Finding(wording.telegram_refused_token(), 2))
    except RetryAfter:
        found.append(Finding(wording.connection_lost("limited"), 3))
    except TelegramError:
        found.append(Finding(wording.check_unreachable(proxied=address is not None), 3))
    return found


def exit_code(found: list[Finding]) -> int:
    """2 if a setting is wrong, 3 if anything else is, 0 if all is well."""
    codes = {finding.wrong for finding in found}
    return 2 if 2 in codes else max(codes, default=0)


def of_settings(settings: Settings, documents: int) -> Iterator[Finding]:
    """The library, and who may ask."""
    yield Finding(wording.check_library(documents), 0 if documents else 2)
    yield Finding(wording.check_admins(len(settings.telegram_admins)))
    yield Finding(
        wording.check_readers(
            users=len(settings.telegram_allowed_users),
            chats=len(settings.telegram_allowed_chats),
            open_groups=settings.telegram_open_groups,
        )
    )


def of_state(settings: Settings, number: int) -> Finding:
    """Whether the state can be opened; a running bot may have it open."""
    path = settings.telegram_state or locations.telegram_state(number)
    if not path.exists():
        return Finding(wording.check_state_new(str(path)))
    try:
        state = State.open(path)
    except StateError as error:
        if str(error) == wording.state_in_use(str(path)):
            return Finding(wording.check_state_in_use(str(path)))
        return Finding(str(error), error.exit_code)
    try:
        state.belongs_to(number)
    except StateError as error:
        return Finding(str(error), error.exit_code)
    finally:
        state.close()
    return Finding(wording.check_state(str(path)))


def of_bot(me: User, *, open_groups: bool) -> Iterator[Finding]:
    """The bot's name, and what has to be changed at @BotFather."""
    yield Finding(wording.check_reached(me.username or ""))
    yield Finding(wording.check_hears(hears=bool(me.can_read_all_group_messages)))
    if me.can_join_groups is False:  # None: an older server does not say
        yield Finding(wording.check_no_groups(), 2 if open_groups else 0)
    if me.supports_inline_queries is False:
        yield Finding(wording.check_no_inline())


def of_webhook(info: WebhookInfo, wanted: str | None) -> Iterator[Finding]:
    """How Telegram delivers updates now, and how it will."""
    if wanted is None:
        yield Finding(wording.check_polling(webhook_set=bool(info.url)))
    else:
        yield Finding(wording.check_webhook(wanted, already=info.url == wanted))
        if info.last_error_message and info.url == wanted:
            yield Finding(wording.check_webhook_error(info.last_error_message), 3)
    if info.pending_update_count:
        yield Finding(wording.check_waiting(info.pending_update_count))
