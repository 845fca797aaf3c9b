"""One module a format: `content(data) -> Content`, its blocks in order. Which one reads which suffix.

Each raises UnreadableDocument with a sentence that does not name the file; what else goes wrong in
one is the fault of a broken file, and is caught where they are called. A module is imported when the
first file of its kind is read, so that this table costs nothing to import.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from functools import partial

from corpus.files.blocks import Content
from corpus.files.formats.signatures import kind_in

Reader = Callable[[bytes], Content]
# The module, and its function, that reads each kind.
MODULES = {
    "txt": ("plain", "content"),
    "md": ("markdown", "content"),
    "csv": ("delimited", "content"),
    "html": ("html", "content"),
    "mht": ("mht", "content"),
    "docx": ("docx", "content"),
    "xlsx": ("xlsx", "content"),
    "pptx": ("pptx", "content"),
    "epub": ("epub", "content"),
    "pdf": ("pdf", "content"),
    "ofd": ("ofd", "content"),
    "doc": ("office", "text_document"),
    "xls": ("office", "spreadsheet"),
    "ppt": ("office", "presentation"),
    "image": ("picture", "content"),
}
# Other suffixes of the kinds.
_MORE = {
    "txt": ".text", "md": ".markdown", "csv": ".tsv .tab", "html": ".htm .xhtml .shtml", "mht": ".mhtml .eml",
    "docx": ".docm .dotx", "xlsx": ".xlsm .xltx", "pptx": ".pptm .ppsx",
    "doc": ".wps .wpt .rtf .odt .dot .fodt", "xls": ".et .ett .ods .xlt .xlsb .fods", "ppt": ".dps .odp .pps",
    "image": ".png .jpg .jpeg .tif .tiff .bmp .webp",
}  # fmt: skip


def _read(kind: str, data: bytes) -> Content:
    module, function = MODULES[kind]
    read: Reader = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    return read(data)


FORMATS: Mapping[str, Reader] = {kind: partial(_read, kind) for kind in MODULES}
SUFFIXES: Mapping[str, str] = {
    **{f".{kind}": kind for kind in MODULES if kind != "image"},
    **{suffix: kind for kind, more in _MORE.items() for suffix in more.split()},
}


def is_readable(suffix: str) -> bool:
    """Whether files named *suffix* are read here: pictures only where text recognition is installed."""
    kind = SUFFIXES.get(suffix.lower())
    return kind is not None and (kind != "image" or importlib.util.find_spec("rapidocr") is not None)


def kind_of(suffix: str, data: bytes) -> str:
    """The kind of a file named *suffix* that begins with *data*, which is believed before its name.

    .doc with <html> -> html; .txt with %PDF- -> pdf; .xls that is text with tabs -> csv.
    """
    named = SUFFIXES.get(suffix.lower(), suffix.lower().lstrip("."))
    real = kind_in(data, named)
    if real is not None:
        return real
    if named in ("xls", "xlsx") and b"\0" not in data[:4096] and data.count(b"\n", 0, 4096):
        return "csv"
    return named
