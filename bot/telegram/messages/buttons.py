"""Buttons: a press in; what its action does is said by the module the action belongs to.

    buttons.on(Open, citations.open)

A press is looked up by its signed key, held against the chat and the message it stands under and the
person who pressed, and whether that reader may still ask here; then its action's function is called.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import wording
from bot.telegram.memory.presses import Press
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.service import Destination, Service


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press that may be: whose button, under which message, and the *person* who pressed."""

    bot: Bot
    reader: Reader
    message: int
    person: int

    @property
    def destination(self) -> Destination:
        """A reply to the message the button stands under."""
        return Destination(self.reader.chat, self.reader.topic or None, self.message)


Does = Callable[[Pressed, Any], Awaitable[None]]


class Buttons:
    """What is done when a button is pressed."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._does: dict[type, Does] = {}
        self._said: dict[type, Callable[[Any], str]] = {}
        self._others: dict[type, Callable[[Bot, Any], str]] = {}

    def on(
        self,
        kind: type,
        does: Does,
        *,
        said: Callable[[Any], str] | None = None,
        others: Callable[[Bot, Any], str] | None = None,
    ) -> None:
        """A press whose action is a *kind* is for *does* from now on; *said* shows for a moment, if given.

        Others than who asked are led to the address *others* gives, if there is one.
        """
        self._does[kind] = does
        if others is not None:
            self._others[kind] = others
        if said is not None:
            self._said[kind] = said

    async def on_press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button: what it stands for, or a word that it has expired or is another's."""
        query = update.callback_query
        if query is None:
            return
        press = self._found(query)
        if isinstance(press, str):
            await query.answer(press, show_alert=True)
            return
        if not press.is_for(query.from_user.id):
            if leads := self._others.get(type(press.action)):
                await query.answer(url=leads(context.bot, press.action))
            else:
                await query.answer(wording.telegram_anothers_button(), show_alert=True)
            return
        with contextlib.suppress(TelegramError):  # too late for the spinner is not too late for the reply
            said = self._said.get(type(press.action))
            await query.answer(said(press.action) if said else None)
        assert query.message is not None
        person = press.reader.person if press.reader.person < 0 else query.from_user.id
        who = press.reader._replace(person=person)
        await self._does[type(press.action)](
            Pressed(context.bot, who, query.message.message_id, query.from_user.id), press.action
        )

    def _found(self, query: CallbackQuery) -> Press | str:
        """What was pressed, or the sentence for why it is not done."""
        if query.message is None or not query.data:
            return wording.telegram_expired()
        chat = query.message.chat.id
        if refusal := self.service.permissions.refusal(Reader(chat, query.from_user.id)):
            return refusal
        press = self.service.presses.find(query.data, chat=chat, message=query.message.message_id)
        if press is None or type(press.action) not in self._does:
            return wording.telegram_expired()
        return press
