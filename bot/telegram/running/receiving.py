"""Receiving: updates polled from Telegram, each put into the inbox as it came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.running.connection import Connection, Request, state_of
from bot.telegram.running.inbox import Inbox

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
OPEN = 10  # seconds for which Telegram keeps a poll open while there is nothing to hand out
PATIENCE = 20.0  # seconds after that
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two attempts to reach Telegram


async def poll(bot: Bot, request: Request, inbox: Inbox, connection: Connection) -> None:
    """Put the updates of Telegram into *inbox*; ends only when Telegram refuses the token."""
    await reached(bot.delete_webhook, connection)
    offset, pause = 0, FIRST_PAUSE
    while True:
        status, updates = await fetched(bot, request, offset)
        state = state_of(status)
        if state == "refused":
            if await is_refused(bot):
                return
            state = "unreachable"
        connection.saw(state)
        if state == "up":
            pause = FIRST_PAUSE
        else:
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        for update in updates:
            await inbox.receive(update, bot)
            offset = max(offset, update["update_id"] + 1)


async def fetched(bot: Bot, request: Request, offset: int) -> tuple[int, list[dict[str, Any]]]:
    """The HTTP status of one poll, 0 if Telegram cannot be reached, and the updates from *offset* on."""
    kinds = quote(json.dumps(KINDS))
    address = f"{bot.base_url}/getUpdates?offset={offset}&timeout={OPEN}&allowed_updates={kinds}"
    try:
        status, payload = await request.do_request(address, "GET", read_timeout=OPEN + PATIENCE)
        updates = request.parse_json_payload(payload).get("result", []) if status == HTTPStatus.OK else []
    except TelegramError:  # the network, or an answer that is no JSON
        return 0, []
    return status, updates


async def is_refused(bot: Bot) -> bool:
    """Whether Telegram refuses the token. A server that is restarted may answer one request with 404."""
    try:
        await bot.get_me()
    except InvalidToken:
        return True
    except TelegramError:
        return False
    return False


async def reached(request: Callable[[], Awaitable[object]], connection: Connection) -> None:
    """Make *request*, again and again until Telegram can be reached. Raises InvalidToken, BadRequest."""
    pause = FIRST_PAUSE
    while True:
        try:
            await request()
        except BadRequest:
            raise  # a subclass of NetworkError, although Telegram has answered
        except (NetworkError, RetryAfter):
            connection.saw("unreachable")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        else:
            return
