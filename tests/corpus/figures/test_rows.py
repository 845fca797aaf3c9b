"""Rows: tables of phrases, each with the whole of its rows. One that comes out wrong belongs in phrases/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Article, Section
from corpus.figures.figure import packed, unpacked
from corpus.figures.lexicon import rows
from corpus.figures.numbers import numbers
from corpus.figures.plans import is_plan, planned_from
from corpus.figures.rows import Lines, figures, read
from tests import given
from tests.corpus.figures.phrases import HOME, TITLE
from tests.corpus.figures.phrases import read as read_phrase

BASE = re.compile("同比|环比|同期比|[比较相与和同跟按]")  # what the words for a base begin with
FOLDER = Path(__file__).with_name("phrases")
PHRASES = [(file.stem, row) for file in sorted(FOLDER.glob("*.jsonl")) for row in given.rows(file)]
IDS = [f"{kind} {row['text'][:20]}" for kind, row in PHRASES]


@pytest.mark.parametrize(
    ("kind", "phrase"), PHRASES, ids=[f"{kind} {row['text'][:20]}" for kind, row in PHRASES]
)
def test_a_phrase_has_its_rows(kind: str, phrase: dict[str, Any]) -> None:
    assert read_phrase(phrase["text"]) == phrase["rows"]


def of(text: str) -> Article:
    return Article(1, TITLE, 0, len(text), sections=(Section(None, 0, len(text)),))


@pytest.mark.parametrize("phrase", [row for _, row in PHRASES], ids=IDS)
def test_every_number_has_a_row_or_a_reason(phrase: dict[str, Any]) -> None:
    text = phrase["text"]
    reading = read(of(text), text)
    taken = [(figure.value_start, figure.value_end) for figure in reading.figures]
    taken += [(each.start, each.end) for each in reading.left]
    missing = [
        text[number.start : number.end]
        for number in numbers(text)
        if not number.chinese and not any(first < number.end and number.start < last for first, last in taken)
    ]
    assert missing == []


@pytest.mark.parametrize("phrase", [row for _, row in PHRASES], ids=IDS)
def test_a_figure_is_as_it_stands(phrase: dict[str, Any]) -> None:
    text = phrase["text"]
    for figure in figures(of(text), text):
        assert text[figure.value_start : figure.value_end] == figure.value
        assert figure.start <= figure.value_start < figure.value_end <= figure.end
        assert figure.base is None or (figure.base in text and BASE.match(figure.base))


def test_a_row_may_tell_something_in_a_cell() -> None:
    text = "县市：祥云县，做法：一人一策，组建调委会28家，网格员每日巡查，立案（起）：414"
    found = figures(of(text), text, Lines({0: "row"}))
    assert [(each.value, each.indicator, each.place) for each in found] == [
        ("28", "组建调委会", "云南省大理白族自治州祥云县"),
        ("414", "立案", "云南省大理白族自治州祥云县"),
    ]


def test_figures_are_stored_and_read_again() -> None:
    text = "全州共打掉涉黑组织5个，同比下降12.4%，其中大理市约2个。"
    found = list(figures(of(text), text))
    assert list(unpacked(packed(found))) == found


def test_a_copy_has_no_figures_of_its_own() -> None:
    text = "全州共打掉涉黑组织x个。"
    copy = Article(2, TITLE, 0, len(text), twin_of=("whole.txt", 1), sections=(Section(None, 0, len(text)),))
    assert list(figures(copy, text)) == []


def examples(file: str, at: int) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The rows of a data file with their examples and counter-examples."""
    for row in rows(file):
        yield row[:at], row[-2], row[-1]


@pytest.mark.parametrize(
    ("row", "example", "counter"),
    list(examples("concepts.tsv", 1)),
    ids=[row[0] for row in rows("concepts.tsv")],
)
def test_a_concept_is_known_in_its_example_only(row: tuple[str], example: str, counter: str) -> None:
    assert row[0] in [figure.get("concept") for figure in read_phrase(example)]
    assert row[0] not in [figure.get("concept") for figure in read_phrase(counter)]


@pytest.mark.parametrize(
    ("row", "example", "counter"),
    list(examples("changes.tsv", 2)),
    ids=[" ".join(r[:2]) for r in rows("changes.tsv")],
)
def test_a_change_is_known_in_its_example_only(row: tuple[str, str], example: str, counter: str) -> None:
    direction, _ = row
    assert direction in [figure.get("direction") for figure in read_phrase(example)]
    assert direction not in [figure.get("direction") for figure in read_phrase(counter)]


@pytest.mark.parametrize(
    ("row", "example", "counter"),
    list(examples("plans.tsv", 1)),
    ids=[row[1][:12] for row in rows("plans.tsv")],
)
def test_a_plan_is_known_in_its_example_only(row: tuple[str], example: str, counter: str) -> None:
    says = is_plan if row[0] == "heading" else planned_from
    assert says(example)
    assert not says(counter)


@pytest.mark.parametrize(
    ("row", "example", "counter"),
    [each for each in examples("anecdotes.tsv", 1) if each[0][0] != "count"],
    ids=[row[1][:12] for row in rows("anecdotes.tsv") if row[0] != "count"],
)
def test_a_story_is_known_in_its_example_only(row: tuple[str], example: str, counter: str) -> None:
    assert {figure.get("kind") for figure in read_phrase(example)} <= {"other"}
    if counter != "-":
        assert "other" not in {figure.get("kind") for figure in read_phrase(counter)}


def test_the_home_of_the_phrases_is_a_place() -> None:
    assert HOME.split()[-1] == "大理白族自治州"
