"""Admin: the commands of the people who run the bot: who may ask, statistics, who did what.

/allow and /deny work in the group, or in private with the group's id; the others in private only. They
show questions and file names of every group, but no text of a document.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from io import BytesIO

from telegram import InputFile

from bot import wording
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.buttons import Buttons, Pressed
from bot.telegram.messages.commands import Command, Commands
from bot.telegram.messages.keyboard import Button
from bot.telegram.messages.rendering import Reply, plain
from bot.telegram.messages.service import Service

GROUP = re.compile(r"-[1-9][0-9]{0,17}")  # the id of a group; SQLite takes 64 bits
WEEK = 7.0  # days
SHOWN = 20  # events in one message; the file has all of them


class Admin:
    """The commands of those who run the bot."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.history = service.history

    def add_to(self, commands: Commands, buttons: Buttons) -> None:
        commands.on("allow", self.allow)
        commands.on("deny", self.deny)
        commands.on("stats", self.stats)
        commands.on("unanswered", self.unanswered)
        commands.on("cases", self.cases)
        commands.on("audit", self.audit)
        commands.on("groups", self.groups)
        buttons.on("allow", self.press_allow, notice=self._not_admin)

    async def allow(self, command: Command) -> None:
        """/allow in a group, /allow -1001234567890 in private: its members may ask."""
        await self._set_group(command, allowed=True)

    async def deny(self, command: Command) -> None:
        """/deny: they may not."""
        await self._set_group(command, allowed=False)

    async def stats(self, command: Command) -> None:
        """/stats: counts and times of the last day, the last week and the whole history."""
        await self._tell(
            command,
            lambda: "\n".join(
                wording.stats(days, *self.history.stats(days=days)) for days in (1, 7, self.history.days)
            ),
        )

    async def unanswered(self, command: Command) -> None:
        """/unanswered: the questions that found nothing."""
        await self._tell(command, lambda: wording.unanswered(self.history.unanswered()))

    async def cases(self, command: Command) -> None:
        """/cases: the questions with a 👎 as a file of evaluation cases, one JSON object a line."""
        if await self._may(command):
            cases = await asyncio.to_thread(self.history.cases)
            if cases:
                await self._send_file(command, "disliked.jsonl", cases, wording.cases(len(cases)))
            else:
                await command.answer(self.service, wording.no_cases())

    async def audit(self, command: Command) -> None:
        """/audit: the last events; /audit all: a file of all of them."""
        if not await self._may(command):
            return
        if command.text:
            names = self.history.names()
            events = [event.as_dict(names) for event in await asyncio.to_thread(self.history.events)]
            await self._send_file(
                command, "audit.jsonl", events, wording.audit_file(len(events), self.history.days)
            )
        else:
            last = self.history.events(limit=SHOWN)
            await command.answer(self.service, wording.audit(last, self.history.names()))

    async def groups(self, command: Command) -> None:
        """/groups: the groups that were opened, closed, or asked in."""
        await self._tell(command, lambda: wording.groups(self._groups()))

    def _groups(self) -> list[wording.Group]:
        asked, names = self.history.groups(days=WEEK), self.history.names()
        permissions = self.service.permissions
        return [
            wording.Group(names.get(chat, ""), chat, permissions.is_open(chat), asked.get(chat, 0))
            for chat in sorted({*permissions.groups(), *asked}, key=lambda chat: (-asked.get(chat, 0), chat))
        ]

    async def press_allow(self, pressed: Pressed) -> None:
        """The button under an anonymous administrator's /allow (1) or /deny (0)."""
        if self.service.permissions.is_admin(pressed.person):
            who = pressed.reader._replace(person=pressed.person)
            told = self._settled(who, who.chat, allowed=bool(pressed.n))
            await self.service.edit(who.chat, pressed.message, plain(told))

    def _not_admin(self, pressed: Pressed) -> str:
        return "" if self.service.permissions.is_admin(pressed.person) else wording.not_admin()

    async def _set_group(self, command: Command, *, allowed: bool) -> None:
        who = command.reader
        number = command.text if command.private else str(who.chat)
        if who.person == who.chat < 0:
            reply = self._asked_who(who, allowed=allowed)
        elif not self.service.permissions.is_admin(who.person):
            reply = plain(wording.not_admin())
        elif not GROUP.fullmatch(number):
            reply = plain(wording.which_group())
        else:
            self.service.met(command.message.chat, command.message.from_user)
            reply = plain(self._settled(who, int(number), allowed=allowed))
        await self.service.send(command.destination, reply)

    def _asked_who(self, who: Reader, *, allowed: bool) -> Reply:
        """A button for the anonymous administrator who sent /allow or /deny."""
        told = plain(wording.who_settles(allowed=allowed))
        with best_effort():
            turn = self.service.turns.add(Turn(who, ()))
            button = Button(wording.BUTTON_ALLOW[allowed], "allow", int(allowed))
            return Reply(told.pages, ((button,),), turn.id)
        return told

    def _settled(self, who: Reader, group: int, *, allowed: bool) -> str:
        """Open or close *group*; the sentence that says so."""
        self.service.permissions.set_group(group, allowed=allowed, by=who.person)
        self.history.changed(who, "allowed" if allowed else "denied", [str(group)], library=group)
        return wording.group_settled(group, allowed=allowed)

    async def _tell(self, command: Command, make: Callable[[], str]) -> None:
        """Send what *make* returns; it runs in a thread, as the history may be long."""
        if await self._may(command):
            await self.service.reply(command.destination, lambda: plain(make()))

    async def _may(self, command: Command) -> bool:
        """Whether the sender runs the bot and asks in private; if not, a sentence says so."""
        if not self.service.permissions.is_admin(command.reader.person):
            await command.answer(self.service, wording.not_admin())
        elif not command.private:
            await command.answer(self.service, wording.private_only())
        else:
            return True
        return False

    async def _send_file(
        self, command: Command, name: str, rows: list[dict[str, object]], caption: str
    ) -> None:
        """*rows* as a file of JSON lines."""
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file = InputFile(BytesIO(lines.encode()), filename=name)
        await self.service.bot.send_document(command.reader.chat, file, caption=caption)
