"""The styles of a Word file: which paragraphs are titles and headings, which runs are raised or hidden."""

from __future__ import annotations

import re
import zipfile

from corpus.files import archive
from corpus.files.blocks import Kind
from corpus.files.formats import xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = ("0", "false", "off")
# The names that Word, WPS and LibreOffice store, and those that offices give their own styles.
_TITLE = re.compile(r"(?i)title|(?:公文|文件|文章|主|大|总)?标题")
_HEADING = re.compile(r"(?i)heading ?\d|标题 ?\d|[一二三四五六]级标题")
_CONTENTS = re.compile(r"(?i)(?:toc|目录) ?\d")
_DEEPEST = 20  # styles based on one another


class Styles:
    """What the styles of one file say of paragraphs and runs."""

    def __init__(self, parts: zipfile.ZipFile, folder: str = "word") -> None:
        self._styles: dict[str, xml.Element] = {}
        if f"{folder}/styles.xml" in parts.namelist():
            root = xml.parse(archive.member(parts, f"{folder}/styles.xml"))
            self._styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}

    def kind(self, paragraph: xml.Element) -> Kind:
        """What the style or the outline level of *paragraph* says it is."""
        name = self.name(paragraph)
        if _TITLE.fullmatch(name):
            return "title"
        if _HEADING.fullmatch(name):
            return "heading"
        level = self.property(paragraph, "outlineLvl")
        return "heading" if level is not None and level.get(f"{W}val") in tuple("012345678") else "paragraph"

    def is_contents(self, paragraph: xml.Element) -> bool:
        """Whether *paragraph* is a line of a table of contents that Word has made."""
        return _CONTENTS.fullmatch(self.name(paragraph)) is not None

    def name(self, paragraph: xml.Element) -> str:
        """The name of the style of *paragraph*: heading 1."""
        style = self._styles.get(self.of(paragraph))
        return (value(style, "name") or "") if style is not None else self.of(paragraph)

    def of(self, element: xml.Element) -> str:
        """The id of the style of a paragraph, "" where it has none."""
        return value(element.find(f"{W}pPr"), "pStyle") or ""

    def property(self, paragraph: xml.Element, name: str) -> xml.Element | None:
        """A property of *paragraph*, its own or of its style or of one that this is based on."""
        own = paragraph.find(f"{W}pPr/{W}{name}")
        return own if own is not None else self.inherited(paragraph, name)

    def inherited(self, paragraph: xml.Element, name: str) -> xml.Element | None:
        """A property that *paragraph* has of its style."""
        return self._inherited(self.of(paragraph), "pPr", name)

    def of_run(self, run: xml.Element, name: str) -> xml.Element | None:
        """A property of *run*, its own or of its character style."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return None
        own = properties.find(f"{W}{name}")
        return own if own is not None else self._inherited(value(properties, "rStyle") or "", "rPr", name)

    def _inherited(self, style: str, where: str, name: str) -> xml.Element | None:
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return None
            found = element.find(f"{W}{where}/{W}{name}")
            if found is not None:
                return found
            style = value(element, "basedOn") or ""
        return None


def value(parent: xml.Element | None, tag: str) -> str | None:
    """The w:val of the child *tag* of *parent*."""
    child = parent.find(f"{W}{tag}") if parent is not None else None
    return child.get(f"{W}val") if child is not None else None


def is_on(element: xml.Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not switched off."""
    return element is not None and element.get(f"{W}val") not in OFF
