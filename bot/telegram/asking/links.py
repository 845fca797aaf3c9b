"""Links: `https://t.me/wenju_bot?start=p_…` opens a cited passage in private.

A link may be passed on to anybody: whether the passage may be read is checked when it is opened. What
follows `start=` is at most 64 letters, digits, `_` and `-`: a row's number, and a signature of the row.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import astuple

from bot.telegram.memory.conversations import Quotation
from bot.telegram.memory.state import State

KEPT = 90.0  # days
MARK = "p_"
SIGNATURE = 12  # bytes

TABLE = """CREATE TABLE IF NOT EXISTS links
    (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, document TEXT, start INTEGER, end INTEGER,
    digest TEXT, made REAL, chat INTEGER, UNIQUE (source, document, start, end, digest, chat))"""


class Links:
    """The passages that links lead to."""

    def __init__(self, state: State) -> None:
        self._state = state.table(TABLE)
        state.keep_for(KEPT, "links", "made")

    def payload(self, quotation: Quotation, chat: int) -> str:
        """What follows `start=` in a link to *quotation*, shown in *chat*: p_1f-c2lnbmF0dXJlLi4u."""
        fields = (*astuple(quotation), chat)
        self._state.execute(
            "INSERT INTO links (source, document, start, end, digest, chat, made) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET made = excluded.made",
            *fields,
            time.time(),
        )
        ((number,),) = self._state.execute(
            "SELECT id FROM links "
            "WHERE source = ? AND document = ? AND start = ? AND end = ? AND digest = ? AND chat = ?",
            *fields,
        )
        return f"{MARK}{number:x}-{self._signature(number, quotation)}"

    def find(self, payload: str) -> tuple[Quotation, int] | None:
        """The passage that a link leads to, and the chat where it was shown.

        None if the link has expired, or is not from this bot.
        """
        digits, _, signature = payload.removeprefix(MARK).partition("-")
        if not payload.startswith(MARK):
            return None
        number = row(digits)
        rows = self._state.execute(
            "SELECT chat, source, document, start, end, digest FROM links WHERE id = ?", number
        )
        if not rows:
            return None
        chat, *fields = rows[0]
        quotation = Quotation(*fields)
        expected = self._signature(number, quotation)
        return (quotation, chat) if hmac.compare_digest(signature.encode(), expected.encode()) else None

    def _signature(self, number: int, quotation: Quotation) -> str:
        signed = ["link", number, quotation.document, quotation.start, quotation.end, quotation.digest]
        digest = hmac.digest(self._state.key, json.dumps(signed).encode(), hashlib.sha256)[:SIGNATURE]
        return base64.urlsafe_b64encode(digest).decode()


def row(digits: str) -> int:
    """The row that hexadecimal *digits* name, -1 for none: 1f -> 31."""
    named = 0 < len(digits) <= 12 and set(digits) <= set("0123456789abcdef")
    return int(digits, 16) if named else -1
