"""Quantities and the numbers that are none: tables of cases, and the examples of the data files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.figures.lexicon import rows
from corpus.figures.others import REASONS, others
from corpus.figures.quantities import quantities
from corpus.figures.units import unit_at
from tests.given import table

QUANTITIES = table(Path(__file__).with_name("quantities.tsv"))
UNITS = rows("units.tsv")
OTHERS = rows("others.tsv")


def read(text: str) -> tuple[str, str]:
    """What quantities() makes of *text*, as the table writes it."""
    found, left = quantities(text, 0, len(text))
    counted = [
        " ".join(
            (
                text[each.start : each.end],
                "-" if each.number.number is None else f"{each.number.number:.12g}",
                each.unit.text if each.unit else "-",
                each.unit.kind if each.unit else "-",
            )
        )
        for each in found
    ]
    nothing = [f"{text[each.start : each.end]} {each.reason}" for each in left]
    return "|".join(counted) or "-", "|".join(nothing) or "-"


@pytest.mark.parametrize("row", QUANTITIES, ids=[row[0] for row in QUANTITIES])
def test_the_quantities_of_a_text_are_read(row: tuple[str, ...]) -> None:
    assert (row[0], *read(row[0])) == row


@pytest.mark.parametrize("row", UNITS, ids=[f"{row[1]} {row[4]}" for row in UNITS])
def test_a_unit_counts_in_its_example_and_not_in_its_counter_example(row: tuple[str, ...]) -> None:
    kind, family, written, _, example, counter = row
    found, _ = quantities(example, 0, len(example))
    assert [(q.unit.kind, q.unit.family) for q in found if q.unit] == [(kind, family)], example
    found, _ = quantities(counter, 0, len(counter))
    assert not any(q.unit and q.unit.text in written.split() for q in found), counter


@pytest.mark.parametrize("row", OTHERS, ids=[f"{row[0]} {row[2]}" for row in OTHERS])
def test_a_number_that_counts_nothing_is_known(row: tuple[str, ...]) -> None:
    reason, pattern, example, counter = row
    assert reason in REASONS
    assert any(each.reason == reason for each in others(example)), example
    assert re.search(pattern, example, re.MULTILINE)
    found, _ = quantities(counter, 0, len(counter))
    assert found, counter


@pytest.mark.parametrize("unit", [unit for row in UNITS for unit in row[2].split()])
def test_every_unit_is_found_behind_a_number(unit: str) -> None:
    found = unit_at(f"12{unit}。", 2)
    assert found is not None
    assert found.text == unit
