"""Word files: a comment stands at each figure that was checked, and the rest of the file is as it was."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from bot.word.comments import commented
from retrieval.checking.claims import Checked
from retrieval.desk import Desk


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft of a heading, a paragraph in three runs, and a table."""
    document = docx.Document()
    document.add_heading("大理州2021年平安建设情况", 0)
    paragraph = document.add_paragraph("2021年，全州打掉涉黑组织13个，涉恶犯罪集团、团伙")
    paragraph.add_run("5").bold = True
    paragraph.add_run("个。 群众安全感满意度达96%。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("项目", "数量", "打掉涉黑组织（个）", "1"), strict=True):
        cell.text = text
    document.save(str(tmp_path / "draft.docx"))
    return tmp_path / "draft.docx"


def commented_texts(document: Document) -> list[str]:
    """The text that each comment is on, in order."""
    found: list[str] = []
    for comment in document.comments:
        start, end = (
            document.element.body.find(f".//{{*}}{tag}[@{qn('w:id')}='{comment.comment_id}']")
            for tag in ("commentRangeStart", "commentRangeEnd")
        )
        between: list[str] = []
        each = start.getnext()
        while each is not None and each is not end:
            between += [text.text or "" for text in each.iter(qn("w:t"))]
            each = each.getnext()
        found.append("".join(between))
    return found


def test_a_comment_stands_at_each_figure_of_a_word_file(desk: Desk, draft: Path) -> None:
    checked = desk.check(draft)
    document = docx.Document(io.BytesIO(commented(draft, checked)))
    assert commented_texts(document) == ["13", "5", "96", "1"]
    assert [each.author for each in document.comments] == ["问据"] * 4
    assert [p.text for p in document.paragraphs] == [p.text for p in docx.Document(str(draft)).paragraphs]


def test_of_another_file_the_text_gets_the_comments(desk: Desk, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("大理州2021年群众安全感满意度达96%。\n", encoding="utf-8")
    checked: Checked = desk.check(draft)
    document = docx.Document(io.BytesIO(commented(draft, checked)))
    assert [p.text for p in document.paragraphs] == ["大理州2021年群众安全感满意度达96%。"]
    assert commented_texts(document) == ["96"]
