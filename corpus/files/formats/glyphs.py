"""The characters of a page with their places: turned upright, and gathered into pieces of visual lines."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.files.formats.pages import Line, Page
from corpus.files.formats.raised import lowered, raised

CELL = 2.2  # letters wide: a gap between two cells of a table or two columns, no blank
WORD = 0.5  # letters wide: a gap that may be one between two cells, if others stand below
NUMBERS = 0.8  # letters wide: a gap between two digits that are of two numbers
SMALL = 0.8  # of a line's letters: so small are raised and lowered ones
STACKED = 8  # pairs of letters, one below the other, that make a page vertical
RADICALS = re.compile("[\u2e80-\u2fdf]")  # some fonts are mapped to radicals that look like hanzi


class Glyph:
    """One character and its box in points, from the page's upper left corner; *turn*: quarters clockwise."""

    __slots__ = ("bottom", "left", "right", "text", "top", "turn")

    def __init__(
        self, text: str, left: float, top: float, right: float, bottom: float, turn: int = 0
    ) -> None:
        self.text = text
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
        self.turn = turn

    @property
    def size(self) -> float:
        return self.bottom - self.top


def upright(glyphs: Sequence[Glyph], page: Page) -> tuple[list[Glyph], Page]:
    """*glyphs* and their page turned so that most of them stand upright."""
    turns = Counter(glyph.turn for glyph in glyphs if not glyph.text.isspace())
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return list(glyphs), page
    turned = page if turn == 2 else Page(page.number, page.height, page.width)
    return [
        Glyph(
            glyph.text,
            *_turned(glyph.left, glyph.top, glyph.right, glyph.bottom, turn, page),
            (glyph.turn - turn) % 4,
        )
        for glyph in glyphs
    ], turned


def _turned(
    left: float, top: float, right: float, bottom: float, turn: int, page: Page
) -> tuple[float, float, float, float]:
    """A box on *page* after *turn* quarters back."""
    if turn == 1:  # text that runs down the page
        return top, page.width - right, bottom, page.width - left
    if turn == 2:
        return page.width - right, page.height - bottom, page.width - left, page.height - top
    return page.height - bottom, left, page.height - top, right


def is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether the text runs down in columns: most letters stand below the one before."""
    stacked = beside = 0
    for before, glyph in pairwise([glyph for glyph in glyphs if not glyph.text.isspace()]):
        size = max(glyph.size, 1.0)
        across = abs((glyph.left + glyph.right) - (before.left + before.right)) / 2
        down = glyph.top - before.top
        stacked += across < 0.35 * size and 0.5 * size < down < 2.5 * size
        beside += abs(down) < 0.35 * size and 0 < glyph.left - before.left < 2.5 * size
    return stacked >= STACKED and stacked > 2 * beside


def laid_down(glyphs: Sequence[Glyph], page: Page) -> tuple[list[Glyph], Page]:
    """A page whose columns run down from the right, as if they were lines."""
    laid = [
        Glyph(glyph.text, glyph.top, page.width - glyph.right, glyph.bottom, page.width - glyph.left)
        for glyph in glyphs
    ]
    return laid, Page(page.number, page.height, page.width)


def pieces(glyphs: Sequence[Glyph], page: Page) -> Iterator[Line]:
    """The pieces of visual lines of *glyphs* in the order in which they are drawn, parted by wide gaps."""
    for line in _filled(list(_drawn(glyphs))):
        yield from _parted(line, page)


def _drawn(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The visual lines of *glyphs* in the order in which they are drawn."""
    line: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isspace():
            if glyph.text in "\r\n" and line:
                yield line
                line = []
            continue
        if line and _is_new_line(line, glyph):
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _filled(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """*lines* with what is drawn apart but stands in the gaps of a line: marks “ and ” of another font."""
    out: list[list[Glyph]] = []
    for line in sorted(lines, key=len, reverse=True):
        home = next((other for other in out if _stands_in(line, other)), None)
        if home is None:
            out.append(line)
        else:
            home[:] = sorted([*home, *line], key=lambda glyph: glyph.left)
    order = {id(glyph): at for at, line in enumerate(lines) for glyph in line}
    return sorted(out, key=lambda line: min(order[id(glyph)] for glyph in line))


def _stands_in(line: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    """Whether every character of *line* stands in a gap of *other*, and is of its size."""
    if len(line) > len(other) / 2:
        return False
    first, last = line[0], line[-1]
    if not (other[0].left < first.left and last.right < max(glyph.right for glyph in other)):
        return False
    near = [glyph for glyph in other if glyph.left < last.right + 99 and glyph.right > first.left - 99]
    if not near or not 0.7 < first.size / near[0].size < 1.4:
        return False
    level = min(first.bottom, near[0].bottom) - max(first.top, near[0].top) > 0.5 * min(
        first.size, near[0].size
    )
    free = all(
        min(glyph.right, one.right) - max(glyph.left, one.left) < 0.6 * (one.right - one.left)
        for one in line
        for glyph in near
    )
    return level and free


def _is_new_line(line: Sequence[Glyph], glyph: Glyph) -> bool:
    last = line[-1]
    size = max(last.size, glyph.size)
    apart = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    return apart < 0 or glyph.right < last.left - size


def _parted(line: Sequence[Glyph], page: Page) -> Iterator[Line]:
    """*line* as the pieces between its wide gaps, each with its words."""
    size = max((glyph.size for glyph in line), default=0.0)
    for piece in _split(line, CELL * size, NUMBERS * size):
        words = list(_split(piece, WORD * size, WORD * size))
        found = tuple(_piece(word, page) for word in words) if len(words) > 1 else ()
        yield replace(_piece(piece, page), words=found)


def _split(line: Sequence[Glyph], widest: float, widest_of_digits: float) -> Iterator[list[Glyph]]:
    """*line* in parts, between gaps that are wider than *widest*; between two digits, than the other."""
    part: list[Glyph] = []
    for glyph in line:
        between = part and part[-1].text.isdigit() and glyph.text.isdigit()
        if part and glyph.left - part[-1].right > (widest_of_digits if between else widest):
            yield part
            part = []
        part.append(glyph)
    if part:
        yield part


def _piece(glyphs: Sequence[Glyph], page: Page) -> Line:
    """A piece of a line, without the blanks that only widen the gap between hanzi and figures."""
    hanzi = [glyph.size for glyph in glyphs if glyph.text > "\u2e80"]
    size = median(hanzi or [glyph.size for glyph in glyphs])
    full = [glyph for glyph in glyphs if glyph.size >= SMALL * size] or glyphs
    words = _words(glyphs, size, median(glyph.bottom for glyph in full))
    return Line(
        RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), words),
        page,
        min(glyph.left for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        min(glyph.top for glyph in full),
        max(glyph.bottom for glyph in full),
        size,
    )


def _words(glyphs: Sequence[Glyph], size: float, foot: float) -> str:
    """The text of *glyphs*, what is raised or lowered marked as such, a blank where a gap is wide."""
    words, moved, where = "", "", 0
    for before, glyph in pairwise([glyphs[0], *glyphs]):
        side = _side(glyph, size, foot)
        if side != where:
            words, moved, where = words + _moved(moved, where, words), "", side
        if side:
            moved += glyph.text
            continue
        widest = 0.12 if before.text.isascii() and glyph.text.isascii() else 0.6
        words += " " * (glyph.left - before.right > widest * size) + glyph.text
    return words + _moved(moved, where, words)


def _side(glyph: Glyph, size: float, foot: float) -> int:
    """Whether *glyph* is small and stands above (1) or below (-1) the *foot* of its line."""
    if glyph.size >= SMALL * size:
        return 0
    return 1 if foot - glyph.bottom > 0.2 * size else -1 if glyph.bottom - foot > 0.05 * size else 0


def _moved(text: str, side: int, before: str) -> str:
    return raised(text, before=before) if side > 0 else lowered(text) if side < 0 else text
