"""Receiving: what Telegram hands out, whatever it is, and whatever it answers."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot import wording
from bot.settings import Settings
from bot.telegram import build
from bot.telegram.running.checking import check, exit_code
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import BOT, FakeApi
from tests.telegram.scenarios import Transport, listening
from tests.telegram.small_desk import OUTCOME, SmallDesk

MEMBER = {"user": BOT, "status": "member"}
# shapes that no server sends yet
UNREADABLE: list[dict[str, Any]] = [
    {
        "my_chat_member": {
            "chat": {"id": -7, "type": "supergroup", "title": "旧群"},
            "from": {"id": 7, "is_bot": False, "first_name": "小王"},
            "date": 0,
            "old_chat_member": MEMBER,
            "new_chat_member": "administrator",
        }
    },
    {"message": {"message_id": 1, "chat": {"id": 7}}},
    {"message": "text"},
    {"inline_query": {"id": "1"}},
    {"callback_query": []},
]


def settings_of(api: FakeApi, transport: Transport) -> Settings:
    settings = settings_for(api)
    return settings.model_copy(update=listening(api)) if transport == "webhook" else settings


@pytest.mark.parametrize("transport", ["polling", "webhook"])
async def test_an_update_that_cannot_be_read_is_skipped_and_the_others_are_answered(
    api: FakeApi, desk: SmallDesk, caplog: pytest.LogCaptureFixture, transport: Transport
) -> None:
    caplog.set_level(logging.WARNING)
    for update in UNREADABLE:
        api.push(update)
    api.private("小李").say(OUTCOME)
    async with answering(build(settings_of(api, transport), desk)):
        assert (await api.next_sent()).text.startswith("三年来")
        await api.until(lambda: api.updates == [])
    said = [record.getMessage() for record in caplog.records]
    kinds = [next(iter(update)) for update in UNREADABLE]
    assert [line.partition("：")[0] for line in said] == [
        wording.telegram_unread_update(kind, "").partition("：")[0] for kind in kinds
    ]
    assert all("Traceback" not in line and len(line) < 100 for line in said)


async def test_a_group_is_greeted_although_its_server_knows_no_newer_rights(
    api: FakeApi, desk: SmallDesk
) -> None:
    group = api.group("旧群")
    change = {"chat": group.as_json, "from": group.person("小王"), "date": 0}
    left = {"user": BOT, "status": "left"}
    api.push({"my_chat_member": {
        **change, "old_chat_member": left,
        "new_chat_member": {"user": BOT, "status": "administrator", "can_be_edited": False},
    }})  # fmt: skip
    async with answering(build(settings_for(api), desk)):
        assert (await api.next_sent()).text == wording.telegram_joined("wenju_bot", hears=True)


@pytest.mark.parametrize("transport", ["polling", "webhook"])
async def test_a_server_that_knows_no_newer_fields_is_served(
    api: FakeApi, desk: SmallDesk, monkeypatch: pytest.MonkeyPatch, transport: Transport
) -> None:
    settings = settings_of(api, transport)
    for field in set(BOT) - {"id", "username"}:
        monkeypatch.delitem(BOT, field)
    findings = await check(settings, 17)
    assert exit_code(findings) == 0
    assert wording.check_reached("wenju_bot") in [finding.said for finding in findings]
    api.private("小李").say(OUTCOME)
    async with answering(build(settings, desk)):
        assert (await api.next_sent()).text.startswith("三年来")


@pytest.mark.parametrize("status", [401, 404, 500, 502])
async def test_one_failed_poll_does_not_end_the_bot(api: FakeApi, desk: SmallDesk, status: int) -> None:
    api.fail("getUpdates", status, "Not Found")
    async with answering(build(settings_for(api), desk)):
        await api.until(lambda: not api.failures["getUpdates"])
        api.private("小李").say(OUTCOME)
        assert (await api.next_sent()).text.startswith("三年来")


async def test_a_failing_server_is_asked_with_growing_pauses(
    api: FakeApi, desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    api.fail("getUpdates", 502, "Bad Gateway", times=4)
    monkeypatch.setattr("bot.telegram.running.receiving.asyncio.sleep", noted)
    async with answering(build(settings_for(api), desk)):
        api.private("小李").say(OUTCOME)
        assert (await api.next_sent()).text.startswith("三年来")
    assert [each for each in pauses if each >= 0.05] == [0.05, 0.1, 0.2, 0.4]
