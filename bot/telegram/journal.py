"""Journal: an update is written down before anything is done about it, and struck out when all is done.

Telegram forgets an update once the next ones are fetched, so what was fetched and not yet answered is
here alone: a bot killed in that moment answers it when it is started again. What is sent is numbered
within its update, and written down too, so that an answer of three messages of which one was sent goes
on with the second.

One thing cannot be known: whether a message on its way in the very moment of the kill has reached
Telegram. The Bot API has no key by which to send a thing at most once, nor a way to ask what was sent;
such a message is sent again.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot import wording
from bot.telegram.addressing import called
from bot.telegram.state import State

logger = logging.getLogger("wenju.telegram")

REMEMBERED = 2.0  # days; Telegram hands out an update for one
HOUR = 3600.0
TRIES = 3  # an update that ends the process each time is given up
AT_ONCE = 4096  # updates under way, most of them waiting for their turn

UPDATES = """CREATE TABLE IF NOT EXISTS updates
    (id INTEGER PRIMARY KEY, body TEXT, tries INTEGER NOT NULL DEFAULT 0, came REAL NOT NULL)"""
SENT = """CREATE TABLE IF NOT EXISTS sent
    (id INTEGER, number INTEGER, message INTEGER, PRIMARY KEY (id, number))"""


class Journal:
    """The updates seen in the last days, and what is unfinished of them."""

    def __init__(self, state: State) -> None:
        self._state = state.table(UPDATES, SENT)
        self._state.keep_for(REMEMBERED, "updates", "came")

    def take(self, update: Update) -> bool:
        """Write *update* down; False if it was seen before.

        Of what people in a group say to each other only the number is written, no word.
        """
        self._state.sweep(every=HOUR)
        return (
            self._state.changed(
                "INSERT OR IGNORE INTO updates (id, body, came) VALUES (?, ?, ?)",
                update.update_id,
                update.to_json() if concerns_us(update) else None,
                time.time(),
            )
            > 0
        )

    def finish(self, update: int) -> None:
        """Strike *update* out: its words are gone, its number is remembered."""
        with self._state.together():
            self._state.execute("UPDATE updates SET body = NULL WHERE id = ?", update)
            self._state.execute("DELETE FROM sent WHERE id = ?", update)

    def unfinished(self) -> list[str]:
        """The updates that were not finished, as JSON, in their order; each is counted as tried once more."""
        with self._state.together():
            self._state.execute("UPDATE updates SET tries = tries + 1 WHERE body IS NOT NULL")
            lost = self._state.changed("UPDATE updates SET body = NULL WHERE tries > ?", TRIES)
            rows = self._state.execute("SELECT body FROM updates WHERE body IS NOT NULL ORDER BY id")
        if lost:
            logger.error(wording.telegram_given_up(lost))
        return [body for (body,) in rows]

    def sent(self, update: int, number: int) -> int | None:
        """The id of the message that was sent as *number* of *update*; None if none was."""
        rows = self._state.execute("SELECT message FROM sent WHERE id = ? AND number = ?", update, number)
        return int(rows[0][0]) if rows else None

    def note(self, update: int, number: int, message: int) -> None:
        """*message* was sent as *number* of *update*."""
        self._state.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", update, number, message)


def concerns_us(update: Update) -> bool:
    """Whether *update* may want something of the bot: not a group's talk that does not address it."""
    message = update.message or update.edited_message
    if message is None or message.chat.type == message.chat.PRIVATE or not (message.text or message.caption):
        return True
    return called(message, update.get_bot().bot) is not None


@dataclass(slots=True)
class Handling:
    """An update under way: how many messages were sent for it, and whether it is left for the next start."""

    journal: Journal
    update: int
    count: int = 0
    left: bool = False

    @property
    def number(self) -> int | None:
        """The number of the question in the record, if it was put there before the bot was killed."""
        return self.journal.sent(self.update, 0)

    @number.setter
    def number(self, number: int) -> None:
        self.journal.note(self.update, 0, number)

    def next(self) -> int | None:
        """Go on to the next message of this update; its id if it was sent before the bot was killed."""
        self.count += 1
        return self.journal.sent(self.update, self.count)

    def note(self, message: int) -> None:
        self.journal.note(self.update, self.count, message)


_HANDLING: contextvars.ContextVar[Handling | None] = contextvars.ContextVar("handling", default=None)


def handling() -> Handling | None:
    """The update that is being handled here."""
    return _HANDLING.get()


class Inbox(asyncio.Queue[object]):
    """The queue of updates, by polling and by webhook alike: written down before they are confirmed."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal

    async def put(self, update: object) -> None:
        """Queue *update* unless it was seen before; where the state cannot be written, all the same."""
        try:
            if isinstance(update, Update) and not self.journal.take(update):
                return
        except sqlite3.Error as error:
            logger.error(wording.telegram_no_journal(type(error).__name__))
        await super().put(update)

    async def resume(self, bot: Bot) -> int:
        """Queue what was left unfinished; how many."""
        bodies = self.journal.unfinished()
        for body in bodies:
            await super().put(Update.de_json(json.loads(body), bot))
        return len(bodies)


class Processor(BaseUpdateProcessor):
    """Updates side by side; each conversation's own order is kept by its lock, taken in turn."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(AT_ONCE)
        self.journal = journal

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle *update* and strike it out, unless it was left for the next start."""
        if not isinstance(update, Update):
            await coroutine
            return
        now = Handling(self.journal, update.update_id)
        _HANDLING.set(now)
        await coroutine
        if not now.left:
            try:
                self.journal.finish(update.update_id)
            except sqlite3.Error as error:
                logger.error(wording.telegram_no_journal(type(error).__name__))

    async def initialize(self) -> None:
        """Nothing to begin."""

    async def shutdown(self) -> None:
        """Nothing to end."""
