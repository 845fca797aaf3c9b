"""OFD, the Chinese standard for fixed pages (GB/T 33190): zipped XML pages, laid out as those of a PDF."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from corpus.errors import UnreadableDocument
from corpus.files import archive
from corpus.files.blocks import Content
from corpus.files.formats import layout, page_lines, xml
from corpus.files.formats.glyphs import Glyph
from corpus.files.formats.pages import UNMOVED, Line, Matrix, Page
from corpus.files.formats.ruled import Rule
from corpus.files.formats.runs import Left

MOST_PAGES = 3_000
MILLIMETRE = 72 / 25.4  # points
THIN, SHORTEST = 2.5, 6.0  # points: no thicker and no shorter line rules a table
FEWEST = 4  # characters of a page with text


def content(data: bytes) -> Content:
    """The blocks of an .ofd in reading order. Raises UnreadableDocument."""
    with archive.opened(io.BytesIO(data)) as parts:
        left = Left()
        lines: list[Line] = []
        unread = pages = 0
        for name in _documents(parts):
            for path, box in _pages(parts, name):
                page = Page(pages, box[2] * MILLIMETRE, box[3] * MILLIMETRE)
                found = _page(parts, path, page, left)
                unread += sum(len(line.text) for line in found) < FEWEST and not any(
                    line.table for line in found
                )
                lines += found
                pages += 1
                if pages > MOST_PAGES:
                    raise UnreadableDocument(f"OFD 超过 {MOST_PAGES} 页，请拆分后再收入。")
    if not lines:
        raise UnreadableDocument("里面没有文字（可能是扫描件），请先做文字识别（OCR）再收入。")
    blocks = tuple(layout.blocks(lines, left))
    told = [f"{number} {what}" for what, number in left.counts.items()]
    return Content(
        blocks, tuple([f"{pages} 页中 {unread} 页没有文字，是图片或空白", *told] if unread else told)
    )


def _documents(parts: zipfile.ZipFile) -> Iterator[str]:
    """The root part of each document in the file."""
    for element in _parse(parts, "OFD.xml").iter():
        if _name(element) == "DocRoot" and element.text:
            yield element.text.strip().lstrip("/")


def _pages(parts: zipfile.ZipFile, document: str) -> Iterator[tuple[str, Sequence[float]]]:
    """The part of each page of *document*, and its box in millimetres."""
    root = _parse(parts, document)
    folder = posixpath.dirname(document)
    usual = next((_numbers(e.text) for e in root.iter() if _name(e) == "PhysicalBox"), [])
    for element in root.iter():
        if _name(element) != "Page" or not element.get("BaseLoc"):
            continue
        place = element.get("BaseLoc", "")
        path = place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place)
        own = next((_numbers(e.text) for e in _parse(parts, path).iter() if _name(e) == "PhysicalBox"), [])
        box = own or usual
        yield posixpath.normpath(path), box if len(box) == 4 else (0, 0, 210, 297)


def _page(parts: zipfile.ZipFile, path: str, page: Page, left: Left) -> list[Line]:
    found: list[Glyph] = []
    rules: list[Rule] = []
    for element in _parse(parts, path).iter():
        name = _name(element)
        if name == "TextObject":
            found += _glyphs(element)
        elif name == "PathObject":
            rules += _rules(element)
        elif name == "ImageObject":
            left.add("张图片没有文字")
    return page_lines.lines(found, rules, page, left)


def _glyphs(element: xml.Element) -> Iterator[Glyph]:
    """The characters of a text object: each stands behind the one before by the next of its deltas."""
    box, size = _numbers(element.get("Boundary")), float(element.get("Size") or 0)
    if len(box) < 4 or size <= 0:
        return
    a, b, c, d, e, f = _matrix(element)
    tall, across = size * (abs(d) or abs(b) or 1), abs(a) or abs(c) or 1
    scale = float(element.get("HScale") or 1)
    for code in (child for child in element if _name(child) == "TextCode"):
        for char, x, y, step in _characters(code, size):
            left, foot = box[0] + a * x + c * y + e, box[1] + b * x + d * y + f
            own = size * scale * _em(char)
            # The step to the next character is its width, unless it is a jump.
            wide = (step if step is not None and 0 < step <= 1.2 * size else own) * across
            top, low = (foot - 0.88 * tall) * MILLIMETRE, (foot + 0.12 * tall) * MILLIMETRE
            yield Glyph(char, left * MILLIMETRE, top, (left + wide) * MILLIMETRE, low)


def _characters(code: xml.Element, size: float) -> Iterator[tuple[str, float, float, float | None]]:
    """The characters of a run, where each stands, and the step across to the next if the file says it."""
    x, y = float(code.get("X") or 0), float(code.get("Y") or 0)
    across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
    for char, step, fall in zip_longest(code.text or "", across, down):
        if char is None:
            return
        yield char, x, y, step
        x += step if step is not None else 0 if down else size * _em(char)
        y += fall or 0


def _em(char: str) -> float:
    """How wide *char* is set, by the size of the letters."""
    return 0.5 if char.isascii() else 1.0


def _rules(element: xml.Element) -> Iterator[Rule]:
    """The straight lines of a path that is drawn."""
    box = _numbers(element.get("Boundary"))
    data = next((child.text for child in element if _name(child) == "AbbreviatedData"), None)
    if len(box) < 4 or not data or element.get("Stroke") == "false":
        return
    a, b, c, d, e, f = _matrix(element)
    begin = last = (0.0, 0.0)
    for letter, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
        points = _numbers(numbers)
        if letter in "SM" and len(points) >= 2:
            begin = last = (points[-2], points[-1])
            continue
        to = begin if letter == "C" else (points[-2], points[-1]) if len(points) >= 2 else last
        if letter in "LC":
            ends = [
                ((box[0] + a * x + c * y + e) * MILLIMETRE, (box[1] + b * x + d * y + f) * MILLIMETRE)
                for x, y in (last, to)
            ]
            yield from _rule(*ends)
        last = to


def _rule(begin: tuple[float, float], end: tuple[float, float]) -> Iterator[Rule]:
    (x, y), (to_x, to_y) = begin, end
    if abs(y - to_y) < 1 and abs(x - to_x) >= SHORTEST:
        yield Rule((y + to_y) / 2, min(x, to_x), max(x, to_x), False)
    elif abs(x - to_x) < 1 and abs(y - to_y) >= SHORTEST:
        yield Rule((x + to_x) / 2, min(y, to_y), max(y, to_y), True)


def _matrix(element: xml.Element) -> Matrix:
    numbers = _numbers(element.get("CTM"))
    return (
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
        if len(numbers) == 6
        else UNMOVED
    )


def _deltas(told: str | None) -> list[float]:
    """The steps from character to character: "g 3 4.5 6" -> 4.5 three times, then 6."""
    words, out = (told or "").split(), []
    at = 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            out += [float(words[at + 2])] * min(int(words[at + 1]), 100_000)
            at += 3
        else:
            out.append(float(words[at]))
            at += 1
    return out


def _numbers(told: str | None) -> list[float]:
    return [float(word) for word in re.findall(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?", told or "")]


def _name(element: xml.Element) -> str:
    return element.tag.rpartition("}")[2]


def _parse(parts: zipfile.ZipFile, name: str) -> xml.Element:
    return xml.parse(archive.member(parts, posixpath.normpath(name)))
