"""Plain text, as it is: its lines may be wrapped."""

from __future__ import annotations

from corpus.errors import UnreadableDocument
from corpus.files import encoding
from corpus.files.blocks import Content, lines
from corpus.files.encoding import Decoded


def content(data: bytes, *, charset: str | None = None) -> Content:
    """The lines of *data*, in the *charset* it came with if that fits. Raises UnreadableDocument."""
    text, notes = decoded(data, charset=charset)
    return Content(lines(text, wrapped=True), notes)


def decoded(data: bytes, *, charset: str | None = None) -> Decoded:
    """The text of *data* in whichever encoding it is. Raises UnreadableDocument."""
    found = encoding.decoded(data, declared=charset)
    if found is None:
        raise UnreadableDocument("认不出文字编码（UTF-8、GB18030、Big5、UTF-16 都不是），请另存为 UTF-8。")
    return found
