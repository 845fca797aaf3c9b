"""Who may ask, who may say so, and how much: over the Bot API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bot import wording
from bot.settings import Quota
from bot.telegram.access.permissions import Permissions
from bot.telegram.memory.history import History
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State
from tests.telegram.fake_teams import type_inline
from tests.telegram.team_files import question
from tests.telegram.teams import team

ASKED = question("玉林市")


def permitting(state: State, history: History | None = None, **rules: Any) -> Permissions:
    return Permissions(Bot("1:x"), state, history or History(state), **rules)


async def test_a_new_group_is_closed_until_who_runs_the_bot_opens_it(tmp_path: Path) -> None:
    async with team(tmp_path, telegram_allowed_chats=()) as here:
        group = here.group
        closed = wording.telegram_closed(group.id)
        assert (await here.answer_to(group, f"/ask {ASKED}", by="小张")).text == closed
        group.say("/allow", by="小张")
        assert await here.api.quiet()
        allowed = wording.group_settled(group.id, allowed=True)
        assert (await here.answer_to(group, "/allow", by="老板")).text == allowed
        assert "1111件" in (await here.answer_to(group, f"/ask {ASKED}", by="小张")).text
        assert (await here.answer_to(here.other, f"/ask {ASKED}")).text == wording.telegram_closed(
            here.other.id
        )
        assert (await here.answer_to(group, "/deny", by="小张")).text == wording.not_admin()
        denied = wording.group_settled(group.id, allowed=False)
        assert (await here.answer_to(here.boss, f"/deny {group.id}")).text == denied
        assert (await here.answer_to(group, f"/ask {ASKED}", by="小张")).text == closed
        for number in ("群", "-²", "-0", "-" + "9" * 23):
            assert (await here.answer_to(here.boss, f"/allow {number}")).text == wording.which_group()


async def test_a_button_of_a_group_closed_meanwhile_does_nothing(tmp_path: Path) -> None:
    async with team(tmp_path, telegram_allowed_chats=()) as here:
        await here.answer_to(here.group, "/allow", by="老板")
        answer = await here.answer_to(here.group, f"/ask {ASKED}", by="小张")
        await here.answer_to(here.group, "/deny", by="老板")
        here.group.press(answer, "[1] 原文", by="小张")
        await here.api.until(lambda: bool(here.api.sent("answerCallbackQuery")))
        (said,) = here.api.sent("answerCallbackQuery")
        assert said.params["text"] == wording.telegram_closed(here.group.id)
        assert await here.api.quiet()


async def test_in_private_and_inline_only_the_people_allowed_are_answered(tmp_path: Path) -> None:
    async with team(tmp_path, telegram_allowed_users=(500,)) as here:
        assert here.boss.id == 500
        refused = await here.answer_to(here.member, ASKED)
        assert refused.text == wording.telegram_not_admitted(here.member.id)
        assert "1111件" in (await here.answer_to(here.boss, ASKED)).text
        assert "1111件" in (await here.answer_to(here.group, f"/ask {ASKED}", by="小李")).text
        type_inline(here.api, "小李", ASKED)
        await here.api.until(lambda: bool(here.api.sent("answerInlineQuery")))
        (inline,) = here.api.sent("answerInlineQuery")
        assert inline.params["results"] == []
        assert inline.params["button"]["text"] == wording.INLINE_NOT_ADMITTED


async def test_who_has_used_up_the_quota_is_told_in_one_sentence(tmp_path: Path) -> None:
    quotas = {"telegram_user_quota": (Quota(2, "hour"),), "telegram_group_quota": (Quota(3, "day"),)}
    async with team(tmp_path, **quotas) as here:
        for _ in range(2):
            assert "1111件" in (await here.answer_to(here.group, f"/ask {ASKED}", by="小李")).text
        used_up = wording.telegram_quota_of_user(2, "hour")
        assert (await here.answer_to(here.group, f"/ask {ASKED}", by="小李")).text == used_up
        assert (await here.answer_to(here.member, ASKED)).text == used_up
        type_inline(here.api, "小李", ASKED)
        await here.api.until(lambda: bool(here.api.sent("answerInlineQuery")))
        assert here.api.sent("answerInlineQuery")[0].params["button"]["text"] == wording.INLINE_QUOTA
        assert "1111件" in (await here.answer_to(here.group, f"/ask {ASKED}", by="小张")).text
        last = await here.answer_to(here.group, f"/ask {ASKED}", by="小赵")
        assert last.text == wording.telegram_quota_of_group(3, "day")
        assert "1111件" in (await here.answer_to(here.other, f"/ask {ASKED}", by="小赵")).text


def test_a_quota_is_there_again_when_its_time_has_passed(state: State) -> None:
    now = [0.0]
    history = History(state, clock=lambda: now[0])
    permissions = permitting(state, history, user_quota=(Quota(1, "hour"),))
    reader = Reader(7, 7)
    assert permissions.over_quota(reader) is None
    history.asked(reader, ASKED)
    assert permissions.over_quota(reader) == wording.telegram_quota_of_user(1, "hour")
    now[0] = 3600.5
    assert permissions.over_quota(reader) is None


ADMIN, USER, STRANGER, LISTED, NAMED, OPENED, NEW, CLOSED = 1, 2, 3, 4, -10, -20, -30, -40


@pytest.mark.parametrize("open_groups", [False, True])
@pytest.mark.parametrize(
    ("reader", "may"),
    [
        (Reader(ADMIN, ADMIN), True),
        (Reader(USER, USER), True),
        (Reader(STRANGER, STRANGER), False),
        (Reader(LISTED, LISTED), True),
        (Reader(NAMED, STRANGER), True),
        (Reader(CLOSED, USER), False),
        (Reader(CLOSED, ADMIN), True),
        (Reader(OPENED, STRANGER), True),
        (Reader(NEW, STRANGER), None),
        (Reader(NEW, USER), None),
        (Reader(NEW, ADMIN), True),
    ],
)
def test_who_may_ask_where(state: State, reader: Reader, may: bool | None, open_groups: bool) -> None:
    """None: where groups are open."""
    rules = {
        "admins": (ADMIN,),
        "users": (USER,),
        "chats": (NAMED, LISTED, CLOSED),
        "open_groups": open_groups,
    }
    permissions = permitting(state, **rules)
    permissions.set_group(OPENED, allowed=True, by=ADMIN)
    permissions.set_group(CLOSED, allowed=False, by=ADMIN)
    assert permissions.groups() == [OPENED, NAMED]
    assert (permissions.refusal(reader) is None) == (open_groups if may is None else may)


def test_a_group_that_becomes_a_supergroup_stays_as_it_was(state: State) -> None:
    permissions = permitting(state, chats=(NAMED,), open_groups=True)
    permissions.set_group(OPENED, allowed=False, by=ADMIN)
    permissions.moved(NAMED, -1001)
    permissions.moved(OPENED, -1002)
    permissions.moved(NEW, -1003)
    assert permissions.groups() == [-1001, NAMED]
    assert [permissions.refusal(Reader(chat, USER)) is None for chat in (-1001, -1002, -1003)] == [
        True,
        False,
        True,
    ]


def test_a_group_that_was_closed_stays_closed_however_often_its_move_is_reported(state: State) -> None:
    permissions = permitting(state, chats=(NAMED,))
    permissions.set_group(NAMED, allowed=False, by=ADMIN)
    for _ in range(3):
        permissions.moved(NAMED, -1001)
        assert permissions.refusal(Reader(-1001, USER)) == wording.telegram_closed(-1001)


def test_without_any_setting_a_private_chat_is_open_and_a_group_is_not(state: State) -> None:
    permissions = permitting(state)
    assert permissions.refusal(Reader(7, 7)) is None
    assert permissions.refusal(Reader(-7, 7)) == wording.telegram_closed(-7)


async def test_a_closed_group_is_told_so_once(tmp_path: Path) -> None:
    async with team(tmp_path, telegram_allowed_chats=()) as here:
        told = await here.answer_to(here.group, f"/ask {question('玉林市')}", by="小李")
        assert told.text == wording.telegram_closed(here.group.id)
        here.group.say("@wenju_bot 在吗", by="小张")
        assert await here.api.quiet()
        await here.answer_to(here.boss, f"/allow {here.group.id}")
        await here.answer_to(here.boss, f"/deny {here.group.id}")
        told = await here.answer_to(here.group, f"/ask {question('玉林市')}", by="小李")
        assert told.text == wording.telegram_closed(here.group.id)


async def test_an_anonymous_administrator_opens_a_group_by_a_button(tmp_path: Path) -> None:
    async with team(tmp_path, telegram_allowed_chats=()) as here:
        behind = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        here.group.say("/allow", sender_chat=here.group.as_json, **{"from": behind})
        offered = await here.api.next_sent()
        assert (offered.text, offered.labels) == (wording.who_settles(allowed=True), ["开放本群"])
        here.group.press(offered, "开放本群", by="小张")
        here.group.press(offered, "开放本群", by="老板")
        assert (await here.edited()).text == wording.group_settled(here.group.id, allowed=True)
        assert "1111件" in (await here.answer_to(here.group, f"/ask {question('玉林市')}", by="小李")).text


async def test_typing_inline_spends_no_quota(tmp_path: Path) -> None:
    async with team(tmp_path, telegram_user_quota="1/hour") as here:
        for text in ("玉", "玉林", question("玉林市")):
            type_inline(here.api, "小李", text)
        await here.api.until(lambda: len(here.api.sent("answerInlineQuery")) == 3)
        assert "1111件" in (await here.answer_to(here.member, question("玉林市"))).text
