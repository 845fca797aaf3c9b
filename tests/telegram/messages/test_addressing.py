"""Who is spoken to: a table of messages in a private chat and in a group."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message, User

from bot.telegram.messages.addressing import Call, called
from tests.telegram.fake_api import BOT, FakeApi

ME = User.de_json(BOT, None)

CASES = [
    # text, in a private chat, in a group
    ("大理州扫黑除恶", Call("ask", "大理州扫黑除恶"), None),
    ("/ask 大理州", Call("ask", "大理州"), Call("ask", "大理州")),
    ("/ask@wenju_bot 大理州", Call("ask", "大理州"), Call("ask", "大理州")),
    ("/ask@WENJU_BOT大理州", Call("ask", "大理州"), Call("ask", "大理州")),
    ("/ask 大理州\n打掉多少", Call("ask", "大理州\n打掉多少"), Call("ask", "大理州\n打掉多少")),
    ("/ask @wenju_bot 大理州", Call("ask", "大理州"), Call("ask", "大理州")),
    ("/ask@wenju_bot2 大理州", None, None),
    ("/ask", Call("ask"), Call("ask")),
    ("/start", Call("start"), Call("start")),
    ("/start p_1f-abc", Call("start", "p_1f-abc"), Call("start", "p_1f-abc")),
    ("/help@wenju_bot", Call("help"), Call("help")),
    ("/help@other_bot", None, None),
    ("/new", Call("new"), Call("new")),
    ("/roll", Call("help"), None),
    ("/roll@wenju_bot", Call("help"), Call("help")),
    ("@wenju_bot 大理州", Call("ask", "大理州"), Call("ask", "大理州")),
    ("请问@wenju_bot大理州", Call("ask", "请问大理州"), Call("ask", "请问大理州")),
    ("@Wenju_Bot", Call("ask"), Call("ask")),
    ("me@wenju_bot", Call("ask", "me@wenju_bot"), None),
    ("@wenju_bot_2 大理州", Call("ask", "@wenju_bot_2 大理州"), None),
    ("看 a/ask 大理州", Call("ask", "看 a/ask 大理州"), None),
    ("😀 @wenju_bot 大理州", Call("ask", "😀 大理州"), Call("ask", "😀 大理州")),
]


def message(chat: str, text: str, **more: Any) -> Message:
    api = FakeApi()
    written = (api.private("小李") if chat == "private" else api.group("群")).say
    api.push = lambda update: None  # type: ignore[method-assign]
    read = Message.de_json(written(text, **more), None)
    assert read is not None
    return read


@pytest.mark.parametrize(("text", "private", "group"), CASES, ids=[repr(case[0]) for case in CASES])
async def test_a_message_is_for_the_bot_or_not(text: str, private: Call | None, group: Call | None) -> None:
    assert ME is not None
    assert called(message("private", text), ME) == private
    assert called(message("group", text), ME) == group


async def test_a_reply_to_the_bot_is_for_it_and_to_another_bot_is_not() -> None:
    assert ME is not None
    said = {"message_id": 5, "date": 0, "chat": {"id": -1, "type": "supergroup", "title": "群"}, "text": "…"}
    assert called(message("group", "宁夏呢", reply_to={**said, "from": BOT}), ME) == Call("ask", "宁夏呢")
    other = {"id": 77, "is_bot": True, "first_name": "别的机器人"}
    assert called(message("group", "宁夏呢", reply_to={**said, "from": other}), ME) is None


async def test_a_mention_by_name_without_username_is_taken_off() -> None:
    assert ME is not None
    mention = [{"type": "text_mention", "offset": 3, "length": 2, "user": BOT}]
    assert called(message("group", "😀 问据 大理州", entities=mention), ME) == Call("ask", "😀   大理州")


async def test_what_was_sent_through_another_bot_is_not_for_this_one() -> None:
    assert ME is not None
    other = {"id": 77, "is_bot": True, "first_name": "别的机器人"}
    assert called(message("group", "/ask 大理州", via_bot=other), ME) is None
