"""The words by which lines of a head are known: title_words.tsv, read once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TITLE_WORDS = Path(__file__).with_name("title_words.tsv")


@cache
def title_words() -> dict[str, tuple[str, ...]]:
    """The words of each role."""
    rows = (row.split("\t") for row in TITLE_WORDS.read_text(encoding="utf-8").splitlines())
    return {row[0]: tuple(row[1].split()) for row in rows if not row[0].startswith("#")}


@cache
def ending(role: str) -> re.Pattern[str]:
    """A text that ends as a line of *role* does, brackets and 之二 behind it included."""
    tails = "|".join(title_words()["tail"])
    words = "|".join(map(re.escape, sorted(title_words()[role], key=len, reverse=True)))
    return re.compile(
        rf"(?:{words})(?:{tails})?(?:[（(【][^（）()]{{1,20}}[）)】])?"
        r"(?:[一二三四五六七八九十\d]{0,2}|[（(]?之[一二三四五六七八九十]{1,2}[）)]?)$"
    )
