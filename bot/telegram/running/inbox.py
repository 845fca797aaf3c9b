"""Inbox: the queue of updates; each is written to the journal before it is confirmed to Telegram.

Polling and the webhook both put their updates here, and Processor takes them out.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Awaitable
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot import wording
from bot.telegram.memory.journal import Handling, Journal, handle
from bot.telegram.messages.addressing import called

logger = logging.getLogger("wenju.telegram")

AT_ONCE = 4096  # updates handled concurrently, most of them waiting for their turn


class Inbox(asyncio.Queue[object]):
    """The queue of updates: duplicates are dropped, the rest is in the journal before it is handled."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal

    async def receive(self, data: dict[str, Any], bot: Bot) -> None:
        """Queue the update *data* unless it was seen before; also where the journal cannot be written."""
        update = read(data, bot)
        if update is None:
            return
        try:
            kept = json.dumps(data, ensure_ascii=False) if concerns_us(update) else None
            if not self.journal.add(update.update_id, kept):
                return
        except sqlite3.Error as error:
            logger.error(wording.telegram_no_journal(type(error).__name__))
        await self.put(update)

    async def resume(self, bot: Bot) -> None:
        """Queue the updates that were left unfinished."""
        for unfinished in self.journal.unfinished():
            if (update := read(json.loads(unfinished), bot)) is not None:
                await self.put(update)


class Processor(BaseUpdateProcessor):
    """Handles updates concurrently; the lock of each conversation keeps its order."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(AT_ONCE)
        self.journal = journal

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle *update* and mark it finished, unless it was left for the next start."""
        if not isinstance(update, Update):
            await coroutine
            return
        now = Handling(self.journal, update.update_id)
        handle(now)
        await coroutine
        if not now.left:
            try:
                self.journal.finish(update.update_id)
            except sqlite3.Error as error:
                logger.error(wording.telegram_no_journal(type(error).__name__))

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def read(data: dict[str, Any], bot: Bot) -> Update | None:
    """The update of *data*; None, with a line in the log, if it has a shape that the library cannot read.

    An older server of one's own leaves out fields that the library requires, a newer one adds kinds.
    """
    try:
        return Update.de_json(data, bot)
    except Exception as error:  # whatever the library raises, the other updates go on
        kinds = [kind for kind in data if kind != "update_id"]
        logger.warning(wording.telegram_unread_update("、".join(kinds), type(error).__name__))
        return None


def concerns_us(update: Update) -> bool:
    """Whether *update* may need an answer: all but a group's messages that do not address the bot.

    Of the others, no text is kept in the journal.
    """
    message = update.message or update.edited_message
    if message is None or message.chat.type == message.chat.PRIVATE or not (message.text or message.caption):
        return True
    return called(message, update.get_bot().bot) is not None
