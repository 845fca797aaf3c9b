"""The words around a figure, read from words.tsv: verbs, measures, and what says nothing.

verb("打掉涉黑组织") -> 打掉
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.alternatives import any_of
from corpus.figures.lexicon import words

_asked = lru_cache(maxsize=2048)  # each way of completing a figure asks the same of its words
_ADVERB = (
    "再|又|已|均|共|各|全部|都|成功|依法|及时|累计|其中|先后|新|还|共同|联合|集中|统一|主动|深入|只|仅|就"
)

# In what time something is done: 三日内|办结.
_WITHIN = r"(?:[\d一二两三四五六七八九十]+个?(?:分钟|秒钟?|小时|天|日|个?工作日|周|月|季度|年)(?:之|以)?内)?"

# What makes a verb in front of it a part of a noun.
_NOUN = re.compile(
    "小?分?队|[员站点金所室组岗网师车费额证书型类率]|中心|机构|案件|平台|人员|对象|事项|团队|单位|企业|户(?![籍])|组织|工作室|委员会|资金|经费|阵地|协议|台账"
)


@_asked
def verb(text: str) -> str:
    """The verb that *text* begins with, the longest one, with 新 before it; "" if it begins with none."""
    found = _start("verb", text)
    if not found and text.startswith("新") and len(again := _start("verb", text[1:])) > 1:
        found = f"新{again}"
    return found if len(found) >= len(_start("kept", text)) else ""


@_asked
def verb_in(text: str) -> int | None:
    """Where the first verb of two characters or more stands in *text*; None if nowhere.

    服务 in 服务小分队 and 救助 in 救助金 are no verbs.
    """
    match = next((m for m in _long_verbs().finditer(text) if not _NOUN.match(text, m.end())), None)
    return match.start() if match else None


def measured(text: str) -> str:
    """The measure that *text* ends with, if that needs what it is the measure of: 案卷合格率 -> 合格率."""
    match = _ending("bare").search(text)
    return match.group() if match else ""


@_asked
def is_act(text: str) -> bool:
    """Whether *text* is nothing but verbs: 化解, 全部整改, 查封、扣押."""
    return bool(_acts().fullmatch(text))


@_asked
def is_bare(text: str) -> bool:
    """Whether *text* is a measure that needs what it is the measure of: 成功率, 涉案金额."""
    return text in words("bare") or bool(_bare().fullmatch(text))


def stripped(text: str, kind: str, *, at_end: bool = False) -> str:
    """*text* without the words of that kind at its beginning, or at its end."""
    pattern = _ending(kind) if at_end else _beginning(kind)
    while match := (pattern.search(text) if at_end else pattern.match(text)):
        if at_end and _ending("kept at the end").search(text):
            break  # 违法行为
        if not at_end and len(match.group()) < max(len(_start("kept", text)), len(verb(text))):
            break  # 从业渔民, 给予处分
        text = text[: match.start()] if at_end else text[match.end() :]
    return text


def is_kept(text: str, *, at_end: bool = False) -> bool:
    """Whether *text* begins, or ends, with a word that only looks like one that says nothing: 和事亭."""
    if at_end:
        return bool(_ending("kept at the end").search(text))
    return bool(_start("kept", text)) and len(verb(text[1:])) < 2  # 共|建立


def _start(kind: str, text: str) -> str:
    match = _beginning(kind).match(text)
    return match.group() if match else ""


@cache
def _beginning(kind: str) -> re.Pattern[str]:
    return re.compile(any_of(words(kind)))


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words(kind))})$")


@cache
def _long_verbs() -> re.Pattern[str]:
    return re.compile(any_of(word for word in words("verb") if len(word) > 1))


@cache
def _acts() -> re.Pattern[str]:
    verbs = any_of(words("verb"))
    return re.compile(rf"{_WITHIN}(?:(?:{_ADVERB})*(?:{verbs})[、和并了出]?)+")


@cache
def _bare() -> re.Pattern[str]:
    measures = any_of(words("bare"))
    return re.compile(
        rf"{_WITHIN}(?:其|总|平均|人员|造成|导致|共|各|均)?(?:{measures})(?:[、和](?:{measures}))*"
    )
