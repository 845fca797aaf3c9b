"""PDF files: what pdfium knows of a page (characters, ruling lines, pictures) into blocks by `layout`."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import math
import time
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Content
from corpus.files.formats import layout, page_lines, recognition
from corpus.files.formats.glyphs import Glyph
from corpus.files.formats.pages import UNMOVED, Line, Matrix, Page
from corpus.files.formats.ruled import Rule
from corpus.files.formats.runs import Left

MOST_PAGES = 3_000
FEWEST = 4  # characters of a page with text; a scan has none, or a stamp's
PASSWORD, SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
PATH, IMAGE, FORM = 2, 3, 5  # FPDF_PAGEOBJ_…
LINE_TO, MOVE_TO = 0, 2  # FPDF_SEGMENT_…
THIN = 2.5  # points: so thin a rectangle is a ruling line
SHORTEST = 6.0  # points: no shorter line rules a table
DEEPEST = 5  # forms within forms
MOST_OBJECTS = 50_000  # of a page
LEANING = 0.15  # radians off a right angle: watermarks lean
FOREIGN = 0.3  # of a page's characters that are no writing: its fonts do not say what they show
SHOWN_PAGES = 8


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
        return _content(document)
    finally:
        document.close()


def _content(document: Any) -> Content:
    left = Left()
    lines: list[Line] = []
    unread: list[int] = []  # pages without text
    recognised: list[int] = []
    began = time.monotonic()
    for number in range(len(document)):
        page = list(_page(document, number, left))
        if sum(len(line.text) for line in page) < FEWEST and not any(line.table for line in page):
            page = []
            if recognition.is_installed() and time.monotonic() - began < recognition.SECONDS:
                with contextlib.suppress(UnreadableDocument):  # the page is counted as unread
                    page = _recognised(document, number, left)
            (recognised if page else unread).append(number)
        lines += page
    if len(unread) == len(document):
        raise UnreadableDocument(
            f"这是扫描件，没有文字层；{recognition.REMEDY}，或先做文字识别（OCR）再收入。"
        )
    blocks = tuple(layout.blocks(lines, left))
    told = [f"{number} {what}" for what, number in left.counts.items()]
    for pages, what in (
        (unread, "没有文字（{}），是图片或空白"),
        (recognised, "是图片（{}），文字由识别得到，请核对"),
    ):
        if pages:
            told.insert(0, f"{len(document)} 页中 {len(pages)} 页{what.format(_numbers(pages))}")
    return Content(blocks, tuple(told))


def _recognised(document: Any, number: int, left: Left) -> list[Line]:
    """The lines of a page that is a picture."""
    opened = document[number]
    try:
        width, height = opened.get_size()
        scale = min(recognition.DOTS / 72, (recognition.MOST_DOTS / max(width * height, 1)) ** 0.5)
        picture = opened.render(scale=scale).to_numpy()[:, :, :3]
    finally:
        opened.close()
    return recognition.lines(picture, Page(number, width, height, is_recognised=True), left)


def _numbers(pages: Sequence[int]) -> str:
    """The numbers of *pages*: 第2—7页, 第9页."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    said = [f"第{a + 1}页" if a == b else f"第{a + 1}—{b + 1}页" for a, b in runs]
    return "、".join(said[:SHOWN_PAGES]) + ("等" if len(said) > SHOWN_PAGES else "")


def _page(document: Any, number: int, left: Left) -> Iterator[Line]:
    """The pieces of visual lines of one page and its tables, in reading order."""
    opened = document[number]
    letters = opened.get_textpage()
    try:
        box = opened.get_mediabox() if opened.get_rotation() else None
        page = Page(number, *(opened.get_size() if box is None else (box[2] - box[0], box[3] - box[1])))
        found = list(_glyphs(letters, page, left))
        if _is_foreign(found):
            left.add("页的字体没有编码，文字认不出")
            return
        rules = list(_rules(opened, page))
    finally:
        letters.close()
        opened.close()
    yield from page_lines.lines(found, rules, page, left)


def _is_foreign(found: Sequence[Glyph]) -> bool:
    """Whether much of the text is of no writing at all: private characters, replacements."""
    text = [glyph.text for glyph in found if not glyph.text.isspace()]
    odd = sum(1 for char in text if "\ue000" <= char <= "\uf8ff" or char in "\ufffd\0")
    return len(text) >= FEWEST and odd > FOREIGN * len(text)


def _glyphs(letters: Any, page: Page, left: Left) -> Iterator[Glyph]:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    high = 0  # the first half of a character beyond 16 bits
    leaning = False
    for index in range(letters.count_chars()):
        code = raw.FPDFText_GetUnicode(letters, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0x20
        high = 0
        turn = raw.FPDFText_GetCharAngle(letters, index) / (math.pi / 2)
        if abs(turn - round(turn)) > LEANING and not chr(code or 32).isspace():
            leaning = True
            continue
        raw.FPDFText_GetLooseCharBox(letters, index, ctypes.byref(box))
        text = "-" if code in (2, 0xFFFE) else chr(code) if code else " "
        high_edge, low_edge = page.height - box.top, page.height - box.bottom
        yield Glyph(text, box.left, high_edge, box.right, low_edge, round(turn) % 4)
    if leaning:
        left.add("页上的斜排水印没有收入")


def _rules(opened: Any, page: Page) -> Iterator[Rule]:
    """The ruling lines of a page."""
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(opened)
    objects = ((raw.FPDFPage_GetObject(opened, at), UNMOVED, 0) for at in range(min(count, MOST_OBJECTS)))
    waiting = list(objects)
    while waiting:
        item, matrix, depth = waiting.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (PATH, FORM):
            continue
        moved = _times(_matrix(item), matrix)
        if kind == FORM:
            inner = raw.FPDFFormObj_CountObjects(item) if depth < DEEPEST else 0
            waiting += [
                (raw.FPDFFormObj_GetObject(item, at), moved, depth + 1)
                for at in range(min(inner, MOST_OBJECTS))
            ]
        else:
            yield from _of_path(item, moved, page)


def _matrix(item: Any) -> Matrix:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return UNMOVED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _of_path(path: Any, matrix: Matrix, page: Page) -> Iterator[Rule]:
    """The straight lines of a path that is drawn, and thin rectangles that are filled."""
    points, is_straight = _points(path, matrix, page)
    if not points:
        return
    xs, ys = [x for part in points for x, _ in part], [y for part in points for _, y in part]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    if tall <= THIN < SHORTEST <= wide:
        yield Rule((min(ys) + max(ys)) / 2, min(xs), max(xs), False)
    elif wide <= THIN < SHORTEST <= tall:
        yield Rule((min(xs) + max(xs)) / 2, min(ys), max(ys), True)
    elif is_straight and _is_stroked(path):
        for part in points:
            yield from _sides(part)


def _sides(corners: list[tuple[float, float]]) -> Iterator[Rule]:
    """The lines between *corners* that run along a row or a column."""
    for (x, y), (to_x, to_y) in itertools.pairwise(corners):
        if abs(y - to_y) < 1 and abs(x - to_x) >= SHORTEST:
            yield Rule((y + to_y) / 2, min(x, to_x), max(x, to_x), False)
        elif abs(x - to_x) < 1 and abs(y - to_y) >= SHORTEST:
            yield Rule((x + to_x) / 2, min(y, to_y), max(y, to_y), True)


def _is_stroked(path: Any) -> bool:
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))) and bool(
        stroke.value
    )


def _points(path: Any, matrix: Matrix, page: Page) -> tuple[list[list[tuple[float, float]]], bool]:
    """The corners of each part of a path, from the page's upper left corner; whether all are straight."""
    from pypdfium2 import raw

    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[tuple[float, float]]] = []
    straight = True
    for at in range(min(raw.FPDFPath_CountSegments(path), MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind = raw.FPDFPathSegment_GetType(segment)
        point = a * x.value + c * y.value + e, page.height - (b * x.value + d * y.value + f)
        if kind == MOVE_TO or not parts:
            parts.append([])
        straight = straight and kind in (MOVE_TO, LINE_TO)
        parts[-1].append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts, straight
