"""A report as the bytes of a file, by each program that writes files."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.corpus.files.made.documents import Report, Table, slots

FONT = "STSong-Light"  # one of Adobe's, which every reader of PDF files has


def docx(report: Report, *, style: str = "Table Grid") -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(report.title, style="Title")
    for part in report.parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part.rows), part.width, style=style)
        for row, column, cell in slots(part):
            last = table.cell(row + cell.rows - 1, column + cell.columns - 1)
            table.cell(row, column).merge(last).text = cell.text
    return _saved(document.save)


def xlsx(report: Report) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.cell(1, 1, report.title)
    top = 3
    for part in report.parts:
        if isinstance(part, str):
            sheet.cell(top, 1, part)
            top += 2
            continue
        for row, column, cell in slots(part):
            value = int(cell.text) if cell.text.isdigit() else cell.text
            sheet.cell(top + row, column + 1, value)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(
                    start_row=top + row,
                    start_column=column + 1,
                    end_row=top + row + cell.rows - 1,
                    end_column=column + cell.columns,
                )
        top += len(part.rows) + 1
    return _saved(book.save)


def html(report: Report) -> bytes:
    parts = [f"<h1>{report.title}</h1>"]
    for part in report.parts:
        parts.append(f"<p>{escape(part)}</p>" if isinstance(part, str) else _table(part))
    return f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>".encode("gb18030")


def _table(table: Table) -> str:
    rows = []
    for row in table.rows:
        cells = (f'<td rowspan="{c.rows}" colspan="{c.columns}">{escape(c.text)}</td>' for c in row)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def pdf(report: Report) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Drawn

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=11, leading=18, wordWrap="CJK", spaceAfter=6)
    title = ParagraphStyle("title", plain, fontSize=20, leading=30, alignment=1)
    story = [Paragraph(report.title, title)]
    for part in report.parts:
        if isinstance(part, str):
            story.append(Paragraph(part, plain))
            continue
        data = [[""] * part.width for _ in part.rows]
        style = [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("FONTNAME", (0, 0), (-1, -1), FONT),
            ("FONTSIZE", (0, 0), (-1, -1), 8),
        ]
        for row, column, cell in slots(part):
            data[row][column] = cell.text
            style.append(("SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)))
        story += [Drawn(data, style=style), Spacer(1, 12)]
    made = io.BytesIO()
    SimpleDocTemplate(made).build(story)
    return made.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """*data*, a file with *suffix*, as LibreOffice writes it in the form of *target*."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"file.{suffix}").write_bytes(data)
        office = shutil.which("soffice")
        assert office is not None
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [
            office,
            profile,
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            folder,
            f"{folder}/file.{suffix}",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return Path(folder, f"file.{target.partition(':')[0]}").read_bytes()


PROGRAMS = {"docx": docx, "xlsx": xlsx, "html": html, "pdf": pdf}
