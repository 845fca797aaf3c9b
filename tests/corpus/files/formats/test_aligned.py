"""Tables without ruling lines, drawn by aligned.jsonl in letters: a hanzi is as wide as two blanks."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.files.formats import glyphs, layout
from corpus.files.formats.glyphs import Glyph
from corpus.files.formats.pages import Line, Page
from corpus.files.formats.runs import Left

CASES = [json.loads(row) for row in Path(__file__).with_name("aligned.jsonl").read_text("utf-8").splitlines()]
WIDTH, HEIGHT = 5.0, 10.0  # of a blank, of a letter
ROW, TIGHT = 24.0, 12.0  # from a row to the next one; to the second line of a cell
NEXT_PAGE = "---"


def drawn(rows: list[str]) -> Iterator[Line]:
    """The pieces of *rows*: one that begins with ~ is the second line of cells."""
    number, top = 0, 500.0
    for row in rows:
        if row == NEXT_PAGE:
            number, top = number + 1, 50.0
            continue
        top += TIGHT if row.startswith("~") else ROW
        letters: list[Glyph] = []
        left = 60.0
        for letter in row.removeprefix("~"):
            wide = WIDTH * (2 if unicodedata.east_asian_width(letter) in "WF" else 1)
            letters += [Glyph(letter, left, top, left + wide, top + HEIGHT)] if letter != " " else []
            left += wide
        yield from glyphs.pieces(letters, Page(number, 595, 842))


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_a_table_is_read_by_the_places_of_its_words(case: dict[str, list[str]]) -> None:
    assert [block.text for block in layout.blocks(list(drawn(case["drawn"])), Left())] == case["read"]
