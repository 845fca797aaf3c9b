"""A bot killed with -9 while questions are under way: started again, it answers what it had fetched.

Nothing is lost. Nothing comes twice but the one message that Telegram took in the very moment of the
kill: the Bot API offers no way to know of it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot import wording
from bot.telegram import App, build
from bot.telegram.memory.journal import TRIES, Journal
from bot.telegram.memory.state import State
from bot.telegram.running.inbox import Inbox
from bot.telegram.running.limiter import LeftForLater
from tests.telegram import small_desk
from tests.telegram.bot_api_rules import Refused
from tests.telegram.driving import OVER_SMALL_DESK, answering, begin, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import CONTENT, FOLLOW_UP, OUTCOME, SmallDesk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")

ANSWER = "三年来"


def answered(api: FakeApi) -> Counter[int]:
    """How often each question was answered, by its message's id."""
    return Counter(sent.reply_to for sent in api.sent() if sent.reply_to is not None)


async def test_what_was_fetched_is_answered_once_after_a_kill(api: FakeApi, tmp_path: Path) -> None:
    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)
    first = api.private("小李")
    asked = [first.say(OUTCOME)["message_id"]]
    await api.next_sent(within=20)
    await asyncio.sleep(0.2)  # until the bot has noted what it sent

    async def kill(_: dict[str, Any]) -> None:
        if process.returncode is None:
            process.kill()
        raise Refused(502, "Bad Gateway")  # nothing of what was on its way has arrived

    chats = [api.private(f"甲{n}") for n in range(12)]
    asked += [first.say(small_desk.SLOW)["message_id"]]
    asked += [first.say(FOLLOW_UP)["message_id"] for _ in range(3)]
    await api.until(lambda: api.updates == [])  # fetched, and the next poll has told the server so
    api.before["sendMessage"] = kill
    asked += [chat.say(text)["message_id"] for chat in chats for text in (OUTCOME, FOLLOW_UP)]
    await process.communicate()
    del api.before["sendMessage"]

    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)
    await api.until(lambda: len(answered(api)) == len(asked), within=20)
    api.catch_up()
    assert await api.quiet()
    process.kill()
    await process.communicate()
    assert {m: n for m, n in answered(api).items() if m in asked} == dict.fromkeys(asked, 1)
    for chat in (first, *chats):
        ids = [s.reply_to for s in api.sent() if s.params["chat_id"] == chat.id]
        assert ids == sorted(ids)
    follow_ups = [s for s in api.sent() if s.text.startswith(CONTENT.rstrip("。"))]
    assert len(follow_ups) == 3 + len(chats)


async def test_a_message_that_arrived_in_the_moment_of_the_kill_comes_twice(
    api: FakeApi, tmp_path: Path
) -> None:
    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)

    async def kill(_: dict[str, Any]) -> None:
        process.kill()

    api.after["sendMessage"] = kill
    question = api.private("小李").say(OUTCOME)
    await process.communicate()
    del api.after["sendMessage"]
    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)
    await api.until(lambda: len(api.sent()) == 2, within=20)
    api.catch_up()
    assert await api.quiet()
    process.kill()
    await process.communicate()
    assert answered(api)[question["message_id"]] == 2


async def test_an_answer_of_several_messages_goes_on_where_it_stopped(api: FakeApi, tmp_path: Path) -> None:
    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)

    async def kill(_: dict[str, Any]) -> None:
        if len(api.sent()) == 1:
            process.kill()
            raise Refused(502, "Bad Gateway")

    api.before["sendMessage"] = kill
    api.private("小李").say(small_desk.LONG_QUESTION)
    await process.communicate()
    del api.before["sendMessage"]
    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)
    await api.until(lambda: bool(api.sent()[-1].buttons), within=20)
    pages = api.sent()
    api.catch_up()
    assert await api.quiet()
    process.kill()
    await process.communicate()
    shown = "".join(quote for page in pages for quote in page.marked("expandable_blockquote"))
    assert shown == "".join(small_desk.LONG).rstrip("。") + " [1]"


async def test_a_conversation_and_its_buttons_go_on_after_a_restart(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    async with answering(build(settings_for(api), desk)):
        chat.say(OUTCOME)
        answer = await api.next_sent()
    async with answering(build(settings_for(api), desk)):
        chat.say(FOLLOW_UP)
        assert (await api.next_sent()).text.startswith(CONTENT.rstrip("。"))
        chat.press(answer, small_desk.SUGGESTED)
        assert (await api.next_sent()).text.startswith(f"问：{small_desk.SUGGESTED}")


async def test_an_update_handed_out_again_is_answered_once(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    async with answering(build(settings_for(api), desk)):
        chat.say(OUTCOME)
        update = dict(api.updates[0])
        await api.next_sent()
    api.updates = [update]
    async with answering(build(settings_for(api), desk)):
        assert await api.quiet()


def update(number: int) -> dict[str, Any]:
    chat = {"id": 1, "type": "private"}
    return {"update_id": number, "message": {"message_id": 1, "date": 0, "chat": chat, "text": OUTCOME}}


async def test_an_update_that_ends_the_bot_each_time_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    state = State.in_memory()
    journal = Journal(state)
    for number in (2, 1):
        assert journal.add(number, json.dumps(update(number)))
    journal.finish(2)
    for _ in range(TRIES):
        assert [json.loads(unfinished) for unfinished in journal.unfinished()] == [update(1)]
    assert journal.unfinished() == []
    assert [r.getMessage() for r in caplog.records] == [wording.telegram_given_up(1)]
    assert not journal.add(1, json.dumps(update(1)))
    assert OUTCOME not in "".join(map(str, state.execute("SELECT * FROM updates")))
    state.close()


async def test_of_what_a_group_says_to_itself_no_word_is_written_down(api: FakeApi, bot: App) -> None:
    chat = api.private("小李")
    chat.say("/help")
    await api.next_sent()  # it knows its own name now
    state = State.in_memory()
    inbox = Inbox(Journal(state), handled_never)
    group = api.group("平安工作群")
    said = [group.say(text) for text in (OUTCOME, f"/ask {OUTCOME}")]
    for number, message in enumerate([*said, chat.say(OUTCOME)]):
        await inbox.receive({"update_id": number, "message": message}, bot.bot)
    kept = [json.loads(unfinished)["update_id"] for unfinished in inbox.journal.unfinished()]
    assert kept == [1, 2]
    for _ in range(2):
        await api.next_sent()
    state.close()


async def handled_never(_: Update) -> None:
    raise LeftForLater("stopping")


async def test_without_a_journal_an_update_is_handled_all_the_same(
    bot: App, caplog: pytest.LogCaptureFixture
) -> None:
    state = State.in_memory()
    handled = []

    async def handle(update: Update) -> None:
        handled.append(update.update_id)

    inbox = Inbox(Journal(state), handle)
    state.execute("DROP TABLE updates")
    await inbox.receive(update(1), bot.bot)
    await inbox.settle()
    assert handled == [1]
    assert [r.getMessage() for r in caplog.records] == [wording.telegram_no_journal("OperationalError")] * 2
    state.close()
