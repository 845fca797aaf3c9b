"""wenju compare: figures side by side, as a table, as CSV and as JSON."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from dataclasses import replace

from bot import wording
from bot.terminal import screen
from retrieval.answering.answer import Answer, Table
from retrieval.answering.gate import verified
from retrieval.comparison import Compared
from retrieval.desk import Desk


def compare(options: argparse.Namespace, desk: Desk) -> int:
    """Print the table that the options ask for; 1 if there is none."""
    found = desk.compare(Compared.parse(options.places, options.topic, options.years))
    answer = verified(replace(found, notes=wording.notes(found)), desk.text_of, desk.is_unsure)
    if options.json:
        screen.print_json(answer.as_dict())
    elif options.csv:
        print(csv_of(answer), end="")  # noqa: T201
    else:
        _show(answer)
    return 0 if answer.table is not None else 1


def csv_of(answer: Answer) -> str:
    """The table of *answer* as comma-separated values; its first mark has spreadsheets read it as UTF-8."""
    if answer.table is None:
        return ""
    sources = {c.n: f"{wording.source(c)} · {wording.line(c.line)}" for c in answer.citations}
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([*_heads(answer.table), wording.SOURCE_COLUMN])
    for line in answer.table.rows:
        cells = [wording.cell(cell, cited=False) for cell in line.cells]
        cited = dict.fromkeys(sources[cell.citation] for cell in line.cells if cell is not None)
        table.writerow([line.place, line.period, *cells, "；".join(cited)])
    return "\ufeff" + written.getvalue()


def _heads(table: Table) -> list[str]:
    return [wording.PLACE_COLUMN, wording.PERIOD_COLUMN, *table.columns]


def _show(answer: Answer) -> None:
    """Print the table as wide as the terminal, then notes and citations."""
    if answer.table is not None:
        from rich import box
        from rich.console import Console
        from rich.table import Table as Shown

        shown = Shown(box=box.SIMPLE_HEAD)
        heads, *rows = _grid(answer.table)
        for head in heads:
            shown.add_column(head, overflow="fold")
        for row in rows:
            shown.add_row(*row)
        Console(highlight=False).print(shown)
    lines: list[screen.Line] = [("note", note) for note in answer.notes]
    lines += [line for c in answer.citations for line in screen.lines_of_citation(c)]
    screen.writer(screen=sys.stdout.isatty())(lines)


def _grid(table: Table) -> list[list[str]]:
    """The rows of *table*, its heads first; what is counted goes down where it is more than the lines."""
    grid = [_heads(table)]
    for line in table.rows:
        cells = (wording.cell(cell, cited=True) for cell in line.cells)
        grid.append([line.place or "", line.period or "", *cells])
    if len(table.columns) <= len(table.rows):
        return grid
    places, periods, *rows = map(list, zip(*grid, strict=True))
    heads = ["\n".join(filter(None, pair)) for pair in zip(places, periods, strict=True)]
    return [["", *heads[1:]], *rows]
