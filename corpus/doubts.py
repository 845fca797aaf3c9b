"""Contradictions inside one article: signs that two reports were merged, told and not resolved."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from corpus.document import Article
from corpus.places import Place, gazetteer, highest

Kind = Literal["自治区与省", "两省", "两市", "市与县", "我与该"]

_PROVINCE, _REGION = re.compile(r"全省|我省|该省"), re.compile(r"全区(?!域)|自治区党委|我区")
_CITY, _COUNTY = re.compile(r"(?:我|全|该)[市州](?!域)"), re.compile(r"(?:我|全|该)县(?!域)")
_WE, _THEY = re.compile(r"我[省区州市县]"), re.compile(r"该[省区州市县]")
_LEAST = 3  # times; a report names its neighbours and its province once or twice
_EQUAL = 0.5  # of the more frequent of two, the other is as much a voice


@dataclass(frozen=True, slots=True)
class Doubt:
    """One contradiction: its kind, and what stands against what (全省 12, 自治区 9)."""

    kind: Kind
    evidence: tuple[str, ...]


def doubts(text: str, article: Article) -> tuple[Doubt, ...]:
    """What in *article* of *text* speaks for two reports instead of one; () where nothing does.

    自治区 and 全省 both as its own, counties of two provinces, 全市 and 全县 in equal parts, and
    the same for 我市 and 该市.
    """
    body = text[article.start : article.end]
    found = [
        _voices("自治区与省", body, _PROVINCE, _REGION),
        _voices("市与县", body, _CITY, _COUNTY),
        _voices("我与该", body, _WE, _THEY),
        _places(body),
    ]
    return tuple(doubt for doubt in found if doubt is not None)


def _voices(kind: Kind, body: str, one: re.Pattern[str], other: re.Pattern[str]) -> Doubt | None:
    counts = [Counter(pattern.findall(body)) for pattern in (one, other)]
    fewer, more = sorted(each.total() for each in counts)
    if fewer < _LEAST or fewer < _EQUAL * more:
        return None
    return Doubt(kind, tuple(f"{word} {n}" for each in counts for word, n in each.most_common(2)))


def _places(body: str) -> Doubt | None:
    """Names of two provinces, or of two cities where the report is no province's.

    Only names that can be one place count, each once, in two stretches of the article that do not
    mix: a list of honoured cities (三亚、大理、玉林) names many provinces at one spot.
    """
    where: defaultdict[Place, dict[str, int]] = defaultdict(dict)
    for mention in gazetteer().mentions(body):
        owners = {place.chain[0] for place in highest(mention.places)}
        if len(owners) == 1 and not _is_listed(body, mention.start, mention.end):
            where[owners.pop()].setdefault(mention.text, mention.start)
    ranked = sorted(where.items(), key=lambda each: len(each[1]), reverse=True)[:2]
    if len(ranked) < 2 or min(len(names) for _, names in ranked) < _LEAST:
        return None
    return Doubt("两省", tuple(f"{place.name} {'、'.join(list(names)[:3])}" for place, names in ranked))


def _is_listed(body: str, start: int, end: int) -> bool:
    return body.endswith("、", 0, start) and body.startswith("、", end)
