"""The text of pictures of pages, by RapidOCR where it is installed: pip install '.[ocr]'.

Its models come with it; nothing is fetched. The classifier of upside-down lines is off: it drops lines
without a word. Lines it is not sure of are kept and counted.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableDocument
from corpus.files.formats import columns, ruled
from corpus.files.formats.glyphs import Glyph
from corpus.files.formats.pages import Line, Page
from corpus.files.formats.ruled import Rule
from corpus.files.formats.runs import Left

if TYPE_CHECKING:
    import numpy as np

DOTS = 200  # an inch: fewer lose figures, more cost time
MOST_DOTS = 12_000_000  # of a picture; larger ones are made smaller
UNSURE = 0.7  # of a line: below that it deserves a look
DARK = 150  # of 255
LONG = 80  # dots: longer than the strokes of a title's letters
SECONDS = 40.0  # for all pictures of a file
SETTINGS = {
    "Global.use_cls": False,
    "Global.text_score": 0.0,
    "Global.log_level": "error",
}
REMEDY = "装上文字识别（pip install '.[ocr]'）后可以收入"


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return importlib.util.find_spec("rapidocr") is not None


def lines(picture: np.ndarray[Any, Any], page: Page, left: Left) -> list[Line]:
    """The lines of *picture*, which shows *page*, in reading order; *left* counts unsure ones.

    Raises UnreadableDocument where the recognition itself fails.
    """
    try:
        result = _engine()(picture)
    except Exception as error:  # onnxruntime has errors of its own, of too little memory among them
        raise UnreadableDocument("文字识别失败（可能内存不够），请换小一些的图片，或先存为 .txt。") from error
    if result.boxes is None or result.txts is None:
        return []
    across, down = page.width / picture.shape[1], page.height / picture.shape[0]
    found: list[Line] = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        if text.strip():
            xs, ys = [float(x) * across for x, _ in box], [float(y) * down for _, y in box]
            found.append(Line(text.strip(), page, min(xs), max(xs), min(ys), max(ys), max(ys) - min(ys)))
            if score < UNSURE:
                left.add("行识别把握不大")
    return _with_tables(found, _rules(picture, across), page)


def _with_tables(lines: Sequence[Line], rules: Sequence[Rule], page: Page) -> list[Line]:
    """*lines* in reading order, those inside *rules* as tables."""
    glyphs = [Glyph(line.text, line.left, line.top, line.right, line.bottom) for line in lines]
    drawn, rest = ruled.tables(rules, glyphs, page)
    boxes = {(glyph.left, glyph.top) for glyph in rest}
    out = columns.ordered(_in_rows([line for line in lines if (line.left, line.top) in boxes]))
    for table in drawn:
        out.insert(next((at for at, line in enumerate(out) if line.top >= table.top), len(out)), table)
    return out


def _rules(picture: np.ndarray[Any, Any], scale: float) -> list[Rule]:
    """The ruling lines of *picture*: dark runs longer than any stroke of a letter."""
    dark = picture.mean(axis=2) < DARK
    rules: list[Rule] = []
    for upright, dots in ((False, dark), (True, dark.T)):
        for at, begin, end in _runs(dots):
            rules.append(Rule(at * scale, begin * scale, end * scale, upright))
    return rules


def _runs(dark: np.ndarray[Any, Any]) -> Iterator[tuple[int, int, int]]:
    """(row, begin, end) of the long runs of *dark* dots."""
    import numpy as np

    edged = np.zeros((dark.shape[0], dark.shape[1] + 2), np.int8)
    edged[:, 1:-1] = dark
    steps = np.diff(edged, axis=1)
    rows, begins = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    for number in np.nonzero(ends - begins >= LONG)[0].tolist():
        yield int(rows[number]), int(begins[number]), int(ends[number])


def _in_rows(found: list[Line]) -> list[Line]:
    """*found* from the top, those side by side from the left."""
    rows: list[list[Line]] = []
    for line in sorted(found, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


@functools.cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params=SETTINGS)
