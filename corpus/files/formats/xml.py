"""XML from strangers: no entity is ever declared, so none can multiply."""

from __future__ import annotations

from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

from corpus.errors import UnreadableDocument

Element = ElementTree.Element


def parse(data: bytes) -> Element:
    """The root element of *data*. Raises UnreadableDocument for malformed XML and entity bombs.

    expat reads the file twice: once alone, where a declared entity ends it before it is expanded,
    then for ElementTree, which cannot be told to refuse them. External entities it never fetches.
    """
    try:
        guard = expat.ParserCreate()
        guard.EntityDeclHandler = _refuse
        guard.Parse(data, True)
        return ElementTree.fromstring(data)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableDocument("文件已损坏，请用原来的程序打开后重新保存。") from error


def _refuse(*_: object) -> NoReturn:
    raise UnreadableDocument("文件里有 XML 实体声明，可能有害，请用原来的程序打开后重新保存。")
