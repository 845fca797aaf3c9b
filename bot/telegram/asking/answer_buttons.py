"""Answer buttons: what else the buttons under an answer do, in the one message the answer stands in.

More on the same question, a page at a time; the question without what was carried over; back to the
answer; a suggestion asked as the next question; 👍 and 👎. Everything is composed again from what the
reader may read now.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import wording
from bot.conversation import Conversation
from bot.telegram.asking.questions import Questions
from bot.telegram.messages.answers import further_reply
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.keyboard import Data, ticked
from bot.telegram.messages.rendering import Reply, plain
from bot.telegram.messages.service import Service
from retrieval.answering.answer import Answer
from retrieval.desk import Desk


class AnswerButtons:
    """The buttons of answers, but for those that open a passage."""

    def __init__(self, service: Service, questions: Questions) -> None:
        self.service = service
        self.questions = questions

    def add_to(self, buttons: Buttons) -> None:
        buttons.on("back", self.back)
        buttons.on("more", self.more)
        buttons.on("alone", self.alone)
        buttons.on("ask", self.ask, valid=lambda pressed: 0 < pressed.n <= len(pressed.turn.suggestions))
        buttons.on("vote", self.vote, notice=lambda pressed: wording.thanks(good=bool(pressed.n)))

    async def back(self, pressed: Pressed) -> None:
        """The answer, in its place again."""
        await self._show(pressed, lambda desk: self.questions.composed(Conversation(desk), pressed.turn))

    async def more(self, pressed: Pressed) -> None:
        """Page n of what else is said on the question, in the place of the answer."""
        await self._show(pressed, lambda desk: self._further(desk, pressed))

    async def alone(self, pressed: Pressed) -> None:
        """The question answered without what was carried over; the conversation continues from there."""
        await self.questions.amend(pressed.update, pressed.turn, pressed.turn.texts[-1:])

    async def ask(self, pressed: Pressed) -> None:
        """A suggestion, asked by whoever pressed."""
        question = pressed.turn.suggestions[pressed.n - 1]
        await self.questions.ask(pressed.destination, pressed.reader, question, pressed=True)

    async def vote(self, pressed: Pressed) -> None:
        """👍 (1) or 👎 (0), ticked under the answer; the last one counts."""
        turn = pressed.turn
        if turn.number is None:
            return
        self.service.history.voted(turn.number, pressed.person, good=bool(pressed.n))
        if pressed.keyboard is not None:
            shown = ticked(pressed.keyboard, str(Data("vote", turn.id, pressed.n)))
            if shown != pressed.keyboard:
                await self.service.bot.edit_message_reply_markup(
                    turn.reader.chat, pressed.message, reply_markup=shown
                )

    async def _show(self, pressed: Pressed, compose: Callable[[Desk], Reply]) -> None:
        """Put what *compose* returns in the place of the message."""

        def composed() -> Reply:
            return compose(self.service.libraries.desk(pressed.reader))

        reply = await self.service.composed(pressed.destination, composed)
        await self.service.edit(pressed.reader.chat, pressed.message, reply)

    def _further(self, desk: Desk, pressed: Pressed) -> Reply:
        """The page that *pressed* names, after those before it."""
        conversation = Conversation(desk)
        shown = cited(conversation.resume(pressed.turn.texts))
        further: Answer | None = None
        for _ in range(pressed.n):
            further = conversation.further(shown)
            shown |= cited(further)
        if further is None:
            return plain(wording.telegram_expired())
        turn = self.questions.shown(pressed.turn, further)
        return further_reply(further, turn, page=pressed.n, more=conversation.further(shown) is not None)


def cited(answer: Answer | None) -> set[tuple[str, int]]:
    """The passages that *answer* cites, by document and start."""
    return {(c.document, c.start) for c in answer.citations} if answer is not None else set()
