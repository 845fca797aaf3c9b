"""The buttons under an answer, in the one message the answer stands in; edited questions; links."""

from __future__ import annotations

import pytest
from telegram.constants import MessageLimit

from bot import wording
from bot.telegram import App, build
from bot.telegram.asking.links import Links
from bot.telegram.memory.presses import Press, Presses
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State
from bot.telegram.messages.actions import Back, Open
from bot.telegram.running.serving import parts
from tests.telegram import small_desk
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.fake_chats import Sent
from tests.telegram.small_desk import (
    AGAIN,
    ASTRAL,
    BROKEN,
    CLEARED,
    CONTENT,
    FOLLOW_UP,
    OUTCOME,
    SUGGESTED,
    SmallDesk,
)

pytestmark = pytest.mark.usefixtures("bot")

SOURCE_1 = "[1] 海屿市.txt · 平安建设综述 · 主要成效 · 海屿市（推断） · 2018-2020"
OPEN_1 = "[1] 原文"


def labels(sent: Sent) -> list[str]:
    return [button["text"] for button in sent.buttons]


async def test_a_citation_opens_in_the_place_of_the_answer_and_leads_back(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    query = chat.press(answer, OPEN_1)
    shown = await api.next_edited()
    before = "海屿市平安建设综述\n开展扫黑除恶专项斗争以来，各部门密切配合。"
    context = f"{before}{CLEARED}常态化工作随之展开。\n群众评价\n{CONTENT}"
    assert shown.text.startswith(f"{SOURCE_1}\n第 1 行起：\n{context}")
    assert shown.marked("bold") == [SOURCE_1, CLEARED]
    assert shown.marked("blockquote")[0].startswith(context)
    assert labels(shown) == ["下文 »", "回到答案"]
    assert shown.params["message_id"] == answer.message["message_id"]
    assert query not in api.open_queries
    chat.press(shown, "回到答案")
    again = await api.next_edited()
    assert (again.text, again.params["entities"]) == (answer.text, answer.params["entities"])
    assert labels(again) == labels(answer)
    assert len(api.sent()) == 1


async def test_a_document_is_leafed_through_to_its_end_and_back(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    chat.press(await api.next_sent(), OPEN_1)
    pieces = [await api.next_edited()]
    while "下文 »" in labels(pieces[-1]):
        chat.press(pieces[-1], "下文 »")
        pieces.append(await api.next_edited())
    assert "".join(p.marked("blockquote")[0] for p in pieces) == small_desk.TEXT
    assert labels(pieces[-1]) == ["« 上文", "回到答案"]
    chat.press(pieces[-1], "« 上文")
    earlier = await api.next_edited()
    assert labels(earlier) == ["« 上文", "下文 »", "回到答案"]
    assert len(api.sent()) == 1


async def test_a_button_pressed_once_is_not_there_any_more(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    chat.press(answer, OPEN_1)
    await api.next_edited()
    chat.press(answer, OPEN_1)
    await api.until(lambda: len(api.sent("answerCallbackQuery")) == 2)
    assert api.sent("answerCallbackQuery")[1].params["text"] == wording.telegram_expired()


async def test_a_citation_of_a_document_since_removed_says_so(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    desk.removed = True
    chat.press(answer, OPEN_1)
    assert (await api.next_edited()).text == "文库里没有 海屿市.txt。"


async def test_more_is_shown_a_piece_at_a_time(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    chat.press(await api.next_sent(), "更多相关原文")
    first = await api.next_edited()
    assert first.text.startswith(f"{wording.telegram_further(OUTCOME)}\n\n{ASTRAL.rstrip('。')} [1]\n")
    assert labels(first) == [OPEN_1, "更多相关原文", "回到答案"]
    chat.press(first, "更多相关原文")
    second = await api.next_edited()
    assert small_desk.LONG[0] in second.text
    assert labels(second) == [OPEN_1, "回到答案"]
    chat.press(second, OPEN_1)
    chat.press(await api.next_edited(), "回到答案")
    assert (await api.next_edited()).text.startswith(f"• {CLEARED.rstrip('。')} [1]")


async def test_what_was_carried_over_is_lifted_where_the_answer_stands(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    assert "不接着上一问" not in labels(await api.next_sent())
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


async def test_lifting_an_answer_that_is_forgotten_is_said(api: FakeApi, bot: App) -> None:
    chat = api.private("小李")
    for question in (OUTCOME, FOLLOW_UP):
        chat.say(question)
        answer = await api.next_sent()
    parts(bot).state.execute("DELETE FROM turns")
    chat.press(answer, "不接着上一问")
    assert (await api.next_edited()).text == wording.telegram_expired()


async def test_a_question_edited_into_one_that_fails_leaves_the_thread(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    question = chat.say(OUTCOME)
    await api.next_sent()
    chat.edit(question, BROKEN)
    assert (await api.next_edited()).text == wording.telegram_apology()
    chat.say(FOLLOW_UP)
    await api.next_sent()
    assert desk.asked[-1].after == OUTCOME


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


async def test_an_edited_question_changes_its_answer_and_is_answered_once(
    api: FakeApi, desk: SmallDesk
) -> None:
    chat = api.private("小李")
    question = chat.say(SUGGESTED)
    answer = await api.next_sent()
    chat.edit(question, AGAIN)
    edited = await api.next_edited()
    assert edited.text.startswith("• ")
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
    assert (await api.next_sent()).text.startswith("• ")
    assert api.sent("editMessageText") == []


async def test_in_a_group_the_buttons_are_whose_question_it_was(api: FakeApi) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    answer = await api.next_sent()
    for label in ("更多相关原文", SUGGESTED):
        group.press(answer, label, by="老李")
    await api.until(lambda: len(api.sent("answerCallbackQuery")) == 2)
    assert {s.params["text"] for s in api.sent("answerCallbackQuery")} == {wording.telegram_anothers_button()}
    assert await api.quiet()
    group.press(answer, OPEN_1, by="小张")
    await api.next_edited()


async def test_an_answer_is_shown_again_to_its_reader_only(api: FakeApi, bot: App) -> None:
    one, other = api.private("小李"), api.private("小王")
    one.say(OUTCOME)
    await api.next_sent()
    other.say(SUGGESTED)
    answer = await api.next_sent()
    assert await api.quiet()  # the bot has noted its own buttons
    presses = Presses(parts(bot).state)
    key = presses.add(Press(Reader(other.id, other.id), Back(1)))  # the turn of 小李
    presses.place([key], chat=other.id, message=answer.message["message_id"])
    other.press(answer, "[1] 原文", data=key)
    assert (await api.next_edited()).text == wording.telegram_expired()


async def test_others_are_led_to_the_passage_in_private(api: FakeApi) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    group.press(await api.next_sent(), OPEN_1, by="老李")
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    url = api.sent("answerCallbackQuery")[0].params["url"]
    assert api.sent("editMessageText") == []
    chat = api.private("老李")
    chat.say(f"/start {url.partition('=')[2]}")
    passage = await api.next_sent()
    assert passage.marked("bold") == [SOURCE_1, CLEARED]
    assert labels(passage) == ["下文 »"]
    chat.press(passage, "下文 »")
    assert labels(await api.next_edited()) == ["« 上文", "下文 »"]


async def test_a_link_to_what_is_no_longer_there_says_nothing_of_it(api: FakeApi, desk: SmallDesk) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    group.press(await api.next_sent(), OPEN_1, by="老李")
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    payload = api.sent("answerCallbackQuery")[0].params["url"].partition("=")[2]
    chat = api.private("老李")
    long = "f" * 40
    for wrong in (payload[:-1], f"{payload}A", "p_", "p_1", "p_1-", "p_zz-1", "p_١-1", f"p_{long}-1"):
        chat.say(f"/start {wrong}")
        assert (await api.next_sent()).text == wording.telegram_no_passage()
    desk.removed = True
    chat.say(f"/start {payload}")
    assert (await api.next_sent()).text == wording.telegram_no_passage()


def test_a_link_is_short_and_the_same_for_the_same_passage() -> None:
    state = State.in_memory()
    links = Links(state)
    passage = Open("[1] 海屿市.txt", "海屿市.txt", 10**7, 10**7 + 100, "0123456789ab", turn=5)
    payload = links.payload(passage)
    assert links.payload(passage) == payload
    assert len(payload) <= 64
    assert payload.replace("-", "").replace("_", "").isalnum()
    assert links.find(payload) == Open("[1] 海屿市.txt", "海屿市.txt", 10**7, 10**7 + 100, "0123456789ab")
    state.close()


async def test_the_buttons_work_after_a_restart(api: FakeApi, desk: SmallDesk, bot: App) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    chat.press(answer, OPEN_1)
    shown = await api.next_edited()
    await bot.updater.stop()
    await bot.stop()
    parts(bot).state.close()
    async with answering(build(settings_for(api), desk)):
        chat.press(shown, "回到答案")
        assert (await api.next_edited()).text == answer.text
    assert len(answer.text) < MessageLimit.MAX_TEXT_LENGTH
