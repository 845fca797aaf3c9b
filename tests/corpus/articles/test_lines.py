"""Lines: what a line of a text looks like by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.lines import Line, bare, closed_up, ends, tagged
from tests.given import table

ROWS = table(Path(__file__).with_name("lines.tsv"))


@pytest.mark.parametrize(("text", "kind", "tag", "dated", "organs"), ROWS)
def test_what_a_line_looks_like(text: str, kind: str, tag: str, dated: str, organs: str) -> None:
    found = tagged(Line(text.replace("⇥", "\t"), 0, True, kind))  # type: ignore[arg-type]
    named = " ".join(organ.text for organ in found.organs) or "-"
    assert (found.tag, found.dated or "-", named) == (tag, dated, organs)


def test_marks_and_blanks_are_taken_off_a_line() -> None:
    assert [bare(text) for text in ("## 甲", "> **乙**", "*丙*丁")] == ["甲", "乙", "*丙*丁"]
    assert [closed_up(text) for text in ("工 作 报 告", "工作 报告")] == ["工作报告", "工作 报告"]


@pytest.mark.parametrize(
    ("text", "role", "does"),
    [
        ("道县工作总结（摘要）", "title", True),
        ("道县工作总结之二", "title", True),
        ("道县工 作 总 结", "title", False),
        ("道县", "title", False),
        ("平安简报", "mast", True),
    ],
)
def test_a_line_ends_as_a_role_does(text: str, role: str, does: bool) -> None:
    assert ends(text, role) == does
