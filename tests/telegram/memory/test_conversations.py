"""What the bot keeps is bounded, outlives it, and nobody loses their turn for it."""

from __future__ import annotations

import pytest

from bot.telegram import App
from bot.telegram.memory.conversations import Conversations
from bot.telegram.memory.presses import Press, Presses
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State
from bot.telegram.messages.actions import Ask, Open
from bot.telegram.running.serving import parts
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import (
    AGAIN,
    CLEARED,
    CONTENT,
    FOLLOW_UP,
    LONG,
    LONG_QUESTION,
    OUTCOME,
    SUGGESTED,
    SmallDesk,
    citation,
)


async def test_the_longest_unused_conversation_leaves_memory_first(state: State) -> None:
    seats = Conversations(state, limit=2)
    one, two, three = (seats.seat(Reader(1, person)) for person in (1, 2, 1))
    assert one is three
    seats.seat(Reader(1, 3))
    assert len(seats) == 2
    assert seats.seat(Reader(1, 1)) is one
    assert seats.seat(Reader(1, 2)) is not two


async def test_a_conversation_being_answered_stays_in_memory(state: State) -> None:
    seats = Conversations(state, limit=1)
    busy = seats.seat(Reader(1, 1))
    async with busy.lock:
        seats.seat(Reader(1, 2))
        assert seats.seat(Reader(1, 1)) is busy
    seats.seat(Reader(1, 3))
    assert len(seats) == 1


async def test_a_conversation_goes_on_where_it_was_left(state: State, desk: SmallDesk) -> None:
    seats = Conversations(state)
    seat = seats.seat(Reader(1, 1, 7))
    seat.reply(desk, OUTCOME)
    seats.keep(Reader(1, 1, 7), seat)
    again = Conversations(state)
    again.seat(Reader(1, 1, 7)).reply(desk, FOLLOW_UP)
    assert (desk.asked[-1].text, desk.asked[-1].after) == (FOLLOW_UP, OUTCOME)
    again.seat(Reader(1, 2, 7)).reply(desk, FOLLOW_UP)
    assert desk.asked[-1].after is None
    again.forget(Reader(1, 1, 7))
    Conversations(state).seat(Reader(1, 1, 7)).reply(desk, FOLLOW_UP)
    assert desk.asked[-1].after is None


def placed(presses: Presses, press: Press, *, message: int) -> str:
    key = presses.add(press)
    presses.place([key], chat=press.reader.chat, message=message)
    return key


async def test_the_oldest_buttons_expire(state: State) -> None:
    presses = Presses(state, limit=2)
    asks = [Press(Reader(1, 1), Ask(question)) for question in ("甲", "乙", "丙")]
    keys = [placed(presses, press, message=n) for n, press in enumerate(asks)]
    assert [presses.find(key, chat=1, message=n) for n, key in enumerate(keys)] == [None, *asks[1:]]
    assert len(presses) == 2


async def test_a_button_is_bound_to_its_chat_message_and_words(state: State) -> None:
    presses = Presses(state)
    press = Press(Reader(1, 5, 7), Open.of(citation(1, CLEARED)))
    key = placed(presses, press, message=70)
    assert len(key.encode()) <= 64
    assert presses.find(key, chat=1, message=70) == press
    assert presses.find(key, chat=2, message=70) is None
    assert presses.find(key, chat=1, message=71) is None
    assert [press.is_for(person) for person in (5, 6)] == [True, False]
    for wrong in ("", "1", "1.", "x.y", key[:-1], "2" + key[1:], f"{key}x", "9" * 64, "٣.abc"):
        assert presses.find(wrong, chat=1, message=70) is None
    state.execute("UPDATE presses SET person = 6")
    assert presses.find(key, chat=1, message=70) is None


async def test_a_button_outlives_the_bot_and_only_the_newest_under_a_message_work(state: State) -> None:
    old = placed(Presses(state), Press(Reader(1, 5), Ask("甲")), message=70)
    assert Presses(state).find(old, chat=1, message=70) == Press(Reader(1, 5), Ask("甲"))
    new = placed(Presses(state), Press(Reader(1, 5), Ask("乙")), message=70)
    assert Presses(state).find(old, chat=1, message=70) is None
    assert Presses(state).find(new, chat=1, message=70) == Press(Reader(1, 5), Ask("乙"))


async def test_what_a_chat_itself_asked_anybody_in_it_may_press() -> None:
    assert Press(Reader(-100, -100), Ask("甲")).is_for(5)


@pytest.mark.parametrize("fails", ["nothing can be written", "no button can be kept"])
async def test_who_asks_while_the_disk_is_full_is_answered_without_buttons(
    api: FakeApi, bot: App, fails: str
) -> None:
    chat, kept = api.private("小李"), parts(bot).state
    question = chat.say(OUTCOME)
    first = await api.next_sent()
    assert await api.quiet()  # where the answer stands is written down
    if fails == "nothing can be written":
        kept.execute("PRAGMA query_only = ON")
    else:
        kept.execute("CREATE TRIGGER full BEFORE INSERT ON presses BEGIN SELECT RAISE(FAIL, 'full'); END")
    chat.say(AGAIN)
    answer = await api.next_sent()
    assert (answer.text, answer.buttons) == (first.text, [])
    chat.say(LONG_QUESTION)
    while LONG[-1] not in (last := await api.next_sent()).text:
        assert last.buttons == []
    chat.edit(question, SUGGESTED)
    edited = await api.next_edited()
    assert edited.text.startswith(CONTENT.rstrip("。"))
    assert edited.buttons == []
    kept.execute("PRAGMA query_only = OFF")
    kept.execute("DROP TRIGGER IF EXISTS full")
    chat.say(OUTCOME)
    assert [b["text"] for b in (await api.next_sent()).buttons] == [b["text"] for b in first.buttons]
