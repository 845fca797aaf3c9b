"""wenju compare and wenju export: figures side by side, and answers as files."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from bot import wording
from bot.conversation import Conversation
from bot.export import csv_of, exported
from bot.terminal import screen
from corpus.errors import MissingPath
from retrieval.answering.answer import Answer, Cell
from retrieval.answering.gate import verified
from retrieval.comparison import Compared
from retrieval.desk import Desk


def compare(options: argparse.Namespace, desk: Desk) -> int:
    """Print the table that the options ask for, or write it to a file; 1 if there is none."""
    found = desk.compare(Compared.parse(options.places, options.topic, options.years))
    answer = verified(replace(found, notes=wording.notes(found)), desk.text_of, desk.is_unsure)
    if options.out and answer.table is not None:
        _save(answer, options)
    elif options.json:
        screen.print_json(answer.as_dict())
    elif options.csv:
        print(csv_of(answer), end="")  # noqa: T201
    else:
        _show(answer)
    return 0 if answer.table is not None else 1


def export(options: argparse.Namespace, desk: Desk) -> int:
    """Write the answer to a question to a file; 1 if there is none."""
    answer = Conversation(desk).reply(" ".join(options.question))
    if answer.status != "answered":
        screen.writer(screen=sys.stdout.isatty())(screen.lines_of(answer))
        return 1
    _save(answer, options)
    return 0


def _save(answer: Answer, options: argparse.Namespace) -> None:
    out = Path(options.out)
    if not out.absolute().parent.is_dir():
        raise MissingPath(wording.no_folder(out.absolute().parent))
    out.write_bytes(exported(answer, out.suffix.lower(), official=options.gongwen))
    screen.writer(screen=sys.stdout.isatty())([("note", wording.exported(str(out)))])


def _show(answer: Answer) -> None:
    """Print the table as wide as the terminal, then notes and citations."""
    if answer.table is not None:
        from rich import box
        from rich.console import Console
        from rich.table import Table

        shown = Table(box=box.SIMPLE_HEAD)
        heads, *rows = wording.grid(answer.table)
        for head in heads:
            shown.add_column(str(head), overflow="fold")
        for row in rows:
            shown.add_row(*map(_cell, row))
        Console(highlight=False).print(shown)
    lines: list[screen.Line] = [("note", note) for note in answer.notes]
    lines += [line for c in answer.citations for line in screen.lines_of_citation(c)]
    screen.writer(screen=sys.stdout.isatty())(lines)


def _cell(value: Cell | str) -> str:
    return f"{wording.cell(value)} [{value.citation}]" if isinstance(value, Cell) else value
