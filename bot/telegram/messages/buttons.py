"""Buttons: a pressed button, checked and handed to whoever handles its action.

    buttons.on("open", passages.open)

A press counts if Telegram itself shows the button under the message (a client may send any data), if its turn
is stored and belongs to that chat and message, if the person may still ask in the chat, and if that
person is the one whose turn it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message
from telegram.error import TelegramError

from bot import wording
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.keyboard import Action, Data
from bot.telegram.messages.service import Destination, Service


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of *turn*, pressed by *person* under *message*, which shows *keyboard*.

    *n* and *at* are the numbers that the button carries."""

    turn: Turn
    message: int
    person: int
    update: int
    action: str
    n: int
    at: int | None = None
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def reader(self) -> Reader:
        """Who reads the reply: whoever asked, which may be the chat itself."""
        return self.turn.reader

    @property
    def destination(self) -> Destination:
        """A reply to the message that the button stands under."""
        return Destination(self.reader.chat, self.reader.topic or None, self.message, self.update)


Handler = Callable[[Pressed], Awaitable[None]]
Says = Callable[[Pressed], str]


class Buttons:
    """The handler of each action."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._handlers: dict[str, Handler] = {}
        self._valid: dict[str, Callable[[Pressed], bool]] = {}
        self._notices: dict[str, Says] = {}
        self._links: dict[str, Callable[[Pressed], str | None]] = {}

    def on(
        self,
        action: Action,
        does: Handler,
        *,
        valid: Callable[[Pressed], bool] | None = None,
        notice: Says | None = None,
        link: Callable[[Pressed], str | None] | None = None,
    ) -> None:
        """*does* handles *action*, unless the press is not *valid* any more.

        *notice* is shown for a moment. If *link* gives an address, whoever presses is led there instead.
        """
        self._handlers[action] = does
        if valid is not None:
            self._valid[action] = valid
        if notice is not None:
            self._notices[action] = notice
        if link is not None:
            self._links[action] = link

    async def on_press(self, query: CallbackQuery, update: int) -> None:
        """Handle a pressed button, or say that it has expired or is somebody else's."""
        pressed = self._found(query, update)
        if isinstance(pressed, str):
            await query.answer(pressed, show_alert=True)
        elif link := self._link(pressed):
            await query.answer(url=link)
        elif not pressed.turn.is_of(pressed.person):
            await query.answer(wording.telegram_anothers_button(), show_alert=True)
        else:
            notice = self._notices.get(pressed.action)
            with contextlib.suppress(TelegramError):  # too late for the notice, but not for the reply
                await query.answer(notice(pressed) if notice else None)
            await self._handlers[pressed.action](pressed)

    def _link(self, pressed: Pressed) -> str | None:
        link = self._links.get(pressed.action)
        return link(pressed) if link is not None else None

    def _found(self, query: CallbackQuery, update: int) -> Pressed | str:
        """The press, or the sentence that says why nothing is done."""
        message, person = query.message, query.from_user.id
        if message is None:
            return wording.telegram_expired()
        if refusal := self.service.permissions.refusal(Reader(message.chat.id, person)):
            return refusal
        data = Data.parse(query.data) if query.data and stands_under(query.data, message) else None
        turn = self.service.turns.find(data.turn) if data is not None else None
        if data is None or turn is None or data.action not in self._handlers:
            return wording.telegram_expired()
        # where the bot was killed before it could note the message, the chat has to do
        if turn.reader.chat != message.chat.id or turn.reply not in (None, message.message_id):
            return wording.telegram_expired()
        shown = message.reply_markup if isinstance(message, Message) else None
        pressed = Pressed(turn, message.message_id, person, update, data.action, data.n, data.at, shown)
        valid = self._valid.get(data.action)
        return pressed if valid is None or valid(pressed) else wording.telegram_expired()


def stands_under(data: str, message: MaybeInaccessibleMessage) -> bool:
    """Whether a button with *data* stands under *message*, as Telegram has it.

    Also where Telegram does not show the message, which may be too old: the other checks remain.
    """
    if not (message.is_accessible and isinstance(message, Message)):
        return True
    rows = message.reply_markup.inline_keyboard if message.reply_markup is not None else ()
    return any(button.callback_data == data for row in rows for button in row)
