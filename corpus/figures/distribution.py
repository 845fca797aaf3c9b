"""Distributive lists: several names, then as many figures: 起数、死亡人数分别下降12%和8%.

names("道路交通事故起数、死亡人数", 2) -> 道路交通事故起数, 道路交通事故死亡人数
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.figures import vocabulary
from corpus.figures.changes import Change, change, told
from corpus.figures.clauses import Item

_EACH = re.compile("分别|依次|各(?:同比)?(?=[为达]?$|[增减]|下降|上升|提高|降低)")
_PARTED = re.compile("、|，|以及|和|与|及")
# 四个指标|达标率: what all of a list are measured by, behind how many they are.
_HEAD = re.compile(
    r"(?:等?[两二三四五六七八九十\d]{1,2}[个项类大种](?:指标|方面|环节|领域)?)(?P<head>[\u4e00-\u9fff]*)$"
)
_COUNTED = re.compile(r"(?:(?:发生)?(?:起数|件数|次数|总数|人数|数|量|率|度|金额))$")
# What the names of a list share at their end: 刑事、治安|警情.
_NOUN = re.compile(
    "(?:案件|警情|纠纷|事故|犯罪|信访|投诉|举报|隐患|问题|机构|组织|人员|(?:矫正|帮教|救助)对象|队伍|站点|案)$"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What an item behind 分别 has from its run: its name, as which of how many it stands, its change."""

    name: str | None
    first: int
    nth: int
    many: int
    change: Change | None


def runs(items: Sequence[Item]) -> list[list[int]]:
    """The numbers of *items* that stand behind one 分别: [2, 3] for 发案、死亡分别下降12%和8%."""
    found: list[list[int]] = []
    for at, item in enumerate(items):
        if _EACH.search(told(item.lead)):
            found.append([at])
        elif found and found[-1][-1] == at - 1 and item.joined and not _own(item):
            found[-1].append(at)
    return [run for run in found if len(run) > 1]


def _own(item: Item) -> str:
    """The words of an *item* that no change says: none of 下降12%、上升|5%."""
    changed = change(item.lead)
    return told(changed.rest if changed else item.lead).strip("的")


def names(words: str, many: int) -> list[str] | None:
    """The names in *words* that so many figures belong to; None if they are not so many."""
    words = _EACH.sub("", words)
    head = _HEAD.search(words)
    if head and (found := _of(words[: head.start()], head["head"], many)):
        return found
    return _of(words, "", many)


def _of(words: str, head: str, many: int) -> list[str] | None:
    parts = [part for part in _PARTED.split(words) if part]
    if len(parts) != many:
        return None
    verb = vocabulary.verb(parts[0]) if not vocabulary.is_bare(parts[0]) else ""
    parts[0] = parts[0][len(verb) :]
    if not head:
        head = _shared_head(parts)
        parts = [part.removesuffix(head) for part in parts]
    about = _about(parts[0])
    full = []
    for at, part in enumerate(parts):
        if at and about and _needs(part, parts[0]):
            full.append(about + part)
        else:
            full.append(part if vocabulary.verb(part) else verb + part)
    return [part + head for part in full]


def _shared_head(parts: Sequence[str]) -> str:
    """What only the last of a list says of all: 命案、八类案件|破案率; 刑事、治安|警情."""
    measure = vocabulary.measured(parts[-1])
    if measure and measure != parts[-1] and not any(_COUNTED.search(part) for part in parts[:-1]):
        return measure
    noun = _NOUN.search(parts[-1])
    if noun and noun.start() and not any(_NOUN.search(part) for part in parts[:-1]):
        return noun.group()
    return ""


def _about(first: str) -> str:
    """What the measures of a list are of: 道路交通事故 in 道路交通事故起数, 死亡人数."""
    measure = vocabulary.measured(first)
    if measure:
        return first.removesuffix(measure)
    return first[:-3] if _is_rate(first) and len(first) > 5 else _COUNTED.sub("", first)


def _needs(part: str, first: str) -> bool:
    """Whether *part* is a measure of what the *first* name says: 死亡人数 behind 道路交通事故起数."""
    if vocabulary.is_bare(part):
        return not vocabulary.is_bare(first)
    return _is_rate(part) and _is_rate(first) and len(part) <= 4 < len(first)


def _is_rate(part: str) -> bool:
    return part.endswith("率")
