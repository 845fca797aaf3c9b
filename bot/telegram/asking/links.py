"""Links: `https://t.me/wenju_bot?start=p_…` opens a cited passage in private.

A link may be passed on to anybody: whether the passage may be seen is asked anew when it is opened. What
follows `start=` is at most 64 letters, digits, `_` and `-`: a row's number, and a signature over the row.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from bot.telegram.memory.presses import row
from bot.telegram.memory.state import State
from bot.telegram.messages.actions import Open

KEPT = 90.0  # days
MARK = "p_"
SIGNATURE = 12  # bytes

TABLE = """CREATE TABLE IF NOT EXISTS links
    (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, document TEXT, start INTEGER, end INTEGER,
    digest TEXT, made REAL, UNIQUE (source, document, start, end, digest))"""


class Links:
    """The passages that links lead to."""

    def __init__(self, state: State) -> None:
        self._state = state.table(TABLE)
        state.keep_for(KEPT, "links", "made")

    def payload(self, passage: Open) -> str:
        """What follows `start=` in a link to *passage*: p_1f-c2lnbmF0dXJlLi4u."""
        row = (passage.source, passage.document, passage.start, passage.end, passage.digest)
        self._state.execute(
            "INSERT INTO links (source, document, start, end, digest, made) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET made = excluded.made",
            *row,
            time.time(),
        )
        ((number,),) = self._state.execute(
            "SELECT id FROM links WHERE source = ? AND document = ? AND start = ? AND end = ? AND digest = ?",
            *row,
        )
        return f"{MARK}{number:x}-{self._signature(number, passage)}"

    def find(self, payload: str) -> Open | None:
        """The passage a link leads to; None if it has expired, or is none of ours."""
        digits, _, signature = payload.removeprefix(MARK).partition("-")
        if not payload.startswith(MARK):
            return None
        rows = self._state.execute(
            "SELECT source, document, start, end, digest FROM links WHERE id = ?", row(digits)
        )
        if not rows:
            return None
        passage = Open(*rows[0])
        expected = self._signature(row(digits), passage)
        return passage if hmac.compare_digest(signature.encode(), expected.encode()) else None

    def _signature(self, number: int, passage: Open) -> str:
        said = json.dumps(["link", number, passage.document, passage.start, passage.end, passage.digest])
        digest = hmac.digest(self._state.key, said.encode(), hashlib.sha256)[:SIGNATURE]
        return base64.urlsafe_b64encode(digest).decode()
