"""Scenarios of teams: those of scenarios.py with files, inline queries, and libraries to keep.

    小张@平安工作群 + 昆明.txt 昆明市 2222 @wenju_bot      sends a report of that figure, with a caption
    小张@平安工作群 ? 昆明市化解矛盾纠纷多少件            types it after the bot's name in some chat
    小张@平安工作群 % administrator                       is made one there, or a member again
    公共库 % 桂林市 5555                                   another process takes a report into it

老板 runs the bot, which is over a common library with a report on 玉林市.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.telegram import build
from bot.telegram.access.libraries import Libraries
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_chats import Sent
from tests.telegram.fake_teams import TeamApi, send_file, type_inline
from tests.telegram.scenarios import TRANSCRIPTS, Stage, acts, performed
from tests.telegram.team_files import report, stock
from tests.telegram.teams import known

TEAM_TRANSCRIPTS = TRANSCRIPTS / "teams"
LINE = re.compile(r"(?P<who>[^@\s]+)(?:@(?P<where>\S+))? (?P<act>[+?%]) (?P<what>.*)")
PEOPLE = ("老板", "小张", "小李")
TIME = re.compile(r"\d\d-\d\d \d\d:\d\d")
TOOK = re.compile(r"中位 \d+ 毫秒、95% 在 \d+ 毫秒内")


class TeamStage(Stage):
    """The same people, who also send files and type inline queries."""

    folder: Path

    async def do(self, line: str) -> None:
        match = LINE.fullmatch(line)
        if match is None:
            await super().do(line)
            return
        api, who, what = self.api, match["who"], match["what"]
        assert isinstance(api, TeamApi)
        if match["act"] == "?":
            type_inline(api, who, what)
        elif who == "公共库":
            place, figure = what.split()
            stock(self.folder / "common", place, int(figure))
        elif match["act"] == "%":
            chat = self.chat(who, match["where"])
            keepers = api.administrators.setdefault(chat.id, set())
            (keepers.add if what == "administrator" else keepers.discard)(who)
        else:
            name, place, figure, *caption = what.split(" ", 3)
            data = report(place, int(figure)).encode()
            send_file(self.chat(who, match["where"]), name, data, by=who, caption=" ".join(caption) or None)
        await self.settled()

    def told(self, sent: Sent) -> Iterator[str]:
        if sent.method == "answerInlineQuery":
            yield "  问据 供选"
            for result in sent.params["results"]:
                yield f"    {result['id']}. {result['title']}"
                yield f"    | {result['description']}"
            if button := sent.params.get("button"):
                yield f"    [{button['text']}]"
        elif sent.method == "sendDocument":
            yield f"  问据 发文件 {sent.params['document'].filename}：{sent.params['caption']}"
            yield from (f"    | {line}" for line in dated(sent.params["content"]).splitlines())
        else:
            yield from (dated(line) for line in super().told(sent))


def dated(line: str) -> str:
    """*line* with no time and no duration of this run in it."""
    line = re.sub(r'"at": "[^"]*"', '"at": "…"', line)
    return TOOK.sub("中位 … 毫秒、95% 在 … 毫秒内", TIME.sub("…", line))


async def played(transcript: str) -> str:
    """The transcript with what the bot sends now; the server must have taken all of it."""
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        stock(folder / "common", "玉林市", 1111)
        libraries = Libraries(lambda: folder / "common", folder / "chats", kept=lambda: folder / "common")
        async with TeamApi() as api:
            people = {name: known(api, name) for name in PEOPLE}
            more = {"telegram_state": folder / "state.sqlite", "telegram_open_groups": False}
            application = build(settings_for(api, telegram_admins=(people["老板"].id,), **more), libraries)
            async with answering(application):
                await api.until(lambda: api.polled)
                stage = TeamStage(api, application, people)
                stage.folder = folder
                lines = [line async for line in performed(stage, acts(transcript))]
            assert api.refused == [], api.refused
        libraries.close()
    return "\n".join(lines) + "\n"


def main() -> None:
    for path in sorted(TEAM_TRANSCRIPTS.glob("*.txt")):
        path.write_text(asyncio.run(played(path.read_text(encoding="utf-8"))), encoding="utf-8")
        print(path.name)  # noqa: T201


if __name__ == "__main__":
    main()
