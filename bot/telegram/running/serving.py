"""Serving: connect, receive updates by polling or webhook, and shut down."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import signal
import socket
from dataclasses import dataclass
from functools import partial

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot import wording
from bot.telegram.memory.state import State
from bot.telegram.messages.commands import Menu
from bot.telegram.running.connection import Connection, Request
from bot.telegram.running.inbox import Inbox
from bot.telegram.running.limiter import Limiter
from bot.telegram.running.receiving import KINDS, poll, reached
from corpus.errors import BadSetting

logger = logging.getLogger("wenju.telegram")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates (*url*, over TLS), where the bot listens, and the shared secret."""

    url: str
    path: str
    host: str
    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class App:
    """The bot, and what serving it needs."""

    bot: Bot
    polling: Request
    inbox: Inbox
    state: State
    limiter: Limiter
    connection: Connection
    menus: tuple[Menu, ...]
    webhook: Webhook | None


async def until_stopped(application: App) -> None:
    """Serve until cancelled; SIGTERM cancels as Ctrl-C does."""
    task = asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await serve(application)


async def serve(application: App) -> None:
    """Connect, resume unfinished updates, receive updates; shuts down whatever happens.

    Ends only when cancelled, or with BadSetting when Telegram refuses the token or the webhook.
    """
    try:
        await connect(application)
        await application.inbox.resume(application.bot)
        if application.webhook is None:
            await poll(application.bot, application.polling, application.inbox, application.connection)
            raise InvalidToken
        await listen(application, application.webhook)
    except InvalidToken:
        # not `from error`: the library's message holds the token
        raise BadSetting(wording.telegram_refused_token()) from None
    finally:
        await close(application)


async def connect(application: App) -> None:
    """Connect to Telegram, retrying for ever, and set the menus. Raises InvalidToken."""
    await reached(application.bot.initialize, application.connection)
    logger.info(wording.telegram_connected(application.bot.username))
    for menu in application.menus:
        await menu.set(application.bot)


async def listen(application: App, webhook: Webhook) -> None:
    """Listen, with the webhook set at Telegram, until cancelled. Raises BadSetting."""
    from bot.telegram.running.webhook import listening  # needs tornado, which is optional

    family = socket.AF_INET6 if ":" in webhook.host else socket.AF_INET
    try:
        bound = socket.create_server((webhook.host, webhook.port), family=family)
    except OSError as error:
        raise BadSetting(wording.webhook_port_taken(f"{webhook.host}:{webhook.port}")) from error
    bot, inbox = application.bot, application.inbox
    server = listening(bound, webhook.path, secret=webhook.secret, inbox=inbox, bot=bot)
    told = partial(bot.set_webhook, webhook.url, secret_token=webhook.secret, allowed_updates=KINDS)
    try:
        await reached(told, application.connection)
        application.connection.saw("up")
        await asyncio.Event().wait()
    except BadRequest as error:
        raise BadSetting(wording.webhook_refused(error.message)) from error
    finally:
        server.stop()
        await server.close_all_connections()


def can_listen() -> bool:
    """Whether tornado is installed, with which updates are received by webhook."""
    return importlib.util.find_spec("tornado") is not None


async def close(application: App) -> None:
    """Stop everything and close every connection; delayed requests are left for the next start."""
    application.limiter.stop_waiting()
    await application.inbox.settle()
    await application.bot.shutdown()
    application.state.close()
