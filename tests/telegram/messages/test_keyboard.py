"""What a button carries: 64 bytes at most, and read as it was written."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.messages.keyboard import Action, Button, Data, keyboard

ACTIONS = st.sampled_from(get_args(Action))
MOST = 10**9 - 1


@given(ACTIONS, st.integers(1, 10**15 - 1), st.integers(0, MOST), st.none() | st.integers(0, MOST))
def test_data_is_short_and_read_as_it_was_written(action: str, turn: int, n: int, at: int | None) -> None:
    data = Data(action, turn, n, at)
    assert len(str(data).encode()) <= 64
    assert Data.parse(str(data)) == data


@pytest.mark.parametrize(
    "text",
    ["", "open", "open:1", "open:1:2:3:4", "open:-1:2", "open:1:2 ", "shut:1:2", "open:١:2", "1f.c2ln"],
)
def test_anything_else_is_none_of_ours(text: str) -> None:
    assert Data.parse(text) is None


def test_a_keyboard_refers_to_its_turn() -> None:
    made = keyboard(((Button("甲", "open", 2), Button("乙", "later", 2, 800)), (Button("丙", "back"),)), 15)
    assert made is not None
    rows = [[(button.text, button.callback_data) for button in row] for row in made.inline_keyboard]
    assert rows == [[("甲", "open:15:2"), ("乙", "later:15:2:800")], [("丙", "back:15:0")]]
    assert keyboard((), 15) is None
