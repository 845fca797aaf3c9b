"""Workbooks: a row a line, every figure under the head of its column and as the sheet shows it."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import Any

from corpus.files import archive
from corpus.files.blocks import Block, Content
from corpus.files.formats import table

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def content(data: bytes) -> Content:
    """The text of an .xlsx, sheets with a title of their own under it. Raises UnreadableDocument."""
    from openpyxl import load_workbook

    with archive.opened(io.BytesIO(data)):
        pass  # only checked: the library opens it again
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    out: list[Block] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # some programs store A1:A1 for the whole sheet
        rows = [row for cells in sheet.iter_rows() if any(row := [_shown(cell) for cell in cells])]
        if rows:
            if not re.fullmatch(r"(?i)sheet\d*|工作表\d*", sheet.title):
                out.append(Block(sheet.title, "heading"))
            out += [Block(line, "row", sheet.title) for line in table.lines(_even(rows))]
    return Content(tuple(out))


def _even(rows: list[list[str]]) -> list[list[str]]:
    """*rows* without their empty columns, all as wide as the widest."""
    width = max(map(len, rows))
    wide = [row + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in wide)]
    return [[row[column] for column in used] for row in wide]


def _shown(cell: Any) -> str:
    """What the sheet shows in *cell*: 0.986 under the format 0.0% -> 98.6%."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _figure(value, cell.number_format or "General")
    return str(value)


def _figure(value: float, form: str) -> str:
    form = _LITERAL.sub("", form.split(";")[0])
    percent = "%" in form
    value = value * 100 if percent else value
    decimals = re.search(r"[0#?](?:\.([0#?]+))?[^0#?.]*$", form)
    if decimals is None:  # General: as many digits as the sheet would show
        shown = f"{value:.10g}"
        return (str(int(value)) if "e" in shown and value == int(value) else shown) + "%" * percent
    places = len(decimals[1] or "")
    comma = "," if "," in form else ""
    return f"{value:{comma}.{places}f}" + "%" * percent
