"""A report as the bytes of a file, by each program that writes files."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from tests.corpus.files.made.documents import Items, Report, Table, made, slots

FONT = "STSong-Light"  # one of Adobe's, which every reader of PDF files has


def docx(report: Report, *, style: str = "Table Grid") -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(report.title, style="Title")
    for part in report.parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        if isinstance(part, Items):
            for text in part.texts:
                document.add_paragraph(text, style="List Number")
            continue
        if part.is_nested:
            table = document.add_table(1, 1).cell(0, 0).add_table(len(part.rows), part.width)
            table.style = style
        else:
            table = document.add_table(len(part.rows), part.width, style=style)
        grid = [row.cells for row in table.rows]  # table.cell() would look through them all each time
        for row, column, cell in slots(part):
            last = grid[row + cell.rows - 1][column + cell.columns - 1]
            first = grid[row][column]
            (first if first is last else first.merge(last)).text = cell.text
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
        if isinstance(part, Items):
            for number, text in enumerate(part.texts, 1):
                sheet.cell(top + number - 1, 1, f"{number}、{text}")
            top += len(part.texts) + 1
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
        if isinstance(part, str):
            parts.append(f"<p>{escape(part)}</p>")
        elif isinstance(part, Items):
            parts.append(f"<ol>{''.join(f'<li>{escape(text)}</li>' for text in part.texts)}</ol>")
        else:
            table = _table(part)
            parts.append(f"<table><tr><td>{table}</td></tr></table>" if part.is_nested else table)
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
        if isinstance(part, Items):
            story += [Paragraph(f"{n}、{text}", plain) for n, text in enumerate(part.texts, 1)]
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


def two_columns(report: Report) -> bytes:
    """The paragraphs of *report* as a PDF in two columns, drawn line by line across them."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    lines = [line for text in report.paragraphs for line in _broken(f"　　{text}", 15)]
    half = -(-len(lines) // 2)
    data = io.BytesIO()
    canvas = Canvas(data, A4)
    canvas.setFont(FONT, 10)
    canvas.drawCentredString(297, 800, report.title)
    for row in range(half):
        for column, left in ((0, 90), (1, 320)):
            if (at := row + column * half) < len(lines):
                canvas.drawString(left, 770 - 16 * row, lines[at])
    canvas.save()
    return data.getvalue()


def _broken(text: str, width: float) -> Iterator[str]:
    """*text* in lines of at most *width* hanzi, as a word processor breaks them: not in a number."""
    line, used = "", 0.0
    for piece in re.findall(r"\d+[，。；]?|\D[，。；]?", text):
        wide = sum(0.5 if letter.isdigit() else 1 for letter in piece)
        if used + wide > width:
            yield line
            line, used = "", 0.0
        line, used = line + piece, used + wide
    yield line


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

# What `main` has LibreOffice write, for tests that shall not wait for it.
WRITTEN = Path(__file__).with_name("converted")
CONVERTED_SEED, UNRULED_SEEDS = 1000, (1001, 1007)
TARGETS = (
    ("docx", "doc"),
    ("docx", "odt"),
    ("docx", "rtf"),
    ("docx", "pdf"),
    ("xlsx", "xls"),
    ("xlsx", "ods"),
)


def main() -> None:
    for kind, target in TARGETS:
        data = PROGRAMS[kind](made(CONVERTED_SEED))
        (WRITTEN / f"report.{target}").write_bytes(converted(data, kind, target))
    for seed in UNRULED_SEEDS:
        data = docx(made(seed), style="Normal Table")
        (WRITTEN / f"unruled_{seed}.pdf").write_bytes(converted(data, "docx", "pdf"))


if __name__ == "__main__":
    main()
