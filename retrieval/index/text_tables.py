"""Tables in plain text, whose cells stand apart by blanks: each row with the heads of its columns.

肥城市    26310    98.8%  ->  肥城市,排查隐患26310项,整改率98.8%
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from corpus.figures.topics import subject
from corpus.text.numbers import is_row
from retrieval.language.terms import fold, plain

_COLUMN = re.compile(r"\t+|[ \u3000]{2,}")  # what stands between two cells
_YEAR = re.compile(r"(?<![\d第])((?:19|20)\d\d)年(?!远景|基本|目标)")
_BRACKETED = re.compile(r"[（(]([^（()）]{1,4})[)）]")


@dataclass(slots=True)
class TextTable:
    """The table that is being read in a section, if one is; `caption` is the line above its rows, folded."""

    caption: str = ""
    _start: int = 0
    _heads: tuple[str, ...] = ()

    def read(self, start: int, line: str) -> tuple[str, int | None]:
        """The paragraph at *start*, folded, a row as a sentence; where the head of its table begins."""
        cells = tuple(fold(cell) for cell in _COLUMN.split(line.strip()))
        around, head = plain(fold(line)), None
        if len(cells) != len(self._heads) or _begins_table(cells):
            self._start, self._heads = start, cells if _is_head(cells) else ()
        else:
            head = self._start
            around = around if _is_head(cells) else _row(self._heads, cells)
        self.caption = self.caption if is_row(around) else around
        return around, head

    def counting(self, row: str, *headings: str | None) -> str:
        """*row* behind what the caption, or else one of *headings*, says is counted: 立案数,肥城市,26310."""
        counted = _counted(self.caption, *headings)
        return f"{counted},{row}" if counted and counted not in row else row


def _is_head(cells: tuple[str, ...]) -> bool:
    """Whether *cells* are the heads of columns: several, and no figures but years."""
    return len(cells) > 2 and not any(re.search(r"\d", _YEAR.sub("", cell)) for cell in cells)


def _begins_table(cells: tuple[str, ...]) -> bool:
    """Whether *cells* can only be heads: years or units stand in them."""
    return _is_head(cells) and any(_YEAR.search(cell) or _BRACKETED.search(cell) for cell in cells[1:])


def _row(heads: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """A row as a sentence, each cell behind the head of its column: 肥城市,排查隐患26310项,整改率98.8%.

    A unit in brackets, the column's or else the row's, goes behind the figure.
    """
    of_row = _BRACKETED.search(cells[0])
    said = [_BRACKETED.sub("", cells[0])]
    for name, cell in zip(heads[1:], cells[1:], strict=True):
        unit = _BRACKETED.search(name) or of_row
        said.append(_BRACKETED.sub("", name) + cell + (unit.group(1) if unit and cell[-1:].isdigit() else ""))
    return plain(",".join(said))


@functools.lru_cache(maxsize=64)  # asked for each row
def _counted(*headings: str | None) -> str:
    """What a table counts by the first of *headings* that says so, folded: 近三年立案数 -> 立案数."""
    return plain(fold(next(filter(None, (subject(each or "") for each in headings)), "")))
