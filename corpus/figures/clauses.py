"""Clauses: the words in front of each figure of a sentence and behind it, up to the next one.

    打掉涉黑组织8个、恶势力集团67个  ->  打掉涉黑组织|8个|  and  恶势力集团|67个|, joined to it
    创建60个强边固防示范村           ->  创建|60个|强边固防示范村

Dates, and brackets that hold a figure or a date, are blanked out of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from corpus.figures.changes import BLANK, change, told
from corpus.figures.quantities import Quantity
from corpus.figures.vocabulary import is_act, verb_in
from corpus.text.sentences import Span

_THEN = re.compile(f"^[（(]{BLANK}[^（）()]*[）)]")  # 上升62.4%|（上年同期受疫情影响基数低）
_ENDS = re.compile("[，,；;。！？!?：:\n|｜●■◆▲★]")
_LIST = re.compile("[、]|(?:以及|和(?![事谐解美平睦顺气合])|与(?!会)|及(?!时))(?!其他|其它)")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_ADVERBS = re.compile("^(?:依法|及时|先后|累计|共|已|为|对|给|向|把|将|由|让|帮|与)+$")
_THOUSAND, _DIGIT, _BRACKET = map(re.compile, (r"\d{3}(?!\d)", r"\d", r"[（([【）)\]】]"))
_BY_TIME = re.compile(
    "(?:从|分|按|逐)?(?:季度?|月份?|年度?|时间|阶段|时段)(?:分布)?(?:来|上)?(?:看|统计|分析)?"
)
_OPEN = "（([【"


@dataclass(frozen=True, slots=True)
class Item:
    """A figure between its words: `lead` in front, at text[start:quantity.start], and `tail` behind it.

    `joined`: it follows another one in a list (8个、67个). `within`: it stands in brackets behind the
    figure of that number, or behind words (the end of the lead then). `intro` are the words before a
    colon that introduces it; `clause` counts from 0.
    """

    quantity: Quantity
    start: int
    lead: str
    tail: str
    clause: int
    joined: bool = False
    within: int | None = None
    intro: str = ""
    opens: str = ""  # what ends the clause before it: "" at the beginning
    ahead: str = ""  # the words of the clause before it, if no figure stands there
    began: int = 0  # where the clause begins that `intro` or else `ahead` is of
    span: Span = (0, 0)  # of its clause in the text
    apart: bool = False  # whether a semicolon stands between its clause and the figure before


def blanked(plain: str, start: int, spans: Iterable[Span], blank: str = BLANK) -> str:
    """*plain*, which begins at *start* of a text, with *spans* of that text blanked out."""
    for first, last in spans:
        last = min(last, start + len(plain))
        plain = plain[: first - start] + blank * (last - first) + plain[last - start :]
    return plain


def items(text: str, span: Span, found: Sequence[Quantity], plain: str) -> list[Item]:
    """The figures *found* in the sentence at *span* of *text*, each with its words.

    *plain* is the sentence, dates and the names of those whose figures they are blanked out of it.
    """
    start, end = span
    brackets = list(_brackets(text, start, end, found))
    outer = blanked(plain, start, brackets)
    read = list(_read(_Clauses(outer, start, text), [q for q in found if not _inside(q, brackets)], 0))
    for first, last in brackets:
        inner = [q for q in found if first < q.start < last]
        if inner:
            read += _bracketed(text, (first, last), plain, start, inner, read, outer)
    return sorted(read, key=lambda item: item.quantity.start)


@dataclass(frozen=True, slots=True)
class _Clauses:
    """A stretch of text with dates blanked out; it begins at *start* of the whole text."""

    plain: str
    start: int
    text: str

    def spans(self) -> Iterator[tuple[int, int, str, str]]:
        """Each clause: start, end, what ends it, and what ended the one before."""
        at, before = 0, ""
        for match in _ENDS.finditer(self.plain):
            if _is_in_number(self.plain, match.start()):
                continue
            yield at, match.start(), match.group(), before
            at, before = match.end(), match.group()
        yield at, len(self.plain), "", before


def _is_in_number(plain: str, at: int) -> bool:
    """Whether a comma stands between digits: 1,535."""
    return plain[at] in ",，" and _THOUSAND.match(plain, at + 1) is not None and plain[at - 1 : at].isdigit()


class _Before(NamedTuple):
    """What stands before a clause: see Item."""

    intro: str
    opens: str
    ahead: str
    began: int
    apart: bool


def _read(clauses: _Clauses, found: Sequence[Quantity], first: int) -> Iterator[Item]:
    intro = ahead = ""
    began = introduced = 0
    apart = False
    for number, (start, end, closes, opens) in enumerate(clauses.spans(), first):
        here = [q for q in found if start <= q.start - clauses.start < end]
        words = told(clauses.plain[start:end])
        words = "" if _BY_TIME.fullmatch(words) else words
        before = _Before(intro, opens, ahead, introduced if intro else began, apart)
        if here:
            yield from _of_clause(clauses, here, (start, end), number, before)
        apart = closes in ("；", ";") or (apart and not here)
        ahead, began = (words if not here else ""), start + clauses.start
        if closes in ("：", ":"):
            intro, introduced = (words if not here else ""), began
        elif closes in ("；", ";", "。"):
            intro = intro if closes != "。" else ""


def _of_clause(
    clauses: _Clauses, here: Sequence[Quantity], span: Span, number: int, before: _Before
) -> Iterator[Item]:
    """The items of one clause: the words between two figures go to the one or the other."""
    offset, plain = clauses.start, clauses.plain
    begins = [span[0]]
    ends: list[int] = []
    joined = [False]
    for quantity, following in pairwise(here):
        low, high = quantity.end - offset, following.start - offset
        cut, listed = _parted(plain, begins[-1], quantity.start - offset, low, high)
        if quantity.unit is None and not listed:
            cut = low  # 110|平均到场时间由8.4分钟
        ends.append(cut)
        begins.append(cut + len(_separator(plain, cut, high)))
        joined.append(listed)
    ends.append(span[1])
    for at, quantity in enumerate(here):
        yield Item(
            quantity,
            begins[at] + offset,
            plain[begins[at] : quantity.start - offset],
            _THEN.sub("", plain[quantity.end - offset : max(ends[at], quantity.end - offset)]),
            number,
            joined[at],
            None,
            before.intro,
            before.opens if at == 0 else "",
            before.ahead,
            before.began,
            (span[0] + offset, span[1] + offset),
            before.apart and at == 0,
        )


def _separator(plain: str, at: int, high: int) -> str:
    match = _LIST.match(plain, at, high)
    return match.group() if match else ""


def _parted(plain: str, begin: int, start: int, low: int, high: int) -> tuple[int, bool]:
    """Where the words plain[low:high] between two figures part, and whether they are a list's.

    In 组织7个律师团队深入83家民企 before the verb; where a change follows (836起同比下降21.7%) at once.
    """
    between = plain[low:high]
    listed = _LIST.search(_ASIDE.sub(lambda aside: BLANK * len(aside.group()), between))
    if listed:
        return low + listed.start(), True
    if not told(between) or change(between):
        return low, False
    verb = verb_in(between)
    if verb is not None:
        return low + verb, False
    # No verb: what is counted stands before the first figure (受理487件…) or behind it (12个乡镇35家).
    lead = _ADVERBS.sub("", told(plain[begin:start]))
    return (high, False) if not lead or is_act(lead) else (low, False)


def _brackets(text: str, start: int, end: int, found: Sequence[Quantity]) -> Iterator[Span]:
    """The brackets of text[start:end] that hold digits, but for those of a unit: 台（套）."""
    depth, first = 0, start
    for bracket in _BRACKET.finditer(text, start, end):
        at = bracket.start()
        if text[at] in _OPEN:
            first = at if depth == 0 else first
            depth += 1
        elif depth:
            depth -= 1
            counts = any(first < q.start < at for q in found) or _DIGIT.search(text, first, at)
            if depth == 0 and counts and not any(q.start <= first < q.end for q in found):
                yield first, at + 1


def _inside(quantity: Quantity, brackets: Sequence[Span]) -> bool:
    return any(first < quantity.start < last for first, last in brackets)


def _bracketed(
    text: str,
    span: Span,
    plain: str,
    start: int,
    inner: Sequence[Quantity],
    read: Sequence[Item],
    outer: str,
) -> Iterator[Item]:
    """The items in brackets: behind a figure (33件（上年26件）), or behind words (年度任务（14万个）)."""
    first, last = span
    before = [item for item in read if item.quantity.end <= first]
    nearest = before[-1].quantity if before else None
    gap = outer[nearest.end - start : first - start] if nearest else ""
    behind = nearest is not None and not told(gap)
    words = "" if behind else _last_words(outer[: first - start], nearest.end - start if nearest else 0)
    clauses = _Clauses(plain[first + 1 - start : last - 1 - start], first + 1, text)
    clause = before[-1].clause if before else 0
    ends = _ENDS.search(outer, last - start)
    around = (_clause_start(outer[: first - start]) + start, (ends.start() if ends else len(outer)) + start)
    within = nearest.start if nearest is not None and behind else None
    for item in _read(clauses, inner, clause):
        yield replace(item, clause=clause, within=within, intro=words or item.intro, opens="（", span=around)


def _clause_start(outer: str) -> int:
    """Where the clause begins that *outer* ends in."""
    return max((match.end() for match in _ENDS.finditer(outer)), default=0)


def _last_words(outer: str, least: int) -> str:
    """The words of the clause that ends at the end of *outer*."""
    return told(outer[max(_clause_start(outer), least) :])
