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
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, InvalidToken
from telegram.ext import Application

from bot import wording
from bot.telegram.memory.state import State
from bot.telegram.messages.commands import Menu
from bot.telegram.running.connection import Connection, Request
from bot.telegram.running.inbox import Inbox
from bot.telegram.running.limiter import Limiter
from bot.telegram.running.receiving import KINDS, poll, reached
from corpus.errors import BadSetting

App = Application[Any, Any, Any, Any, Any, Any]

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
class Parts:
    """What serving an Application needs beside it."""

    connection: Connection
    polling: Request
    state: State
    limiter: Limiter
    menus: tuple[Menu, ...]
    webhook: Webhook | None


def parts(application: App) -> Parts:
    """The parts that *application* was built with."""
    found: Parts = application.bot_data["parts"]
    return found


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
    found, inbox = parts(application), application.update_queue
    assert isinstance(inbox, Inbox)
    try:
        await connect(application)
        await application.start()
        await inbox.resume(application.bot)
        if found.webhook is None:
            await poll(application.bot, found.polling, inbox, found.connection)
            raise InvalidToken
        await listen(application.bot, found.webhook, inbox, found.connection)
    except InvalidToken:
        # not `from error`: the library's message holds the token
        raise BadSetting(wording.telegram_refused_token()) from None
    finally:
        await close(application)


async def connect(application: App) -> None:
    """Connect to Telegram, retrying for ever, and set the menus. Raises InvalidToken."""
    await reached(application.initialize, parts(application).connection)
    logger.info(wording.telegram_connected(application.bot.username))
    for menu in parts(application).menus:
        await menu.set(application.bot)


async def listen(bot: Bot, webhook: Webhook, inbox: Inbox, connection: Connection) -> None:
    """Listen, with the webhook set at Telegram, until cancelled. Raises BadSetting."""
    from bot.telegram.running.webhook import listening  # needs tornado, which is optional

    family = socket.AF_INET6 if ":" in webhook.host else socket.AF_INET
    try:
        bound = socket.create_server((webhook.host, webhook.port), family=family)
    except OSError as error:
        raise BadSetting(wording.webhook_port_taken(f"{webhook.host}:{webhook.port}")) from error
    server = listening(bound, webhook.path, secret=webhook.secret, inbox=inbox, bot=bot)
    told = partial(bot.set_webhook, webhook.url, secret_token=webhook.secret, allowed_updates=KINDS)
    try:
        await reached(told, connection)
        connection.saw("up")
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
    found = parts(application)
    found.limiter.stop_waiting()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()
    found.state.close()
