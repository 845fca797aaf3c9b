"""Markdown: plain text, its one title and its tables read as such."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from corpus.files.formats import plain, table

_TITLE = re.compile(r"^# +(?=\S)", re.MULTILINE)
_RULED = frozenset("|:- \t")


def text(data: bytes) -> str:
    """The text of *data*, line for line. Raises UnreadableDocument.

    # 平江县2023年工作总结 -> 平江县2023年工作总结; | 满意率 | 97.3% | under | 指标 | 2023年 | ->
    指标：满意率，2023年：97.3%.
    """
    lines = _TITLE.sub("", plain.text(data)).split("\n")
    return "\n".join(_with_tables(lines))


def _with_tables(lines: list[str]) -> Iterator[str]:
    """*lines*, each row of a table as `table` writes it, the rule below its heads blank."""
    for is_table, group in itertools.groupby(lines, lambda line: line.strip().startswith("|")):
        run = list(group)
        yield from _table([line.strip() for line in run]) if is_table else run


def _table(rows: list[str]) -> Iterator[str]:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if not _is_rule(row)]
    written = table.lines(cells)
    for row in rows:
        yield "" if _is_rule(row) else next(written, "")


def _is_rule(row: str) -> bool:
    """Whether *row* is the rule below the heads of a table: |---|:--:|."""
    return "-" in row and _RULED.issuperset(row)
