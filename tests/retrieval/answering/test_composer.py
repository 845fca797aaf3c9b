"""Composer: the statements of an answer, what a reader should know of them, and what may be asked instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.given import table
from tests.retrieval.answering.reports import desk_over, numbered

ROWS = table(Path(__file__).with_name("composer.tsv"))


@pytest.mark.parametrize(("text", "reports", "status", "statements", "remarks", "suggestions"), ROWS)
def test_an_answer_is_composed(
    text: str, reports: str, status: str, statements: str, remarks: str, suggestions: str, tmp_path: Path
) -> None:
    desk = desk_over(numbered(f"道县工作总结\n\n{reports}"), tmp_path)
    answer = desk.answer(desk.read(text))
    assert (
        answer.status,
        "\n".join(statement.text for statement in answer.statements) or "-",
        " ".join(remark.kind for remark in answer.remarks) or "-",
        " ".join(answer.suggestions) or "-",
    ) == (status, statements, remarks, suggestions)


def test_a_citation_says_where_its_quotation_stands(tmp_path: Path) -> None:
    files = {"a.txt": "道县2022年工作总结\n\n一、扫黑除恶\n\n打掉犯罪团伙8个。抓获嫌疑人65人。\n"}
    desk = desk_over(files, tmp_path)
    (cited,) = desk.answer(desk.read("道县抓获多少人")).citations
    assert desk.text_of("a.txt")[cited.start : cited.end] == cited.quote == "抓获嫌疑人65人。"
    where = (cited.document, cited.article, cited.section, cited.line)
    assert where == ("a.txt", "道县2022年工作总结", "一、扫黑除恶", 5)
    assert (cited.n, cited.place, cited.place_basis) == (1, "湖南省永州市道县", "stated")
