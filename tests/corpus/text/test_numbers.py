"""Numbers: which texts give a figure, hide one, or are rows of a table, and where their clauses end."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.text.numbers import clauses_of, has_figure, hides, is_row
from tests.given import table

ROWS = table(Path(__file__).with_name("numbers.tsv"))
KINDS = {"figure": has_figure, "hidden": hides, "row": is_row}


@pytest.mark.parametrize(("text", "kinds", "clauses"), ROWS, ids=[text for text, *_ in ROWS])
def test_a_figure_is_told_from_a_date_an_ordinal_and_a_blank(text: str, kinds: str, clauses: str) -> None:
    found = [kind for kind, holds in KINDS.items() if holds(text)]
    assert (" ".join(found) or "-", "|".join(clauses_of(text))) == (kinds, clauses)
