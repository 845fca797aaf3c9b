"""Into a group and out of it, and a group that becomes a supergroup."""

from __future__ import annotations

import pytest

from bot import wording
from bot.telegram import App, build
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import BOT, FakeApi
from tests.telegram.small_desk import CONTENT, FOLLOW_UP, OUTCOME, SmallDesk


@pytest.mark.parametrize(
    ("standing", "reads_all", "hears"),
    [("member", False, False), ("member", True, True), ("administrator", False, True)],
)
async def test_on_joining_one_message_says_what_it_hears_and_how_to_ask(
    api: FakeApi,
    desk: SmallDesk,
    monkeypatch: pytest.MonkeyPatch,
    standing: str,
    reads_all: bool,
    hears: bool,
) -> None:
    monkeypatch.setitem(BOT, "can_read_all_group_messages", reads_all)
    group = api.group("平安工作群")
    group.standing = "left"
    async with answering(build(settings_for(api), desk)):
        group.let(standing)
        said = await api.next_sent()
        assert (said.params["chat_id"], said.text) == (
            group.id,
            wording.telegram_joined("wenju_bot", hears=hears),
        )
        group.let("administrator")
        assert await api.quiet()


async def test_in_a_closed_group_the_same_message_says_so(api: FakeApi, desk: SmallDesk) -> None:
    group = api.group("平安工作群")
    group.standing = "left"
    async with answering(build(settings_for(api, telegram_open_groups=False), desk)):
        group.let("member")
        joined = wording.telegram_joined("wenju_bot", hears=False)
        assert (await api.next_sent()).text == f"{joined}\n\n{wording.telegram_closed(group.id)}"


@pytest.mark.usefixtures("bot")
async def test_a_private_chat_and_a_channel_are_not_greeted(api: FakeApi) -> None:
    channel = api._chat("channel", "频道", -100999)
    for chat in (api.private("小李"), channel):
        chat.standing = "kicked"
        chat.let("member")
    assert await api.quiet()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("kind", ["group", "private"])
async def test_thrown_out_or_blocked_it_forgets_what_was_said(
    api: FakeApi, desk: SmallDesk, bot: App, kind: str
) -> None:
    chat = api.group("平安工作群") if kind == "group" else api.private("小李")
    ask = "/ask " if kind == "group" else ""
    chat.say(f"{ask}{OUTCOME}")
    answer = await api.next_sent()
    chat.let("kicked")
    chat.let("member")
    if kind == "group":
        assert (await api.next_sent()).text.startswith("大家好")
    chat.say(f"{ask}{FOLLOW_UP}")
    await api.next_sent()
    assert desk.asked[-1].after is None
    chat.press(answer, "[1] 原文")
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    assert api.sent("answerCallbackQuery")[0].params["text"] == wording.telegram_expired()


@pytest.mark.usefixtures("bot")
async def test_a_conversation_goes_on_in_the_supergroup(api: FakeApi) -> None:
    group = api.basic_group("平安工作群")
    group.say(f"/ask {OUTCOME}")
    await api.next_sent()
    supergroup = group.upgrade()
    supergroup.say(f"/ask {FOLLOW_UP}")
    answer = await api.next_sent()
    assert answer.params["chat_id"] == supergroup.id
    assert answer.text.startswith(CONTENT.rstrip("。"))


async def test_a_supergroup_that_was_a_group_is_not_greeted_again(api: FakeApi, desk: SmallDesk) -> None:
    group = api.basic_group("平安工作群")
    group.standing = "left"
    async with answering(build(settings_for(api), desk)):
        group.let("member")
        await api.next_sent()
        supergroup = group.upgrade()
        supergroup.standing = "left"
        supergroup.let("member")
        assert await api.quiet()


@pytest.mark.usefixtures("bot")
async def test_an_answer_under_way_follows_the_group_it_was_asked_in(api: FakeApi) -> None:
    group = api.basic_group("平安工作群")
    new = api.group("平安工作群")
    group.moved_to = new.id  # the answer is there before the word of it
    group.say(f"/ask {OUTCOME}")
    answer = await api.next_sent()
    assert (answer.params["chat_id"], answer.reply_to) == (new.id, None)
    new.press(answer, "更多相关原文")
    await api.next_edited()
    assert [r for r in api.refused if "upgraded" in r]
    api.refused.clear()
