"""Keyboard: the buttons under a message, and the callback data that each carries.

`open:15:2` opens quotation 2 of turn 15; `later:15:2:26231` shows what follows it from character 26231 on.
Telegram allows 64 bytes. The data holds no secret and is not trusted: buttons.py checks who pressed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

# of an answer: open a quotation, show what stands before or after it, go back to the answer, show more,
# answer without what was carried over, ask a suggestion, vote; of an upload: add it to a library, delete it;
# of a change of a library: undo it, remove a document; of a group: open or close it
Action = Literal[
    "open", "earlier", "later", "back", "more", "alone", "ask", "vote", "take", "drop", "undo", "remove",
    "allow",
]  # fmt: skip

_DATA = re.compile(rf"({'|'.join(get_args(Action))}):(\d{{1,15}}):(\d{{1,9}})(?::(\d{{1,9}}))?", re.ASCII)


TICK = " ✓"


@dataclass(frozen=True, slots=True)
class Button:
    """A button labelled *label*; *n* and *at* are the numbers that its action needs."""

    label: str
    action: Action
    n: int = 0
    at: int | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Data:
    """What a button of turn number *turn* carries."""

    action: str
    turn: int
    n: int
    at: int | None = None

    def __str__(self) -> str:
        return f"{self.action}:{self.turn}:{self.n}" + (f":{self.at}" if self.at is not None else "")

    @classmethod
    def parse(cls, text: str) -> Data | None:
        """later:15:2:26231 -> Data("later", 15, 2, 26231); None if *text* is nothing of ours."""
        match = _DATA.fullmatch(text)
        if match is None:
            return None
        action, turn, n, at = match.groups()
        return cls(action, int(turn), int(n), int(at) if at is not None else None)


def ticked(shown: InlineKeyboardMarkup, chosen: str) -> InlineKeyboardMarkup:
    """*shown* with a tick at the button that carries *chosen*, and at no other of its action."""
    action = chosen.partition(":")[0] + ":"

    def labelled(button: InlineKeyboardButton) -> InlineKeyboardButton:
        data = str(button.callback_data)
        label = button.text.removesuffix(TICK)
        return InlineKeyboardButton(label + TICK if data == chosen else label, callback_data=data)

    return InlineKeyboardMarkup(
        [
            [labelled(b) if str(b.callback_data).startswith(action) else b for b in row]
            for row in shown.inline_keyboard
        ]
    )


def keyboard(rows: Rows, turn: int) -> InlineKeyboardMarkup | None:
    """*rows* as Telegram takes them, the buttons referring to turn number *turn*; None if there are none."""
    buttons = [
        [
            InlineKeyboardButton(each.label, callback_data=str(Data(each.action, turn, each.n, each.at)))
            for each in row
        ]
        for row in rows
    ]
    return InlineKeyboardMarkup(buttons) if buttons else None
