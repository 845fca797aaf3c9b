"""Conversations: one for each (chat, person, topic), the longest unused forgotten first."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.conversation import Conversation


class Key(NamedTuple):
    """Who is talked with, and where."""

    chat: int
    person: int
    topic: int | None


@dataclass(slots=True)
class Seat:
    """A conversation and its lock: whoever holds it has the floor, and the next waits in order."""

    conversation: Conversation
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversations:
    """The seats taken, at most *limit* of them unless more are in use at once."""

    def __init__(self, begin: Callable[[], Conversation], *, limit: int = 1000) -> None:
        self._begin = begin
        self._limit = limit
        self._seats: OrderedDict[Key, Seat] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seats)

    def seat(self, key: Key) -> Seat:
        """The seat of *key*, a new one if there is none."""
        if key not in self._seats:
            self._seats[key] = Seat(self._begin())
        self._seats.move_to_end(key)
        self._make_room(key)
        return self._seats[key]

    def _make_room(self, newest: Key) -> None:
        """Forget the longest unused, but nobody who is being answered."""
        for key in list(self._seats)[: max(0, len(self._seats) - self._limit)]:
            if key != newest and not self._seats[key].lock.locked():
                del self._seats[key]
