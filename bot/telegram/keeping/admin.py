"""Admin: what those who run the bot ask of it: who may ask, how it fares, who did what.

/allow and /deny are said in the group, or in private with its number; the rest in private only. They
show readers' questions and names of files, of every group; never a word of a document.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from io import BytesIO

from telegram import InputFile

from bot import wording
from bot.telegram.messages.commands import Commands, Said
from bot.telegram.messages.rendering import plain
from bot.telegram.messages.service import Service

GROUP = re.compile(r"-[1-9][0-9]{0,17}")  # the number of a group; SQLite takes 64 bits
SHOWN = 20  # events in a message; the file has them all


class Admin:
    """The commands of those who run the bot; to anybody else they are not there."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.history = service.history

    def add_to(self, commands: Commands) -> None:
        commands.on("allow", self.allow)
        commands.on("deny", self.deny)
        commands.on("stats", self.stats)
        commands.on("unanswered", self.unanswered)
        commands.on("cases", self.cases)
        commands.on("audit", self.audit)

    async def allow(self, said: Said) -> None:
        """/allow in a group, /allow -1001234567890 in private: its members may ask."""
        await self._set_group(said, allowed=True)

    async def deny(self, said: Said) -> None:
        """/deny: they may not."""
        await self._set_group(said, allowed=False)

    async def stats(self, said: Said) -> None:
        """/stats: questions, answers, refusals, votes and times of a day, a week and all that is kept."""
        await self._tell(
            said,
            lambda: "\n".join(
                wording.stats(days, *self.history.stats(days=days)) for days in (1, 7, self.history.days)
            ),
        )

    async def unanswered(self, said: Said) -> None:
        """/unanswered: the questions that found nothing."""
        await self._tell(said, lambda: wording.unanswered(self.history.unanswered()))

    async def cases(self, said: Said) -> None:
        """/cases: the questions with a 👎 as a file of evaluation cases, one JSON object a line."""
        if await self._may(said):
            cases = await asyncio.to_thread(self.history.cases)
            if cases:
                await self._send_file(said, "disliked.jsonl", cases, wording.cases(len(cases)))
            else:
                await said.answer(self.service, wording.no_cases())

    async def audit(self, said: Said) -> None:
        """/audit: who lately asked, added and removed what; /audit all: a file of everything kept."""
        if not await self._may(said):
            return
        if said.text:
            events = [event.as_dict() for event in await asyncio.to_thread(self.history.events)]
            await self._send_file(
                said, "audit.jsonl", events, wording.audit_file(len(events), self.history.days)
            )
        else:
            await said.answer(self.service, wording.audit(self.history.events(limit=SHOWN)))

    async def _set_group(self, said: Said, *, allowed: bool) -> None:
        permissions = self.service.permissions
        number = said.text if said.private else str(said.reader.chat)
        if not permissions.is_admin(said.reader.person):
            await said.answer(self.service, wording.not_admin())
        elif not GROUP.fullmatch(number):
            await said.answer(self.service, wording.which_group())
        else:
            permissions.set_group(int(number), allowed=allowed, by=said.reader.person)
            self.history.changed(
                said.reader, "allowed" if allowed else "denied", [number], library=int(number)
            )
            await said.answer(self.service, wording.group_settled(int(number), allowed=allowed))

    async def _tell(self, said: Said, make: Callable[[], str]) -> None:
        """Say what *make* makes, off the event loop: the record may be long."""
        if await self._may(said):
            await self.service.reply(said.bot, said.destination, lambda: plain(make()))

    async def _may(self, said: Said) -> bool:
        """Whether who *said* it may know; if not, the sentence for it is sent."""
        if not self.service.permissions.is_admin(said.reader.person):
            await said.answer(self.service, wording.not_admin())
        elif not said.private:
            await said.answer(self.service, wording.private_only())
        else:
            return True
        return False

    async def _send_file(self, said: Said, name: str, rows: list[dict[str, object]], caption: str) -> None:
        """*rows* as a file of JSON lines."""
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file = InputFile(BytesIO(lines.encode()), filename=name)
        await said.bot.send_document(said.reader.chat, file, caption=caption)
