"""Libraries: which desk answers whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.telegram.addressing import Reader
from retrieval.asking import Desk


class Desks(Protocol):
    """What the handlers ask for a desk."""

    def desk(self, reader: Reader) -> Desk:
        """The desk of all that *reader* may see; may be slow, and is called off the event loop."""
        ...


@dataclass(frozen=True, slots=True)
class OneDesk:
    """The same desk for every reader."""

    only: Desk

    def desk(self, reader: Reader) -> Desk:
        return self.only
