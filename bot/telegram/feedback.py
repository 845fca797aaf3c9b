"""Feedback: 👍 and 👎 under an answer, from whoever asked; the record keeps them with the question."""

from __future__ import annotations

from bot import wording
from bot.telegram.actions import Vote
from bot.telegram.buttons import Buttons, Pressed
from bot.telegram.reception import Reception


class Feedback:
    """What readers think of the answers."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception

    def add_to(self, buttons: Buttons) -> None:
        buttons.on(Vote, self.vote, said=lambda vote: wording.thanks(good=vote.good))

    async def vote(self, pressed: Pressed, action: Vote) -> None:
        """The last press counts."""
        self.reception.record.voted(action.number, pressed.person, good=action.good)
