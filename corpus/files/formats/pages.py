"""A page, a visual line on it, and a table on it: what the modules of PDF files hand to one another."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.files.cells import Row

Matrix = tuple[float, float, float, float, float, float]  # how a drawing is moved, as PDF and OFD write it
UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its number, from 0, and its size in points; *is_recognised*: read from a picture."""

    number: int
    width: float
    height: float
    is_recognised: bool = False

    @property
    def where(self) -> str:
        return f"第{self.number + 1}页{'（识别文字）' if self.is_recognised else ''}"


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, where its columns begin and end, and the page of each of its rows."""

    rows: tuple[Row, ...]
    xs: tuple[float, ...]
    pages: tuple[Page, ...]
    is_ruled: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line, or a table, and its box in points: x from the left, y from the top of its page."""

    text: str
    page: Page
    left: float
    right: float
    top: float
    bottom: float
    size: float  # height of its letters
    cells: tuple[Line, ...] = ()  # its pieces, where wide gaps part it
    words: tuple[Line, ...] = ()  # of a piece, where gaps part it that may be those between cells
    table: Table | None = None
    column: int = 0  # of prose on its page, from 1; 0 where it stands in none

    @property
    def is_row(self) -> bool:
        """Whether it is a table, or a row of one."""
        return self.table is not None or len(self.cells) > 1


def glued(words: str, more: str) -> str:
    """*words* and *more* as if there had been no line break: hanzi touch, Latin words do not."""
    if re.search(r"[A-Za-z]-$", words) and re.match("[a-z]", more):
        return words[:-1] + more
    between = " " if re.search("[A-Za-z,;.]$", words) and re.match("[A-Za-z]", more) else ""
    return words + between + more
