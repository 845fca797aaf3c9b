"""What the bot keeps in memory is bounded, and nobody loses their turn for it."""

from __future__ import annotations

from small_desk import CLEARED, SmallDesk, citation

from bot.conversation import Conversation
from bot.telegram.conversations import Conversations, Key
from bot.telegram.presses import Ask, Open, Press, Presses


def conversations(limit: int) -> Conversations:
    return Conversations(lambda: Conversation(SmallDesk()), limit=limit)


async def test_the_longest_unused_conversation_is_forgotten_first() -> None:
    seats = conversations(2)
    one, two, three = (seats.seat(Key(1, person, None)) for person in (1, 2, 1))
    assert one is three
    seats.seat(Key(1, 3, None))
    assert len(seats) == 2
    assert seats.seat(Key(1, 1, None)) is one
    assert seats.seat(Key(1, 2, None)) is not two


async def test_a_conversation_being_answered_is_not_forgotten() -> None:
    seats = conversations(1)
    busy = seats.seat(Key(1, 1, None))
    async with busy.lock:
        seats.seat(Key(1, 2, None))
        assert seats.seat(Key(1, 1, None)) is busy
    seats.seat(Key(1, 3, None))
    assert len(seats) == 1


async def test_the_oldest_buttons_expire() -> None:
    presses = Presses(limit=2)
    keys = [presses.add(Press(1, None, Ask(question))) for question in ("甲", "乙", "丙")]
    assert [presses.find(key, chat=1) for key in keys] == [
        None,
        Press(1, None, Ask("乙")),
        Press(1, None, Ask("丙")),
    ]
    assert len(presses) == 2


async def test_a_button_is_bound_to_its_chat() -> None:
    presses = Presses()
    key = presses.add(Press(1, 7, Open(citation(1, CLEARED))))
    assert len(key.encode()) <= 64
    assert presses.find(key, chat=2) is None
    assert presses.find(key, chat=1) == Press(1, 7, Open(citation(1, CLEARED)))
