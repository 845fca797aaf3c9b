"""Grids of cells into rows that can be quoted alone: tables.jsonl, a table a line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UnreadableDocument
from corpus.files import tables
from corpus.files.cells import MOST_SLOTS, Cell, placed

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("tables.jsonl").read_text(encoding="utf-8").splitlines()
]


def cell(told: Any) -> Cell:
    """A cell of tables.jsonl: "县区", or ["县区", rows, columns], with true behind it for a head."""
    return Cell(told) if isinstance(told, str) else Cell(*told)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_every_value_of_a_table_stands_behind_its_heads(case: dict[str, Any]) -> None:
    grid = placed([[cell(told) for told in row] for row in case["rows"]])
    told = tables.blocks(grid, where=lambda at: str(at + 1), above=case.get("above", ""))
    assert [f"{block.kind} {block.where}: {block.text}" for block in told] == case["blocks"]


def test_spans_that_fill_millions_of_slots_are_refused() -> None:
    rows = [[Cell("甲", rows=MOST_SLOTS, columns=1000)]] * 2_001
    with pytest.raises(UnreadableDocument, match="表格太大"):
        placed(rows)


def test_a_table_of_many_rows_takes_time_by_their_number() -> None:
    grid: list[list[Cell | None]] = [[Cell("组"), Cell("立案"), Cell("破案")]]
    grid += [[Cell(f"第{n}组"), Cell(str(n)), Cell(str(n + 1))] for n in range(8_000)]
    began = time.process_time()
    found = list(tables.blocks(grid, where=str))
    assert found[-1].text == "组：第7999组，立案：7999，破案：8000"
    assert time.process_time() - began < 5
