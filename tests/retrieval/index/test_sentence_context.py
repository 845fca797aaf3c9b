"""What a sentence inherits from its paragraph, its headings, its list, its article."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Article, Section
from corpus.text.frontmatter import FrontMatter
from retrieval.index.sentence_context import read
from retrieval.index.sentences import Sentence
from tests.given import cleaned, cut_alone, table

CASES = table(Path(__file__).with_name("sentences.tsv"))
LISTS = [
    ("做法有：\n1.建立机制；\n2.办理案件。\n全县化解纠纷9件。", "做法有：\n1.建立机制；\n2.办理案件。"),
    ("做法有：\n1.建立机制。每月会商。\n2.办理案件。", "做法有："),  # its items are read one by one
    ("做法有：\n1.建立机制。", "做法有："),  # one item is no list
    (
        "全县表彰下列单位。\n县公安局刑侦大队\n县法院\n县司法局\n全县再接再厉。",
        "县公安局刑侦大队\n县法院\n县司法局",
    ),
]


def sentences_of(report: str, place: str = "-") -> list[Sentence]:
    text = cleaned(report).text
    matter = FrontMatter(place=place) if place != "-" else None
    return [each for article in cut_alone(text, matter) for each in read("a.txt", text, article)]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[2])
def test_a_sentence_inherits(row: tuple[str, ...]) -> None:
    place, report, beginning, institution, home, headed = row
    (sentence,) = (each for each in sentences_of(report, place) if each.text.startswith(beginning))
    homes = "、".join(each.chain[-1].name for each in sentence.home) or "-"
    assert (sentence.institution or "-", homes, "|".join(filter(None, sentence.headed.split("\n")))) == (
        institution, home, headed,
    )  # fmt: skip


@pytest.mark.parametrize(("text", "first"), LISTS, ids=["list", "paragraphs", "one item", "names"])
def test_a_list_is_one_with_what_introduces_it(text: str, first: str) -> None:
    texts = [each.text for each in sentences_of(f"道县工作总结\n\n{text}")]
    assert [each for each in texts if each.startswith(first[:4])] == [first]


def test_a_section_on_another_place_is_the_home_of_its_sentences() -> None:
    report = (
        "各地平安建设经验选登\n\n一、宜君县：网格员进户\n\n全县配备网格员300人，走访群众2万人次，调处率达98%。\n\n"
        "二、万宁市：海上调解\n\n全市设立海上调解站12个，调解渔事纠纷206件，成功率达99%。\n"
    )
    homes = {s.text[:2]: [place.name for place in s.home] for s in sentences_of(report)}
    assert homes["全县"], homes["全市"] == (["宜君县"], ["万宁市"])


@pytest.mark.parametrize(
    ("above", "row", "folded"),
    [
        ("近三年立案数", "县市：大理市，2021年：12，2022年：14", "立案数,县市:大理市,2021年:12,2022年:14"),
        ("立案情况", "县市：大理市，立案（起）：12，破案（起）：7", "县市:大理市,立案起:12,破案起:7"),
        ("情况如下。", "县市：大理市，立案（起）：12，破案（起）：7", "县市:大理市,立案起:12,破案起:7"),
    ],
)
def test_a_row_says_what_its_table_counts(above: str, row: str, folded: str) -> None:
    text = f"{above}\n{row}"
    article = Article(1, None, 0, len(text), sections=(Section(None, 0, len(text)),))
    assert [sentence.folded for sentence in read("a.txt", text, article)][1:] == [folded]
