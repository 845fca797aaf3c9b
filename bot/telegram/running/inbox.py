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

    async def put(self, update: object) -> None:
        """Queue *update* unless it was seen before; also where the journal cannot be written."""
        try:
            if isinstance(update, Update) and not self.journal.add(update.update_id, body(update)):
                return
        except sqlite3.Error as error:
            logger.error(wording.telegram_no_journal(type(error).__name__))
        await super().put(update)

    async def resume(self, bot: Bot) -> int:
        """Queue the updates that were left unfinished; how many."""
        bodies = self.journal.unfinished()
        for unfinished in bodies:
            await super().put(Update.de_json(json.loads(unfinished), bot))
        return len(bodies)


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


def body(update: Update) -> str | None:
    """The JSON of *update* for the journal; None for what people in a group say to each other."""
    return update.to_json() if concerns_us(update) else None


def concerns_us(update: Update) -> bool:
    """Whether *update* may need an answer: all but a group's messages that do not address the bot."""
    message = update.message or update.edited_message
    if message is None or message.chat.type == message.chat.PRIVATE or not (message.text or message.caption):
        return True
    return called(message, update.get_bot().bot) is not None
