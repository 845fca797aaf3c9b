"""Flood limits: the chat that was sent too much waits, alone, in order, and untried until its time."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from bot import wording
from bot.telegram import build
from bot.telegram.running import limiter as module
from bot.telegram.running.limiter import LeftForLater, Limiter
from tests.telegram import small_desk
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import OUTCOME, SmallDesk


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    error.__cause__ = cause
    return error


@pytest.mark.usefixtures("bot")
async def test_only_the_chat_that_was_refused_waits_and_keeps_its_order(api: FakeApi) -> None:
    api.floods.chat = (2, 60)
    busy, other = api.private("小李"), api.private("小王")
    ids = [busy.say(OUTCOME)["message_id"] for _ in range(4)]
    await api.until(lambda: bool(api.floods.refused))
    other.say(OUTCOME)
    await api.until(lambda: len(api.sent()) == 5)
    assert [sent.params["chat_id"] for sent in api.sent()] == [busy.id] * 2 + [other.id] + [busy.id] * 2
    assert [sent.reply_to for sent in api.sent() if sent.params["chat_id"] == busy.id] == ids
    assert api.floods.inside == 0


@pytest.mark.usefixtures("bot")
async def test_those_who_ask_in_a_group_that_waits_wait_in_one_queue(api: FakeApi) -> None:
    api.floods.chat = (1, 60)
    group = api.group("平安工作群")
    asked = [group.say(f"/ask {OUTCOME}", by=name)["message_id"] for name in ("小张", "小王", "小李")]
    await api.until(lambda: len(api.sent()) == 3)
    assert sorted(sent.reply_to or 0 for sent in api.sent()) == asked
    assert api.floods.inside == 0


@pytest.mark.usefixtures("bot")
async def test_when_all_chats_must_wait_the_second_refusal_tells(api: FakeApi) -> None:
    for n in range(3):
        api.private(f"甲{n}").say(OUTCOME)
        await api.next_sent()
    api.floods.all = (3, 60)
    late = [api.private(f"乙{n}") for n in range(4)]
    for n, chat in enumerate(late[:2], 1):
        chat.say(OUTCOME)
        await api.until(lambda n=n: len(api.floods.refused) == n)
    api.floods.all = None
    for chat in late[2:]:
        chat.say(OUTCOME)
    await api.until(lambda: len(api.sent()) == 7)
    assert api.floods.refused == [late[0].id, late[1].id]
    assert api.floods.inside == 1  # the one by which it became known


@pytest.mark.usefixtures("bot")
async def test_typing_is_dropped_while_a_chat_waits(api: FakeApi) -> None:
    api.floods.chat, api.floods.retry_after = (1, 60), 1
    group = api.group("平安工作群")
    for _ in range(2):
        group.say(f"/ask {OUTCOME}", by="小张")
    await api.until(lambda: bool(api.floods.refused))
    group.say(f"/ask {small_desk.SLOW}", by="小王")  # answered before the group may be sent anything
    for _ in range(3):
        await api.next_sent()
    assert api.sent("sendChatAction") == []
    api.private("小王").say(small_desk.SLOW)
    await api.next_sent()
    assert len(api.sent("sendChatAction")) == 1


async def test_what_waits_when_the_bot_stops_is_answered_at_the_next_start(
    api: FakeApi, desk: SmallDesk
) -> None:
    api.floods.retry_after = 60
    api.floods.chat = (1, 60)
    chat = api.private("小李")
    async with asyncio.timeout(5), answering(build(settings_for(api), desk)):
        ids = [chat.say(OUTCOME)["message_id"] for _ in range(3)]
        await api.until(lambda: bool(api.floods.refused))
    api.floods.chat = None
    api.floods.forgive()
    async with answering(build(settings_for(api), desk)):
        await api.until(lambda: len(api.sent()) == 3)
        assert [sent.reply_to for sent in api.sent()] == ids
        api.catch_up()
        assert await api.quiet()


async def test_a_question_left_for_the_next_start_counts_once(api: FakeApi, desk: SmallDesk) -> None:
    api.floods.retry_after = 60
    api.floods.chat = (0, 60)
    chat = api.private("小李")
    settings = settings_for(api, telegram_user_quota="1/hour")
    async with answering(build(settings, desk)):
        chat.say(OUTCOME)
        await api.until(lambda: bool(api.floods.refused))
    api.floods.chat = None
    api.floods.forgive()
    async with answering(build(settings, desk)):
        assert (await api.next_sent()).text.startswith("三年来")
        chat.say(OUTCOME)
        assert (await api.next_sent()).text == wording.telegram_quota_of_user(1, "hour")


async def test_an_edited_question_counts_as_one_more(api: FakeApi, desk: SmallDesk) -> None:
    async with answering(build(settings_for(api, telegram_user_quota="2/hour"), desk)):
        chat = api.private("小李")
        question = chat.say(small_desk.SUGGESTED)
        await api.next_sent()
        chat.edit(question, OUTCOME)
        await api.next_edited()
        chat.edit(question, small_desk.AGAIN)
        chat.say("/help")
        await api.next_sent()
    assert [asked.text for asked in desk.asked] == [small_desk.SUGGESTED, OUTCOME]


async def tried(*errors: Exception, chat: int | None = 1) -> tuple[Any, int]:
    """What comes of a request that meets *errors* one after another, and how often it was made."""
    limiter, left, made = Limiter(), list(errors), 0

    async def request(endpoint: str, data: dict[str, Any]) -> str:
        nonlocal made
        made += 1
        if left:
            raise left.pop(0)
        return "sent"

    data = {"chat_id": chat} if chat else {}
    try:
        args = ("sendMessage", data)
        return await limiter.process_request(request, args, {}, "sendMessage", data, None), made
    except Exception as error:
        return error, made


async def test_a_request_that_never_left_is_tried_again() -> None:
    unreached = caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("refused"))
    assert await tried(unreached, unreached) == ("sent", 3)


async def test_a_request_without_an_answer_is_made_once_more() -> None:
    late = caused(TimedOut(), httpx.ReadTimeout("late"))
    assert await tried(late) == ("sent", 2)
    assert await tried(late, late) == (late, 2)


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("Bad Gateway"),
        InvalidToken("Not Found"),
        caused(NetworkError("httpx.ReadError"), httpx.ReadError("reset")),
        caused(TimedOut(), httpx.ConnectTimeout("late")),
    ],
    ids=["502", "404", "reset", "no connection"],
)
async def test_a_request_that_fails_is_made_again_until_it_gets_through(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.001)
    assert await tried(*[error] * 6) == ("sent", 7)


async def test_a_request_that_fails_for_long_is_left_for_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RETRIED", -1.0)
    error, made = await tried(NetworkError("Bad Gateway"))
    assert (type(error), made) == (LeftForLater, 1)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("status", [502, 500, 404])
async def test_an_answer_survives_a_server_that_fails_for_a_while(api: FakeApi, status: int) -> None:
    api.fail("sendMessage", status, "Bad Gateway", times=5)
    api.private("小李").say(OUTCOME)
    assert (await api.next_sent()).text.startswith("三年来")
    assert await api.quiet()


async def test_a_refused_request_is_not_tried_again() -> None:
    refused = BadRequest("chat not found")
    assert await tried(refused) == (refused, 1)


async def test_a_request_to_no_chat_is_left_to_whoever_made_it() -> None:
    unreached = caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("refused"))
    assert await tried(unreached, chat=None) == (unreached, 1)


async def test_a_request_that_sends_nothing_is_left_to_whoever_made_it() -> None:
    limiter, failed = Limiter(), NetworkError("Bad Gateway")

    async def request(*_: Any) -> None:
        raise failed

    with pytest.raises(NetworkError):
        await limiter.process_request(request, (), {}, "getChatMember", {"chat_id": 1}, None)


async def test_many_chats_leave_no_lanes_behind() -> None:
    now = 0.0
    limiter = Limiter(clock=lambda: now)

    async def request() -> bool:
        return True

    for chat in range(1500):
        now += 1
        await limiter.process_request(request, (), {}, "sendMessage", {"chat_id": chat}, None)
    assert len(limiter._lanes) <= 1001


async def test_while_stopping_nothing_waits() -> None:
    limiter = Limiter()
    limiter._until = limiter._clock() + 60
    limiter.stop_waiting()

    async def request() -> bool:
        return True

    with pytest.raises(LeftForLater):
        await limiter.process_request(request, (), {}, "sendMessage", {"chat_id": 1}, None)
