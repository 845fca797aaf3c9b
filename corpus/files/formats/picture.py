"""Photos and scans (.png .jpg .tif …), a page each picture, by text recognition."""

from __future__ import annotations

import io
import time

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Content
from corpus.files.formats import layout, recognition
from corpus.files.formats.pages import Line, Page
from corpus.files.formats.runs import Left

MOST_PAGES = 200
POINTS = 72 / recognition.DOTS


def content(data: bytes) -> Content:
    """The blocks of a picture, or of the pictures of a .tif. Raises UnreadableDocument."""
    if not recognition.is_installed():
        raise UnreadableDocument(f"这是图片，{recognition.REMEDY}，或先存为 .txt。")
    left = Left()
    lines: list[Line] = []
    pages = _pages(data, left, lines)
    if not lines:
        raise UnreadableDocument("图片里认不出文字，请换清楚些的图片，或先存为 .txt。")
    blocks = tuple(layout.blocks(lines, left))
    told = (
        f"文字由 {pages} 张图片识别得到，请核对",
        *(f"{number} {what}" for what, number in left.counts.items()),
    )
    return Content(blocks, told)


def _pages(data: bytes, left: Left, lines: list[Line]) -> int:
    """Add the lines of each picture in *data* to *lines*; how many there are."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    began = time.monotonic()
    number = 0
    try:
        with Image.open(io.BytesIO(data)) as opened:
            for frame in ImageSequence.Iterator(opened):
                if number == MOST_PAGES or time.monotonic() - began > recognition.SECONDS:
                    left.add("张以后的图片没有识别，请拆分后再收入")
                    break
                picture = ImageOps.exif_transpose(frame.convert("RGB"))
                page = Page(number, picture.width * POINTS, picture.height * POINTS, is_recognised=True)
                dots = picture.width * picture.height
                if dots > recognition.MOST_DOTS:
                    shrunk = (recognition.MOST_DOTS / dots) ** 0.5
                    picture = picture.resize((int(picture.width * shrunk), int(picture.height * shrunk)))
                lines += recognition.lines(np.asarray(picture)[:, :, ::-1], page, left)
                number += 1
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise UnreadableDocument("图片已损坏或太大，请另存为 .png 或 .jpg 后再收入。") from error
    return number
