"""Headings: which lines are titles, entries of a contents list, headings or prose, alone and together."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles import headings
from tests.given import table

ROWS = table(Path(__file__).with_name("headings.tsv"))
KINDS = {
    "title": headings.is_title,
    "owned": headings.is_owned,
    "entry": headings.is_contents_entry,
    "compilation": headings.is_compilation_title,
    "rule": headings.is_rule,
}
MEETING = "全县召开会议，部署各项工作，明确责任分工，压实各级责任链条，群众满意。"
SOURCES = f"狠抓源头治理。{MEETING}"


@pytest.mark.parametrize(("line", "kinds", "entry", "heading"), ROWS)
def test_what_a_line_is(line: str, kinds: str, entry: str, heading: str) -> None:
    found = " ".join(kind for kind, holds in KINDS.items() if holds(line)) or "-"
    assert (found, headings.entry_title(line), headings.heading(line) or "-") == (kinds, entry, heading)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("第一篇 道县工作总结", ("道县工作总结", True)),
        ("3.道县2019年工作总结", ("道县2019年工作总结", False)),
        ("3.加强工作总结", None),
        ("道县2019年工作总结", None),
    ],
)
def test_a_title_stands_behind_a_compilers_number(line: str, found: tuple[str, bool] | None) -> None:
    assert headings.numbered_title(line) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            [SOURCES, f"聚焦反诈宣传。{MEETING}", SOURCES],
            ["狠抓源头治理。", "聚焦反诈宣传。", "狠抓源头治理。"],
        ),
        ([MEETING, SOURCES, MEETING], [None, None, None]),  # one short sentence is no heading
        ([f"一是打击犯罪有力。{MEETING}"], ["一是打击犯罪有力。"]),
        (["一、打击犯罪", "二、化解纠纷", "三、服务群众", MEETING], [None, None, None, None]),  # a list
        (["一、打击犯罪", "二、化解纠纷", MEETING], [None, "二、化解纠纷", None]),
        (["一、打击犯罪", MEETING, "二、化解纠纷"], ["一、打击犯罪", None, None]),
        (  # nothing stands under （一）, which ends what stands under 一、
            ["一、打击犯罪", MEETING, "（一）重点工作", "二、化解纠纷", MEETING],
            ["一、打击犯罪", None, None, "二、化解纠纷", None],
        ),
        (  # it goes on the list
            ["一、做法", MEETING, "1.建立月会商机制；", "2.办理督办案件", MEETING],
            ["一、做法", None, None, None, None],
        ),
    ],
)
def test_lines_are_headings_by_what_stands_around_them(lines: list[str], found: list[str | None]) -> None:
    assert headings.named(lines) == found
