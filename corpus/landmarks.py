"""Landmarks as evidence: the prefecture that a text without any name of a place gives away.

大别山 lies in four prefectures, one of them in 湖北; a text that speaks of 离鄂通道 too is of 黄冈市.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from corpus.places import Place, gazetteer

# The one character that stands for a province, behind a word for going there: 离鄂, 入赣, 返湘.
PROVINCE_OF = {
    "豫": "河南", "粤": "广东", "皖": "安徽", "赣": "江西", "闽": "福建", "鄂": "湖北", "湘": "湖南",
    "琼": "海南", "黔": "贵州", "滇": "云南", "冀": "河北", "晋": "山西", "鲁": "山东", "渝": "重庆",
    "沪": "上海", "桂": "广西", "陇": "甘肃",
}  # fmt: skip
_GOING = re.compile(rf"[离入返来出进回]([{''.join(PROVINCE_OF)}])(?![\u4e00-\u9fff]?[市县区])")


def landmarks_in(text: str) -> dict[str, tuple[Place, ...]]:
    """What *text* names of landmarks, with their prefectures, and of words for its province, with that."""
    found = {name: places for name, places in _landmarks().items() if name in text}
    for match in _GOING.finditer(text):
        found.setdefault(match.group(), gazetteer().named(PROVINCE_OF[match.group(1)])[:1])
    return found


@cache
def _landmarks() -> dict[str, tuple[Place, ...]]:
    rows = Path(__file__).with_name("landmarks.tsv").read_text(encoding="utf-8").splitlines()
    named = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {name: tuple(gazetteer().named(place)[0] for place in places.split()) for name, places in named}
