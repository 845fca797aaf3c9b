"""Markdown: plain text, its headings, items and tables read as such."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.files import tables
from corpus.files.blocks import Block, Content, lines
from corpus.files.cells import Cell, even
from corpus.files.encoding import text_of

_TITLE = re.compile(r"# +(?=\S)")
_HEADING = re.compile(r"#{2,6} +\S")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)]) +\S")
_RULED = frozenset("|:- \t")


def content(data: bytes) -> Content:
    """The blocks of *data*, line for line. Raises UnreadableDocument.

    # 平江县2023年工作总结 -> the title 平江县2023年工作总结; | 满意率 | 97.3% | under | 指标 | 2023年 | ->
    指标：满意率，2023年：97.3%.
    """
    text, notes = text_of(data)
    written = [block.text for block in lines(text)]
    return Content(tuple(_blocks(written)), notes)


def _blocks(written: list[str]) -> Iterator[Block]:
    """*written*, each row of a table as `tables` writes it, the rule below its heads blank."""
    for is_table, group in itertools.groupby(written, lambda line: line.strip().startswith("|")):
        run = list(group)
        if is_table:
            yield from _table([line.strip() for line in run])
        else:
            yield from map(_block, run)


def _block(line: str) -> Block:
    if title := _TITLE.match(line):
        return Block(line[title.end() :], "title")
    if _HEADING.match(line):
        return Block(line, "heading")
    return Block(line, "item" if _ITEM.match(line) else "paragraph", wrapped=True)


def _table(rows: list[str]) -> Iterator[Block]:
    """The blocks of a table, those that are no block of it blank: a block a line of the file."""
    kept = [number for number, row in enumerate(rows) if not _is_rule(row)]
    heads = next((number for number, row in enumerate(rows) if _is_rule(row)), 0)
    grid = even([Cell(text, is_head=number < heads) for text in _cells(rows[number])] for number in kept)
    told: dict[int, list[Block]] = {}
    for block in tables.blocks(grid, where=str):
        told.setdefault(kept[int(block.where)], []).append(replace(block, where=""))
    for number in range(len(rows)):
        yield from told.get(number, [Block("")])


def _cells(row: str) -> list[str]:
    bare = row.removeprefix("|").removesuffix("|").replace("\\|", "\x1f")
    return [cell.strip().replace("\x1f", "|").replace("<br>", "\n") for cell in bare.split("|")]


def _is_rule(row: str) -> bool:
    """Whether *row* is the rule below the heads of a table: |---|:--:|."""
    return "-" in row and _RULED.issuperset(row)
