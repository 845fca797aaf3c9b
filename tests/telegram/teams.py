"""A bot with libraries to keep, the people around it, and what they do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.telegram import build
from bot.telegram.access.libraries import Libraries
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeChat, Sent
from tests.telegram.fake_teams import TeamApi
from tests.telegram.team_files import stock

TEAM_PLACE, COMMON_PLACE = "昆明市", "玉林市"


@dataclass
class Team:
    """The server, the folders, a person who runs the bot, a group with an administrator, and others."""

    api: TeamApi
    folder: Path
    boss: FakeChat  # private chats
    keeper: FakeChat
    member: FakeChat
    group: FakeChat
    other: FakeChat  # another group, which nobody here keeps

    def library(self, chat: FakeChat) -> Path:
        return self.folder / "chats" / str(chat.id)

    async def answer_to(self, chat: FakeChat, text: str, **more: Any) -> Sent:
        """What the bot sends when *text* is said in *chat*."""
        chat.say(text, **more)
        return await self.api.next_sent()

    async def edited(self, count: int = 1) -> Sent:
        """The last of *count* messages that the bot has put another in the place of."""
        await self.api.until(lambda: len(self.api.sent("editMessageText")) >= count)
        return self.api.sent("editMessageText")[count - 1]


@asynccontextmanager
async def team(folder: Path, **more: Any) -> AsyncIterator[Team]:
    """A bot over a common library on 玉林市; 老板 runs it, 小张 is administrator of the group 平安工作群."""
    stock(folder / "common", COMMON_PLACE, 1111)
    async with TeamApi() as api:
        boss, keeper, member = (known(api, name) for name in ("老板", "小张", "小李"))
        group, other = api.group("平安工作群", topics={7}), api.group("别的群")
        api.administrators[group.id] = {"小张"}
        libraries = Libraries(lambda: folder / "common", folder / "chats", kept=lambda: folder / "common")
        given = {"telegram_admins": (boss.id,), "telegram_open_groups": False}
        given |= {"telegram_allowed_chats": (group.id, other.id), "telegram_state": folder / "state.sqlite"}
        settings = settings_for(api, **{**given, **more})
        async with answering(build(settings, libraries)):
            yield Team(api, folder, boss, keeper, member, group, other)
        libraries.close()
        assert api.refused == []


def known(api: TeamApi, name: str) -> FakeChat:
    """The private chat of *name*, who has the same number everywhere."""
    chat = api.private(name)
    chat.person(None)
    return chat
