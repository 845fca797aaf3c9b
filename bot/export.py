"""An answer as a file to hand in: Word with footnotes, Markdown, or CSV.

exported(answer, ".docx")
"""

from __future__ import annotations

import csv
import io

from bot import wording
from corpus.errors import InputError
from retrieval.answering.answer import Answer, Cell

FORMATS = (".docx", ".md", ".csv")


def exported(answer: Answer, suffix: str, *, official: bool = False) -> bytes:
    """*answer*, which is verified, as a file of that kind. Raises InputError for another kind."""
    if suffix == ".docx":
        from bot.word.report import written

        return written(answer, official=official)
    if suffix not in FORMATS:
        raise InputError(wording.not_exported(suffix, FORMATS))
    return (markdown_of(answer) if suffix == ".md" else csv_of(answer)).encode()


def csv_of(answer: Answer) -> str:
    """The table of *answer*, or its sentences, as comma-separated values, with the source of each line.

    Its first mark has spreadsheets read it as UTF-8.
    """
    sources = {c.n: f"{wording.source(c)} · {wording.line(c.line)}" for c in answer.citations}
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    if answer.table is None:
        rows.writerow([wording.SENTENCE_COLUMN, wording.SOURCE_COLUMN])
        for statement in answer.statements:
            rows.writerow([statement.text, "；".join(sources[n] for n in statement.citations)])
    else:
        rows.writerow([*wording.heads(answer.table), wording.SOURCE_COLUMN])
        for line in answer.table.rows:
            cells = [wording.cell(cell) for cell in line.cells]
            cited = dict.fromkeys(sources[cell.citation] for cell in line.cells if cell is not None)
            rows.writerow([line.place, line.period, *cells, "；".join(cited)])
    return "\ufeff" + written.getvalue()


def markdown_of(answer: Answer) -> str:
    """*answer* as Markdown, its citations as footnotes."""
    parts = [f"# {answer.question}"]
    parts += [s.text + "".join(f"[^{n}]" for n in s.citations) for s in answer.statements]
    if answer.table is not None:
        heads, *lines = wording.grid(answer.table)
        rows = [map(_marked, heads), ["---"] * len(heads), *(map(_marked, line) for line in lines)]
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows))
    parts += [wording.calculated(each) for each in answer.calculations]
    parts += answer.notes
    notes = (
        f"[^{c.n}]: {wording.source(c)} · {wording.line(c.line)}：{wording.quoted(c.quote)}"
        for c in answer.citations
    )
    return "\n\n".join([*parts, "\n".join(notes)]) + "\n"


def _marked(value: Cell | str) -> str:
    """A cell of a table with its footnote; a bar in it does not end it."""
    if isinstance(value, Cell):
        return f"{wording.cell(value)}[^{value.citation}]".replace("|", "\\|")
    return value.replace("\n", " ").replace("|", "\\|")
