"""Tables that are text: .csv and .tsv files, and lines of other texts parted by tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.errors import UnreadableDocument
from corpus.files import heads, tables
from corpus.files.blocks import Block, Content
from corpus.files.cells import MOST_SLOTS, Cell, even, is_figure
from corpus.files.encoding import text_of

MARKS = ",\t;|，；｜"
SAMPLE = 20  # lines that show what parts the cells
BAR = re.compile(r"[|｜│┃]")


def content(data: bytes) -> Content:
    """The rows of a .csv or .tsv, whatever parts its cells. Raises UnreadableDocument."""
    text, left = text_of(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n")[:SAMPLE] if line.strip()]
    mark = max(MARKS, key=lambda mark: _evenness(lines, mark))
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise UnreadableDocument("文件已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx。") from error
    if sum(map(len, rows)) > MOST_SLOTS:
        raise UnreadableDocument("表格超过二百万格，请拆分后再收入。")
    grid = even([Cell(_bare(cell)) for cell in row] for row in rows)
    told = list(tables.blocks(grid, where=lambda at: f"第{at + 1}行"))
    if told and told[0].kind == "heading":
        told[0] = replace(told[0], kind="title")
    return Content(tuple(told), left)


def _bare(cell: str) -> str:
    """A cell without the ="…" with which programs keep figures as text: ="0571" -> 0571."""
    match = re.fullmatch(r'="(.*)"', cell.strip())
    return match[1] if match else cell.strip()


def _evenness(lines: Sequence[str], mark: str) -> tuple[int, int]:
    """How many of *lines* have the usual number of *mark*, and that number."""
    counts = [line.count(mark) for line in lines]
    usual = max(set(counts), key=lambda count: (count > 0, counts.count(count))) if counts else 0
    return (counts.count(usual), usual) if usual else (0, 0)


def in_text(lines: Sequence[Block]) -> Iterator[Block]:
    """*lines* of a text, those that are the rows of a table as such; as many blocks as lines."""
    for count, group in groupby(lines, lambda line: _shape(line.text)):
        run = list(group)
        yield from (_rows(run) if count[1] and len(run) > 1 else None) or run


def _shape(line: str) -> tuple[str, int]:
    """What parts the cells of *line*, and how many there are: ("", 0) where it is prose."""
    bare = line.strip(" \u3000\r")
    if "\t" in bare.strip("\t"):
        return "\t", bare.count("\t")
    bars = len(BAR.findall(bare))
    return ("|", bars) if bars > 1 else ("", 0)


def _rows(run: Sequence[Block]) -> list[Block] | None:
    """The blocks of *run*, a block a line, if it has heads; None where it is no table."""
    cells = [_cells(line.text) for line in run]
    kept = [at for at, row in enumerate(cells) if not all(set(cell) <= set("-=:—─ ") for cell in row)]
    grid = even([Cell(text) for text in cells[at]] for at in kept)
    if not heads.levels(grid) or not any(is_figure(text) for at in kept for text in cells[at]):
        return None
    out = [Block("") for _ in run]
    for block in tables.blocks(grid, where=str):
        number, _, unit = block.where.partition("（")
        at = kept[int(number)]
        text = f"{out[at].text}；{block.text}" if out[at].text else block.text
        out[at] = replace(block, text=text, where=unit.rstrip("）"))
    return out


def _cells(line: str) -> list[str]:
    bare = line.strip(" \u3000\r")
    if "\t" in bare.strip("\t"):
        return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    parts = [cell.strip() for cell in BAR.split(bare)]
    return parts[int(parts[0] == "") : len(parts) - int(parts[-1] == "" and len(parts) > 1)]
