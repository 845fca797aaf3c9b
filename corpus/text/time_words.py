"""Text into the tokens that expressions of time are made of: numbers, units, words of time_words.tsv.

Kinds of tokens:
    number, units            12, 二〇二二; 年 年度 月 月份 日 季度 个月
    range, pause, mark       至 — ~; ，。；：; 、（）“”
    day                      2022-06-30, 2022.6.30
    year … skip              the kinds of time_words.tsv

What is none of these is left out; tokens keep their offsets, so that gaps between them are seen.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from corpus.alternatives import any_of
from corpus.text.traditional import simplified

_DIGITS = "〇一二三四五六七八九"
_HAN = {**{digit: value for value, digit in enumerate(_DIGITS)}, "零": 0, "两": 2, "○": 0}
_WIDTHS = str.maketrans("０１２３４５６７８９～－—–―─‐", "0123456789~------")
_UNITS = "学年|财年|年度|年|个月|月份|月|日|号|个季度|季度"
# Where none of these stands no expression of time does.
_ANY = re.compile(
    r"[年月日季号旬]|\d{4}|目前|截[至止]|同比|环比|期间|以来|假期|五”|五期|[一二三四五六七八九十]五"
)


class Token(NamedTuple):
    """A word of time or a number: where it stands, its kind, and its value."""

    start: int
    end: int
    kind: str
    text: str
    value: tuple[int, ...] = ()


@functools.cache
def lexicon() -> dict[str, tuple[str, tuple[int, ...]]]:
    """Each word of time_words.tsv with its kind and value; of two kinds the first one counts."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    for line in Path(__file__).with_name("time_words.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, words, value, *_ = line.split("\t")
        numbers = (int(value),) if value in ("0", "-1", "-2", "-3", "1", "2") else _numbers(value)
        for word in words.split():
            found.setdefault(word, (kind, numbers))
    return found


def _numbers(value: str) -> tuple[int, ...]:
    return tuple(map(int, value.split("-"))) if value[0].isdigit() else ()


@functools.cache
def _scanner() -> re.Pattern[str]:
    return re.compile(
        r"(?P<book>《[^》]*》|[〔\[【](?:19|20)\d\d[〕\]】]|[（(](?:19|20)\d\d[)）][^，。\d]{0,8}\d+号)"
        r"|(?P<day>(?<!\d)(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\3(?:0?[1-9]|[12]\d|3[01])(?!\d))"
        rf"|(?P<word>{any_of(lexicon())})"
        rf"|(?P<unit>{_UNITS})"
        r"|(?P<number>(?<![\dA-Za-z+])\d+(?:,\d{3}(?!\d))*(?:\.\d+)*)"
        rf"|(?P<han>[{''.join(_HAN)}十]+)"
        r"|(?P<range>[-~]+|至|到)"
        r"|(?P<pause>[，,。；;：:！!？?\n])"
        r"|(?P<mark>[、/（）()“”‘’\"])"
    )


def tokens(text: str) -> list[Token]:
    """The tokens of *text*, in order; none where it speaks of no time."""
    text = simplified(text.translate(_WIDTHS))
    if _ANY.search(text) is None:
        return []
    found = []
    for match in _scanner().finditer(text):
        token = _token(match)
        if token is not None:
            found.append(token)
    return found


def _token(match: re.Match[str]) -> Token | None:
    start, end, text, kind = match.start(), match.end(), match.group(), match.lastgroup or ""
    if kind == "word":
        return Token(start, end, lexicon()[text][0], text, lexicon()[text][1])
    if kind == "number":
        value = (int(text),) if text.isdecimal() and len(text) <= 4 else ()
        return Token(start, end, "number" if value else "other", text, value)
    if kind == "han":
        number = _han(text)
        return None if number is None else Token(start, end, "number", text, (number,))
    if kind == "day":
        year, month, day = (int(part) for part in re.split(r"[-./]", text))
        return Token(start, end, "day", text, (year, month, day))
    return Token(start, end, kind, text)


def _han(text: str) -> int | None:
    """The number that *text* is: 二〇二二 -> 2022, 十二 -> 12, 三十 -> 30; None for one in another form."""
    if "十" not in text:
        return int("".join(str(_HAN[digit]) for digit in text)) if len(text) in (1, 2, 4) else None
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return 10 * (_HAN[tens] if tens else 1) + (_HAN[ones] if ones else 0)
