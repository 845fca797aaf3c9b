"""Heads: the title of an article among the lines before its text, and what the other lines say."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.head import head
from corpus.articles.lines import Line, lines
from tests.given import table

ROWS = table(Path(__file__).with_name("heads.tsv"))
BODY = "全县破案12起，化解纠纷900件，群众安全感满意度达到98.6%，社会大局持续稳定。"


@pytest.mark.parametrize(("before", "title", "size", "date", "organs", "rest"), ROWS)
def test_a_head_is_read(before: str, title: str, size: str, date: str, organs: str, rest: str) -> None:
    found = head(list(lines(f"{before}\n{BODY}")))
    others = (
        found.secrecy,
        *found.mast,
        found.number,
        found.subtitle,
        found.meeting,
        *found.sources,
        found.to,
    )
    assert (
        found.title or "-",
        str(found.size),
        found.date or "-",
        " ".join(organ.text for organ in found.organs) or "-",
        " ".join(filter(None, others)) or "-",
    ) == (title, size, date, organs, rest)


@pytest.mark.parametrize(
    ("known", "title"),
    [
        ("道县平安建设工作总结-道县人民政府", "道县平安建设工作总结"),
        ("首页", None),
        ("平安建设工作简报", None),
    ],
)
def test_a_page_gives_a_title_where_the_text_has_none(known: str, title: str | None) -> None:
    assert head(list(lines(BODY)), known=known).title == title


def test_a_menu_before_the_title_of_a_page_is_no_text() -> None:
    menu, title = Line("区情", 0, True, "item"), Line("“红袖标”护航长城脚下平安", 3, False, "title")
    assert head([menu, title, Line(BODY, 17, False)]).title == title.text
    assert head([menu, Line("“红袖标”护航长城脚下平安", 3, False), Line(BODY, 17, False)]).title is None
