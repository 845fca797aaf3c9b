"""Citations: what the buttons under an answer do, in the one message the answer stands in.

A quotation opened in its context and leafed through; what else is said; the answer without what was
carried over; and back. Everything is made anew from what the reader may see now.
"""

from __future__ import annotations

from collections.abc import Callable

from telegram import Bot

from bot import wording
from bot.conversation import Conversation
from bot.telegram.asking.links import MARK, Links
from bot.telegram.asking.passages import leafed, opened
from bot.telegram.asking.questions import Questions
from bot.telegram.memory.conversations import Turn
from bot.telegram.messages.actions import Ask, Back, Leaf, Lift, More, Open, Vote
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Commands, Said
from bot.telegram.messages.rendering import Reply, further_reply, plain
from bot.telegram.messages.service import Service
from corpus.errors import UnknownDocument
from retrieval.answering.answer import Answer
from retrieval.desk import Desk


class Citations:
    """The buttons of answers, and the links to their passages."""

    def __init__(self, service: Service, questions: Questions) -> None:
        self.service = service
        self.questions = questions
        self.links = Links(service.state)

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("start", self.start)
        buttons.on(Open, self.open, others=self.link)
        buttons.on(Leaf, self.leaf)
        buttons.on(Back, self.back)
        buttons.on(More, self.more)
        buttons.on(Lift, self.lift)
        buttons.on(Ask, self.ask)
        buttons.on(Vote, self.vote, said=lambda vote: wording.thanks(good=vote.good))

    def link(self, bot: Bot, passage: Open) -> str:
        """Where others than who asked can open *passage*: for themselves, in private."""
        return f"{bot.link}?start={self.links.payload(passage)}"

    async def open(self, pressed: Pressed, passage: Open) -> None:
        """The passage in its context, in the place of the answer."""
        await self._show(pressed, lambda desk: opened(desk.document(passage.document), passage))

    async def leaf(self, pressed: Pressed, leaf: Leaf) -> None:
        """What stands before it, or after."""
        await self._show(pressed, lambda desk: leafed(desk.document(leaf.document), leaf))

    async def back(self, pressed: Pressed, back: Back) -> None:
        """The answer again."""
        await self._show(pressed, lambda desk: self._again(desk, self._turn(pressed, back.turn)))

    async def more(self, pressed: Pressed, more: More) -> None:
        """What else is said on the question, in the place of the answer."""
        await self._show(pressed, lambda desk: self._further(desk, self._turn(pressed, more.turn), more.page))

    async def lift(self, pressed: Pressed, lift: Lift) -> None:
        """The question answered on its own; the conversation goes on from there."""
        turn = self._turn(pressed, lift.turn)
        if turn is None:
            expired = plain(wording.telegram_expired())
            await self.service.edit(pressed.bot, pressed.message, pressed.reader, expired)
        else:
            await self.questions.amend(pressed.bot, turn, turn.texts[-1:])

    async def ask(self, pressed: Pressed, action: Ask) -> None:
        """The suggestion, asked by whoever pressed."""
        question = action.question
        await self.questions.ask(pressed.bot, pressed.destination, pressed.reader, question, pressed=True)

    async def vote(self, pressed: Pressed, action: Vote) -> None:
        """👍 or 👎; the last one counts."""
        self.service.history.voted(action.number, pressed.person, good=action.good)

    async def start(self, said: Said) -> None:
        """/start: the help; /start p_…: a link followed, the passage, if whoever followed it may see it."""
        if not (said.private and said.text.startswith(MARK)):
            await said.answer(self.service, wording.telegram_help(said.bot.username, private=said.private))
            return
        passage, who = self.links.find(said.text), said.reader

        def make() -> Reply:
            if passage is None:
                return plain(wording.telegram_no_passage())
            try:
                return opened(self.service.libraries.desk(who).document(passage.document), passage)
            except UnknownDocument:  # the name of a document that may not be seen is not said
                return plain(wording.telegram_no_passage())

        await self.service.reply(said.bot, said.destination, who, make)

    def _turn(self, pressed: Pressed, number: int) -> Turn | None:
        """The turn *number*, if it is of the reader who presses."""
        turn = self.service.turns.find(number)
        return turn if turn is not None and turn.reader == pressed.reader else None

    async def _show(self, pressed: Pressed, make: Callable[[Desk], Reply]) -> None:
        """Put what *make* makes in the place of the message the button stands under."""
        reader = pressed.reader
        reply = await self.service.made(
            pressed.bot, pressed.destination, lambda: make(self.service.libraries.desk(reader))
        )
        await self.service.edit(pressed.bot, pressed.message, reader, reply)

    def _again(self, desk: Desk, turn: Turn | None) -> Reply:
        if turn is None:
            return plain(wording.telegram_expired())
        return self.questions.composed(Conversation(desk), turn)

    def _further(self, desk: Desk, turn: Turn | None, page: int) -> Reply:
        """The *page*th piece of what else is said, after those before it."""
        conversation = Conversation(desk)
        answer = conversation.resume(turn.texts) if turn is not None else None
        shown = cited(answer)
        found: Answer | None = None
        for _ in range(page):
            found = conversation.further(shown)
            shown |= cited(found)
        if turn is None or found is None:
            return plain(wording.telegram_expired())
        return further_reply(found, turn, page=page, more=conversation.further(shown) is not None)


def cited(answer: Answer | None) -> set[tuple[str, int]]:
    """The passages *answer* cites, by document and start."""
    return {(c.document, c.start) for c in answer.citations} if answer is not None else set()
