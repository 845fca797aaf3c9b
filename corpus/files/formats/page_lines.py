"""The lines and tables of one page in reading order, from its characters and its ruling lines."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.files.formats import columns, glyphs, ruled
from corpus.files.formats.glyphs import Glyph
from corpus.files.formats.pages import Line, Page
from corpus.files.formats.ruled import Rule
from corpus.files.formats.runs import Left


def lines(found: Sequence[Glyph], rules: Sequence[Rule], page: Page, left: Left) -> list[Line]:
    """The pieces of visual lines of *page* and its tables; *left* counts pages that are read downwards."""
    turned, turned_page = glyphs.upright(found, page)
    if glyphs.is_vertical(turned):
        left.add("页竖排")
        turned, turned_page = glyphs.laid_down(turned, turned_page)
    upright = rules if turned_page is page else ()
    drawn, rest = ruled.tables(upright, turned, turned_page)
    out = columns.ordered(list(glyphs.pieces(rest, turned_page)))
    for table in drawn:
        at = next((at for at, line in enumerate(out) if line.top >= table.top), len(out))
        out.insert(at, table)
    return out
