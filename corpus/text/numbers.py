"""Figures in a text: whether it gives one, hides one, or is a row of a table."""

from __future__ import annotations

import functools
import re

from corpus.text import masking
from corpus.text.sentences import clauses

NUMERAL = r"(?:\d[\d.,]*\s*[万亿]?余?多?|(?<![*xX×.])[一二两三四五六七八九十百千万]+余?)"
_HAN_FIGURE = (
    r"[一二两三四五六七八九十百千万]+[余多]?(?:个|起|件|人|名|次|项|所|家|支|年|处|条|种|类|位|届|名|等)"
    r"|第[一二三四五六七八九十]"
    # 一万余元, 两天, but not 最后一公里
    r"|(?:[二两三四五六七八九十]|[一二三四五六七八九][十百千万])[十百千万余多]*"
    r"(?:元|公里|平方|公斤|吨|小时|分钟|天|个月|亩)"
)
ANY_FIGURE = re.compile(rf"\d|{_HAN_FIGURE}")
# Not figures: dates, ordinals, and 一 as an article (一名居民).
DATE = re.compile(
    r"一(?:个|名|种|项|家|次|批|支|位|处|所|条)|(?:19|20)\d\d年?(?:至|—|-|到)?|第[一二三四五六七八九十]|\d{1,2}月(?:\d{1,2}日)?"
    r"|\d{1,2}[时点]许?|\d+(?:\+[a-z0-9]+)+"
)
_HIDDEN = re.compile(
    r"(?:数字|数据|具体|比例|名称)[^。]{0,12}隐去|隐去[^。]{0,6}(?:数字|数据)|原文[都均已]{0,3}隐去"
)
# A row as tables are written: 临江区,立案(起):1286.
_ROW = re.compile(r"^(?:[^,:。;]{1,30}(?::[^,:。;]{1,60})?)(?:,[^,:。;]{1,30}:[^,:。;]{1,60})+$")


def is_row(folded: str) -> bool:
    """Whether *folded* is a row of a table: 临江区,2022年:1286,2023年:1301."""
    return ":" in folded and _ROW.search(folded) is not None


@functools.lru_cache(maxsize=1 << 14)
def has_figure(folded: str) -> bool:
    """Whether *folded* gives a figure that is no date: 打掉8个, but not 2021年3月."""
    return bool(ANY_FIGURE.search(DATE.sub("", folded)))


@functools.lru_cache(maxsize=1 << 14)
def hides(text: str) -> bool:
    """Whether a figure is blanked out in *text*, or it says that one is."""
    return bool(masking.FIGURE.search(text) or _HIDDEN.search(text))


@functools.lru_cache(maxsize=1 << 14)  # asked of every sentence that is weighed
def clauses_of(folded: str) -> tuple[str, ...]:
    """The clauses of *folded*: 打掉8个,刑拘1535人 -> two."""
    return tuple(folded[start:end] for start, end in clauses(folded, 0, len(folded)))
