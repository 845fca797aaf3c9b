"""An answer as a Word file: a footnote for each sentence and cell, and an official document's page."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import docx
from docx.shared import Mm

from bot.conversation import Conversation
from bot.word.report import written
from retrieval.answering.answer import Answer
from retrieval.comparison import Compared
from retrieval.desk import Desk

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(file: bytes) -> tuple[list[str], list[str]]:
    """The texts of the footnotes, and the numbers that the body refers to."""
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        notes = ElementTree.fromstring(package.read("word/footnotes.xml"))
        body = ElementTree.fromstring(package.read("word/document.xml"))
    told = ["".join(t.text or "" for t in note.iter(f"{W}t")).strip() for note in notes]
    return told[2:], [each.attrib[f"{W}id"] for each in body.iter(f"{W}footnoteReference")]


def compared(desk: Desk) -> Answer:
    return desk.compare(Compared.parse(["大理州", "宁夏"], "扫黑除恶", None))


def test_each_sentence_has_a_footnote_with_its_source_and_quotation(desk: Desk) -> None:
    answer = Conversation(desk).reply("大理州扫黑除恶成果")
    file = written(answer)
    notes, references = parts(file)
    assert [p.text for p in docx.Document(io.BytesIO(file)).paragraphs[1:5]] == [
        statement.text for statement in answer.statements
    ]
    assert references == [str(number) for number in range(1, len(answer.statements) + 1)]
    assert all(
        c.quote in note and c.document in note for c, note in zip(answer.citations, notes, strict=True)
    )


def test_every_cell_of_a_table_has_a_footnote(desk: Desk) -> None:
    answer = compared(desk)
    assert answer.table is not None
    notes, references = parts(written(answer))
    cells = [cell for line in answer.table.rows for cell in line.cells if cell is not None]
    assert len(notes) == len(references) == len(cells)


def test_the_page_of_an_official_document_has_its_margins(desk: Desk) -> None:
    section = docx.Document(io.BytesIO(written(compared(desk), official=True))).sections[0]
    page = section.page_width, section.page_height, section.top_margin, section.left_margin
    assert [round((each or 0) / Mm(1)) for each in page] == [210, 297, 37, 28]
