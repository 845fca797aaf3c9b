"""Footnotes of a Word file: python-docx writes none, so their part is written here.

notes = Footnotes(document)
notes.add(paragraph, "大理州.txt · 第106行")
notes.keep()                                   # once, when all are there
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_SIZE = 18  # half points
_FORM = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
_MARK = f'<w:r><w:rPr><w:sz w:val="{_SIZE}"/><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
_LINES = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


class Footnotes:
    """The footnotes of *document*, numbered from 1."""

    def __init__(self, document: Document) -> None:
        self._package_part = document.part
        self._texts: list[str] = []

    def add(self, paragraph: Paragraph, text: str) -> int:
        """Put a footnote with *text* at the end of *paragraph*; its number."""
        self._texts.append(text)
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._texts)))
        run._r.append(reference)
        return len(self._texts)

    def keep(self) -> None:
        """Write them into the file."""
        notes = "".join(_written(number, text) for number, text in enumerate(self._texts, 1))
        xml = f"<w:footnotes {nsdecls('w')}>{_LINES}{notes}</w:footnotes>"
        name = PackURI("/word/footnotes.xml")
        package = self._package_part.package
        part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), package)
        self._package_part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _written(number: int, text: str) -> str:
    size = f'<w:rPr><w:sz w:val="{_SIZE}"/></w:rPr>'
    told = f'<w:r>{size}<w:t xml:space="preserve"> {escape(text)}</w:t></w:r>'
    return f'<w:footnote w:id="{number}"><w:p>{_FORM}{_MARK}{told}</w:p></w:footnote>'
