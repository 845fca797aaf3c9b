"""Citations opened in their documents, by their buttons and by links."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import wording
from bot.telegram.asking.passages import passage_reply, span
from bot.telegram.memory.conversations import Quotation, Turn, digest
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.rendering import Page, Reply, plain
from corpus.document import Article, Document
from tests.telegram import small_desk
from tests.telegram.bot_api_rules import check_text, utf16
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import (
    CLEARED,
    CONTENT,
    OUTCOME,
    SmallDesk,
)

SOURCE_1 = "[1] 海屿市.txt · 平安建设综述 · 主要成效 · 海屿市（推断） · 2018-2020"
OPEN_1 = "[1] 原文"


@pytest.mark.usefixtures("bot")
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
    assert shown.labels == ["下文 »", "回到答案"]
    assert shown.params["message_id"] == answer.message["message_id"]
    assert query not in api.open_queries
    chat.press(shown, "回到答案")
    again = await api.next_edited()
    assert (again.text, again.params["entities"]) == (answer.text, answer.params["entities"])
    assert again.labels == answer.labels
    assert len(api.sent()) == 1


@pytest.mark.usefixtures("bot")
async def test_a_document_is_leafed_through_to_its_end_and_back(api: FakeApi) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    chat.press(await api.next_sent(), OPEN_1)
    pieces = [await api.next_edited()]
    while "下文 »" in pieces[-1].labels:
        chat.press(pieces[-1], "下文 »")
        pieces.append(await api.next_edited())
    assert "".join(p.marked("blockquote")[0] for p in pieces) == small_desk.TEXT
    assert pieces[-1].labels == ["« 上文", "回到答案"]
    chat.press(pieces[-1], "« 上文")
    earlier = await api.next_edited()
    assert earlier.labels == ["« 上文", "下文 »", "回到答案"]
    assert len(api.sent()) == 1


@pytest.mark.usefixtures("bot")
async def test_a_citation_of_a_document_since_removed_says_so(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)
    answer = await api.next_sent()
    desk.removed = True
    chat.press(answer, OPEN_1)
    assert (await api.next_edited()).text == "文库里没有 海屿市.txt。"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("who", ["小张", "老李"])
async def test_in_a_group_everybody_is_led_to_the_passage_in_private(api: FakeApi, who: str) -> None:
    group = api.group("平安工作群")
    group.say(f"/ask {OUTCOME}", by="小张")
    group.press(await api.next_sent(), OPEN_1, by=who)
    await api.until(lambda: bool(api.sent("answerCallbackQuery")))
    url = api.sent("answerCallbackQuery")[0].params["url"]
    assert api.sent("editMessageText") == []
    chat = api.private(who)
    chat.say(f"/start {url.partition('=')[2]}")
    passage = await api.next_sent()
    assert passage.marked("bold") == [SOURCE_1, CLEARED]
    assert passage.labels == ["下文 »"]
    chat.press(passage, "下文 »")
    assert (await api.next_edited()).labels == ["« 上文", "下文 »"]


@pytest.mark.usefixtures("bot")
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


TEXTS = st.text(alphabet="海屿市打掉涉黑组织3个。！\n 😀𠮷ab", min_size=1)


def page_of(reply: Reply) -> Page:
    """The only page of *reply*, which the server takes."""
    (page,) = reply.pages
    check_text({"text": page.text, "entities": [entity.to_dict() for entity in page.entities]})
    return page


def walked(document: Document, turn: Turn, reply: Reply, action: str) -> list[Reply]:
    """*reply* and what its button for *action* leads to, as far as it goes."""
    shown = [reply]
    while button := next((b for row in shown[-1].rows for b in row if b.action == action), None):
        assert button.at is not None
        low, high = span(document, turn.quotations[button.n - 1], action, button.at)
        shown.append(passage_reply(document, turn, button.n, low, high))
    return shown


@given(TEXTS, TEXTS, TEXTS, st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
@example("前文。", "海屿市打掉涉黑组织3个。", "后文。", 1, 400, 1)  # longer than a page
@settings(deadline=None)
def test_paging_from_a_quotation_shows_the_whole_document(
    before: str, quote: str, after: str, a: int, b: int, c: int
) -> None:
    text = before * a + "引" + quote * b + "文" + after * c
    start, end = len(before) * a, len(before) * a + len(quote) * b + 2
    lines = tuple((at, n) for n, at in enumerate((0, *(i + 1 for i, x in enumerate(text) if x == "\n")), 1))
    document = Document("x.txt", text, "0" * 64, lines)
    quotation = Quotation("[2] x.txt · 篇", "x.txt", start, end, digest(text[start:end]))
    turn = Turn(Reader(1, 1), ("问",), quotations=(quotation,), id=7)
    shown = passage_reply(document, turn, 1, *span(document, quotation, "open", 0))
    later, earlier = (walked(document, turn, shown, action) for action in ("later", "earlier"))
    bodies = [page_of(reply).text.split("\n", 2)[2] for reply in (*reversed(earlier), *later[1:])]
    assert "".join("".join(bodies).split()) == "".join(text.split())
    if utf16(text[start:end]) < 3000:
        assert text[start:end] in page_of(shown).text
        assert any(e.type == "bold" and e.offset > 0 for e in page_of(shown).entities)
    assert {reply.rows[-1][-1].action for reply in (*earlier, *later)} == {"back"}


def test_a_quotation_that_changed_since_is_not_shown() -> None:
    document = Document("x.txt", "打掉涉黑组织3个。", "0" * 64, ((0, 1),))
    quotation = Quotation("[1] x.txt", "x.txt", 0, 9, digest("打掉涉黑组织8个。"))
    turn = Turn(Reader(1, 1), (), quotations=(quotation,), id=7)
    assert passage_reply(document, turn, 1, 0, 9) == plain(wording.telegram_changed())


def test_paging_ends_where_the_article_does() -> None:
    own, other = "大理州打掉涉黑组织8个。", "玉林市打掉涉黑组织4个。"
    text = f"{other}\n{own}\n{other}"
    begin = len(other) + 1
    spans = ((0, begin), (begin, begin + len(own) + 1), (begin + len(own) + 1, len(text)))
    articles = tuple(Article(n, None, start, end) for n, (start, end) in enumerate(spans, 1))
    document = Document("汇编.txt", text, "0" * 64, ((0, 1),), articles)
    quotation = Quotation("[1] 汇编.txt", "汇编.txt", begin, begin + len(own), digest(own))
    turn = Turn(Reader(1, 1), ("问",), quotations=(quotation,), id=7)
    low, high = span(document, quotation, "open", 0)
    assert text[low:high].strip() == own
    reply = passage_reply(document, turn, 1, low, high)
    assert [button.action for row in reply.rows for button in row] == ["back"]
    assert span(document, quotation, "later", begin + 2) == (begin + 2, begin + len(own) + 1)
    assert span(document, quotation, "earlier", begin + 2) == (begin, begin + 2)
