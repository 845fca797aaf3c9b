"""Serving: connect, take updates by polling or by webhook, and take everything down again."""

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

# Telling the updater to stop in the very moment a poll fails leaves the poll's error to nobody, and
# asyncio prints it with its traceback; a little later the updater itself has taken it.
GRACE = 0.05


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates (*url*, behind TLS), where they are listened for, and their secret."""

    url: str
    path: str
    host: str
    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What an Application is served with."""

    connection: Connection
    state: State
    limiter: Limiter
    menus: tuple[Menu, ...]
    webhook: Webhook | None


def parts(application: App) -> Parts:
    """What *application* was built with."""
    found: Parts = application.bot_data["parts"]
    return found


async def until_stopped(application: App) -> None:
    """Serve; SIGTERM ends it as Ctrl-C does, by cancelling."""
    task = asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await serve(application)


async def serve(application: App) -> None:
    """Connect, answer what was left unfinished, take updates, and take everything down, however it ends.

    Ends only by being cancelled, or by BadSetting when Telegram refuses the token or the webhook.
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
    """Reach Telegram, however long that takes, then tell it the commands. Raises InvalidToken."""
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
    """Listen for updates and tell Telegram where. Raises BadSetting: a port taken, an address refused."""
    try:  # the library asks Telegram first, and leaves a socket open where the port is taken
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
    """Whether the component is there that the library listens with."""
    return importlib.util.find_spec("tornado") is not None


async def close(application: App) -> None:
    """Stop what runs and close every connection; what waits for its time is left for the next start."""
    found = parts(application)
    found.limiter.stop_waiting()
    updater = application.updater
    if updater is not None and updater.running:
        with contextlib.suppress(TelegramError):  # a poll that had failed for good raises it here
            await updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()
    found.state.close()


def watched_already(error: TelegramError) -> None:
    """The error of a poll, which the connection has put into one line."""
