"""What a figure that answers looks like: with the unit asked for, given and not blanked out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from corpus.text.numbers import ANY_FIGURE, DATE, NUMERAL, clauses_of, is_row
from retrieval.question.question import Question

_PERSON = re.compile(r"(?:员|者|长|手|干部|人员|警)$")
_TREND = r"逐年(?:下降|上升|提高)|第[一二三四五六七八九十]|前[一二三四五六七八九十]位|前列|名列前茅|全覆盖"
_NUMBERS_NAMED = re.compile(r"\d+(?:\+[a-z0-9]+)+")  # 1+8+N, the name of a model
# What is wanted of a 何时 or a 多久: a date or a length of time anywhere in the sentence.
_WHEN = {
    "日": re.compile(r"(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日"),
    "第": re.compile(r"第[一二三四五六七八九十\d]|前[一二三四五六七八九十\d]|[位列居]于?[前首]|榜首|\d位"),
    "时": re.compile(
        rf"(?<!\d)(?!(?:19|20)\d\d年|\d{{1,2}}[月日]){NUMERAL}\s*(?:个月|个?(?:年|月|天|日|小时|分钟))|当[天日晚场]"
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


def wanted(question: Question) -> re.Pattern[str]:
    """What a figure that answers looks like: a number with the unit asked for, if one is."""
    of_people = question.unit in ("人", "名") and any(_PERSON.search(term.text) for term in question.terms)
    return _number_of(question.unit, of_people=of_people)


@functools.cache
def _number_of(unit: str | None, *, of_people: bool) -> re.Pattern[str]:
    if not unit:
        return ANY_FIGURE
    if unit in _WHEN:
        return _WHEN[unit]
    kinds = _ALSO.get(unit, re.escape(unit))
    if of_people:
        kinds += "|个"  # 指导员1217个
    return re.compile(rf"{NUMERAL}\s*(?:{kinds})" + (f"|{_TREND}" if unit == "%" else ""))


def figure_parts(folded: str, around: str, question: Question) -> Iterator[tuple[str, str]]:
    """Each clause with a figure (of the unit asked for, if any), and the clauses beside it without one.

    With each the clauses before it: ("三年斗争,打掉8个,", "刑拘1535人").
    """
    unit = question.unit
    if unit in _WHEN:
        if _WHEN[unit].search(folded) or _WHEN[unit].search(around):
            yield "", folded  # a story says when somewhere
        return
    if is_row(folded) and re.search(r"\d", DATE.sub("", folded)):
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
            before = parts[i - 1] if i and not ANY_FIGURE.search(parts[i - 1]) else ""
            after = parts[i + 1] if i + 1 < len(parts) and not ANY_FIGURE.search(parts[i + 1]) else ""
            yield "".join(parts[:i]), before + part + after


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
