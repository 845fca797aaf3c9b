"""Numbers that count nothing: articles of laws, numbers of documents, meetings, times of day, names.

others("党的十九大以来，依照第三条打掉1个") -> 十九大 (session), 第三条 (law)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.figures.lexicon import rows

# Why a number has no row: those of others.tsv, and those that other modules give.
REASONS = (
    "law",
    "number",
    "session",
    "clock",
    "term",
    "ratio",
    "name",
    "item",
    "age",
    "date",
    "article",
    "unit",
    "unnamed",
    "head",
    "heading",
)


# What the patterns of others.tsv begin with or stand behind, tried first, for speed.
_FIRST = (
    r"(?=[\dA-Za-z一二三四五六七八九十百千万亿两双零第〔\[（(【［①-⑳]"
    r"|[党总共每气末后前凌早上中下晚深夜当次日天至到月傍].?\s*[\d一二三四五六七八九十百千万亿两第]"
    r"|唯一|缺斤|半斤|接二|微信|电话|热线|手机|邮[编箱]|客服|传真|索|文号|编号|案号|登记号|卡号|账号|尾号|网址|公网)|(?<=[“‘「《])|^"
)


class Other(NamedTuple):
    """text[start:end] counts nothing, for a *reason* out of REASONS."""

    start: int
    end: int
    reason: str


def others(text: str, start: int = 0, end: int | None = None) -> Iterator[Other]:
    """What in text[start:end] counts nothing, from left to right."""
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        assert kind is not None  # every alternative is a named group
        if match.end() > match.start():
            yield Other(*match.span(), kind.partition("_")[0])


@cache
def _pattern() -> re.Pattern[str]:
    alternatives = [
        f"(?P<{reason}_{at}>{pattern})" for at, (reason, pattern, *_) in enumerate(rows("others.tsv"))
    ]
    return re.compile(f"(?:{_FIRST})(?:{'|'.join(alternatives)})", re.MULTILINE)
