"""E-books: the chapters in the order of the spine."""

from __future__ import annotations

import io
import posixpath
from urllib.parse import unquote

from corpus.errors import UnreadableDocument
from corpus.files import archive
from corpus.files.blocks import Content
from corpus.files.formats import html, xml

CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF = "{http://www.idpf.org/2007/opf}"
PAGES = ("application/xhtml+xml", "text/html")


def content(data: bytes) -> Content:
    """The text of an .epub without its contents page. Raises UnreadableDocument."""
    with archive.opened(io.BytesIO(data)) as parts:
        if "META-INF/encryption.xml" in parts.namelist() and "META-INF/rights.xml" in parts.namelist():
            raise UnreadableDocument("电子书有版权加密，请换用没有加密的版本。")
        rootfile = xml.parse(archive.member(parts, "META-INF/container.xml")).find(f".//{CONTAINER}rootfile")
        package = rootfile.get("full-path", "") if rootfile is not None else ""
        root = xml.parse(archive.member(parts, package))
        pages = {
            item.get("id"): posixpath.join(posixpath.dirname(package), unquote(item.get("href", "")))
            for item in root.iter(f"{OPF}item")
            if item.get("media-type") in PAGES and "nav" not in item.get("properties", "").split()
        }
        spine = [pages[ref.get("idref")] for ref in root.iter(f"{OPF}itemref") if ref.get("idref") in pages]
        chapters = [html.content(archive.member(parts, posixpath.normpath(page))) for page in spine]
        return Content(tuple(block for chapter in chapters for block in chapter.blocks))
