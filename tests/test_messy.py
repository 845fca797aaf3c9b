"""Messy documents made up for the tests: each comes out as the articles, joins and words its case tells.

A file in tests/messy holds cases, each a text and what is expected of it:

    %% the case            what goes wrong in it
    %raw                   the file's text, up to the next mark
    %articles              title (- for none), level, place (- for undecided), first and last words
    %joined                words that a line break parted, and that stand whole in a passage
    %has, %gone            words that stand in a passage, and that stand in none
    %sections              the headings of all sections
    %doubts                the kinds of contradiction in any article
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import cleaning, cutting
from corpus.document import Article
from corpus.doubts import doubts

FOLDER = Path(__file__).with_name("messy")


@dataclass(frozen=True)
class Case:
    name: str
    parts: dict[str, str]

    def lines(self, part: str) -> list[str]:
        return [line for line in self.parts.get(part, "").split("\n") if line]


@dataclass(frozen=True)
class Cut:
    text: str
    articles: list[Article]
    passages: list[str]


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            for block in re.split(r"^%% ", file.read(), flags=re.MULTILINE)[1:]:
                name, _, rest = block.partition("\n")
                parts = re.split(r"^%([a-z]+)\n", rest, flags=re.MULTILINE)[1:]
                found.append(Case(name, dict(zip(parts[::2], parts[1::2], strict=True))))
    return found


CASES = cases()


def cut(case: Case) -> Cut:
    text, _ = cleaning.clean(case.parts["raw"])
    articles = cutting.cut(text, None, cutting.firsts(cleaning.clean(case.parts.get("other", ""))[0]))
    passages = [
        text[passage.start : passage.end] for each in articles for passage, _ in cutting.passages("a", text, each)
    ]
    return Cut(text, articles, passages)


def told(text: str, article: Article, width: int) -> tuple[str, str, str, str, str]:
    decided = article.place if article.basis in ("stated", "inferred") else None
    body = text[article.start : article.end]
    place = decided.full if decided else "-"
    return (article.title or "-", article.level or "-", place, body.split("\n")[0][:width], body.rsplit("\n", 1)[-1][-width:])


def test_there_are_sixty_messy_documents_and_more() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_messy_document_is_cut_into_its_articles(case: Case) -> None:
    cut_ = cut(case)
    expected = [tuple(line.split("\t")) for line in case.lines("articles")]
    found = [told(cut_.text, article, 14) for article in cut_.articles]
    assert [(*row[:3], row[3][: len(want[3])], row[4][-len(want[4]) :]) for row, want in zip(found, expected, strict=False)] == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_lines_are_whole_and_advertising_is_gone(case: Case) -> None:
    passages = "\n".join(cut(case).passages)
    assert [words for words in case.lines("joined") if words not in passages] == []
    assert [words for words in case.lines("has") if words not in passages] == []
    assert [words for words in case.lines("gone") if words in passages] == []


@pytest.mark.parametrize("case", [case for case in CASES if case.lines("sections")], ids=lambda case: case.name)
def test_headings_make_sections(case: Case) -> None:
    headings = [section.heading for article in cut(case).articles for section in article.sections]
    assert [heading for heading in headings if heading] == case.lines("sections")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_contradictions_are_told_where_there_are_some_and_only_there(case: Case) -> None:
    cut_ = cut(case)
    kinds = {doubt.kind for article in cut_.articles for doubt in doubts(cut_.text, article)}
    assert sorted(kinds) == sorted(case.lines("doubts"))
