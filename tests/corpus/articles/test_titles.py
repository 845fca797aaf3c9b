"""Titles: which lines of a compilation are the titles of its articles, and which its contents list."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles import titles
from corpus.articles.lines import lines
from tests.given import table


@pytest.mark.parametrize(("text", "groups"), table(Path(__file__).with_name("titles.tsv")))
def test_lines_stand_under_the_titles_of_a_compilation(text: str, groups: str) -> None:
    found = titles.grouped(list(lines(text)))
    told = (f"{group.title or '-'}: {' '.join(line.text for line in group.lines)}" for group in found)
    assert " | ".join(map(str.rstrip, told)) == groups
