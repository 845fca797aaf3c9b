"""Plain text, as it is: its lines may be wrapped, and some may be rows of a table."""

from __future__ import annotations

from corpus.files import encoding
from corpus.files.blocks import Content, lines
from corpus.files.formats import delimited


def content(data: bytes, *, charset: str | None = None) -> Content:
    """The lines of *data*, in the *charset* it came with if that fits. Raises UnreadableDocument."""
    text, notes = encoding.text_of(data, declared=charset)
    return Content(tuple(delimited.in_text(lines(text, wrapped=True))), notes)
