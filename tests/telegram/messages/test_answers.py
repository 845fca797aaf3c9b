"""Answers on a phone: what was asked for first, nothing twice, in few lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.answers import ANY, FIGURE, answer_reply
from bot.telegram.messages.rendering import Page
from retrieval.answering.answer import Answer, Cell, Citation, Line, Reading, Statement, Table
from retrieval.question.question import Question
from tests.telegram.bot_api_rules import check_text, piece
from tests.telegram.phone_screen import shown
from tests.telegram.small_desk import CLEARED, CONTENT, answered

ASKED = Question.parse("海屿市打掉恶势力团伙多少个")


def taken(page: Page) -> None:
    """The server's own check of *page*."""
    check_text({"text": page.text, "entities": [entity.to_dict() for entity in page.entities]})


def marked(page: Page, kind: str) -> list[str]:
    return [piece(page.text, e.offset, e.length) for e in page.entities if e.type == kind]


def of(place: str | None, n: int, quote: str, *, document: str = "汇编.txt") -> Citation:
    basis = "stated" if place else "undecided"
    return Citation(n, document, f"{place}综述", None, place, basis, "2021年", False, quote, 0, len(quote), 1)


def test_the_figure_asked_for_stands_first_and_in_bold() -> None:
    (page,) = answer_reply(answered("", CLEARED), question=ASKED).pages
    assert page.text.split("\n") == [
        "21个 2018-2020 [1]",
        CLEARED.rstrip("。"),
        "",
        "[1] 海屿市（推断） · 2018-2020 · 海屿市.txt",
    ]
    assert marked(page, "bold") == ["21个"]


def test_a_statement_with_the_figure_comes_before_one_without() -> None:
    (page,) = answer_reply(answered("", CONTENT, CLEARED), question=ASKED).pages
    assert page.text.split("\n")[0] == "21个 2018-2020 [2]"
    assert f"{CONTENT.rstrip('。')} [1]" in page.text


def test_articles_are_cited_in_a_line_each_and_quotations_not_repeated() -> None:
    (page,) = answer_reply(answered("", CLEARED, CONTENT)).pages
    assert page.text.split("\n") == [
        f"{CLEARED.rstrip('。')} [1]",
        f"{CONTENT.rstrip('。')} [2]",
        "",
        "[1–2] 海屿市（推断） · 2018-2020 · 海屿市.txt",
    ]


def test_where_several_places_answer_each_is_named_before_its_statements() -> None:
    quotes = ["办结8件。", "办结9件。", "办结7件。"]
    cited = [
        of("云南省大理白族自治州", 1, quotes[0]),
        of("云南省大理白族自治州", 2, quotes[1]),
        of(None, 3, quotes[2]),
    ]
    said = tuple(Statement(quote, (n,)) for n, quote in enumerate(quotes, 1))
    (page,) = answer_reply(Answer("", Reading(), "answered", said, tuple(cited))).pages
    assert page.text.split("\n")[:3] == ["大理州：办结8件。 [1]", "办结9件。 [2]", "地名不详：办结7件。 [3]"]
    assert marked(page, "bold") == ["大理州：", "地名不详："]


def test_a_long_statement_is_folded_and_what_does_not_fit_is_behind_its_button() -> None:
    quotes = [f"第{n}项：{'各部门协同推进，' * 20}办结{n}件。" for n in range(1, 11)]
    cited = tuple(of("云南省昆明市", n, quote) for n, quote in enumerate(quotes, 1))
    said = tuple(Statement(quote, (n,)) for n, quote in enumerate(quotes, 1))
    (page,) = answer_reply(Answer("", Reading(), "answered", said, cited)).pages
    whole = marked(page, "expandable_blockquote")
    assert whole == [f"{quote} [{n}]" for n, quote in enumerate(quotes, 1)][: len(whole)]
    left = "".join(f"[{n}]" for n in range(len(whole) + 1, 11))
    assert wording.statements_left(10 - len(whole), left) in page.text
    assert len(whole) == (ANY - 3) // 3


def test_a_folded_statement_begins_with_the_sentence_of_its_first_figure() -> None:
    before, told = (
        "各部门密切配合，" * 9 + "形成合力。",
        "三年来，全市共打掉涉黑组织8个，" + "成效显著，" * 19,
    )
    cited = of(None, 1, before + told)
    answer = Answer("", Reading(), "answered", (Statement(cited.quote, (1,)),), (cited,))
    (page,) = answer_reply(answer, question=Question.parse("海屿市怎样扫黑除恶")).pages
    assert marked(page, "expandable_blockquote") == [f"{before}{told} [1]"]
    (page,) = answer_reply(answer, question=Question.parse("海屿市扫黑除恶成果")).pages
    assert marked(page, "expandable_blockquote") == [f"……{told} [1]"]


def test_a_table_fits_a_phone_and_does_without_the_statements_that_do_not() -> None:
    places = [f"云南省昆明市{n}区" for n in range(6)]
    cited = tuple(
        of(place, n, f"{place}{'各部门协同推进，' * 9}办结{n}件。") for n, place in enumerate(places, 1)
    )
    rows = tuple(
        Line(place, None, f"202{n}年", (Cell(f"{n}件", n, "件", n),)) for n, place in enumerate(places, 1)
    )
    said = tuple(Statement(c.quote, (c.n,)) for c in cited)
    table = Table(("扫黑除恶专项斗争中办结的涉黑涉恶案件总数",), rows)
    (page,) = answer_reply(Answer("", Reading(), "answered", said, cited, table)).pages
    (drawn,) = marked(page, "pre")
    assert drawn.split("\n")[:3] == [
        "扫黑除恶专项斗争中办结的涉黑涉恶案件",
        "总数",
        "云南省昆明市0区 2021年 1件 [1]",
    ]
    assert "另有" not in page.text
    assert page.text.startswith(drawn)


def test_notes_come_between_statements_and_sources() -> None:
    answer = replace(answered("成果", CLEARED), notes=("今年以来：原文未注明年份",))
    (page,) = answer_reply(answer).pages
    first, second = page.text.split("\n\n")
    assert first == f"{CLEARED.rstrip('。')} [1]"
    assert second == "今年以来：原文未注明年份\n[1] 海屿市（推断） · 2018-2020 · 海屿市.txt"


@pytest.mark.parametrize("length", [4000, 4095, 4096, 5000, 20_000])
def test_a_statement_too_long_for_a_page_is_on_several(length: int) -> None:
    text = ("甲乙丙丁戊己庚辛壬。" * (length // 10 + 1))[:length]
    cited = of(None, 1, text)
    made = answer_reply(Answer("长", Reading(), "answered", (Statement(text, (1,)),), (cited,))).pages
    for page in made:
        taken(page)
    assert "".join(said for page in made for said in marked(page, "expandable_blockquote")) == f"{text} [1]"


TEXTS = st.text(alphabet="大理州打掉涉黑组织3个。！\n 😀𠮷ab", min_size=1, max_size=300)
PLACES = st.sampled_from([None, "云南省大理白族自治州", "广西壮族自治区玉林市"])


@given(st.lists(st.tuples(TEXTS, PLACES), min_size=1, max_size=9), st.lists(TEXTS, max_size=2), st.booleans())
def test_no_reply_is_longer_than_a_phone_shows(
    drawn: list[tuple[str, str | None]], told: list[str], figure: bool
) -> None:
    cited = tuple(of(place, n, text) for n, (text, place) in enumerate(drawn, 1))
    said = tuple(Statement(c.quote, (c.n,)) for c in cited)
    answer = Answer("", Reading(), "answered", said, cited, notes=tuple(told))
    (page,) = answer_reply(answer, question=ASKED if figure else None).pages
    taken(page)
    assert len(on_screen(page)) <= (FIGURE if figure else ANY)


def on_screen(page: Page) -> list[str]:
    """The lines of *page* on a narrow phone."""
    units = page.text.encode("utf-16-le")

    def at(offset: int) -> int:
        return len(units[: 2 * offset].decode("utf-16-le"))

    quotations = [e for e in page.entities if e.type == "expandable_blockquote"]
    folded = [(at(e.offset), at(e.offset + e.length)) for e in quotations]
    return shown(page.text, folded, 36)


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
