"""Whose buttons work, where, and for how long."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot import wording
from bot.telegram import App, build
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import (
    FOLLOW_UP,
    OUTCOME,
    SUGGESTED,
    SmallDesk,
)

OPEN_1 = "[1] 原文"
UNCHANGED = "editMessageText: Bad Request: message is not modified: it would stay as it is"


async def notice(api: FakeApi) -> str:
    """What is shown for the only button that was pressed."""
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    (answered,) = api.sent("answerCallbackQuery")
    assert answered.params["show_alert"] is True
    return str(answered.params["text"])


@pytest.mark.usefixtures("bot")
async def test_a_button_pressed_once_is_not_there_any_more(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    chat.press(answer, OPEN_1)
    await api.next_edited()
    chat.press(answer, OPEN_1)
    await api.until(lambda: len(api.sent("answerCallbackQuery")) == 2)
    assert api.sent("answerCallbackQuery")[1].params["text"] == wording.telegram_expired()


@pytest.mark.usefixtures("bot")
async def test_in_a_group_the_buttons_are_whose_question_it_was(api: FakeApi) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    answer = await api.next_sent()
    for label in ("更多相关原文", SUGGESTED):
        group.press(answer, label, by="老李")
    await api.until(lambda: len(api.sent("answerCallbackQuery")) == 2)
    assert {s.params["text"] for s in api.sent("answerCallbackQuery")} == {wording.telegram_anothers_button()}
    assert await api.quiet()
    group.press(answer, "更多相关原文", by="小张")
    await api.next_edited()


async def test_a_button_whose_turn_is_forgotten_has_expired(api: FakeApi, bot: App) -> None:
    chat = api.private("小李")
    for question in (OUTCOME, FOLLOW_UP):
        chat.say(question)
        answer = await api.next_sent()
    bot.state.execute("DELETE FROM turns")
    chat.press(answer, "不接着上一问")
    assert await notice(api) == wording.telegram_expired()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "data", ["open:1:2", "open:2:1", "open:1", "1f.c2lnbmF0dXJl", "", "打开:1:1", "open:1:1:1"]
)
async def test_what_does_not_stand_under_the_message_is_not_done(api: FakeApi, data: str) -> None:
    """A client may send any data; what buttons a message has, Telegram says itself."""
    chat = api.private("小李")
    chat.say(SUGGESTED)
    answer = await api.next_sent()
    assert answer.button(OPEN_1)["callback_data"] == "open:1:1"
    chat.press(answer, OPEN_1, data=data)
    assert await notice(api) == wording.telegram_expired()


@pytest.mark.usefixtures("bot")
async def test_a_button_of_a_message_too_old_to_be_shown_is_its_askers(api: FakeApi) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    answer = await api.next_sent()
    group.press(answer, SUGGESTED, by="老李", old=True)
    assert await notice(api) == wording.telegram_anothers_button()
    group.press(answer, "更多相关原文", by="小张", old=True)
    assert (await api.next_edited()).params["message_id"] == answer.message["message_id"]


@pytest.mark.usefixtures("bot")
async def test_a_button_pressed_twice_at_once_is_done_once(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    for _ in range(2):
        chat.press(answer, OPEN_1)
    await api.next_edited()
    assert await api.quiet()
    assert (len(api.sent("editMessageText")), api.refused) == (1, [UNCHANGED])
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
    api.refused.clear()


async def test_a_button_of_a_state_that_was_thrown_away_has_expired(
    api: FakeApi, desk: SmallDesk, tmp_path: Path
) -> None:
    """Turns are numbered anew there: the number alone would lead to another answer."""
    chat = api.private("小明")
    async with answering(build(settings_for(api, telegram_state=tmp_path / "old.sqlite"), desk)):
        chat.say(OUTCOME)
        old = await api.next_sent()
    async with answering(build(settings_for(api, telegram_state=tmp_path / "new.sqlite"), desk)):
        chat.say(SUGGESTED)
        new = await api.next_sent()
        assert await api.quiet()  # where the new answer stands is noted
        assert old.button(OPEN_1) == new.button(OPEN_1)
        chat.press(old, OPEN_1)
        assert await notice(api) == wording.telegram_expired()


async def test_the_buttons_work_after_a_restart(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    async with answering(build(settings_for(api), desk)):
        chat.say(OUTCOME)
        answer = await api.next_sent()
        chat.press(answer, OPEN_1)
        shown = await api.next_edited()
    async with answering(build(settings_for(api), desk)):
        chat.press(shown, "回到答案")
        assert (await api.next_edited()).text == answer.text
