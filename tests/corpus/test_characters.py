"""Characters: a table of what is text and what is none, and what a screen may show."""

from __future__ import annotations

import contextlib
import json
import re
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.characters import escaped, folded, plain, printable
from corpus.errors import UnreadableDocument
from tests.given import rows

CASES = rows(Path(__file__).with_name("characters.jsonl"))
# What steers a terminal or hides in a line, said another way than the module does.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ODD = st.text(
    st.sampled_from("18个，甲\n\x1b[]m;0\x07\x08\x9b\u202e\u200b\u2060\ufeff\u0301\ufe0f\u20e3\ud800𝟏⼯")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_a_text_is_its_characters(case: dict[str, Any]) -> None:
    if case["text"] is None:
        with pytest.raises(UnreadableDocument, match="移动光标"):
            plain(case["given"])
    else:
        assert plain(case["given"]) == (case["text"], case["hidden"])


@given(st.text() | ODD)
def test_a_plain_text_is_plain_and_shows_nothing_unseen(text: str) -> None:
    try:
        found = plain(text).text
    except UnreadableDocument:
        return
    assert plain(found) == (found, 0)
    assert not UNSEEN.search(found)
    found.encode()


@given(st.text() | ODD)
def test_what_a_screen_shows_steers_nothing(text: str) -> None:
    assert not UNSEEN.search(printable(text))
    assert "\n" not in printable(text)
    assert not UNSEEN.search(printable(text, lines=True))
    printable(text).encode()


@given(st.text() | ODD)
def test_escaped_json_says_the_same(text: str) -> None:
    written = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert not UNSEEN.search(written)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("２１３４６¹件", "21346¹件"),
        ("10⁸元", "10⁸元"),
        ("10⁻³", "10\u2212³"),
        ("CO₂", "CO₂"),
        ("ＡＰＰ①", "APP1"),
        ("㎡", "m2"),
        ("打掉12①件", "打掉12①件"),
        ("①２个", "①2个"),
        ("①②", "①②"),
        ("3½小时", "3½小时"),
        ("½", "1\u20442"),
        ("38㎡５户", "38㎡5户"),
        ("2022年㏠", "2022年1日"),
        ("⑳¹", "⑳¹"),
    ],
)
def test_a_folded_text_keeps_raised_digits_raised(text: str, one: str) -> None:
    assert folded(text) == one


@given(st.text(st.sampled_from("1８²₃①½㎡㏠⒈⑳甲．,")))
def test_folding_joins_no_digits(text: str) -> None:
    runs = [unicodedata.normalize("NFKC", run) for run in re.findall(r"\d+", text)]
    found = re.findall(r"\d+", folded(text))
    assert [run for run in runs if run not in found] == []


@pytest.mark.parametrize(
    "piece", ["\x1b]", "\x90", "\x9b", "\x1b[", "1\u200b", "\u0301", "1\u0336", "𝟏", "\u202e"]
)
def test_a_megabyte_of_one_odd_character_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    with contextlib.suppress(UnreadableDocument):
        plain(piece * (1_000_000 // len(piece)))
    printable(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 10
