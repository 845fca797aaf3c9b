"""Serving: connect, receive updates by polling or webhook, and shut down."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import signal
import socket
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, Updater

from bot import wording
from bot.telegram.memory.state import State
from bot.telegram.messages.commands import Menu
from bot.telegram.running.connection import Connection
from bot.telegram.running.inbox import Inbox
from bot.telegram.running.limiter import Limiter
from corpus.errors import BadSetting

App = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger("wenju.telegram")

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two attempts to reach Telegram

# If the updater is stopped at the moment a poll fails, nobody retrieves the poll's error and asyncio prints
# its traceback; a little later the updater has handled it.
GRACE = 0.05


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
    found, updater, inbox = parts(application), application.updater, application.update_queue
    assert updater is not None
    assert isinstance(inbox, Inbox)
    try:
        await connect(application)
        await application.start()
        await inbox.resume(application.bot)
        if found.webhook is None:
            await updater.start_polling(
                bootstrap_retries=-1, allowed_updates=UPDATES, error_callback=watched_already
            )
        else:
            await listen(updater, found.webhook, found.connection)
        await found.connection.refused.wait()
        await asyncio.sleep(GRACE)
        raise BadSetting(wording.telegram_refused_token())
    except InvalidToken:
        # not `from error`: the library's message holds the token
        raise BadSetting(wording.telegram_refused_token()) from None
    finally:
        await close(application)


async def connect(application: App) -> None:
    """Connect to Telegram, retrying for ever, and set the menus. Raises InvalidToken."""
    connection = parts(application).connection
    pause = FIRST_PAUSE
    while True:
        try:
            await application.initialize()
            break
        except (NetworkError, RetryAfter):
            connection.saw("unreachable")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
    logger.info(wording.telegram_connected(application.bot.username))
    for menu in parts(application).menus:
        await menu.set(application.bot)


async def listen(updater: Updater, webhook: Webhook, connection: Connection) -> None:
    """Listen, and set the webhook at Telegram. Raises BadSetting: port in use, address refused."""
    try:  # the library calls Telegram first, and leaks a socket if the port is in use
        family = socket.AF_INET6 if ":" in webhook.host else socket.AF_INET
        socket.create_server((webhook.host, webhook.port), family=family).close()
    except OSError as error:
        raise BadSetting(wording.webhook_port_taken(f"{webhook.host}:{webhook.port}")) from error
    pause = FIRST_PAUSE
    while True:
        try:
            await updater.start_webhook(
                listen=webhook.host,
                port=webhook.port,
                url_path=webhook.path,
                webhook_url=webhook.url,
                secret_token=webhook.secret,
                allowed_updates=UPDATES,
            )
        except BadRequest as error:
            raise BadSetting(wording.webhook_refused(error.message)) from error
        except (NetworkError, RetryAfter):
            connection.saw("unreachable")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        else:
            connection.saw("up")
            return


def can_listen() -> bool:
    """Whether tornado is installed, with which the library listens."""
    return importlib.util.find_spec("tornado") is not None


async def close(application: App) -> None:
    """Stop everything and close every connection; delayed requests are left for the next start."""
    found = parts(application)
    found.limiter.stop_waiting()
    updater = application.updater
    if updater is not None and updater.running:
        with contextlib.suppress(TelegramError):  # the error of a poll that failed permanently is raised here
            await updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()
    found.state.close()


def watched_already(error: TelegramError) -> None:
    """Ignore the error of a poll: connection.py has logged it."""
