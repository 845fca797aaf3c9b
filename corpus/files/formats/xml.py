"""XML from strangers: no entity is ever declared, so none can multiply."""

from __future__ import annotations

import io
from collections.abc import Iterator
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
        _guard(data)
        return ElementTree.fromstring(data)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableDocument("文件已损坏，请用原来的程序打开后重新保存。") from error


def each(data: bytes, *tags: str) -> Iterator[Element]:
    """The outermost elements *tags* of *data* in order, each only until the next is asked for.

    Raises UnreadableDocument as `parse` does.
    """
    try:
        _guard(data)
        above: list[Element] = []
        inside = 0
        for event, element in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):
            if event == "start":
                above.append(element)
                inside += element.tag in tags
                continue
            above.pop()
            if element.tag in tags:
                inside -= 1
                if not inside:
                    yield element
            if above and not inside:
                above[-1].remove(element)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableDocument("文件已损坏，请用原来的程序打开后重新保存。") from error


def _guard(data: bytes) -> None:
    """Refuse *data* if it declares an entity."""
    guard = expat.ParserCreate()
    guard.EntityDeclHandler = _refuse
    guard.Parse(data, True)


def _refuse(*_: object) -> NoReturn:
    raise UnreadableDocument("文件里有 XML 实体声明，可能有害，请用原来的程序打开后重新保存。")
