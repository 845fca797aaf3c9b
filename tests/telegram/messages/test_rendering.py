"""Pages: everything is there, in order, whole, and as the Bot API takes it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import wording
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.rendering import UNITS, Block, Page, answer_reply, cut, pages, plain
from retrieval.answering.answer import Answer, Citation, Reading, Statement
from tests.telegram import small_desk
from tests.telegram.bot_api_rules import check_text, utf16
from tests.telegram.small_desk import CLEARED, answered

TEXTS = st.text(alphabet="海屿市打掉涉黑组织3个。！\n 😀𠮷ab", min_size=1)


def taken(page: Page) -> None:
    """The server's own check of *page*."""
    check_text({"text": page.text, "entities": [entity.to_dict() for entity in page.entities]})


def quoted(page: Page) -> list[str]:
    units = page.text.encode("utf-16-le")
    return [
        units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")
        for e in page.entities
        if e.type == "expandable_blockquote"
    ]


@given(TEXTS, st.integers(2, 60))
def test_cutting_loses_nothing_and_every_piece_fits(text: str, room: int) -> None:
    pieces = list(cut(text, room))
    assert "".join(pieces) == text
    assert all(0 < utf16(piece) <= room for piece in pieces)


@pytest.mark.parametrize("room", [1, 0, -500])
def test_a_cut_comes_to_an_end_where_nothing_fits(room: int) -> None:
    assert list(islice(cut("𠮷祥社区", room), 9)) == list("𠮷祥社区")


def test_a_title_of_a_page_is_cut_in_the_line_of_the_source() -> None:
    answer = answered("海屿市", CLEARED)
    long = replace(answer.citations[0], article="平安" * 4000, quote=CLEARED * 200)
    made = answer_reply(replace(answer, citations=(long,)))
    for page in made.pages:
        taken(page)
    assert "".join(quote for page in made.pages for quote in quoted(page)) == long.quote
    assert all(len(page.text.partition("\n")[0]) <= 300 for page in made.pages[1:])


def test_a_cut_is_made_at_a_sentence_end() -> None:
    assert list(cut("打掉涉黑组织3个。破获案件412起。收缴", 10)) == [
        "打掉涉黑组织3个。",
        "破获案件412起。",
        "收缴",
    ]


@given(st.lists(st.tuples(TEXTS, st.integers(1, 3)), min_size=1, max_size=8))
@settings(deadline=None)
def test_blocks_stand_whole_on_pages_the_server_takes(drawn: list[tuple[str, int]]) -> None:
    blocks = [Block("始" + text * times * 20, (("expandable_blockquote", 0, 1),)) for text, times in drawn]
    blocks = [block for block in blocks if utf16(block.text) <= UNITS]
    made = list(pages(blocks))
    for page in made:
        taken(page)
    assert "\n\n".join(page.text for page in made) == "\n\n".join(block.text for block in blocks)


def test_a_page_has_no_more_entities_than_the_server_reads() -> None:
    made = list(pages(Block("字", (("bold", 0, 1),)) for _ in range(250)))
    for page in made:
        taken(page)
    assert [len(page.entities) for page in made] == [100, 100, 50]


@pytest.mark.parametrize("length", [4000, 4095, 4096, 5000, 20_000])
def test_a_statement_too_long_for_a_page_is_cited_on_each(length: int) -> None:
    text = ("甲乙丙丁戊己庚辛壬。" * (length // 10 + 1))[:length]
    cited = Citation(1, "长.txt", "长", None, None, "undecided", None, False, text, 0, length, 1)
    answer = Answer("长", Reading(), "answered", (Statement(text, (1,)),), (cited,))
    made = answer_reply(answer).pages
    for page in made:
        taken(page)
    assert "".join(q for page in made for q in quoted(page)) == text
    said = "\n\n".join(page.text for page in made).split("[1] 长.txt")[0].strip()
    parts = [part.strip() for part in said.split(" [1]")]
    assert "".join(parts) == text


def test_quotations_leave_the_first_page_before_statements_do() -> None:
    answer = answered("全部", *small_desk.LONG[:12])
    first, *others = answer_reply(answer).pages
    assert all(statement.text in first.text for statement in answer.statements)
    assert [q for page in (first, *others) for q in quoted(page)] == list(small_desk.LONG[:12])


def test_notes_come_between_statements_and_passages() -> None:
    answer = replace(answered("成果", CLEARED), notes=("今年以来：原文未注明年份",))
    (page,) = answer_reply(answer).pages
    first, second, third = page.text.split("\n\n")
    assert (first, second) == (f"{CLEARED.rstrip('。')} [1]", "今年以来：原文未注明年份")
    assert third.endswith(CLEARED)


def test_an_answer_with_nothing_to_say_says_so() -> None:
    (page,) = answer_reply(Answer("？", Reading(), "not_found")).pages
    assert page.text == wording.telegram_nothing()


def test_markup_in_a_document_is_only_text() -> None:
    answer = answered("成果", CLEARED)
    marked = replace(answer, notes=("<b>不是</b> *标记* [a](b) & _c_",))
    (page,) = answer_reply(marked).pages
    assert marked.notes[0] in page.text


@given(st.text(min_size=1, max_size=300))
def test_a_long_label_still_makes_a_button(suggestion: str) -> None:
    answer = Answer("？", Reading(), "clarify", notes=("您指哪一个？",), suggestions=(suggestion,))
    turn = Turn(Reader(1, 1), ("？",), id=1).showing(answer)
    ((button,),) = answer_reply(answer, turn).rows
    assert len(button.label) <= 60
    assert answer_reply(answer, replace(turn, id=0)).rows == ()


def test_blank_pieces_make_no_page() -> None:
    assert [page.text for page in pages([Block(" \n"), Block("字"), Block("\n")])] == ["字"]


def test_a_sentence_of_ours_is_one_page() -> None:
    assert [page.text for page in plain("好。").pages] == ["好。"]
