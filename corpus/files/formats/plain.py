"""Plain text and Markdown, as they are."""

from __future__ import annotations

from corpus.errors import UnreadableDocument
from corpus.files.encoding import decode


def text(data: bytes) -> str:
    """The text of *data* in whichever encoding it is. Raises UnreadableDocument."""
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument("认不出文字编码（UTF-8、GB18030、Big5、UTF-16 都不是），请另存为 UTF-8。")
    return decoded
