"""Scenarios: what people do, as lines of a file, and under each all that the bot sends for it.

    小李 > 海屿市扫黑除恶成果               says it to the bot in private
    小张@平安工作群 > /ask …                says it in a group; 小张@平安论坛#7 in a forum's topic
    小张@平安工作群 ^ 那群众满意率呢        says it in reply to the bot's last message there
    小李 = 海屿市…                          edits what they said last
    小李 * [1] 原文                         presses the button under the bot's last message there
    平安工作群 ! member                     the bot is let in, kicked out, or the group upgraded

A line with a blank before it is the bot's; `#` begins a remark. `python tests/telegram/scenarios.py` writes
what the bot sends now into the files, for a person to read before it is kept.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.telegram import App, build
from tests.telegram.bot_api_rules import piece
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.fake_chats import FakeChat, Sent
from tests.telegram.small_desk import SmallDesk

TRANSCRIPTS = Path(__file__).with_name("transcripts")
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL = {"id": -100777, "type": "channel", "title": "频道"}
LINE = re.compile(
    r"(?P<who>[^@#!\s]+)?(?:@(?P<where>[^#!\s]+))?(?:#(?P<topic>\d+))? (?P<act>[>^=*!]) (?P<what>.*)"
)
LINK = re.compile(r"p_[0-9a-f]+-[A-Za-z0-9_-]{16}")

Transport = Literal["polling", "webhook"]


@dataclass
class Stage:
    """The people and chats of a scenario, by name, and what was last said by each and by the bot."""

    api: FakeApi
    application: App
    chats: dict[str, FakeChat] = field(default_factory=dict)
    said: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    shown: dict[int, Sent] = field(default_factory=dict)
    link: str = ""

    def chat(self, who: str, where: str | None) -> FakeChat:
        """The private chat of *who*, or the group *where*: with topics if it is called a 论坛."""
        name = where or who
        if name not in self.chats:
            topics = {7, 8} if "论坛" in name else set()
            make = {"小群": self.api.basic_group, "群": self.api.group}
            kind = next((k for k in make if name.endswith(k)), None)
            if where is None and kind is None:
                self.chats[name] = self.api.private(name)
            else:
                self.chats[name] = make[kind](name) if kind else self.api.group(name, topics=topics)
        return self.chats[name]

    async def do(self, line: str) -> None:
        """What a line says that somebody does."""
        match = LINE.fullmatch(line)
        assert match is not None, line
        who, where, what = match["who"], match["where"], match["what"]
        topic = int(match["topic"]) if match["topic"] else None
        chat = self.chat(who, where)
        what = what.replace("p_…", self.link or "p_…")
        if match["act"] == "!":
            if what == "upgraded":
                self.chats[who] = chat.upgrade()
            else:
                chat.let(what)
        elif match["act"] == "*":
            chat.press(self.shown[chat.id], what, by=None if where is None else who)
        elif match["act"] == "=":
            chat.edit(self.said[who, chat.id], what)
        else:
            reply = self.shown[chat.id].message if match["act"] == "^" else None
            more: dict[str, Any] = {}
            if who == "匿名管理员":
                more = {"from": ANONYMOUS, "sender_chat": chat.as_json}
            elif who == "频道":
                more = {"from": ANONYMOUS, "sender_chat": CHANNEL, "is_automatic_forward": True}
            by = None if where is None else who
            self.said[who, chat.id] = chat.say(what, by=by, reply_to=reply, topic=topic, **more)
        await self.settled()

    async def settled(self) -> None:
        """Until the bot has taken and finished everything."""
        state = self.application.state
        await self.api.until(lambda: self.api.updates == [])
        while state.execute("SELECT 1 FROM updates WHERE body IS NOT NULL"):
            await asyncio.sleep(0.005)

    def told(self, sent: Sent) -> Iterator[str]:
        """The lines for a request of the bot's."""
        if sent.method == "answerCallbackQuery":
            if url := sent.params.get("url"):
                self.link = url.partition("=")[2]
                yield f"    （带到 {LINK.sub('p_…', url)}）"
            elif sent.params.get("text"):
                yield f"    （提示：{sent.params['text']}）"
            return
        if sent.method == "editMessageReplyMarkup":
            assert sent.message is not None
            yield f"  问据 改按钮 {sent.message['message_id']}"
            yield from buttons(sent)
            return
        if sent.method not in ("sendMessage", "editMessageText"):
            return
        assert sent.message is not None
        chat = self.api.chats[sent.params["chat_id"]]
        self.shown[chat.id] = sent
        title = next(name for name, each in self.chats.items() if each is chat)
        topic = f"#{sent.params['message_thread_id']}" if "message_thread_id" in sent.params else ""
        replying = f"，回复 {sent.reply_to}" if sent.reply_to else ""
        act = "改写" if sent.method == "editMessageText" else "发"
        yield f"  问据@{title}{topic} {act} {sent.message['message_id']}{replying}"
        yield from (f"    | {folded(line)}".rstrip() for line in sent.text.split("\n"))
        for entity in sent.params.get("entities", []):
            marked = piece(sent.text, entity["offset"], entity["length"]).replace("\n", "⏎")
            yield f"    {entity['type']}: {ends(folded(marked))}"
        yield from buttons(sent)


def buttons(sent: Sent) -> Iterator[str]:
    """The rows of buttons under *sent*."""
    for row in sent.params.get("reply_markup", {}).get("inline_keyboard", []):
        yield "    [" + "] [".join(button["text"] for button in row) + "]"


def folded(text: str) -> str:
    """*text* with what small_desk repeats said once: 各部门协同推进，×18."""
    return re.sub(r"(?:各部门协同推进，){2,}", lambda m: f"各部门协同推进，×{len(m.group()) // 8}", text)


def ends(text: str) -> str:
    """The beginning and the end of *text*, and its length, if it is long."""
    return text if len(text) <= 60 else f"{text[:24]}……{text[-24:]}（{len(text)} 字）"


def acts(transcript: str) -> list[str]:
    """What people do in it, with the remarks."""
    return [line for line in transcript.splitlines() if line and not line.startswith(" ")]


async def played(transcript: str, transport: Transport = "polling", **given: Any) -> str:
    """The transcript with what the bot sends now; the server must have taken all of it."""
    with tempfile.TemporaryDirectory() as folder:
        async with FakeApi() as api:
            settings = settings_for(api, telegram_state=Path(folder) / "state.sqlite", **given)
            if "# closed" in transcript:
                settings = settings.model_copy(update={"telegram_open_groups": False})
            if transport == "webhook":
                settings = settings.model_copy(update=listening(api))
            application = build(settings, SmallDesk())
            async with answering(application):
                await api.until(lambda: bool(api.sent("setWebhook")) or api.polled)
                lines = [line async for line in performed(Stage(api, application), acts(transcript))]
            assert api.refused == [], api.refused
    return "\n".join(lines) + "\n"


async def performed(stage: Stage, lines: list[str]) -> Any:
    """Each line, and what the bot sends for it."""
    for line in lines:
        yield line
        if line.startswith("#"):
            continue
        before = len(stage.api.requests)
        await stage.do(line)
        for sent in stage.api.requests[before:]:
            for told in stage.told(sent):
                yield told


def listening(api: FakeApi) -> dict[str, Any]:
    """The settings of a webhook on a free port, to which the server sends."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{held.getsockname()[1]}"
    api.webhook.behind = f"http://{address}"
    return {"telegram_webhook": "https://bot.example.org/wenju", "telegram_webhook_listen": address}


def main() -> None:
    for path in sorted(TRANSCRIPTS.glob("*.txt")):
        path.write_text(asyncio.run(played(path.read_text(encoding="utf-8"))), encoding="utf-8")
        print(path.name)  # noqa: T201


if __name__ == "__main__":
    main()
