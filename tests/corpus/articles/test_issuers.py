"""Bodies that a line of a head or foot is made of, those that no list names too."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles.issuers import issuers
from tests.given import table

ROWS = table(Path(__file__).with_name("issuers.tsv"))


@pytest.mark.parametrize(("line", "bodies", "owners"), ROWS, ids=[row[0] for row in ROWS])
def test_a_line_names_the_bodies_that_it_is_made_of(line: str, bodies: str, owners: str) -> None:
    found = issuers(line)
    assert (" ".join(each.text for each in found) or "-", " ".join(each.body for each in found) or "-") == (
        bodies,
        owners,
    )
