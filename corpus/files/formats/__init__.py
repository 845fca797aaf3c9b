"""One module a format: `content(data) -> Content`, its blocks in order. Which one reads which suffix.

Each raises UnreadableDocument with a sentence that does not name the file; what else goes wrong in
one is the fault of a broken file, and is caught where they are called. Outside libraries are
imported inside the functions, so that this table costs nothing to import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corpus.files.blocks import Content
from corpus.files.formats import docx, epub, html, markdown, office, pdf, plain, xlsx

Reader = Callable[[bytes], Content]
FORMATS: Mapping[str, Reader] = {
    "txt": plain.content,
    "md": markdown.content,
    "html": html.content,
    "docx": docx.content,
    "doc": office.content,
    "pdf": pdf.content,
    "xlsx": xlsx.content,
    "epub": epub.content,
}
SUFFIXES: Mapping[str, str] = {
    **{f".{kind}": kind for kind in FORMATS},
    **{".text": "txt", ".markdown": "md", ".htm": "html", ".xhtml": "html", ".docm": "docx", ".xlsm": "xlsx"},
}
# What a file is, by its first bytes, whatever its name says: a .doc is often a docx or a web page.
MAGIC = ((b"%PDF-", "pdf"), (office.OLE, "doc"), (office.RTF, "doc"))


def kind_of(suffix: str, data: bytes) -> str:
    """The kind of a file named *suffix* that begins with *data*: .doc, <html> -> html."""
    kind = SUFFIXES.get(suffix.lower(), suffix.lstrip("."))
    head = data[:1024].lstrip()
    if kind in ("doc", "docx", "xlsx", "pdf"):
        for magic, real in MAGIC:
            if head.startswith(magic):
                return real
        if kind == "doc" and head.startswith(b"PK\x03\x04"):
            return "docx"
        if not head.startswith(b"PK") and b"<html" in head.lower():
            return "html"
    return kind
