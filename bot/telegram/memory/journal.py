"""Journal: the updates received and not yet answered, and the messages already sent for each.

Telegram deletes an update once the next ones are fetched, so an update that was fetched and not yet
answered exists only here: after a crash, it is answered at the next start. Messages are numbered within
their update and recorded too: of an answer in three messages, only those not yet sent are sent then.

One case cannot be detected: whether a message that was in transit at the moment of the crash has reached
Telegram. The Bot API has no idempotency key and no way to list sent messages; such a message is sent again.
"""

from __future__ import annotations

import logging
import time

from bot import wording
from bot.telegram.memory.state import State

logger = logging.getLogger("wenju.telegram")

REMEMBERED = 2.0  # days; Telegram delivers an update for at most one
HOUR = 3600.0
TRIES = 3  # an update that crashes the process this often is given up

UPDATES = """CREATE TABLE IF NOT EXISTS updates
    (id INTEGER PRIMARY KEY, body TEXT, tries INTEGER NOT NULL DEFAULT 0, came REAL NOT NULL)"""
SENT = """CREATE TABLE IF NOT EXISTS sent
    (id INTEGER, number INTEGER, message INTEGER, PRIMARY KEY (id, number))"""


class Journal:
    """The updates of the last days, and which of them are unfinished."""

    def __init__(self, state: State) -> None:
        self._state = state.table(UPDATES, SENT)
        self._state.keep_for(REMEMBERED, "updates", "came")

    def add(self, update: int, body: str | None) -> bool:
        """Record *update* with its JSON, or with none if it needs no answer; False if it is known already."""
        self._state.sweep(every=HOUR)
        statement = "INSERT OR IGNORE INTO updates (id, body, came) VALUES (?, ?, ?)"
        return self._state.changed(statement, update, body, time.time()) > 0

    def finish(self, update: int) -> None:
        """*update* is answered: its text is deleted, its number is kept."""
        with self._state.together():
            self._state.execute("UPDATE updates SET body = NULL WHERE id = ?", update)
            self._state.execute("DELETE FROM sent WHERE id = ?", update)

    def unfinished(self) -> list[str]:
        """The JSON of the unfinished updates, in their order; counts one more try for each."""
        with self._state.together():
            self._state.execute("UPDATE updates SET tries = tries + 1 WHERE body IS NOT NULL")
            lost = self._state.changed("UPDATE updates SET body = NULL WHERE tries > ?", TRIES)
            rows = self._state.execute("SELECT body FROM updates WHERE body IS NOT NULL ORDER BY id")
        if lost:
            logger.error(wording.telegram_given_up(lost))
        return [body for (body,) in rows]

    def sent(self, update: int, number: int) -> int | None:
        """The id of the message that was sent as *number* of *update*; None if none was.

        Number 0 is no message, but the question's number in the history.
        """
        rows = self._state.execute("SELECT message FROM sent WHERE id = ? AND number = ?", update, number)
        return int(rows[0][0]) if rows else None

    def note(self, update: int, number: int, message: int) -> None:
        """*message* was sent as *number* of *update*."""
        self._state.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", update, number, message)
