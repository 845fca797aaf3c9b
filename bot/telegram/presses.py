"""Presses: what each button stands for.

A button carries at most 64 bytes, so it carries a key into this table, drawn at random, and is
good only in the chat it was sent to. The oldest are dropped: their buttons have expired.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from retrieval.answer import Citation


@dataclass(frozen=True, slots=True)
class Open:
    """Show *citation* in its context."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask *question* for whoever pressed."""

    question: str


Action = Open | Ask


@dataclass(frozen=True, slots=True)
class Press:
    """An action, and where its button stands."""

    chat: int
    topic: int | None
    action: Action


class Presses:
    """The buttons that work, at most *limit* of them."""

    def __init__(self, *, limit: int = 10_000) -> None:
        self._limit = limit
        self._presses: OrderedDict[str, Press] = OrderedDict()

    def __len__(self) -> int:
        return len(self._presses)

    def add(self, press: Press) -> str:
        """The callback data for a new button of *press*, 16 bytes."""
        key = secrets.token_urlsafe(12)
        self._presses[key] = press
        while len(self._presses) > self._limit:
            self._presses.popitem(last=False)
        return key

    def find(self, key: str, *, chat: int) -> Press | None:
        """What the button *key* stands for in *chat*; None if it has expired or is another chat's."""
        press = self._presses.get(key)
        return press if press is not None and press.chat == chat else None
