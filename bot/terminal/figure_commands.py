"""The figures of a library: as a table, as CSV, as JSON; and the numbers that are left out."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from bot import locations, wording
from bot.terminal import screen
from corpus.figures.rows import Lines, read
from corpus.figures.topics import subject
from corpus.library.library import Library
from retrieval.answering.figure_listing import Listed
from retrieval.desk import Desk
from retrieval.index.figures import Row

_AROUND = 12  # characters shown on both sides of a number that is left out
_INSIDE = ("family", "code", "outside")  # what rows are sought by, and nobody reads


def figures(options: argparse.Namespace, desk: Desk) -> int:
    """Print the rows that the options ask for."""
    if options.left_out:
        return _left_out(options)
    rows = desk.figures(Listed.parse(options.place, options.topic, options.period))
    if options.json:
        screen.print_json([_described(row, desk) for row in rows])
        return 0
    shown = [row for row in rows if row.figure.kind != "other"]
    if options.csv:
        print(_csv(shown, desk), end="")  # noqa: T201
    else:
        screen.writer(screen=sys.stdout.isatty())(lines_of(shown, desk))
    return 0 if shown else 1


def lines_of(rows: list[Row], desk: Desk) -> Iterator[screen.Line]:
    """*rows* as lines, under the article that they stand in."""
    for key, several in groupby(rows, lambda row: row.article):
        article, document = desk.catalogue.articles[key], desk.catalogue.documents[key[0]]
        yield "heading", wording.figures_heading(document.name, article)
        for row in several:
            yield "plain", f"    {wording.figure(row.figure, document.line(row.figure.value_start))}"
    yield "note", wording.figures_in_all(len(rows))


def _described(row: Row, desk: Desk) -> dict[str, Any]:
    """*row* as JSON has it; `concepts` are its concept and what its heading and its title are of."""
    document = desk.catalogue.documents[row.article[0]]
    figure = row.figure
    title = desk.catalogue.articles[row.article].title
    about = (figure.concept, figure.topic, subject(title or ""))
    fields = {name: value for name, value in asdict(figure).items() if name not in _INSIDE}
    return {
        "document": document.name,
        "article": title,
        **fields,
        "indicator": wording.indicator(figure),
        "concepts": list(dict.fromkeys(filter(None, about))),
        "quote": document.text[figure.start : figure.end],
        "line": document.line(figure.value_start),
    }


def _csv(rows: Iterable[Row], desk: Desk) -> str:
    """*rows* as comma-separated values, with a mark that has spreadsheets read them as UTF-8."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(wording.FIGURE_COLUMNS.values())
    for row in rows:
        described = _described(row, desk)
        table.writerow([wording.figure_cell(name, described[name]) for name in wording.FIGURE_COLUMNS])
    return "\ufeff" + written.getvalue()


def _left_out(options: argparse.Namespace) -> int:
    """Print every number that is no figure, with the reason."""
    library = locations.open_to_ask(options.library, locations.setting("library"))
    found = list(_numbers_left_out(library))
    if options.json:
        screen.print_json(found)
        return 0
    lines = [("plain", wording.left_out_number(**each)) for each in found]
    counts = Counter(each["reason"] for each in found)
    screen.writer(screen=sys.stdout.isatty())([*lines, ("note", wording.left_out_in_all(counts))])
    return 0


def _numbers_left_out(library: Library) -> Iterator[dict[str, Any]]:
    for document in library.documents():
        lines = Lines(dict(document.kinds), dict(document.places))
        for article in document.articles:
            for each in read(article, document.text, lines).left:
                start, end = max(0, each.start - _AROUND), each.end + _AROUND
                yield {
                    "document": document.name,
                    "line": document.line(each.start),
                    "before": document.text[start : each.start].rpartition("\n")[2],
                    "number": document.text[each.start : each.end],
                    "after": document.text[each.end : end].partition("\n")[0],
                    "reason": each.reason,
                }
