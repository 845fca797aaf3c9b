"""Clean lines into one text: lines that a page or a line width has broken are whole again.

Only wrapped lines are joined, and a run of digits never grows by it, unless the width has provably broken
it: the line is filled to the last character in a file that wraps. Joining removes a line break and the
blanks around it, nothing else.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from corpus.files.blocks import Block, Kinds, Offsets, Places, Spans
from corpus.text import bounding, cleaning, furniture, masking
from corpus.text.cleaning import NUMBERED, TERMINAL, TITLE_MAX, Line


class Clean(NamedTuple):
    """A clean text, and what its offsets lead to: lines of the file, kinds of lines, places in the file.

    Only lines that are no plain paragraph have a kind, only those of which the reader knew it a place.
    A line joined to the one before has an offset of its own: 犯罪嫌疑 + 人2283人 -> one line, two offsets.
    *unsure* are the spans of figures at the ends of lines of which it cannot be proved whether they go on
    in the next, and of clauses with a damaged byte: they may be wrong, and are not to be stated.
    """

    text: str
    lines: Offsets
    kinds: Kinds
    places: Places
    unsure: Spans = ()


def clean(blocks: Sequence[Block]) -> Clean:
    """The clean text of a file that reads as *blocks*, one at least, each of one line."""
    return joined(cleaning.lines_of(blocks))


def joined(lines: list[Line]) -> Clean:
    """*lines* as one text in which wrapped lines broken in mid-sentence are whole again."""
    joiner = _Joiner(Layout.of([line for line in lines if line.wrapped]))
    for line in lines:
        joiner.add(line)
    return joiner.clean()


@dataclass(slots=True)
class _Joiner:
    """The text so far, and what the next line needs to know of it."""

    layout: Layout
    out: list[str] = field(default_factory=list)
    begun: list[tuple[int, Line]] = field(default_factory=list)  # where each line begins in the text
    starts: list[tuple[int, Line]] = field(default_factory=list)  # those not joined to the one before
    unsure: list[tuple[int, int]] = field(default_factory=list)  # where such a line ends, the next begins
    offset: int = 0  # of the end of the text
    length: int = 0  # of its last line
    previous: Line = field(default_factory=lambda: Line("", 0))
    gap: bool = False  # since *previous*: a blank line
    page: bool = False  # the end of a page

    def add(self, line: Line) -> None:
        if not line.text:
            self.gap, self.page = bool(self.out), self.page or line.page
            return
        ended, goes_on = self.offset, self._goes_on(line)
        if not goes_on:
            self._end_line()
            self.starts.append((self.offset, line))
        near = self.page or not self.gap
        if near and not self.layout.is_sure(self.previous, line, page=self.page, joined=goes_on):
            self.unsure.append((ended, self.offset))
        self.begun.append((self.offset, line))
        self._write(line.text)
        self.previous, self.gap, self.page = line, False, False

    def _goes_on(self, line: Line) -> bool:
        """Whether *line* goes on with the one before, which breaks off."""
        before = self.previous
        may_go_on = before.wrapped and line.wrapped and self.out and not line.parted
        if not may_go_on or (self.gap and not self.page):
            return False
        fits = self.length < bounding.LONGEST or _figures_meet(before.text, line.text)
        return fits and self.layout.is_broken(before, line, page=self.page)

    def _end_line(self) -> None:
        if self.out:
            self._write("\n\n" if self.gap else "\n")
        self.length = 0

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.offset += len(text)
        self.length += len(text)

    def clean(self) -> Clean:
        text = "".join(self.out) + "\n" * (bool(self.out) and self.gap)
        return Clean(
            text,
            tuple((offset, line.number) for offset, line in self.begun),
            tuple((offset, line.kind) for offset, line in self.starts if line.kind != "paragraph"),
            tuple((offset, line.where) for offset, line in self.starts if line.where),
            tuple(sorted([*(_figure_around(text, *seam) for seam in self.unsure), *_damaged(text)])),
        )


# Behind a damaged byte letters may be misread up to where the next �, or a mark, shows.
_DAMAGED = re.compile("(?<![^。；;\n])[^。；;\n]*\ufffd[^，,。；;\n]*")  # tried once a sentence


def _damaged(text: str) -> Iterator[tuple[int, int]]:
    """The spans of *text* in which a byte of the file is damaged."""
    return (match.span() for match in _DAMAGED.finditer(text))


# A row of a table: | a | b |, a｜b, a    b    c, or 县区：临江区，立案：1286.
_CELLS = re.compile(r"^\|.*\|$|｜|\S(?:\t+|[ \u3000]{2,})\S+(?:\t+|[ \u3000]{2,})\S")
_PAIR = "[^，：。]{1,30}：[^，：。]{1,60}"
_ROW = re.compile(rf"{_CELLS.pattern}|^(?:{_PAIR}|[^，：。]{{1,30}})(?:，{_PAIR})+$")
_NO_BEGINNING = "，,、。；;：:！!？?）)》”’】」』%％"  # no line begins with these: it goes on
_FIGURE_ENDS = re.compile(r"\d[.,，:：/\-–—~～+]?$|[+\-–—−]$")
_FIGURE_GOES_ON = re.compile(r"[.．,，:：/\-–—~～]?\d")
_POINT = re.compile(r"[.．]\d")
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_UNIT = re.compile(rf"[{masking.UNITS}平小分百公]|余|多")
_LAST_FIGURE = re.compile(r"[+\-−]?[\d.,，:：/\-–—~～+]*$")
_FIRST_FIGURE = re.compile(r"[.．,，:：/\-–—~～]?\d[\d.,]*(?:[%％]|[^\W\d_])?|[^\W\d_]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_DIGITS = re.compile(r"\d+")
# What no line break parts: “14.6%，
_FIRST_UNIT = re.compile(r"[“‘（《「『【(]*(?:[!-~]+|.)[，。、；：？！”’）》」』】…]*")
_NARROWEST, _WIDEST = 16, 60  # characters; no page sets narrower or wider lines
_LONG = 25  # characters; a longer line is no heading
_LOOKED_AT = 16  # characters of a line's beginning or end
_ALIKE = 3  # so many characters at the beginning or end of two lines make them rows of one list
_NEARLY = 0.85  # of the width, from which on a line is full, where letters are not all of one width
_SLACK = 1.0  # characters by which a full line may fall short of the width: a mark moved to the next line
_RAGGED = 0.2  # of the width, by which a full line of prose may: letters are not all of one width


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file sets its lines: how wide the *widest* mostly are, and whether it *wraps* at that.

    *measure* is how it counts a line's width: in columns, or in characters. *indents*: paragraphs are
    told by their indented first lines. *closed*: long lines end where their sentences end, but for those
    at the foot of a page.
    """

    measure: Callable[[str], float]
    widest: float
    wraps: bool
    indents: bool
    closed: bool

    @classmethod
    def of(cls, lines: list[Line]) -> Layout:
        """The layout of *lines*. Full lines of prose that end open show that it wraps."""
        texts = [line for line in lines if line.text]
        measure, widest = max((_widest(texts, measure) for measure in (width, len)), key=lambda it: it[2])[:2]
        wraps = (
            _NARROWEST <= widest <= _WIDEST
            and any(line.text[-1] in TERMINAL for line in texts)
            and any(
                _show_wrapping([line.text for line in texts if measure(line.indent + line.text) >= least])
                for least in (_NEARLY * widest, widest - _SLACK)
            )
        )
        indented = sum(bool(line.indent) for line in texts)
        return cls(measure, widest, wraps, wraps and 2 <= indented < 0.6 * len(texts), _is_closed(lines))

    def is_broken(self, line: Line, following: Line, *, page: bool) -> bool:
        """Whether *line* breaks off in mid-sentence and *following*, on another *page* or not, goes on."""
        text, more = line.text, following.text
        if furniture.stands_alone(text) or furniture.stands_alone(more):
            return False
        if _figures_meet(text, more):
            return self.is_figure_broken(line, more, page=page)
        if more[0] in _NO_BEGINNING:
            return True
        if self._begins_anew(line, following):
            return False
        if text[-1] in TERMINAL:  # a full line may still end in a bracket: 依照《刑法》| 的规定
            return text[-1] in "）)》】" and text[-2:-1] not in "。！？" and self.is_full(line, more)
        return self._ends_open(line, more)

    def _begins_anew(self, line: Line, following: Line) -> bool:
        """Whether *following* is the next row, item or paragraph."""
        text, more = line.text, following.text
        if _ROW.search(text) or _CELLS.search(more) or _begin_alike(text, more):
            return True
        if _end_alike(text, more) and not self.is_filled(line):
            return True
        return NUMBERED.match(more) is not None or (self.indents and bool(following.indent))

    def _ends_open(self, line: Line, more: str) -> bool:
        """Whether *line* ends as no sentence does: for want of room, or in the midst of a clause."""
        text = line.text
        if self.is_full(line, more) or _is_open(text):
            return True
        if text[-1].isdecimal() and not _UNIT.match(more):
            return False
        return text[-1] in "，,、" or (not self.wraps and len(text) >= TITLE_MAX) or _is_third_clause(text)

    def is_sure(self, line: Line, following: Line, *, page: bool, joined: bool) -> bool:
        """Whether it is proved that the lines are *joined*, or not, as far as their figures are concerned.

        In the midst of long lines of prose, a figure that ends the line may go on, or a unit in the next
        may be its own.
        """
        text, more = line.text, following.text
        if not (line.wrapped and following.wrapped) or following.parted or _begin_alike(text, more):
            return True
        if _figures_meet(text, more):
            return joined or not (_is_prose(text) and (self.wraps or len(text) >= TITLE_MAX))
        unit = text[-1:].isdecimal() and _UNIT.match(more) is not None
        return not (unit and joined) or self.is_full(line, more) or (page and self.closed)

    def is_figure_broken(self, line: Line, more: str, *, page: bool) -> bool:
        """Whether *line* provably breaks off in a figure that goes on in *more*.

        The width does so, or a page, where nothing else ends open; and no line begins with .5%.
        """
        if _begin_alike(line.text, more):
            return False
        by_page = page and self.closed and len(line.text) >= TITLE_MAX and _is_prose(line.text)
        return self.is_filled(line) or by_page or _POINT.match(more) is not None

    def is_full(self, line: Line, more: str) -> bool:
        """Whether *line* had no room for the first word of *more*, in a file that wraps."""
        if not self.wraps:
            return False
        first = _FIRST_UNIT.match(more)
        needed = self.measure(first[0]) if first else 0.0
        slack = _RAGGED * self.widest if _is_prose(line.text) else _SLACK
        return self.measure(line.indent + line.text) + needed > self.widest - slack

    def is_filled(self, line: Line) -> bool:
        """Whether *line* has no room for one more digit, in a file that wraps."""
        return self.wraps and self.measure(line.indent + line.text) > self.widest - _SLACK


def _show_wrapping(full: Sequence[str]) -> bool:
    """Whether *full*, lines about as wide as the widest, are prose that breaks off where there is no room."""
    cut = sum(text[-1] not in TERMINAL for text in full)
    return len(full) >= 3 and cut > 0.5 * len(full) and sum(map(_is_prose, full)) >= 0.5 * len(full)


def _widest(lines: list[Line], measure: Callable[[str], float]) -> tuple[Callable[[str], float], float, int]:
    """*measure*, the width by it that most of the widest of *lines* have, and how many have it."""
    widths = sorted(measure(line.indent + line.text) for line in lines)
    top = widths[-1 - len(widths) // 50] if widths else 0.0  # but for a stray link
    often = Counter(each for each in widths if 0.9 * top <= each <= top)  # one mark may hang over the edge
    widest = max(often, key=lambda each: (often[each] + often[each - 0.5], each), default=0.0)
    return measure, widest, often[widest] + often[widest - 0.5]


def width(text: str) -> float:
    """How wide *text* is set, a hanzi being 1: 共18个 -> 3.0."""
    return sum(map(_wide, text))


@functools.cache
def _wide(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def _figures_meet(line: str, following: str) -> bool:
    """Whether a figure at the end of *line* would go on in *following*: 3214 | 2020年, 1, | 535人."""
    ends = _FIGURE_ENDS.search(line)
    if ends is None or not _FIGURE_GOES_ON.match(following):
        return False
    return ends[0][-1] not in ",，" or _THOUSANDS.match(following) is not None


def _figure_around(text: str, end: int, begin: int) -> tuple[int, int]:
    """The span of what may be one figure: from the end of a line at *end* into the next one at *begin*."""
    before = _LAST_FIGURE.search(text[max(0, end - _LOOKED_AT) : end])
    behind = _FIRST_FIGURE.match(text, begin)
    return end - (len(before[0]) if before else 0), behind.end() if behind else begin


def _begin_alike(line: str, following: str) -> bool:
    """Whether two lines are rows of one list, as their beginnings show: 2019年立案3214 | 2020年立案3105."""
    return _same(line[:_LOOKED_AT], following[:_LOOKED_AT], slice(_ALIKE))


def _end_alike(line: str, following: str) -> bool:
    """Whether two lines are rows of one list, as their ends show: 湖口镇立案356起 | 塔山镇立案11起."""
    return _same(line[-_LOOKED_AT:], following[-_LOOKED_AT:], slice(-_ALIKE, None))


def _same(one: str, other: str, part: slice) -> bool:
    shared = _DIGITS.sub("#", one)[part]
    return shared == _DIGITS.sub("#", other)[part] and _HANZI.search(shared) is not None


def _is_closed(lines: list[Line]) -> bool:
    """Whether all long ones of *lines*, several, end where a sentence does, but for the last of pages."""
    texts = [line for line in lines if line.text or line.page]
    ends = [
        line.text[-1] in TERMINAL
        for line, after in zip_longest(texts, texts[1:], fillvalue=Line("", 0))
        if len(line.text) > _LONG and not after.page
    ]
    return len(ends) >= 2 and all(ends)


def _is_prose(text: str) -> bool:
    """Whether *text* has a mark inside that parts clauses or sentences."""
    return re.search(r"[，,。；;、：].", text) is not None


def _is_open(line: str) -> bool:
    """Whether a bracket or quotation is open at the end of *line*: 示范村(社 | 区)."""
    return any(line.count(a) > line.count(b) for a, b in ("()", "（）", "“”", "《》"))


def _is_third_clause(line: str) -> bool:
    """Whether *line* is no heading: two clauses, and a third begun."""
    return not NUMBERED.match(line) and len(line) >= 28 and len(re.findall("[，,]", line)) >= 2
