"""Messy documents made up for the tests: each comes out as the articles, joins and words its case tells.

A file in messy/ holds cases, each a text and what is expected of it:

    %% the case            what goes wrong in it
    %raw                   the file's text, up to the next mark
    %articles              title (- for none), level, place (- for undecided), first and last words
    %other                 another document of the library, whose articles are anchors
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

from corpus.articles import cutting
from corpus.articles.doubts import doubts
from corpus.document import Article
from corpus.text import masking
from tests.given import cleaned, cut_alone

WIDTH = 14
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


def masks() -> list[tuple[str, ...]]:
    rows = (FOLDER / "masks.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(row.split("\t")) for row in rows if not row.startswith("#")]


CASES = cases()
MASKS = masks()


def cut(case: Case) -> Cut:
    text, *_ = cleaned(case.parts["raw"])
    articles = cut_alone(text, other=cleaned(case.parts.get("other", ""))[0])
    passages = [p for article in articles for p, _ in cutting.passages("a", text, article)]
    return Cut(text, articles, [text[passage.start : passage.end] for passage in passages])


def told(text: str, article: Article) -> tuple[str, str, str, str, str]:
    """Title, level, place, and the first and last words: WIDTH characters of a line, or all of it."""
    decided = article.place if article.basis in ("stated", "inferred") else None
    lines = text[article.start : article.end].split("\n")
    place = decided.full if decided else "-"
    return article.title or "-", article.level or "-", place, lines[0][:WIDTH], lines[-1][-WIDTH:]


def test_there_are_sixty_messy_documents_and_more() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_messy_document_is_cut_into_its_articles(case: Case) -> None:
    found = cut(case)
    expected = [tuple(line.split("\t")) for line in case.lines("articles")]
    assert [told(found.text, article) for article in found.articles] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_lines_are_whole_and_advertising_is_gone(case: Case) -> None:
    passages = "\n".join(cut(case).passages)
    assert [words for words in case.lines("joined") if words not in passages] == []
    assert [words for words in case.lines("has") if words not in passages] == []
    assert [words for words in case.lines("gone") if words in passages] == []


@pytest.mark.parametrize("case", [c for c in CASES if c.lines("sections")], ids=lambda case: case.name)
def test_headings_make_sections(case: Case) -> None:
    headings = [section.heading for article in cut(case).articles for section in article.sections]
    assert [heading for heading in headings if heading] == case.lines("sections")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_contradictions_are_told_where_there_are_some_and_only_there(case: Case) -> None:
    cut_ = cut(case)
    kinds = {doubt.kind for article in cut_.articles for doubt in doubts(cut_.text, article)}
    assert sorted(kinds) == sorted(case.lines("doubts"))


@pytest.mark.parametrize(("text", "figures", "names"), MASKS, ids=[text for text, _, _ in MASKS])
def test_marks_of_blanking_are_told_from_what_is_real(text: str, figures: str, names: str) -> None:
    found = (
        [m.group() for m in masking.FIGURE.finditer(text)],
        [m.group() for m in masking.NAME.finditer(text)],
    )
    assert found == (figures.split(), names.split())
