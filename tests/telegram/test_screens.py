"""The README's pictures: drawn from what the bot sends now, and no other than those in the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.telegram.screens import HERE, Bubble, drawn, lines, screens

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("private", "group", "upload")


@pytest.fixture(autouse=True)
def _cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def texts(drawing: str) -> Iterator[tuple[str, bool]]:
    """Each text of a picture, and whether it stands on a button or between the messages."""
    for text in ElementTree.fromstring(drawing).iter(f"{SVG}text"):
        yield "".join(text.itertext()), text.get("text-anchor") == "middle"


async def test_the_pictures_are_drawn_and_hold_what_was_said() -> None:
    drawings = await screens()
    assert tuple(drawings) == NAMES
    for name, figure in (("private", "9471.89"), ("group", "云南省"), ("upload", "2222件")):
        assert len(drawings[name].encode()) < 20_000
        assert figure in "".join(text for text, _ in texts(drawings[name]))


async def test_the_pictures_in_the_folder_have_the_buttons_that_the_bot_has() -> None:
    """Where this fails, draw them anew: python tests/telegram/screens.py."""
    for name, drawing in (await screens()).items():
        there = (HERE / f"{name}.svg").read_text(encoding="utf-8")
        assert [t for t, button in texts(there) if button] == [t for t, button in texts(drawing) if button]


def test_a_long_quotation_is_folded_and_a_figure_is_not_broken() -> None:
    text = "据" + "第1234567890123项" * 40
    folded = list(lines(Bubble("问据", text, [("expandable_blockquote", 0, len(text))])))
    assert [line.last_of_folded for line in folded] == [False, False, True]
    shown = [piece for line in lines(Bubble("问据", text)) for piece, _ in line.pieces]
    assert "".join(shown) == text
    assert all(re.findall(r"\d+", piece) == ["1234567890123"] * piece.count("12345") for piece in shown)


def test_nothing_said_can_break_the_picture() -> None:
    drawing = drawn("<群>", [Bubble("a&b", "</text><script>&", rows=[["<b>"]])])
    assert ("</text><script>&", False) in list(texts(drawing))
