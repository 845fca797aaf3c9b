"""Landmarks as evidence: the prefecture that a text without any name of a place gives away.

大别山 lies in four prefectures, one of them in 湖北; a text that speaks of 离鄂通道 too is of 黄冈市.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from corpus.places.gazetteer import Mention, Place, gazetteer


def _rows(name: str) -> dict[str, str]:
    """The rows of a file of two columns, the first the key."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


PROVINCE_OF = _rows("provinces.tsv")  # the one character that stands for a province: 鄂 -> 湖北
# Behind a word for going there: 离鄂, 入赣, 返湘.
_GOING = re.compile(rf"[离入返来出进回]([{''.join(PROVINCE_OF)}])(?![\u4e00-\u9fff]?[市县区])")


# A province's short name at the beginning of a quoted name: “豫筑平安”, “粤政易”.
_SHORT = re.compile(rf"[“\"「]([{''.join(PROVINCE_OF)}][\u4e00-\u9fff]{{1,5}})[”\"」]")


def landmarks_in(text: str) -> dict[str, tuple[Place, ...]]:
    """What *text* names of landmarks, with their prefectures, and of words for its province, with that."""
    found = {name: places for name, places in _landmarks().items() if name in text}
    for match in _GOING.finditer(text):
        found.setdefault(match.group(), gazetteer().named(PROVINCE_OF[match.group(1)])[:1])
    return found


def provinces_in(text: str) -> dict[Place, dict[str, None]]:
    """The provinces that *text* names, each with the ways in which: 视察广东, “粤政易” -> 广东省."""
    found: dict[Place, dict[str, None]] = {}
    for mention in gazetteer().chains(text):
        for place in mention.places:
            found.setdefault(place.chain[0], {})[_around(text, mention)] = None
    for match in _SHORT.finditer(text):
        province = gazetteer().named(PROVINCE_OF[match.group(1)[0]])[0]
        found.setdefault(province, {})[match.group(1)] = None
    return found


def _around(text: str, mention: Mention) -> str:
    """A name with the letters beside it, to tell its uses apart: 视察广东, 陕西移动微法院."""
    before = re.search(r"[\u4e00-\u9fff]{0,2}$", text[max(0, mention.start - 2) : mention.start])
    after = re.match(r"[\u4e00-\u9fff]{0,5}", text[mention.end : mention.end + 5])
    return (before.group() if before else "") + mention.text + (after.group() if after else "")


@cache
def _landmarks() -> dict[str, tuple[Place, ...]]:
    named = _rows("landmarks.tsv").items()
    return {name: tuple(gazetteer().named(place)[0] for place in places.split()) for name, places in named}
