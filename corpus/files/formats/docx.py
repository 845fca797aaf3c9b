"""Word files, as a reader of the final version sees them: insertions yes, deletions no."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from corpus.errors import UnreadableDocument
from corpus.files import archive
from corpus.files.blocks import Block, Content, Kind
from corpus.files.formats import table, xml
from corpus.files.formats.numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What is not part of the final text, and what is only drawn a second time.
_UNSEEN = ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "rt", "sdtPr")
UNSEEN = {f"{W}{tag}" for tag in _UNSEEN}
MARKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
BLOCKS = (f"{W}p", f"{W}tbl")
STYLE = re.compile("Title$|[Hh]eading ?[1-9]")
OFF = ("0", "false", "off")


def content(data: bytes) -> Content:
    """The text of a .docx, a paragraph a line. Raises UnreadableDocument.

    Text boxes follow the paragraph they hang on; headers, footers, comments, notes are left out.
    """
    with archive.opened(io.BytesIO(data)) as parts:
        root = xml.parse(archive.member(parts, _document(parts)).replace(STRICT, W[1:-1].encode()))
        body = root.find(f"{W}body")
        if body is None:
            raise UnreadableDocument("文件里没有正文，请用 Word 或 WPS 打开后重新保存。")
        return Content(tuple(_blocks(body, Numbering(parts))))


def _document(parts: zipfile.ZipFile) -> str:
    """The name of the main part: its relation says so, for some programs call it document2.xml."""
    for relation in xml.parse(archive.member(parts, "_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _blocks(parent: xml.Element, numbering: Numbering) -> Iterator[Block]:
    """The paragraphs and tables under *parent*, in order; a paragraph with line breaks is several."""
    carried = ""  # of a paragraph whose end was deleted: it goes on in the next
    for block in _under(parent, BLOCKS):
        if block.tag == f"{W}tbl":
            yield from (Block(line, "row") for line in table.lines(list(_rows(block, numbering))))
            continue
        words = _words(block)
        kind = _kind(block)
        if words.strip() and not carried and (label := numbering.label(block)):
            words = label + words
            kind = "item" if kind == "paragraph" else kind
        if block.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            carried += words
        else:
            yield from (Block(line, kind) for line in (carried + words).split("\n"))
            carried = ""
        for box in _under(block, (f"{W}txbxContent",)):
            yield from _blocks(box, numbering)
    if carried:
        yield Block(carried)


def _kind(paragraph: xml.Element) -> Kind:
    """What the style of *paragraph* says it is; only the names that Word itself gives are known."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    named = STYLE.match(style.get(f"{W}val", "")) if style is not None else None
    if named is None:
        return "paragraph"
    return "title" if named[0] == "Title" else "heading"


def _rows(block: xml.Element, numbering: Numbering) -> Iterator[list[str]]:
    for row in _under(block, (f"{W}tr",)):
        if row.find(f"{W}trPr/{W}del") is None:
            yield [
                " ".join(block.text for block in _blocks(cell, numbering))
                for cell in _under(row, (f"{W}tc",))
            ]


def _under(parent: xml.Element, tags: tuple[str, ...]) -> Iterator[xml.Element]:
    """The outermost elements *tags* under *parent*, of each alternative the first only."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            yield from _under(next(iter(child), child), tags)
        elif child.tag not in UNSEEN:
            yield from _under(child, tags)


def _words(parent: xml.Element) -> str:
    """The text of a paragraph without that of the boxes that hang on it."""
    out: list[str] = []
    for child in parent:
        if child.tag == f"{W}t":
            out.append(re.sub(r"[\r\n\t]", " ", child.text or ""))
        elif child.tag in MARKS:
            out.append(MARKS[child.tag])
        elif child.tag == f"{MC}AlternateContent":
            out.append(_words(next(iter(child), child)))
        elif child.tag not in UNSEEN and child.tag != f"{W}txbxContent" and not _is_hidden(child):
            out.append(_words(child))
    return "".join(out)


def _is_hidden(run: xml.Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in OFF
