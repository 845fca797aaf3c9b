"""What follows `start=` in a link."""

from __future__ import annotations

from bot.telegram.asking.links import Links
from bot.telegram.memory.conversations import Quotation
from bot.telegram.memory.state import State


def test_a_link_is_short_and_the_same_for_the_same_passage(state: State) -> None:
    links = Links(state)
    passage = Quotation("[1] 海屿市.txt", "海屿市.txt", 10**7, 10**7 + 100, "0123456789ab")
    payload = links.payload(passage, -7)
    assert links.payload(passage, -7) == payload
    assert len(payload) <= 64
    assert payload.replace("-", "").replace("_", "").isalnum()
    assert links.find(payload) == (passage, -7)
    assert links.payload(passage, -8) != payload
