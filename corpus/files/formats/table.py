"""Rows of cells into lines that can be quoted alone: a figure keeps the heads of its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

ABOVE = 6  # so many rows may stand above the heads
FIGURE = re.compile(r"[-+－]?[\d,，.]+\s*[%％‰]?")


def lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """One line a row. Under a row of heads every cell bears its head, else cells stand side by side.
    Rows above the heads are the table's title, and who filled it in.

    县区/立案（起）, 临江区/1286 -> 县区｜立案（起） and 县区：临江区，立案（起）：1286.
    """
    filled = [[" ".join(cell.split()) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    above = next((number for number in range(min(ABOVE, len(filled))) if has_heads(filled[number:])), None)
    heads = filled[above] if above is not None else None
    for number, row in enumerate(filled):
        if heads and above is not None and number > above and len(row) == len(heads):
            pairs = ((head, cell) for head, cell in zip(heads, row, strict=True) if cell)
            yield "，".join(f"{head}：{cell}" if head else cell for head, cell in pairs)
        else:
            yield "｜".join(cell for cell in row if cell)


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is heads: short words, all different, over rows that hold figures."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    heads = rows[0]
    words = all(heads[1:]) and not any(len(head) > 30 or FIGURE.fullmatch(head) for head in heads)
    figures = any(FIGURE.fullmatch(cell) for row in rows[1:] for cell in row)
    return words and len(set(heads)) == len(heads) and figures
