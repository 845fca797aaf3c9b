"""Scenarios: what people say to the bot over the Bot API, and what they get."""

from __future__ import annotations

import threading

import pytest

from bot import wording
from retrieval.answering.answer import Remark
from tests.telegram import small_desk
from tests.telegram.bot_api_rules import utf16
from tests.telegram.fake_api import BOT, FakeApi
from tests.telegram.fake_chats import FakeChat
from tests.telegram.small_desk import CLEARED, CONTENT, FOLLOW_UP, OUTCOME, SmallDesk

pytestmark = pytest.mark.usefixtures("bot")

NOTHING = wording.remark(Remark("nothing"))


@pytest.mark.parametrize("command", ["/start", "/help", "/start abc", "/unknown"])
async def test_start_and_help_say_how_to_ask(api: FakeApi, command: str) -> None:
    api.private("小李").say(command)
    assert (await api.next_sent()).text == wording.telegram_help("wenju_bot", private=True)


async def test_the_commands_are_told_to_telegram(api: FakeApi) -> None:
    api.private("小李").say("/help")
    await api.next_sent()
    menus = {m.params.get("language_code", ""): m.params["commands"] for m in api.sent("setMyCommands")}
    known = ["ask", "compare", "new", "help"]
    assert [[c["command"] for c in menus[language]] for language in ("", "en")] == [known, known]
    assert menus["en"][3]["description"] == "how to ask"


async def test_a_private_question_gets_a_cited_answer(api: FakeApi) -> None:
    chat = api.private("小李")
    question = chat.say(OUTCOME)
    sent = await api.next_sent()
    assert sent.text.split("\n") == [
        f"{CLEARED.rstrip('。')} [1]",
        f"{CONTENT.rstrip('。')} [2]",
        "",
        "[1–2] 海屿市（推断） · 2018-2020 · 海屿市.txt",
    ]
    assert [b["text"] for b in sent.buttons] == [
        "[1] 原文",
        "[2] 原文",
        "更多相关原文",
        small_desk.SUGGESTED,
        "云岭市扫黑除恶成果",
        "👍",
        "👎",
    ]
    assert sent.reply_to == question["message_id"]
    assert sent.params["link_preview_options"] == {"is_disabled": True}
    assert "message_thread_id" not in sent.params


async def test_entities_count_utf_16_units(api: FakeApi) -> None:
    api.private("小李").say(small_desk.ASTRAL_QUESTION)
    sent = await api.next_sent()
    assert utf16(sent.text) > len(sent.text)
    chat = api.chats[sent.params["chat_id"]]
    chat.press(sent, "[1] 原文")
    opened = await api.next_edited()
    assert opened.marked("bold")[1] == small_desk.ASTRAL


async def test_a_follow_up_keeps_the_conversation_and_says_what_it_took(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    await api.next_sent()
    chat.say(FOLLOW_UP)
    sent = await api.next_sent()
    assert sent.text.startswith(f"{CONTENT.rstrip('。')} [1]\n\n按“海屿市”接着上一问理解。\n[1] 海屿市")


async def test_new_forgets_the_conversation(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    for text in (OUTCOME, "/new", FOLLOW_UP):
        chat.say(text)
        sent = await api.next_sent()
    assert [asked.after for asked in desk.asked] == [None, None]
    assert sent.text == NOTHING


async def test_two_people_in_a_group_have_two_conversations(api: FakeApi, desk: SmallDesk) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    await api.next_sent()
    group.say(f"/ask {FOLLOW_UP}", by="老李")
    await api.next_sent()
    group.say(f"/ask {FOLLOW_UP}", by="小张")
    await api.next_sent()
    assert [asked.after for asked in desk.asked] == [None, None, OUTCOME]


async def test_questions_asked_at_once_are_answered_in_order(api: FakeApi) -> None:
    chat = api.private("小李")
    ids = [chat.say(text)["message_id"] for text in (small_desk.SLOW, OUTCOME, FOLLOW_UP, "/new")]
    assert [(await api.next_sent()).reply_to for _ in ids] == ids


async def test_a_slow_answer_is_announced_and_keeps_nobody_else_waiting(
    api: FakeApi, desk: SmallDesk
) -> None:
    slow, quick = api.private("小李"), api.private("小王")
    slow.say(small_desk.SLOW)
    quick.say(OUTCOME)
    assert [(await api.next_sent()).params["chat_id"] for _ in range(2)] == [quick.id, slow.id]
    assert [a.params["chat_id"] for a in api.sent("sendChatAction")] == [slow.id]
    assert threading.get_ident() not in desk.threads


@pytest.mark.parametrize(
    "text",
    [
        f"/ask@wenju_bot {OUTCOME}",
        f"/ask {OUTCOME}",
        f"/ASK@Wenju_Bot\n{OUTCOME}",
        f"/ask{OUTCOME}",
        f"@wenju_bot {OUTCOME}",
        f"@wenju_bot{OUTCOME}",
        f"{OUTCOME} @Wenju_bot",
    ],
)
async def test_in_a_group_the_addressed_bot_answers(api: FakeApi, desk: SmallDesk, text: str) -> None:
    question = api.group("平安工作群").say(text)
    sent = await api.next_sent()
    assert [asked.text for asked in desk.asked] == [OUTCOME]
    assert sent.reply_to == question["message_id"]


async def test_in_a_group_a_reply_to_the_bot_is_answered(api: FakeApi, desk: SmallDesk) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}")
    answer = await api.next_sent()
    group.say(FOLLOW_UP, reply_to=answer.message)
    await api.next_sent()
    assert desk.asked[-1].text == FOLLOW_UP
    assert desk.asked[-1].after == OUTCOME


@pytest.mark.parametrize("text", ["这个数据不对吧", "好的收到", "谢谢", "👌", f"@老李 {FOLLOW_UP}"])
async def test_what_people_say_to_each_other_under_an_answer_is_met_with_silence(
    api: FakeApi, text: str
) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    answer = await api.next_sent()
    mention = [{"type": "mention", "offset": 0, "length": 3}] if text.startswith("@") else []
    group.say(text, by="老李", reply_to=answer.message, entities=mention)
    assert await api.quiet()


async def test_a_reply_to_an_answer_follows_it_up_whoever_asked(api: FakeApi, desk: SmallDesk) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    answer = await api.next_sent()
    group.say(f"/ask {small_desk.LONG_QUESTION}", by="老李")
    await api.until(lambda: bool(api.sent()[-1].buttons) and len(api.sent()) > 2)
    api.catch_up()
    group.say(FOLLOW_UP, by="老李", reply_to=answer.message)
    sent = await api.next_sent()
    assert desk.asked[-1] == small_desk.Asked(FOLLOW_UP, OUTCOME)
    assert sent.text.startswith(CONTENT.rstrip("。"))
    group.say(f"/ask {FOLLOW_UP}", by="小张")
    await api.next_sent()
    assert desk.asked[-1] == small_desk.Asked(FOLLOW_UP, OUTCOME)


@pytest.mark.parametrize(
    "text",
    [
        OUTCOME,
        f"/ask@other_bot {OUTCOME}",
        f"@other_bot {OUTCOME}",
        "/roll",
        "a@wenju_bot",
        "@wenju_bot2 你好",
    ],
)
async def test_in_a_group_what_is_not_for_the_bot_is_met_with_silence(api: FakeApi, text: str) -> None:
    api.group("平安工作群").say(text)
    assert await api.quiet()


async def test_a_reply_to_somebody_else_is_met_with_silence(api: FakeApi) -> None:
    group = api.group("平安工作群")
    group.say("同意", reply_to=group.say("大家好", by="老李"))
    assert await api.quiet()


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
async def test_channel_posts_are_no_questions(api: FakeApi, kind: str) -> None:
    api.private("小李").say(OUTCOME, kind=kind)
    assert await api.quiet()


async def test_in_a_forum_the_answer_is_in_the_topic(api: FakeApi) -> None:
    forum = api.group("平安论坛", topics={7})
    forum.say(f"/ask {OUTCOME}", topic=7)
    answer = await api.next_sent()
    assert answer.params["message_thread_id"] == 7
    forum.press(answer, small_desk.SUGGESTED)
    assert (await api.next_sent()).params["message_thread_id"] == 7


async def test_in_the_general_topic_the_answer_has_no_topic(api: FakeApi) -> None:
    api.group("平安论坛", topics={7}).say(f"/ask {OUTCOME}")
    assert "message_thread_id" not in (await api.next_sent()).params


async def test_two_topics_of_a_forum_are_two_conversations(api: FakeApi, desk: SmallDesk) -> None:
    forum = api.group("平安论坛", topics={7, 8})
    for topic, text in ((7, OUTCOME), (8, FOLLOW_UP), (7, FOLLOW_UP)):
        forum.say(f"/ask {text}", topic=topic)
        await api.next_sent()
    assert [asked.after for asked in desk.asked] == [None, None, OUTCOME]


async def test_a_thread_of_replies_outside_a_forum_is_no_topic(api: FakeApi) -> None:
    api.group("平安工作群").say(f"/ask {OUTCOME}", message_thread_id=31)
    assert "message_thread_id" not in (await api.next_sent()).params


async def test_an_empty_ask_is_told_how(api: FakeApi) -> None:
    api.group("平安工作群").say("/ask@wenju_bot")
    assert (await api.next_sent()).text == "请把问题写在后面，例如：/ask@wenju_bot 大理州扫黑除恶成果"


async def test_a_picture_is_told_that_only_text_is_read(api: FakeApi) -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    api.private("小李").say(None, photo=photo)
    assert (await api.next_sent()).text == wording.telegram_text_only()
    api.group("平安工作群").say(None, photo=photo)
    assert await api.quiet()


async def test_a_suggestion_button_asks_it(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    chat.press(await api.next_sent(), small_desk.SUGGESTED)
    sent = await api.next_sent()
    assert sent.text.startswith(f"问：{small_desk.SUGGESTED}\n\n{CONTENT.rstrip('。')} [1]\n")


async def test_an_expired_button_says_so(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    chat.press(await api.next_sent(), "[1] 原文", data="of-another-life")
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    (answered,) = api.sent("answerCallbackQuery")
    assert answered.params["text"] == wording.telegram_expired()
    assert answered.params["show_alert"] is True
    assert await api.quiet()


async def test_a_button_does_not_work_in_another_chat(api: FakeApi) -> None:
    here, there = api.private("小李"), api.private("小王")
    here.say(OUTCOME)
    there.press(await api.next_sent(), "[1] 原文")
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    assert api.sent("answerCallbackQuery")[0].params["text"] == wording.telegram_expired()
    assert await api.quiet()


async def test_a_long_answer_goes_on_in_further_messages(api: FakeApi) -> None:
    chat = api.private("小李")
    question = chat.say(small_desk.LONG_QUESTION)
    pages = [await api.next_sent()]
    while not pages[-1].buttons:
        pages.append(await api.next_sent())
    assert len(pages) > 1
    assert await api.quiet()
    assert [page.reply_to for page in pages] == [question["message_id"]] + [None] * (len(pages) - 1)
    said = "".join(q for page in pages for q in page.marked("expandable_blockquote"))
    assert said == "".join(small_desk.LONG).rstrip("。") + " [1]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (small_desk.SHUT, "文库打不开，请检查文件夹的权限。"),
        ("长" * 2001, "问题太长，请缩到2000字以内。"),
        (small_desk.REFUSED, NOTHING),
        (small_desk.BROKEN, wording.telegram_apology()),
    ],
    ids=["library", "question", "not found", "unforeseen"],
)
async def test_an_error_is_one_sentence_and_the_bot_goes_on(api: FakeApi, text: str, said: str) -> None:
    chat = api.private("小李")
    chat.say(text)
    assert (await api.next_sent()).text == said
    chat.say(OUTCOME)
    assert (await api.next_sent()).text.startswith("三年来")


async def test_a_question_deleted_meanwhile_is_answered_all_the_same(api: FakeApi) -> None:
    chat = api.private("小李")
    question = chat.say(small_desk.SLOW)
    del api.messages[chat.id, question["message_id"]]
    assert (await api.next_sent()).text.startswith(CLEARED.rstrip("。"))


async def test_a_reply_that_cannot_be_sent_does_not_stop_the_bot(api: FakeApi) -> None:
    api.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
    api.private("小李").say(OUTCOME)
    await api.until(lambda: not api.failures["sendMessage"])
    api.private("小王").say(OUTCOME)
    assert (await api.next_sent()).text.startswith("三年来")


def sender(api: FakeApi, chat: FakeChat, who: str) -> dict[str, object]:
    """How Telegram writes down who sent a message, by kinds that are no plain person."""
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    channel = {"id": -100777, "type": "channel", "title": "频道"}
    robot = {"id": 4242, "is_bot": True, "first_name": "robot", "username": "other_bot"}
    return {
        "anonymous admin": {"from": anonymous, "sender_chat": chat.as_json},
        "linked channel": {"from": anonymous, "sender_chat": channel, "is_automatic_forward": True},
        "another bot": {"from": robot},
    }[who]


async def test_an_anonymous_admin_is_answered(api: FakeApi) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", **sender(api, group, "anonymous admin"))
    assert (await api.next_sent()).text.startswith("三年来")


@pytest.mark.parametrize("who", ["linked channel", "another bot"])
async def test_what_no_person_wrote_is_met_with_silence(api: FakeApi, who: str) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", **sender(api, group, who))
    assert await api.quiet()


async def test_a_topic_the_bot_opened_is_no_reply_to_it(api: FakeApi) -> None:
    forum = api.group("平安论坛", topics={7})
    opening = {
        "message_id": 7, "date": 0, "chat": forum.as_json, "from": BOT,
        "forum_topic_created": {"name": "话题", "icon_color": 7322096},
    }  # fmt: skip
    forum.say("大家好", topic=7, reply_to=opening)
    assert await api.quiet()
