"""What a figure that answers looks like: with the unit asked for, given and not blanked out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from corpus import masking
from corpus.sentences import clauses
from retrieval.question import Question

_NUMERAL = r"(?:\d[\d.,]*\s*[万亿]?余?多?|(?<![*xX×.])[一二两三四五六七八九十百千万]+余?)"
_HAN_FIGURE = (
    r"[一二两三四五六七八九十百千万]+[余多]?(?:个|起|件|人|名|次|项|所|家|支|年|处|条|种|类|位|届|名|等)"
    r"|第[一二三四五六七八九十]"
    # 一万余元, 两天, but not 最后一公里
    r"|(?:[二两三四五六七八九十]|[一二三四五六七八九][十百千万])[十百千万余多]*"
    r"(?:元|公里|平方|公斤|吨|小时|分钟|天|个月|亩)"
)
_ANY_FIGURE = re.compile(rf"\d|{_HAN_FIGURE}")
_PERSON = re.compile(r"(?:员|者|长|手|干部|人员|警)$")
_TREND = r"逐年(?:下降|上升|提高)|第[一二三四五六七八九十]|前[一二三四五六七八九十]位|前列|名列前茅|全覆盖"
# Not figures: dates, ordinals, and 一 as an article (一名居民).
_DATE = re.compile(
    r"一(?:个|名|种|项|家|次|批|支|位|处|所|条)|(?:19|20)\d\d年?(?:至|—|-|到)?|第[一二三四五六七八九十]|\d{1,2}月(?:\d{1,2}日)?"
)
_NUMBERS_NAMED = re.compile(r"\d+(?:\+[a-z0-9]+)+")  # 1+8+N, the name of a model
_HIDDEN = re.compile(
    r"(?:数字|数据|具体|比例|名称)[^。]{0,12}隐去|隐去[^。]{0,6}(?:数字|数据)|原文[都均已]{0,3}隐去"
)
# What is wanted of a 何时 or a 多久: a date or a length of time anywhere in the sentence.
_WHEN = {
    "日": re.compile(r"(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日"),
    "时": re.compile(
        rf"(?<!\d)(?!(?:19|20)\d\d年|\d{{1,2}}[月日]){_NUMERAL}\s*(?:个月|个?(?:年|月|天|日|小时|分钟))|当[天日晚场]"
    ),
}
_ALSO = {
    "人": "人|名|位",
    "数": "公斤|公里|吨|克|亩|元|平方|个|家|所|支|名|人|处|座|件|起|条|项|种|类|辆|台|路|只|万",
    "名": "人|名|位",
    "个": "个|家|所|处|支|名|类|大|座|人|起|件|条",
    "起": "起|件",
    "件": "件|起|万件",
    "次": "次|场|期",
    "辆": "辆|台",
    "台": "台|辆|套|部",
    "支": "支|个|队",
    "家": "家|个",
    "所": "所|个",
    "处": "处|个",
    "位": "位|名|人",
    "场": "场|次|期",
    "例": "例|起|件",
    "元": "元",
    "%": "%|个百分点",
}
# A row as tables are written: 临江区,立案(起):1286.
_ROW = re.compile(r"^(?:[^,:。;]{1,30}(?::[^,:。;]{1,60})?)(?:,[^,:。;]{1,30}:[^,:。;]{1,60})+$")


def is_row(folded: str) -> bool:
    """Whether *folded* is a row of a table: 临江区,2022年:1286,2023年:1301."""
    return ":" in folded and _ROW.search(folded) is not None


@functools.lru_cache(maxsize=1 << 14)
def has_figure(folded: str) -> bool:
    """Whether *folded* gives a figure that is no date: 打掉8个, but not 2021年3月."""
    return bool(_ANY_FIGURE.search(_DATE.sub("", folded)))


@functools.lru_cache(maxsize=1 << 14)
def hides(text: str) -> bool:
    """Whether a figure is blanked out in *text*, or it says that one is."""
    return bool(masking.FIGURE.search(text) or _HIDDEN.search(text))


def wanted(question: Question) -> re.Pattern[str]:
    """What a figure that answers looks like: a number with the unit asked for, if one is."""
    of_people = question.unit in ("人", "名") and any(_PERSON.search(term.text) for term in question.terms)
    return _number_of(question.unit, of_people=of_people)


@functools.cache
def _number_of(unit: str | None, *, of_people: bool) -> re.Pattern[str]:
    if not unit:
        return _ANY_FIGURE
    if unit in _WHEN:
        return _WHEN[unit]
    kinds = _ALSO.get(unit, re.escape(unit))
    if of_people:
        kinds += "|个"  # 指导员1217个
    return re.compile(rf"{_NUMERAL}\s*(?:{kinds})" + (f"|{_TREND}" if unit == "%" else ""))


@functools.lru_cache(maxsize=1 << 14)  # asked of every sentence that is weighed
def clauses_of(folded: str) -> tuple[str, ...]:
    """The clauses of *folded*: 打掉8个,刑拘1535人 -> two."""
    return tuple(folded[start:end] for start, end in clauses(folded, 0, len(folded)))


def figure_parts(folded: str, around: str, question: Question) -> Iterator[tuple[str, str]]:
    """Each clause with a figure (of the unit asked for, if any), and the clauses beside it without one.

    With each the clauses before it: ("三年斗争,打掉8个,", "刑拘1535人").
    """
    unit = question.unit
    if unit in _WHEN:
        if _WHEN[unit].search(folded) or _WHEN[unit].search(around):
            yield "", folded  # a story says when somewhere
        return
    if is_row(folded) and re.search(r"\d", _DATE.sub("", folded)):
        # A row of a table: its unit stands in the head of a column, or in a column of its own.
        yield "", folded
        return
    pattern = wanted(question)
    parts = clauses_of(folded)
    for i, part in enumerate(parts):
        if not pattern.search(_NUMBERS_NAMED.sub("", part) if "+" in part else part):
            continue
        if unit == "数":
            yield "".join(parts[:i]), part  # a number of something stands beside it
        else:
            before = parts[i - 1] if i and not _ANY_FIGURE.search(parts[i - 1]) else ""
            after = parts[i + 1] if i + 1 < len(parts) and not _ANY_FIGURE.search(parts[i + 1]) else ""
            yield "".join(parts[:i]), before + part + after


def tells_when(folded: str, question: Question) -> bool | None:
    """Whether *folded* itself holds the date or length of time asked for; None if none is."""
    pattern = _WHEN.get(question.unit or "")
    return bool(pattern.search(folded)) if pattern else None


_AMOUNT = r"(\d+(?:\.\d+)?)"
_SHARE = re.compile(
    rf"{_AMOUNT}(万?)余?[起件][^。；;%]{{0,16}}?(?:成功|化解|办结|整改|结案){_AMOUNT}(万?)余?[起件]"
    rf"[^。；;%]{{0,12}}?(?:成功|化解|办结|整改|结案)率[为达约]{{0,2}}{_AMOUNT}%"
)


def contradicts_itself(folded: str) -> bool:
    """Whether a share is not that of the two numbers beside it: 受理7792起,调解成功7762起,成功率97.12%."""
    for match in _SHARE.finditer(folded.replace(",", "")):
        total, of_total, part, of_part, share = match.groups()
        whole = float(total) * (10_000 if of_total else 1)
        done = float(part) * (10_000 if of_part else 1)
        rounding = 1.0 if of_total or of_part else 0.1
        if whole and abs(100 * done / whole - float(share)) > rounding:
            return True
    return False
