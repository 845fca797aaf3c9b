"""The other buttons under an answer, in the one message it stands in."""

from __future__ import annotations

import pytest

from bot import wording
from tests.telegram import small_desk
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import (
    ASTRAL,
    CLEARED,
    FOLLOW_UP,
    OUTCOME,
    SUGGESTED,
    SmallDesk,
)

pytestmark = pytest.mark.usefixtures("bot")

OPEN_1 = "[1] 原文"


async def test_more_is_shown_a_piece_at_a_time(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    chat.press(await api.next_sent(), "更多相关原文")
    first = await api.next_edited()
    assert first.text.startswith(f"{wording.telegram_further(OUTCOME)}\n\n{ASTRAL.rstrip('。')} [1]\n")
    assert first.labels == [OPEN_1, "更多相关原文", "回到答案"]
    chat.press(first, "更多相关原文")
    second = await api.next_edited()
    assert small_desk.LONG[0].rstrip("。") in second.text
    assert second.labels == [OPEN_1, "回到答案"]
    chat.press(second, OPEN_1)
    chat.press(await api.next_edited(), "回到答案")
    assert (await api.next_edited()).text.startswith(f"{CLEARED.rstrip('。')} [1]")


async def test_what_was_carried_over_is_lifted_where_the_answer_stands(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    assert "不接着上一问" not in (await api.next_sent()).labels
    chat.say(FOLLOW_UP)
    follow_up = await api.next_sent()
    assert "按“海屿市”接着上一问理解。" in follow_up.text
    chat.press(follow_up, "不接着上一问")
    alone = await api.next_edited()
    assert alone.text == "库内没有能回答这个问题的内容。可以换个说法，或写明地方和事项。"
    assert alone.params["message_id"] == follow_up.message["message_id"]
    chat.say(SUGGESTED)
    await api.next_sent()
    assert desk.asked[-1].after == FOLLOW_UP  # the conversation goes on from the question alone
    assert [asked.after for asked in desk.asked if asked.text == FOLLOW_UP] == [OUTCOME, None]


async def test_lifting_an_older_answer_leaves_the_conversation_where_it_is(
    api: FakeApi, desk: SmallDesk
) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    await api.next_sent()
    chat.say(FOLLOW_UP)
    follow_up = await api.next_sent()
    chat.say(SUGGESTED)
    await api.next_sent()
    chat.press(follow_up, "不接着上一问")
    await api.next_edited()
    chat.say(FOLLOW_UP)
    await api.next_sent()
    assert desk.asked[-1].after == SUGGESTED
