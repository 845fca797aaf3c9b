"""Word files, as a reader of the final version sees them: insertions yes, deletions no."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from corpus.errors import UnreadableDocument
from corpus.files import archive, tables
from corpus.files.blocks import Block, Content, Kind
from corpus.files.cells import Cell, even
from corpus.files.formats import html, mht, plain, runs, signatures, xml
from corpus.files.formats.numbering import Numbering
from corpus.files.formats.runs import MC, UNSEEN, Left
from corpus.files.formats.styles import Styles, W, value

STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", runs.M[1:-1].encode()),
)
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
BLOCKS = (f"{W}p", f"{W}tbl", f"{W}altChunk")
# What is drawn rather than written, by the local name of its element.
DRAWN = {
    **dict.fromkeys(("pic", "imagedata"), "张图片没有文字"),
    "chart": "个图表没有读",
    "relIds": "个图示没有读",
    "OLEObject": "个嵌入的对象没有读",
}
NO_TITLE = re.compile(
    r"(?i).*(?:microsoft|word|wps|untitled|document\d*|powerpoint).*|(?:新建|无标题|模板).*|.{0,3}"
)
MOST_INSERTED = 100


def content(data: bytes) -> Content:
    """The blocks of a .docx. Raises UnreadableDocument.

    Text boxes and notes follow the paragraph they hang on; headers, footers and comments are left out.
    """
    with archive.opened(io.BytesIO(data)) as parts:
        return _Reader(parts).content()


class _Reader:
    """One file while it is read."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self._parts = parts
        self._main = _document(parts)
        self._folder = posixpath.dirname(self._main)
        self._styles = Styles(parts, self._folder)
        self._numbering = Numbering(parts, self._styles, self._folder)
        self._left = Left()
        self._notes: dict[str, dict[str, str]] = {}  # of each kind by their ids
        self._tables = self._inserted = 0

    def content(self) -> Content:
        body = self._part(self._main).find(f"{W}body")
        if body is None:
            raise UnreadableDocument("文件里没有正文，请用 Word 或 WPS 打开后重新保存。")
        self._notes = {kind: self._notes_of(kind) for kind in ("footnote", "endnote")}
        blocks = tuple(_titled(list(self._blocks(body))))
        for element in body.iter():
            drawn = DRAWN.get(element.tag.rpartition("}")[2])
            if drawn:
                self._left.add(drawn)
        counts = self._left.counts
        return Content(blocks, tuple(f"{number} {what}" for what, number in counts.items()), self._title())

    def _part(self, name: str) -> xml.Element:
        data = archive.member(self._parts, name)
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        return xml.parse(data)

    def _title(self) -> str | None:
        """The title among the properties of the file, unless a program has put it there."""
        if "docProps/core.xml" not in self._parts.namelist():
            return None
        told = (self._part("docProps/core.xml").findtext(f"{DUBLIN}title") or "").strip()
        return None if NO_TITLE.fullmatch(told) else told

    def _notes_of(self, kind: str) -> dict[str, str]:
        """The text of each footnote or endnote by its id, without the lines that only part them."""
        name = f"{self._folder}/{kind}s.xml"
        if name not in self._parts.namelist():
            return {}
        return {
            note.get(f"{W}id", ""): " ".join(block.text for block in self._blocks(note)).strip()
            for note in self._part(name).iter(f"{W}{kind}")
            if note.get(f"{W}type") in (None, "normal")
        }

    def _blocks(self, parent: xml.Element) -> Iterator[Block]:
        """The paragraphs and tables under *parent*, in order; a paragraph with line breaks is several."""
        carried = ""  # of a paragraph whose end was deleted: it goes on in the next
        above = ""  # the line before, which may give the unit of a table
        for element in _under(parent, BLOCKS):
            if element.tag == f"{W}p" and element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
                carried += runs.words(element, self._styles, self._left)
                continue
            for block in self._of(element, carried, above):
                yield block
                above = block.text.strip() or above
            carried = ""
        if carried:
            yield Block(carried)

    def _of(self, element: xml.Element, carried: str, above: str) -> Iterator[Block]:
        if element.tag == f"{W}tbl":
            yield from self._table(element, above)
        elif element.tag == f"{W}altChunk":
            yield from self._chunk(element)
        else:
            yield from self._paragraph(element, carried)
            for box in _under(element, (f"{W}txbxContent",)):
                yield from self._blocks(box)
            yield from self._noted(element)

    def _paragraph(self, element: xml.Element, carried: str) -> Iterator[Block]:
        if self._styles.is_contents(element):
            return
        text = runs.words(element, self._styles, self._left)
        kind: Kind = self._styles.kind(element)
        if text.strip() and not carried and self._numbering.is_item(element):
            label = self._numbering.label(element)
            between = " " if label[-1:].isdigit() or (text[0].isdigit() and label[-1:] in ".．)") else ""
            text, kind = label + between + text, "item" if kind == "paragraph" else kind
        yield from (Block(line, kind) for line in (carried + text).split("\n"))

    def _noted(self, element: xml.Element) -> Iterator[Block]:
        """The notes that *element* refers to, as blocks of their own."""
        for kind, name in runs.notes(element):
            text = self._notes.get(kind, {}).get(name)
            if text:
                self._left.add("条脚注已收入" if kind == "footnote" else "条尾注已收入")
                yield Block(text, "note", "脚注" if kind == "footnote" else "尾注")

    def _chunk(self, element: xml.Element) -> Iterator[Block]:
        """The text of a file that is inserted whole: Word shows it as part of this one."""
        name, data = self._related(element.get(f"{R}id", ""))
        self._inserted += 1
        inserted = _inserted(name, data) if data and self._inserted <= MOST_INSERTED else None
        if inserted is None:
            self._left.add(f"个插入的文件没有读出（{posixpath.splitext(name)[1] or '格式不明'}）")
        else:
            yield from inserted.blocks

    def _related(self, relation: str) -> tuple[str, bytes]:
        """The name and the bytes of the part that *relation* of the main part names."""
        folder, _, name = self._main.rpartition("/")
        for other in self._part(f"{folder}/_rels/{name}.rels"):
            if other.get("Id") == relation and other.get("TargetMode") != "External":
                target = other.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                return path, archive.member(self._parts, posixpath.normpath(path))
        return "", b""

    def _table(self, element: xml.Element, above: str) -> Iterator[Block]:
        """The rows of a table, each followed by the tables in its cells; a frame around text is no table."""
        self._tables += 1
        number = self._tables
        rows = [row for row in _under(element, (f"{W}tr",)) if row.find(f"{W}trPr/{W}del") is None]
        inner: list[list[Block]] = []  # in the cells of each row
        grid: list[list[Cell | None]] = []
        for row in rows:
            cells, filled = self._row(row, grid[-1] if grid else [])
            grid.append(cells)
            inner.append([block for blocks in filled for block in blocks])
        if tables.is_layout(grid):
            yield from chain.from_iterable(inner)
            return
        told = tables.blocks(even(grid), where=lambda at: f"表{number}第{at + 1}行", above=above)
        yield from _with_nested(told, inner)

    def _row(
        self, row: xml.Element, above: Sequence[Cell | None]
    ) -> tuple[list[Cell | None], list[list[Block]]]:
        """The slots of *row*, under the row *above*, and the blocks in each of its cells."""
        before = value(row.find(f"{W}trPr"), "gridBefore") or "0"
        slots: list[Cell | None] = [None] * min(int(before), 1000) if before.isdigit() else []
        filled: list[list[Block]] = []
        is_head = row.find(f"{W}trPr/{W}tblHeader") is not None
        for element in _under(row, (f"{W}tc",)):
            properties = element.find(f"{W}tcPr")
            span = value(properties, "gridSpan") or "1"
            wide = min(int(span), 1000) if span.isdigit() else 1
            if _is_merged(properties, "hMerge") and slots:
                slots += [slots[-1]] * wide
            elif _is_merged(properties, "vMerge") and len(above) > len(slots):
                slots += above[len(slots) : len(slots) + wide]
            else:
                blocks = list(self._blocks(element))
                filled.append(blocks)
                text = "\n".join(block.text for block in blocks if block.kind not in ("row", "note"))
                slots += [Cell(text, is_head=is_head)] * wide
        return slots, filled


def _with_nested(told: Iterable[Block], inner: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """The blocks of a table, each row followed by the tables in its cells."""
    nested = {
        at: [block for block in blocks if block.kind in ("row", "note")] for at, blocks in enumerate(inner)
    }
    for block in told:
        yield block
        match = re.search(r"第(\d+)行", block.where)
        yield from nested.pop(int(match[1]) - 1, []) if match else []
    yield from chain.from_iterable(nested.values())


def _titled(blocks: list[Block]) -> list[Block]:
    """*blocks*, the first heading made the title if nothing stands above it and no other is as high."""
    first = next((at for at, block in enumerate(blocks) if block.text.strip()), None)
    if first is None or blocks[first].kind != "heading" or any(block.kind == "title" for block in blocks):
        return blocks
    return [*blocks[:first], replace(blocks[first], kind="title"), *blocks[first + 1 :]]


def _document(parts: zipfile.ZipFile) -> str:
    """The name of the main part: its relation says so, for some programs call it document2.xml."""
    for relation in xml.parse(archive.member(parts, "_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _inserted(name: str, data: bytes) -> Content | None:
    """What a file in the file says, if it is of a kind that is read here."""
    suffix = posixpath.splitext(name)[1].lower()
    if data.startswith(b"PK\x03\x04"):
        return content(data)
    if signatures.is_mail(data):
        return mht.content(data)
    if suffix in (".html", ".htm", ".xhtml") or b"<html" in data[:1024].lower():
        return html.content(data)
    return plain.content(data) if suffix == ".txt" else None


def _is_merged(properties: xml.Element | None, name: str) -> bool:
    """Whether a cell goes on in the direction *name* from the one before it."""
    merge = properties.find(f"{W}{name}") if properties is not None else None
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _under(parent: xml.Element, tags: tuple[str, ...]) -> Iterator[xml.Element]:
    """The outermost elements *tags* under *parent*, of each alternative the first only."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            yield from _under(next(iter(child), child), tags)
        elif child.tag not in UNSEEN:
            yield from _under(child, tags)
