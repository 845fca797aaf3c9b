"""Plans: whether a sentence, or all under a heading, tells of what is aimed at.

is_planned("力争安全感达到98%") -> True
"""

from __future__ import annotations

import re
from functools import cache

from corpus.figures.lexicon import rows

_DONE = re.compile("完成|实现|情况|回顾|落实|问题")
_IS_SO = re.compile("实际|实有|已(?:经|达|完成|建成)|同期|去年|上年")
_AIM = re.compile("(?:任务|目标|计划|指标)[数值]?$")


def is_planned(text: str, *, heading: bool = False) -> bool:
    """Whether *text* says that its figures are aimed at."""
    if heading:
        return bool(_pattern("heading").search(text)) and not _DONE.search(text)
    return bool(_pattern("sentence").search(text))


def is_done(clause: str) -> bool:
    """Whether *clause* tells what is, though plans are told around it: 实际投入912万元."""
    return bool(_IS_SO.search(clause))


def is_aim(words: str) -> bool:
    """Whether *words* name an aim: 完成年度任务（14万个）."""
    return bool(_AIM.search(words))


@cache
def _pattern(where: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row[1]})" for row in rows("plans.tsv") if row[0] == where), re.MULTILINE)
