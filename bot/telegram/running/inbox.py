"""Inbox: updates on their way in; each is written to the journal before it is confirmed to Telegram.

Polling and the webhook both bring their updates here. They are handled concurrently: the lock of each
conversation keeps its order.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import Forbidden, TelegramError

from bot import logs, wording
from bot.telegram.memory.journal import Journal
from bot.telegram.messages.addressing import called
from bot.telegram.running.connection import OMITTED
from bot.telegram.running.limiter import LeftForLater

logger = logging.getLogger("wenju.telegram")

AT_ONCE = 4096  # updates handled concurrently, most of them waiting for their turn


class Inbox:
    """Journals each update and has it handled by *handle*; an update that comes twice is handled once."""

    def __init__(self, journal: Journal, handle: Callable[[Update], Awaitable[None]]) -> None:
        self.journal = journal
        self._handle = handle
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Whether an update is being handled."""
        return bool(self._tasks)

    async def receive(self, data: dict[str, Any], bot: Bot) -> None:
        """Start handling the update *data* unless it was seen before; also where the journal fails."""
        update = read(data, bot)
        if update is None:
            return
        try:
            kept = json.dumps(data, ensure_ascii=False) if concerns_us(update) else None
            if not self.journal.add(update.update_id, kept):
                return
        except sqlite3.Error as error:
            logger.error(wording.telegram_no_journal(type(error).__name__))
        await self._start(update)

    async def resume(self, bot: Bot) -> None:
        """Start handling the updates that were left unfinished."""
        for unfinished in self.journal.unfinished():
            if (update := read(json.loads(unfinished), bot)) is not None:
                await self._start(update)

    async def settle(self) -> None:
        """Wait until every update is handled."""
        await asyncio.gather(*self._tasks)

    async def _start(self, update: Update) -> None:
        await self._room.acquire()
        task = asyncio.create_task(self._handled(update))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.release()

    async def _handled(self, update: Update) -> None:
        """Handle *update* and mark it finished, unless it was left for the next start.

        An error is logged in one line, without the text of the message.
        """
        try:
            await self._handle(update)
        except LeftForLater:
            return
        except TelegramError as error:
            blocked = isinstance(error, Forbidden)  # or thrown out of the group
            level = logging.INFO if blocked else logging.WARNING
            logger.log(level, wording.telegram_unsent(type(error).__name__))
        except Exception as error:  # the bot goes on, whatever happened to this update
            logger.error(wording.telegram_failed(logs.where(error)))
        try:
            self.journal.finish(update.update_id)
        except sqlite3.Error as error:
            logger.error(wording.telegram_no_journal(type(error).__name__))


def read(data: dict[str, Any], bot: Bot) -> Update | None:
    """The update of *data*; None, with a line in the log, if it has a shape that the library cannot read.

    An older server of one's own leaves out fields that the library requires, a newer one adds kinds.
    """
    try:
        return Update.de_json(with_rights(data), bot)
    except Exception as error:  # whatever the library raises, the other updates go on
        kinds = [kind for kind in data if kind != "update_id"]
        logger.warning(wording.telegram_unread_update("、".join(kinds), type(error).__name__))
        return None


def with_rights(data: dict[str, Any]) -> dict[str, Any]:
    """*data* with all rights that the library requires of an administrator; an older server omits some."""
    change = data.get("my_chat_member")
    if change is None:
        return data
    members = ("old_chat_member", "new_chat_member")
    told = {name: {**OMITTED["getChatMember"], **change[name]} for name in members}
    return {**data, "my_chat_member": {**change, **told}}


def concerns_us(update: Update) -> bool:
    """Whether *update* may need an answer: all but a group's messages that do not address the bot.

    Of the others, no text is kept in the journal.
    """
    message = update.message or update.edited_message
    if message is None or message.chat.type == message.chat.PRIVATE or not (message.text or message.caption):
        return True
    return called(message, update.get_bot().bot) is not None
