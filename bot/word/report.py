"""An answer as a Word file: its sentences and its table as they stand, a footnote for each citation."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Pt

from bot import wording
from bot.word import gongwen
from bot.word.footnotes import Footnotes
from retrieval.answering.answer import Answer, Cell, Citation, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_TABLE_SIZE = Pt(10.5)
_INDENT = 2  # characters before a paragraph


def written(answer: Answer, *, official: bool = False) -> bytes:
    """*answer*, which is verified, as a Word file; on the page of an *official* document."""
    document = docx.Document()
    if official:
        gongwen.lay_out(document)
    _Writer(document, answer).write()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Writes one answer into a document."""

    def __init__(self, document: Document, answer: Answer) -> None:
        self._document, self._answer = document, answer
        self._notes = Footnotes(document)
        self._citations = {citation.n: citation for citation in answer.citations}
        self._cited: dict[int, int] = {}  # the footnote of a citation

    def write(self) -> None:
        self._document.add_paragraph(self._answer.question, style="Title")
        for statement in self._answer.statements:
            paragraph = self._paragraph(statement.text)
            for n in statement.citations:
                self._cite(paragraph, n)
        if self._answer.table is not None:
            self._table(self._answer.table)
        for calculation in self._answer.calculations:
            paragraph = self._paragraph(wording.calculated(calculation))
            for operand in calculation.operands:
                self._cite(paragraph, operand.citation)
        for note in self._answer.notes:
            self._paragraph(note)
        self._notes.keep()

    def _paragraph(self, text: str) -> Paragraph:
        paragraph = self._document.add_paragraph(text)
        size = self._document.styles["Normal"].font.size or Pt(11)
        paragraph.paragraph_format.first_line_indent = _INDENT * size
        return paragraph

    def _table(self, table: Table) -> None:
        heads, *lines = wording.grid(table)
        shown = self._document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(shown.rows[0].cells, heads, strict=True):
            cell.text = str(head)
        for line in lines:
            for place, value in zip(shown.add_row().cells, line, strict=True):
                if isinstance(value, Cell):
                    place.text = wording.cell(value)
                    self._cite(place.paragraphs[0], value.citation)
                else:
                    place.text = value
        for place in shown._cells:
            _small(place.paragraphs[0])

    def _cite(self, paragraph: Paragraph, n: int) -> None:
        """A footnote for citation *n*; one that was given before is pointed to."""
        citation = self._citations[n]
        known = self._cited.get(n)
        text = _source(citation) if known is None else wording.as_before(known, citation)
        number = self._notes.add(paragraph, text)
        self._cited.setdefault(n, number)


def _small(paragraph: Paragraph) -> None:
    """The letters and lines of a table."""
    lines = paragraph.paragraph_format
    lines.line_spacing_rule, lines.space_after = WD_LINE_SPACING.SINGLE, Pt(0)
    for run in paragraph.runs:
        run.font.size = _TABLE_SIZE


def _source(citation: Citation) -> str:
    where = f"{wording.source(citation)} · {wording.line(citation.line)}"
    return f"{where}：{wording.quoted(citation.quote)}"
