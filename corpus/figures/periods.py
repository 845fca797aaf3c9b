"""When: which period each figure of a sentence is of, and on what ground.

A time in the sentence counts before one of its paragraph, that before the heading's, and the title's last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.figures.changes import BLANK
from corpus.figures.named import Named
from corpus.text.dates import TimeExpression, expressions, main
from corpus.text.period import Period, PeriodBasis

_MARKS = tuple(
    map(re.compile, ("第[一二三四五]+[部章编]", "[一二三四五六七八九十]+、", "[（(][一二三四五六]", r"\d"))
)
_HAS_TIME = re.compile(f"{BLANK}|[年月]初")
_BRACKETED = re.compile(r"[（(][^（）()]{1,8}[）)]$")


@dataclass(frozen=True, slots=True)
class Told:
    """The period that a figure, or what comes next in a text, is of."""

    period: Period | None
    basis: PeriodBasis | None
    planned: bool = False


@dataclass(slots=True)
class Calendar:
    """The periods of a text as it goes on; `dated` is when its article was written."""

    dated: Period | None
    article: Told
    heading: Told
    paragraph: Told
    above: list[tuple[int, Told]] = field(default_factory=list)  # the headings above, by level

    @classmethod
    def of(cls, title: str | None, opening: str, dated: Period | None, stored: str | None) -> Calendar:
        """That of an article: of its *stored* period, which its title may say itself, else its opening's."""
        titled = _read(title or "", dated, None, "title")
        whole = Told(_parsed(stored), "article") if stored is not None else Told(None, None)
        if titled.period is not None and whole.period in (None, titled.period):
            whole = titled
        if whole.period is None:
            whole = _read(opening, dated, None, "article")
        if whole.period is None and dated is not None:
            whole = Told(dated, "article")
        return cls(dated or whole.period, whole, whole, whole)

    def enter(self, heading: str | None) -> None:
        """A new section begins; its heading's period is that of the one above, if it names none."""
        level = _level(heading or "")
        self.above = [(above, told) for above, told in self.above if above < level]
        told = _read(heading or "", self.dated, self.article.period, "heading")
        if told.period is None:
            told = self.above[-1][1] if self.above else self.article
        self.above.append((level, told))
        self.heading = self.paragraph = told

    def begin(self) -> None:
        """A new paragraph begins."""
        self.paragraph = self.heading

    def expressions(self, sentence: str) -> list[TimeExpression]:
        return expressions(sentence, self.dated, within=self.paragraph.period)

    def told(
        self, named: Sequence[Named], times: Sequence[TimeExpression], start: int, sentence: str
    ) -> list[Told]:
        """Of each of *named*, the figures of a sentence that begins at *start*, the period it is of."""
        found = [self._of(one, named, times, start, sentence) for one in named]
        found = [self._earlier(one, told, named, found) for one, told in zip(named, found, strict=True)]
        self._go_on(named, found, times)
        return found

    @staticmethod
    def _earlier(one: Named, told: Told, named: Sequence[Named], found: Sequence[Told]) -> Told:
        """Of a value before with no time of its own, the year before that of the value now: 由12天降至5天."""
        if (
            one.relation != "before"
            or one.of is None
            or _HAS_TIME.search(one.item.lead)
            or not any(each is one.of for each in named)
        ):
            return told
        now = next(now for each, now in zip(named, found, strict=True) if each is one.of)
        if told.period is None or told.period != now.period or one.item.start > one.of.item.start:
            return told
        if told.period.first // 12 != told.period.last // 12:
            return told
        return replace(told, period=Period.of(told.period.year - 1), basis="relative")

    def _go_on(self, named: Sequence[Named], found: Sequence[Told], times: Sequence[TimeExpression]) -> None:
        """What the next sentence of the paragraph is of: the one time that this sentence's figures are of."""
        own = {each.period for each in times if each.role == "own" and not each.day and each.period}
        if len(own) != 1:
            return
        (period,) = own
        now = self.paragraph.period
        whole: Period | None = self.article.period
        earlier = whole is not None and not whole.contains(period) and period.last < whole.last
        if earlier and now is not None:
            return
        used = [one for one, told in zip(named, found, strict=True) if told.period == period]
        if not named or any(one.relation != "before" for one in used):
            self.paragraph = Told(period, "paragraph", self.paragraph.planned)

    def row(self, caption: str, kind: str, label: str) -> RowTold:
        """The period of a row of a table under *caption*, its label headed *kind*."""
        above = _read(caption, self.dated, self.heading.period, "heading")
        whole = above if above.period is not None else self.paragraph
        own, rest = _split(label, self.dated, whole.period)
        unit = _BRACKETED.search(rest)
        told = Told(own.period, "sentence", own.planned) if own.period is not None else whole
        words = rest[: unit.start()] if unit else rest
        return RowTold(self, told, words, not words and own.period is not None, unit is not None)

    def _of(
        self, one: Named, named: Sequence[Named], times: Sequence[TimeExpression], start: int, sentence: str
    ) -> Told:
        at, lead = one.item.quantity.start - start, one.item.start - start
        chosen: TimeExpression | None = None
        for each in times:
            if each.end > at:
                break
            if each.role == "none":
                continue
            if each.role == "baseline":
                if not (each.gives and each.start >= lead and one.is_level and one.relation == "before"):
                    continue
            elif self._is_aside(each, one, named, start, sentence):
                continue
            chosen = each
        chosen = _behind(times, one.item.quantity.end - start, sentence) or chosen
        if chosen is None:
            return self.paragraph
        if chosen.period is None:
            return Told(self.paragraph.period, self.paragraph.basis, chosen.role == "plan")
        return Told(chosen.period, chosen.basis, chosen.role == "plan")

    @staticmethod
    def _is_aside(
        each: TimeExpression, one: Named, named: Sequence[Named], start: int, sentence: str
    ) -> bool:
        """Whether a time belongs to other figures: in brackets, or in a clause of values before."""
        at = one.item.quantity.start - start
        closed = sentence.find("）", each.end, at) if "）" in sentence else sentence.find(")", each.end, at)
        if closed >= 0 and max(sentence.rfind("（", 0, each.start), sentence.rfind("(", 0, each.start)) >= 0:
            opened = max(sentence.rfind("（", 0, each.start), sentence.rfind("(", 0, each.start))
            if any(opened < n.item.quantity.start - start < closed for n in named):
                return True
            if any(n.item.quantity.end - start == opened for n in named):
                return True
        if one.relation == "before" or not one.own:
            return False
        behind = [n for n in named if n.item.quantity.start - start >= each.end]
        clause = behind[0].item.clause if behind else one.item.clause
        same = [n for n in behind if n.item.clause == clause]
        return one.item.clause != clause and bool(same) and all(n.relation == "before" for n in same)


@dataclass(frozen=True, slots=True)
class CellTold:
    """The period of a cell, and the words of its head without it."""

    told: Told
    rest: str


@dataclass(frozen=True, slots=True)
class RowTold:
    """The period of a row: `label` without it, `labelled` whether the label is nothing but a period."""

    calendar: Calendar
    told: Told
    label: str
    labelled: bool
    unit_in_label: bool

    def of(self, head: str) -> CellTold:
        """The period of the cell under *head*."""
        own, rest = _split(head, self.calendar.dated, self.told.period)
        if own.period is None:
            return CellTold(self.told, rest)
        return CellTold(Told(own.period, "sentence", own.planned), rest)


def _split(text: str, dated: Period | None, within: Period | None) -> tuple[Told, str]:
    """The period that a head or label names, and the rest of its words: 2022年受理 -> 2022年, 受理."""
    told = Told(None, None)
    rest = text
    for each in reversed(expressions(text, dated, within=within)):
        if each.period is not None and each.role in ("own", "plan"):
            told = Told(each.period, each.basis, each.role == "plan")
        if each.role != "none":
            rest = rest[: each.start] + rest[each.end :]
    return told, rest.strip(" ·/　").removesuffix("（）").strip()


def _behind(times: Sequence[TimeExpression], end: int, sentence: str) -> TimeExpression | None:
    """A time in brackets right behind a figure: 11.7万件（2023年）."""
    for each in times:
        if (
            each.start == end + 1
            and sentence[end : end + 1] in "（("
            and sentence[each.end : each.end + 1] in "）)"
        ):
            return each if each.role in ("own", "plan") else None
    return None


def _read(text: str, dated: Period | None, within: Period | None, basis: PeriodBasis) -> Told:
    own = main(expressions(text, dated, within=within)) if text else None
    if own is None or own.day:
        return Told(None, None)
    return Told(own.period, basis, own.role == "plan")


def _level(heading: str) -> int:
    """How deep *heading* stands: 一、 above （一） above 1."""
    return next((level for level, mark in enumerate(_MARKS) if mark.match(heading)), 0)


def _parsed(stored: str) -> Period | None:
    try:
        return Period.parse(stored)
    except ValueError:
        return None
