"""Questions: a message becomes an answer: /ask, /compare, /new, /help. What the answer is, the desk decides.

A question waits for the same reader's question before it, is recorded in the history, and is stored as a
turn, which the buttons under its answer refer to.
"""

from __future__ import annotations

import time
from dataclasses import replace

from telegram import Message

from bot import wording
from bot.conversation import Conversation
from bot.telegram.memory.conversations import Session, Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.addressing import Call, called, reader_of
from bot.telegram.messages.answers import answer_reply
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.rendering import Reply
from bot.telegram.messages.service import Destination, Service
from retrieval.answering.answer import Answer

# Commands that an anonymous administrator may send to a closed group: who it is, the button under them tells.
BY_BUTTON = ("allow", "deny")


class Questions:
    """What people write to the bot."""

    def __init__(self, service: Service, commands: Commands) -> None:
        self.service = service
        self.commands = commands
        commands.on("compare", self.compare)

    async def on_message(self, message: Message, update: int) -> None:
        """A text, or what stands under a picture, answered if it is for the bot."""
        if (call := called(message, self.service.bot.bot)) is None:
            return
        who, to = reader_of(message), Destination.under(message, update)
        anonymous = who.person == who.chat < 0 and call.command in BY_BUTTON
        if (refusal := self.service.permissions.refusal(who)) and not anonymous:
            if who.chat > 0 or self.service.permissions.may_say_closed(who.chat):
                await self.service.say(to, refusal)
            return
        self.service.met(message.chat, message.from_user)
        await self._answer(message, call, who, to)

    async def _answer(self, message: Message, call: Call, who: Reader, to: Destination) -> None:
        """Answer *call*, which *message* makes: a question, or a command."""
        if call.command == "ask" and call.text:
            await self.ask(to, who, call.text, after=self._replied_to(message))
        elif call.command in self.commands:
            await self.commands.run(call.command, Command(message, who, to.update, call.text))
        else:
            await self.service.say(to, await self._told(message, call))

    async def on_other(self, message: Message, update: int) -> None:
        """A picture, a voice message, a file in a private chat: says what to send instead."""
        if not self.service.permissions.refusal(reader_of(message)):
            await self.service.say(Destination.under(message, update), wording.telegram_text_only())

    async def on_edited(self, message: Message, update: int) -> None:
        """An edited message: its answer is edited; a message that was no question may be one now."""
        call = called(message, self.service.bot.bot)
        if call is None or call.command != "ask" or not call.text:
            return
        who = reader_of(message)
        if self.service.permissions.refusal(who):
            return
        async with self.service.conversations.session(who).lock:  # the question before the edit comes first
            turn = self.service.turns.of_question(message.chat.id, message.message_id)
        if turn is None:
            await self.ask(Destination.under(message, update), who, call.text)
        elif turn.texts[-1] != call.text and not isinstance(self._counted(who, call.text, update), str):
            await self.amend(update, turn, (*turn.texts[:-1], call.text))

    async def ask(
        self,
        to: Destination,
        who: Reader,
        question: str,
        *,
        pressed: bool = False,
        after: tuple[str, ...] = (),
    ) -> None:
        """Answer *question* after the same reader's questions before it, or after those of another answer."""
        service = self.service
        number = self._counted(who, question, to.update, pressed=pressed)
        if isinstance(number, str):
            await service.say(to, number)
            return
        session = service.conversations.session(who)
        turn = Turn(who, (question,), pressed=pressed, number=number, question=to.message)
        async with session.lock:
            session.go_back(after)
            await service.reply(to, lambda: self._answered(session, turn))
            with best_effort():
                service.conversations.keep(who, session)

    def _replied_to(self, message: Message) -> tuple[str, ...]:
        """The questions that the answer builds on to which *message* replies, whoever asked it."""
        earlier = message.reply_to_message
        if earlier is None:
            return ()
        turn = self.service.turns.of_reply(message.chat.id, earlier.message_id)
        return turn.texts if turn is not None else ()

    async def compare(self, command: Command) -> None:
        """/compare 大理州 玉林市 扫黑除恶: the question 比较大理州 玉林市 扫黑除恶."""
        if command.text:
            question = wording.comparison(command.text)
            await self.ask(command.destination, command.reader, question)
        else:
            await command.answer(self.service, wording.compare_how())

    async def amend(self, update: int, turn: Turn, texts: tuple[str, ...]) -> None:
        """Answer *texts* in the place of *turn*'s answer, or in new messages if it has several.

        If nothing was asked since, the conversation continues from there.
        """
        service = self.service
        session = service.conversations.session(turn.reader)
        async with session.lock:
            with best_effort():
                service.turns.amend(turn.id, texts)
            started: list[Conversation] = []

            def compose() -> Reply:
                conversation = Conversation(service.libraries.desk(turn.reader))
                composed = self.composed(conversation, replace(turn, texts=texts))
                started.append(conversation)  # where composing fails, the thread before it continues
                return composed

            to = Destination(turn.reader.chat, turn.reader.topic or None, turn.question, update)
            reply = await service.composed(to, compose)
            if session.last == turn.texts and started:
                session.conversation = started[0]
                with best_effort():
                    service.conversations.keep(turn.reader, session)
            if turn.reply is not None and turn.pages == len(reply.pages) == 1:
                await service.edit(turn.reader.chat, turn.reply, reply)
            else:
                await service.send(to, reply)

    def composed(self, conversation: Conversation, turn: Turn) -> Reply:
        """The answer to *turn*, composed again in *conversation*, a new one."""
        answer = conversation.resume(turn.texts)
        assert answer is not None
        return self._rendered(conversation, answer, self.shown(turn, answer))

    def shown(self, turn: Turn, answer: Answer) -> Turn:
        """*turn* with all that the buttons under *answer* refer to, stored.

        Without an id, and so without buttons, where it cannot be stored.
        """
        with best_effort():
            return self.service.turns.show(turn, answer)
        return replace(turn, id=0)

    def _counted(self, who: Reader, question: str, update: int, *, pressed: bool = False) -> int | str | None:
        """The number of *question*, asked by *update*, in the history, or the sentence about a used-up quota.

        A question in progress when the bot was killed counts once; None where it cannot be recorded.
        """
        if (earlier := self.service.journal.sent(update, 0)) is not None:
            return earlier
        if refusal := self.service.permissions.over_quota(who):
            return refusal
        number = None
        with best_effort():
            number = self.service.history.asked(who, question, way="pressed" if pressed else "said")
            self.service.journal.note(update, 0, number)
        return number

    def _answered(self, session: Session, turn: Turn) -> Reply:
        """The answer, with its result in the history; without buttons if the turn cannot be stored."""
        began, status = time.perf_counter(), "failed"
        try:
            answer = session.reply(self.service.libraries.desk(turn.reader), turn.texts[-1])
            status = answer.status
        finally:
            took = (time.perf_counter() - began) * 1000
            if turn.number is not None:
                with best_effort():
                    self.service.history.answered(
                        turn.number, context=session.before, status=status, took=took
                    )
        assert session.conversation is not None
        turn = replace(turn, texts=session.conversation.asked).showing(answer)
        with best_effort():
            turn = self.service.turns.add(turn)
        return self._rendered(session.conversation, answer, turn)

    @staticmethod
    def _rendered(conversation: Conversation, answer: Answer, turn: Turn) -> Reply:
        shown = {(c.document, c.start) for c in answer.citations}
        more = answer.status == "answered" and conversation.further(shown) is not None
        return answer_reply(answer, turn, question=conversation.read, more=more)

    async def _told(self, message: Message, call: Call) -> str:
        """The sentence for a command that is not a question."""
        private, username = message.chat.type == message.chat.PRIVATE, self.service.bot.username
        if call.command == "ask":
            return wording.telegram_no_question(username, private=private)
        if call.command == "help":
            return wording.telegram_help(username, private=private)
        who = reader_of(message)
        async with self.service.conversations.session(who).lock:
            self.service.conversations.forget(who)
        return wording.telegram_forgotten()
