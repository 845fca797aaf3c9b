"""PDF files: characters with their places on the page into visual lines; `layout` makes paragraphs."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Content
from corpus.files.formats import layout
from corpus.files.formats.layout import Line

MOST_PAGES = 3_000
FEWEST = 4  # characters a page, on average; a scan has none, or a stamp's
CELL = 2.2  # letters wide: a gap between two cells of a table, no blank
PASSWORD, SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
RADICALS = re.compile("[\u2e80-\u2fdf]")  # some fonts are mapped to radicals that look like hanzi


def content(data: bytes) -> Content:
    """The text of a .pdf in reading order, a paragraph a line. Raises UnreadableDocument."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (PASSWORD, SECURITY) or "assword" in str(error):
            raise UnreadableDocument("PDF 设有打开密码，请解除密码后再收入。") from error
        raise UnreadableDocument("PDF 已损坏，请用 PDF 阅读器打开后重新保存。") from error
    try:
        if len(document) > MOST_PAGES:
            raise UnreadableDocument(f"PDF 超过 {MOST_PAGES} 页，请拆分后再收入。")
        lines = [line for number in range(len(document)) for line in _page(document, number)]
        if sum(len(line.text) for line in lines) < FEWEST * len(document):
            raise UnreadableDocument("这是扫描件，没有文字层；请先做文字识别（OCR）再收入。")
        return Content(tuple(layout.paragraphs(lines)))
    finally:
        document.close()


def _page(document: Any, number: int) -> Iterator[Line]:
    """The visual lines of one page, in the order the page draws them."""
    page = document[number]
    letters = page.get_textpage()
    try:
        height = page.get_height()
        line: list[_Char] = []
        for char in _chars(letters):
            if line and _is_new_line(line, char):
                yield from _line(line, number, height)
                line = []
            if char.text not in "\r\n":
                line.append(char)
        yield from _line(line, number, height)
    finally:
        letters.close()
        page.close()


class _Char:
    """One character and its box in points, from the page's lower left corner."""

    __slots__ = ("bottom", "left", "right", "text", "top")

    def __init__(self, text: str, box: Any) -> None:
        self.text = text
        self.left: float = box.left
        self.right: float = box.right
        self.bottom: float = box.bottom
        self.top: float = box.top


def _chars(letters: Any) -> Iterator[_Char]:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    high = 0  # the first half of a character beyond 16 bits
    for index in range(letters.count_chars()):
        code = raw.FPDFText_GetUnicode(letters, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0x20
        high = 0
        raw.FPDFText_GetLooseCharBox(letters, index, ctypes.byref(box))
        yield _Char("-" if code in (2, 0xFFFE) else chr(code) if code else " ", box)


def _is_new_line(line: list[_Char], char: _Char) -> bool:
    if char.text in "\r\n":
        return True
    last = next((before for before in reversed(line) if not before.text.isspace()), None)
    if last is None or char.text.isspace():
        return False
    size = max(last.top - last.bottom, char.top - char.bottom)
    apart = min(last.top, char.top) - max(last.bottom, char.bottom)
    return apart < 0 or char.right < last.left - size


def _line(chars: list[_Char], page: int, height: float) -> Iterator[Line]:
    """The line of *chars*, without the blanks that only widen the gap between hanzi and figures."""
    ink = [char for char in chars if not char.text.isspace()]
    if not ink:
        return
    size = max(char.top - char.bottom for char in ink)
    words = ink[0].text
    for before, char in pairwise(ink):
        gap = char.left - before.right
        latin = before.text.isascii() and char.text.isascii()
        between = "｜" if gap > CELL * size else " " if gap > (0.12 if latin else 0.6) * size else ""
        words += between + char.text
    words = RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), words)
    left, right = min(char.left for char in ink), max(char.right for char in ink)
    bottom, top = min(char.bottom for char in ink), max(char.top for char in ink)
    yield Line(words, page, left, right, height - top, height - bottom, size, height)
