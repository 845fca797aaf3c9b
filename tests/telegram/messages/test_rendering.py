"""Pages: everything is there, in order, whole, and as the Bot API takes it."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.messages.rendering import UNITS, Block, Page, cut, pages, plain
from tests.telegram.bot_api_rules import check_text, utf16

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


def test_blank_pieces_make_no_page() -> None:
    assert [page.text for page in pages([Block(" \n"), Block("字"), Block("\n")])] == ["字"]


def test_a_sentence_of_ours_is_one_page() -> None:
    assert [page.text for page in plain("好。").pages] == ["好。"]
