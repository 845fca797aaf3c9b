"""What a question sets side by side: counties, months or offices, above which bound, how many of the first.

among(tokens("哪个街道接警最多"))     town
bound(tokens("超过10起的县"))        more than 10
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from retrieval.question.tokens import Token

Among = Literal["year", "month", "quarter", "county", "town", "office"]
# What the places, offices or times are called that a question sets side by side.
_AMONG: dict[str, Among] = {
    **dict.fromkeys(("年", "年份", "年度"), "year"),
    **dict.fromkeys(("月", "月份"), "month"),
    "季度": "quarter",
    **dict.fromkeys(("县", "区", "市", "州", "旗", "省", "盟"), "county"),
    **dict.fromkeys(("镇", "乡", "村", "街道", "社区", "镇街", "苏木"), "town"),
    **dict.fromkeys(("单位", "部门", "法院", "检察院", "法庭", "院", "所", "局"), "office"),
}
# What ends the name of a kind of office that is asked about one by one: 哪个|基层法院, 各|派出所.
_OFFICE = re.compile("(?:法院|法庭|检察院|公安局|分局|派出所|司法所|中队|大队|部门|单位|窗口|站所|工作站)$")
_EACH = re.compile(r"^(?:哪一?[个些家座]?|是?哪|各个?|每个?|逐|历)")
_LESS = re.compile("低于|少于|小于|不足|不到|以下|不超过")


def among(tokens: Sequence[Token]) -> Among | None:
    """What a comparison is between: 哪个县, 各街道, 前三的月份; None where nothing says."""
    for token in reversed(tokens):
        if token.kind in ("where", "when", "each", "among"):
            noun = _EACH.sub("", token.text)
            found = _AMONG.get(noun) or _AMONG.get(noun[-2:]) or _AMONG.get(noun[-1:])
            if found is not None:
                return found
    return "office" if kind_of_office(tokens) else None


def kind_of_office(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words for the kind of office that is asked about one by one: 哪个|基层|法院; () without."""
    at = next((i for i, token in enumerate(tokens) if token.kind in ("which", "each")), None)
    if at is None or not _EACH.match(tokens[at].text):
        return ()
    for end in (at + 2, at + 3):
        words = tokens[at + 1 : end]
        if words and all(word.kind == "word" for word in words) and _OFFICE.search(words[-1].text):
            return words
    return ()


def bound(tokens: Sequence[Token]) -> tuple[bool, float] | None:
    """Of 超过10起 whether more is asked for, and the number; None without one."""
    for one, other in pairwise(tokens):
        word, figure = (one, other) if other.kind == "figure" else (other, one)
        if word.kind == "threshold" and figure.kind == "figure":
            number = figure.value[0].replace(",", "")
            if re.fullmatch(r"\d+(?:\.\d+)?", number):
                return not _LESS.search(word.text), float(number) * _scale(figure.value[1])
    return None


def _scale(unit: str) -> float:
    return 10_000.0 ** unit.count("万") * 100_000_000.0 ** unit.count("亿")


def top(tokens: Sequence[Token]) -> int | None:
    """How many of the first are asked for: 前三 -> 3; None where the very first is or nothing says."""
    found = next((re.search("[一二两三四五六七八九十]", t.text) for t in tokens if t.kind == "top"), None)
    return "一二三四五六七八九十".find(found.group().replace("两", "二")) + 1 if found else None
