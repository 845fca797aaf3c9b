"""Slides: the texts and tables of each, from top to bottom, with its notes."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from corpus.files import archive, tables
from corpus.files.blocks import Block, Content, Kind
from corpus.files.cells import Cell, even
from corpus.files.formats import xml
from corpus.files.formats.numbering import written
from corpus.files.formats.raised import lowered, raised
from corpus.files.formats.runs import Left

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT = (
    (b"http://purl.oclc.org/ooxml/drawingml/main", A[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/presentationml/main", P[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
)
TITLES = ("title", "ctrTitle")
FURNITURE = ("dt", "ftr", "sldNum", "hdr")  # placeholders of dates, foot lines and numbers
DRAWN = {
    "pic": "张图片没有文字",
    "chart": "个图表没有读",
    "relIds": "个图示没有读",
    "oleObj": "个嵌入的对象没有读",
}
# Numbers before paragraphs, by the form that numbering.py knows and what stands around them.
NUMBERS = {
    "arabicPeriod": ("decimal", "{}."), "arabicParenR": ("decimal", "{})"),
    "arabicParenBoth": ("decimal", "({})"), "arabicPlain": ("decimal", "{} "),
    "alphaLcPeriod": ("lowerLetter", "{}."), "alphaUcPeriod": ("upperLetter", "{}."),
    "romanLcPeriod": ("lowerRoman", "{}."), "romanUcPeriod": ("upperRoman", "{}."),
    "circleNumDbPlain": ("decimalEnclosedCircle", "{}"),
    "circleNumWdWhitePlain": ("decimalEnclosedCircle", "{}"),
    "ea1ChsPlain": ("chineseCounting", "{}、"), "ea1ChsPeriod": ("chineseCounting", "{}、"),
    "ea1ChtPeriod": ("chineseCounting", "{}、"), "ea1JpnChsDbPeriod": ("chineseCounting", "{}、"),
}  # fmt: skip


def content(data: bytes) -> Content:
    """The blocks of a .pptx, slide by slide; hidden slides are left out. Raises UnreadableDocument."""
    with archive.opened(io.BytesIO(data)) as parts:
        left = Left()
        blocks = list(_blocks(parts, left))
        first = next((at for at, block in enumerate(blocks) if block.kind == "heading"), None)
        if first is not None and not any(block.kind in ("paragraph", "row") for block in blocks[:first]):
            blocks[first] = replace(blocks[first], kind="title")
        return Content(tuple(blocks), tuple(f"{number} {what}" for what, number in left.counts.items()))


def _blocks(parts: zipfile.ZipFile, left: Left) -> Iterator[Block]:
    main = "ppt/presentation.xml"
    related = _related(parts, main)
    for number, slide in enumerate(_parse(parts, main).iter(f"{P}sldId"), 1):
        name = related.get(slide.get(f"{R}id", ""), "")
        if name not in parts.namelist():
            continue
        root = _parse(parts, name)
        if root.get("show") in ("0", "false"):
            left.add("张隐藏的幻灯片没有收入")
            continue
        yield from _slide(root, f"第{number}页", left)
        for note in (part for part in _related(parts, name).values() if "/notesSlides/" in part):
            for block in _slide(_parse(parts, note), f"第{number}页备注", left):
                yield replace(block, kind="note")


def _parse(parts: zipfile.ZipFile, name: str) -> xml.Element:
    data = archive.member(parts, name)
    for strict, usual in STRICT:
        data = data.replace(strict, usual)
    return xml.parse(data)


def _related(parts: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The parts that the part *name* refers to, by the ids it gives them."""
    folder, file = posixpath.split(name)
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in parts.namelist():
        return {}
    out: dict[str, str] = {}
    for relation in xml.parse(archive.member(parts, relations)):
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        out[relation.get("Id", "")] = posixpath.normpath(path)
    return out


def _slide(root: xml.Element, where: str, left: Left) -> Iterator[Block]:
    """The texts of one slide, its title first, the others from top to bottom."""
    shapes = [shape for shape in root.iter() if shape.tag in (f"{P}sp", f"{P}graphicFrame")]
    for element in root.iter():
        if drawn := DRAWN.get(element.tag.rpartition("}")[2]):
            left.add(drawn)
    ordered = sorted(
        enumerate(shapes), key=lambda pair: (_role(pair[1]) not in TITLES, _top(pair[1]), pair[0])
    )
    count = 0
    above = ""
    for _, shape in ordered:
        if _role(shape) in (*FURNITURE, "sldImg"):
            continue
        kind: Kind = "heading" if _role(shape) in TITLES else "paragraph"
        for table in shape.iter(f"{A}tbl"):
            count += 1
            yield from _table(table, f"{where}表{count}", above)
        told = list(_paragraphs(shape.find(f"{P}txBody"), kind, where))
        yield from told
        above = told[-1].text if told else above


def _role(shape: xml.Element) -> str:
    placeholder = shape.find(f".//{P}nvPr/{P}ph")
    return placeholder.get("type", "body") if placeholder is not None else ""


def _top(shape: xml.Element) -> tuple[int, int]:
    """Where a shape begins, in steps of half an inch or so from the top, then from the left."""
    offset = shape.find(f".//{A}off")
    if offset is None:
        offset = shape.find(f"{P}xfrm/{A}off")
    x, y = (offset.get("x", "0"), offset.get("y", "0")) if offset is not None else ("0", "0")
    return (int(y) // 400_000, int(x)) if re.fullmatch(r"-?\d+", x) and re.fullmatch(r"-?\d+", y) else (0, 0)


def _paragraphs(body: xml.Element | None, kind: Kind, where: str) -> Iterator[Block]:
    counts: dict[tuple[int, str], int] = {}
    for paragraph in body.findall(f"{A}p") if body is not None else ():
        text = _words(paragraph)
        if not text.strip():
            continue
        label, mine = _label(paragraph, counts), kind
        if label:
            between = " " if text[0].isdigit() and label[-1:] in ".)" else ""
            text, mine = label + between + text, "item"
        yield from (Block(line, mine, where) for line in text.split("\n") if line.strip())


def _label(paragraph: xml.Element, counts: dict[tuple[int, str], int]) -> str:
    """The number that PowerPoint puts before *paragraph*."""
    properties = paragraph.find(f"{A}pPr")
    numbered = properties.find(f"{A}buAutoNum") if properties is not None else None
    level = int((properties.get("lvl") or "0") if properties is not None else "0")
    for deeper in [key for key in counts if key[0] > level or (key[0] == level and numbered is None)]:
        del counts[deeper]
    if numbered is None:
        return ""
    form, around = NUMBERS.get(numbered.get("type", ""), ("decimal", "{}."))
    key = (level, numbered.get("type", ""))
    start = numbered.get("startAt", "1")
    counts[key] = counts[key] + 1 if key in counts else int(start) if start.isdigit() else 1
    return around.format(written(counts[key], form))


def _words(paragraph: xml.Element) -> str:
    text = ""
    for child in paragraph:
        if child.tag == f"{A}br":
            text += "\n"
        elif child.tag in (f"{A}r", f"{A}fld"):
            told, properties = child.findtext(f"{A}t") or "", child.find(f"{A}rPr")
            shift = properties.get("baseline", "0") if properties is not None else "0"
            struck = properties is not None and properties.get("strike", "noStrike") != "noStrike"
            if struck:
                continue
            if shift.lstrip("-").isdigit() and int(shift) > 0:
                text += raised(told, before=text)
            else:
                text += lowered(told) if shift.startswith("-") else told
    return text


def _table(table: xml.Element, where: str, above: str) -> Iterator[Block]:
    return tables.blocks(_grid(table), where=lambda at: f"{where}第{at + 1}行", above=above)


def _grid(table: xml.Element) -> list[list[Cell | None]]:
    """The cells of a table; one that is merged stands in all slots that it covers."""
    grid: list[list[Cell | None]] = []
    for row in table.findall(f"{A}tr"):
        slots: list[Cell | None] = []
        for at, element in enumerate(row.findall(f"{A}tc")):
            if element.get("hMerge") in ("1", "true") and slots:
                slots.append(slots[-1])
            elif element.get("vMerge") in ("1", "true") and grid and at < len(grid[-1]):
                slots.append(grid[-1][at])
            else:
                told = (_words(paragraph) for paragraph in element.iter(f"{A}p"))
                slots.append(Cell("\n".join(text for text in told if text.strip())))
        grid.append(slots)
    return even(grid)
