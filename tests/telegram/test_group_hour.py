"""An hour in a group of six: of 200 messages 40 are for the bot, which speaks then and only then."""

from __future__ import annotations

import random
from itertools import cycle
from typing import Any

import pytest

from tests.telegram.fake_api import FakeApi
from tests.telegram.fake_chats import Sent
from tests.telegram.messages.test_remarks import CASES
from tests.telegram.phone_screen import shown
from tests.telegram.small_desk import AGAIN, ASTRAL_QUESTION, FOLLOW_UP, OUTCOME, REFUSED, SUGGESTED

PEOPLE = ("小张", "老李", "王姐", "小赵", "老周", "小孙")
TALK = [text for kind, text in CASES if kind == "talk"]
CHAT = ("下午三点开会", "材料收到了吗", "大理州的数字谁有", "今年比去年多多少？", "@老李 请看一下", OUTCOME)
QUESTIONS = (OUTCOME, AGAIN, ASTRAL_QUESTION, SUGGESTED, REFUSED)
ASKED, MESSAGES = 40, 200


@pytest.mark.usefixtures("bot")
async def test_it_answers_what_is_for_it_and_nothing_else(api: FakeApi) -> None:
    chance = random.Random(7)
    group = api.group("平安工作群")
    for_it = set(chance.sample(range(MESSAGES), ASKED)) | {0}
    questions, talk, chat = cycle(QUESTIONS), cycle(TALK), cycle(CHAT)
    replies: list[Sent] = []
    asked: list[int] = []
    for n in range(MESSAGES):
        who = chance.choice(PEOPLE)
        last: dict[str, Any] | None = replies[-1].message if replies else None
        if n not in for_it:
            text, to = (next(talk), last) if chance.random() < 0.6 else (next(chat), None)
            group.say(text, by=who, reply_to=to)
            continue
        if last is not None and chance.random() < 0.3:
            message = group.say(FOLLOW_UP, by=who, reply_to=last)
        else:
            address = chance.choice(("/ask {}", "@wenju_bot {}", "/ask@wenju_bot {}"))
            message = group.say(address.format(next(questions)), by=who)
        asked.append(message["message_id"])
        replies.append(await api.next_sent())
    assert await api.quiet()
    assert [reply.reply_to for reply in replies] == asked
    assert len(asked) >= ASKED
    heights = sorted(len(shown(reply.text, (), 44)) for reply in replies)
    assert heights[-1] <= 12
    assert heights[len(heights) // 2] <= 6
