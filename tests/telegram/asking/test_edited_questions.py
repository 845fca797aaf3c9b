"""Questions that are edited after they were asked."""

from __future__ import annotations

import pytest

from bot import wording
from tests.telegram import small_desk
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import (
    AGAIN,
    BROKEN,
    FOLLOW_UP,
    OUTCOME,
    SUGGESTED,
    SmallDesk,
)

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_question_edited_into_one_that_fails_leaves_the_thread(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    question = chat.say(OUTCOME)
    await api.next_sent()
    chat.edit(question, BROKEN)
    assert (await api.next_edited()).text == wording.telegram_apology()
    chat.say(FOLLOW_UP)
    await api.next_sent()
    assert desk.asked[-1].after == OUTCOME


async def test_an_edited_question_changes_its_answer_and_is_answered_once(
    api: FakeApi, desk: SmallDesk
) -> None:
    chat = api.private("小李")
    question = chat.say(SUGGESTED)
    answer = await api.next_sent()
    chat.edit(question, AGAIN)
    edited = await api.next_edited()
    assert edited.text.startswith("三年来")
    assert edited.params["message_id"] == answer.message["message_id"]
    chat.edit(question, AGAIN)  # as Telegram says again when a link's preview has come
    assert await api.quiet()
    assert len(api.sent("editMessageText")) == 1
    chat.say(FOLLOW_UP)
    await api.next_sent()
    assert desk.asked[-1].after == AGAIN


async def test_an_edited_follow_up_still_follows(api: FakeApi) -> None:
    chat = api.private("小李")
    for text in (OUTCOME, SUGGESTED):
        question = chat.say(text)
        await api.next_sent()
    chat.edit(question, FOLLOW_UP)
    assert "按“海屿市”接着上一问理解。" in (await api.next_edited()).text


async def test_an_edit_meets_the_answer_that_is_still_under_way(api: FakeApi) -> None:
    chat = api.private("小李")
    question = chat.say(small_desk.SLOW)
    chat.edit(question, OUTCOME)
    answer = await api.next_sent()
    assert (await api.next_edited()).params["message_id"] == answer.message["message_id"]
    assert await api.quiet()


async def test_a_message_that_becomes_a_question_is_answered_once(api: FakeApi) -> None:
    group = api.group("平安工作群")
    message = group.say(OUTCOME)
    group.edit(message, f"@wenju_bot {OUTCOME}")
    assert (await api.next_sent()).reply_to == message["message_id"]
    group.edit(message, f"@wenju_bot {OUTCOME} ")
    assert await api.quiet()


async def test_an_answer_in_several_messages_is_given_anew(api: FakeApi) -> None:
    chat = api.private("小李")
    question = chat.say(small_desk.LONG_QUESTION)
    while not (await api.next_sent()).buttons:
        pass
    chat.edit(question, OUTCOME)
    assert (await api.next_sent()).text.startswith("三年来")
    assert api.sent("editMessageText") == []
