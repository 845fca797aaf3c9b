"""The page of an official document by GB/T 9704—2012: 22 lines of 28 characters on A4.

In LibreOffice, 16 pt on lines of exactly 28.95 pt, 0.25 pt narrower, give that; a document grid does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot import wording

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

_BODY, _TITLE, _PAGE = 16.0, 22.0, 14.0  # points
_LINE = Pt(28.95)
_NARROWER = "-5"  # twentieths of a point


def lay_out(document: Document) -> None:
    """Give *document* the page, the lines and the letters of an official document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(210 - 28 - 156), Mm(297 - 37 - 225)
    section.footer_distance = Mm(25)
    for name, (font, size) in (
        ("Normal", (wording.FONT_OF_BODY, _BODY)),
        ("Title", (wording.FONT_OF_TITLE, _TITLE)),
    ):
        _set(document.styles[name], font, size)
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    _number(section.footer.paragraphs[0])


def _set(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name, style.font.size = font, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
        fonts.set(qn(kind), font)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), _NARROWER)
    style.element.rPr.append(spacing)
    lines = style.paragraph_format
    lines.line_spacing_rule, lines.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    lines.space_before = lines.space_after = Pt(0)


def _number(paragraph: Paragraph) -> None:
    """Put the number of the page between dashes into the foot: — 1 —."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text)
        run.font.name, run.font.size = wording.FONT_OF_PAGE, Pt(_PAGE)
        if text is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            run._r.addprevious(field)
            field.append(run._r)
