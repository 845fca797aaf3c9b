"""What a phrase of time is there for: the figures' own time, a baseline, a plan, or none of these.

own       2022年立案874起
baseline  比2021年下降6%; 从2020年的20起降到……; 上年同期为308起
plan      到2025年达到95%以上; 今年拟建站12个
none      2018年修订的办法; 荣获2017—2020年度示范县
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from corpus.text.time_phrases import Phrase, phrases
from corpus.text.time_points import Reader
from corpus.text.time_words import Token

Role = Literal["own", "baseline", "plan", "none"]
_STOPS, _ENDS = "，,。；;！？!?：:\n", "。；;！？!?\n"  # what ends a clause, and a sentence
_NEAR = 3  # characters between 力争 and the time planned for
_COMPARED = 8  # between a time and the word that makes it a baseline: 与2019年同期相比
_CLAUSE = 40
_GIVEN = 14  # between a baseline and a figure of its time
_CHANGES = frozenset("降升增减少多长提回翻持平差")  # 比2017年下降38.2% gives no figure of 2017
_DOCUMENT = re.compile("(?:方案|规划|计划|纲要|意见|办法)》?[（(]$")  # 专项整治方案（2023—2025年）
_BOUNDS = ("以上", "以内", "以下")


@functools.lru_cache(maxsize=4096)  # asked for each sentence when its article is dated, and for its figures
def roles(text: str) -> tuple[Reader, tuple[tuple[Phrase, Role, bool], ...]]:
    """Each phrase of *text* with its role, and whether a figure of its time is given."""
    reader, found = phrases(text)
    said = tuple(_roles(reader, found)) if found else ()
    return reader, tuple((phrase, role, role != "baseline" or gives(reader, phrase)) for phrase, role in said)


def _roles(reader: Reader, found: Sequence[Phrase]) -> Iterator[tuple[Phrase, Role]]:
    # 2020年为20起，2022年降至14起: the first only says where the last one started from.
    last = max((phrase.start for phrase in found if _behind(reader, phrase, _NEAR, "fell")), default=0)
    for phrase in found:
        role: Role = next((role for role, holds in _TESTS if holds(reader, phrase)), "own")
        if role == "own" and any(reader.text.find(stop, phrase.end, last) >= 0 for stop in "，,"):
            role = "baseline"
        yield phrase, role


def gives(reader: Reader, phrase: Phrase) -> bool:
    """Whether a figure of the time itself stands behind it: 上年同期为308起; not 比2012年多14起."""
    behind = reader.text[phrase.end : phrase.end + _GIVEN]
    before_figure = next((behind[:at] for at, each in enumerate(behind) if each.isdigit()), None)
    return before_figure is not None and not set(before_figure) & (_CHANGES | set(_STOPS))


def aims(reader: Reader, phrase: Phrase) -> list[Token]:
    """The words of reaching something, behind a time up to which it is to be: 到2025年……达到."""
    led = reader.is_(phrase.at - 1, "range") and reader.tokens[phrase.at - 1].text in ("到", "至")
    return _behind(reader, phrase, 2 * _CLAUSE, "goal", stops=_ENDS) if led else []


def _is_alone(reader: Reader, phrase: Phrase) -> bool:
    return phrase.form == "alone"


def _is_compared(reader: Reader, phrase: Phrase) -> bool:
    """比2017年, 与2019年相比, 以2015年为基数, 2021年同期."""
    if _led(reader, phrase, "before", "compared") or reader.is_(phrase.to - 1, "alike"):
        return True
    if reader.text[: phrase.start].endswith("的") and _before(reader, phrase, "before", _COMPARED):
        return True  # 较最高峰的2021年
    behind = _behind(reader, phrase, _COMPARED, "after", "compared")
    if phrase.after >= 0 and reader.tokens[phrase.at - 1].start <= phrase.after:
        return False  # 2021年和2022年……对比
    return _led(reader, phrase, "against", "based") and bool(behind)


def _is_start(reader: Reader, phrase: Phrase) -> bool:
    """从2020年的1863件下降到."""
    point = phrase.form == "point" and not phrase.is_range
    return point and _led(reader, phrase, "from") and bool(_behind(reader, phrase, _CLAUSE, "fell"))


def _is_no_time(reader: Reader, phrase: Phrase) -> bool:
    """2018年修订的, 荣获2017—2020年度, 从警近20年."""
    if phrase.form == "recent" and _led(reader, phrase, "lasting"):
        return True
    if _led(reader, phrase, "founded", "every") or _DOCUMENT.search(reader.text, 0, phrase.start):
        return True
    return bool(_behind(reader, phrase, _NEAR, "law") or _before(reader, phrase, "honour", _CLAUSE))


def _is_planned(reader: Reader, phrase: Phrase) -> bool:
    """力争2024年, 2022—2024年，拟投入, 明年, 到2025年……达到95%以上."""
    ahead = phrase.form == "coming" or max(phrase.first.shift or 0, phrase.first.month_shift or 0) > 0
    if ahead or _before(reader, phrase, "plan", _NEAR):
        return True
    alone = reader.text[phrase.end : phrase.end + 1] in ("，", ",")
    if any(word.start < phrase.until for word in _behind(reader, phrase, _CLAUSE, "plan", skip=alone)):
        return True
    return any(_is_bounded(reader.text[goal.end :]) for goal in aims(reader, phrase))


def _is_bounded(text: str) -> bool:
    """Whether the figure at the beginning of *text* is a bound, as aims are: 95%以上."""
    return any(word in text[:12] for word in _BOUNDS)


_TESTS: tuple[tuple[Role, Callable[[Reader, Phrase], bool]], ...] = (
    ("baseline", _is_alone),
    ("none", _is_no_time),
    ("baseline", _is_compared),
    ("baseline", _is_start),
    ("plan", _is_planned),
)


def _led(reader: Reader, phrase: Phrase, *kinds: str) -> bool:
    """Whether a word of one of *kinds* stands directly before *phrase*."""
    if not reader.is_(phrase.at - 1, *kinds):
        return False
    return reader.text[reader.tokens[phrase.at - 1].end : phrase.start].strip() in ("", "于")


def _before(reader: Reader, phrase: Phrase, kind: str, reach: int) -> list[Token]:
    """The tokens of *kind* in the clause before *phrase*, at most *reach* characters away."""
    begin = max(0, phrase.start - reach)
    clause = max(begin, *(reader.text.rfind(stop, begin, phrase.start) + 1 for stop in _STOPS))
    found: list[Token] = []
    for at in range(phrase.at - 1, -1, -1):
        token = reader.tokens[at]
        if token.end < clause:
            break
        if token.kind == kind:
            found.append(token)
    return found[::-1]


def _behind(
    reader: Reader, phrase: Phrase, reach: int, *kinds: str, stops: str = _STOPS, skip: bool = False
) -> list[Token]:
    """The tokens of *kinds* behind *phrase*, before one of *stops*; *skip* the one that stands first."""
    begin = phrase.end + skip
    end = begin + reach
    ends = [at for stop in stops if (at := reader.text.find(stop, begin, end)) >= 0]
    found: list[Token] = []
    for at in range(phrase.to, len(reader.tokens)):
        token = reader.tokens[at]
        if token.start > min(ends, default=end):
            break
        if token.kind in kinds:
            found.append(token)
    return found
