"""Plans: whether a sentence, or all under a heading, tells of what is aimed at.

planned_from("今年力争安全感达到98%") -> 4
"""

from __future__ import annotations

import re
from functools import cache

from corpus.figures.lexicon import rows

_DONE = re.compile("完成|实现|情况|回顾|落实|问题")
_IS_SO = re.compile("实际|实有|已(?:经|达|完成|建成)|同期|去年|上年")
_AIM = re.compile("(?:任务|目标|计划|指标)[数值]?$")


def is_plan(heading: str) -> bool:
    """Whether *heading* says that the figures below it are aimed at."""
    return bool(_pattern("heading").search(heading)) and not _DONE.search(heading)


def planned_from(sentence: str) -> int | None:
    """Where in *sentence* the words end that say that the figures behind them are aimed at, if any do."""
    match = _pattern("sentence").search(sentence)
    return match.end() if match else None


def is_done(clause: str) -> bool:
    """Whether *clause* tells what is, though plans are told around it: 实际投入912万元."""
    return bool(_IS_SO.search(clause))


def is_aim(words: str) -> bool:
    """Whether *words* name an aim: 完成年度任务（14万个）."""
    return bool(_AIM.search(words))


@cache
def _pattern(where: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row[1]})" for row in rows("plans.tsv") if row[0] == where), re.MULTILINE)
