"""What a file is by what it begins with, whatever its name says: a .doc is often a docx or a web page."""

from __future__ import annotations

import io
import re

from corpus.errors import UnreadableDocument
from corpus.files import archive

OLE, RTF, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"PK\x03\x04"
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"BM")
HTML = re.compile(
    rb"(?is)(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b"
)
# Names in a zip file, and those of streams in Microsoft's old files, that tell what it is.
MEMBERS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
    "xl/workbook.bin": "xls",
    "META-INF/container.xml": "epub",
}
FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
ODF = b"application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = {ODF + b"text": "doc", ODF + b"spreadsheet": "xls", ODF + b"presentation": "ppt"}
# XML that Microsoft's and others' programs write in one piece.
FLAT = {b'progid="Word.Document"': "doc", b'progid="Excel.Sheet"': "xls"} | OPEN_DOCUMENTS
HEAD = 4096
# The first lines of a web archive or a mail.
MAIL = re.compile(
    rb"(?i)(?:(?:mime-version|from|to|date|subject|received|return-path|delivered-to|message-id|content-type"
    rb"|snapshot-content-location|x-[\w-]+)[ \t]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}"
)


def kind_in(data: bytes, named: str) -> str | None:
    """The kind that *data* begins as, None where only the name, *named*, can tell."""
    head = data[:HEAD]
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if bare.startswith(RTF):
        return "doc"
    if head.startswith(OLE):
        return _of_ole(data, named)
    if head.startswith(ZIP):
        return _of_zip(data)
    if head.startswith(PICTURES) or head[8:12] == b"WEBP":
        return "image"
    return _of_text(data, bare, named)


def _of_text(data: bytes, bare: bytes, named: str) -> str | None:
    if bare.startswith(b"<?xml"):
        flat = next((kind for mark, kind in FLAT.items() if mark in bare), None)
        if flat is not None:
            return flat
    if HTML.match(bare) and named != "md":
        return "html"
    if named not in ("txt", "md", "csv", "html") and b"<html" in bare[:1024].lower():
        return "html"
    return "mht" if is_mail(data) else None


def _of_ole(data: bytes, named: str) -> str:
    """Which of Microsoft's old programs wrote *data*; what has a password goes by its name."""
    streams = [(data.find(name.encode("utf-16-le") + b"\0\0"), kind) for name, kind in STREAMS.items()]
    found = [kind for at, kind in sorted(streams) if at >= 0]
    if found:
        return "doc" if "doc" in found else found[0]  # a sheet may be set into a text
    return {"xlsx": "xls", "xls": "xls", "pptx": "ppt", "ppt": "ppt"}.get(named, "doc")


def _of_zip(data: bytes) -> str | None:
    try:
        with archive.opened(io.BytesIO(data)) as parts:
            names = parts.namelist()
            if "mimetype" in names:
                mime = archive.member(parts, "mimetype", most=1000)
                for mark, kind in OPEN_DOCUMENTS.items():
                    if mark in mime:
                        return kind
    except UnreadableDocument:
        return None
    told = next((MEMBERS[name] for name in MEMBERS if name in names), None)
    return told or next(
        (kind for folder, kind in FOLDERS.items() if any(name.startswith(folder) for name in names)), None
    )


def is_mail(data: bytes) -> bool:
    """Whether *data* begins as a web archive or a mail does, whatever its name: MIME-Version: 1.0."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n \t")
    return MAIL.match(head) is not None and b"content-type" in data[:20_000].lower()
