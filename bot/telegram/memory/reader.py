"""Reader: who reads a reply, and where."""

from __future__ import annotations

from typing import NamedTuple


class Reader(NamedTuple):
    """The chat, the person in it, and the forum topic (0 outside forums).

    Anonymous administrators and posts of a channel have the chat's or channel's own id as person.
    """

    chat: int
    person: int
    topic: int = 0
