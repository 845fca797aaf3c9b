"""Verdicts: the place that a title and the lines of a text come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.places.verdict import Clue, verdict

LINES = Path(__file__).with_name("verdicts.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("title", "text", "place", "basis", "what"), CASES, ids=[case[4] for case in CASES])
def test_the_place_of_an_article(title: str, text: str, place: str, basis: str, what: str) -> None:
    clues = [Clue("title", title)] if title != "-" else []
    found = verdict(clues, text.replace(" / ", "\n"))
    assert (found.place.full if found.place else "-", found.basis) == (place, basis)
