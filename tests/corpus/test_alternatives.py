"""Alternatives: a pattern of words finds what a list of them, the longest first, would."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.alternatives import any_of

WORDS = st.lists(st.text("人次数.户", min_size=1, max_size=4), min_size=1)


def test_a_beginning_is_written_once() -> None:
    assert any_of(["人", "人次", "人次数", "户次", "户数"]) == "户(?:次|数)|人(?:次(?:数)?)?"


@settings(max_examples=200)
@given(WORDS, st.text("人次数.户"))
def test_the_longest_word_is_found(words: list[str], text: str) -> None:
    listed = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    assert re.compile(any_of(words)).findall(text) == listed.findall(text)
