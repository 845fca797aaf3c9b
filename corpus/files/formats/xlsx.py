"""Workbooks: every figure under the heads of its column and as the sheet shows it.

Read from their XML directly: sheets by the million rows need one pass, and what tells a shown figure
from a stored one (formats, merged and hidden cells, formulas without a value) stands there.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.errors import UnreadableDocument
from corpus.files import archive, tables
from corpus.files.blocks import Block, Content
from corpus.files.cells import MOST_SLOTS, Cell
from corpus.files.formats import number_format, xml
from corpus.files.formats.raised import lowered, raised
from corpus.files.formats.runs import Left

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", S[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
)
MOST_CELLS = 1_500_000
UNNAMED = re.compile(r"(?i)sheet ?\d*|工作表 ?\d*|表 ?\d+")
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
SHOWN_PLACES = 5  # of formulas without a value
# Parts that hold no text of cells, by the beginning of their name.
PARTS = {"xl/media/": "张图片没有文字", "xl/charts/chart": "个图表没有读"}


def content(data: bytes) -> Content:
    """The blocks of an .xlsx, sheet by sheet; hidden rows, columns and sheets are left out and counted."""
    with archive.opened(io.BytesIO(data)) as parts:
        return _Book(parts).content()


@dataclass(frozen=True, slots=True)
class _Style:
    form: str = "General"
    is_struck: bool = False


@dataclass(slots=True)
class _Sheet:
    """The cells of one sheet by row and column, from 1, and what of it is hidden."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right

    def is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


class _Book:
    """One workbook while it is read."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self._parts = parts
        self._names = set(parts.namelist())
        self._main = self._main_part()
        self._folder = posixpath.dirname(self._main)
        self._related = self._relations()
        self._left = Left()
        self._strings = self._shared()
        self._styles = self._read_styles()
        self._since_1904 = False
        self._without_value: list[str] = []
        self._cells = 0

    def content(self) -> Content:
        root = xml.parse(self._part(self._main))
        properties = root.find(f"{S}workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        blocks: list[Block] = []
        for sheet in root.iter(f"{S}sheet"):
            part = self._related.get(sheet.get(f"{R}id", ""), "")
            if sheet.get("state", "visible") != "visible":
                self._left.add("个隐藏的工作表没有收入")
            elif part in self._names and "/worksheets/" in part:
                blocks += self._sheet(sheet.get("name", ""), part)
        for prefix, what in PARTS.items():
            for name in self._names:
                if name.startswith(prefix):
                    self._left.add(what)
        return Content(tuple(blocks), tuple(self._left_out()))

    def _left_out(self) -> Iterator[str]:
        if self._without_value:
            number, some = len(self._without_value), "、".join(self._without_value[:SHOWN_PLACES])
            more = "等" if number > SHOWN_PLACES else ""
            yield f"公式 {number} 处没有存值（{some}{more}），请用 Excel 或 WPS 打开并保存后再收入"
        yield from (f"{number} {what}" for what, number in self._left.counts.items())

    def _part(self, name: str) -> bytes:
        data = archive.member(self._parts, name)
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        return data

    def _main_part(self) -> str:
        if "_rels/.rels" in self._names:
            for relation in xml.parse(archive.member(self._parts, "_rels/.rels")):
                if relation.get("Type", "").endswith("/officeDocument"):
                    return posixpath.normpath(relation.get("Target", "").lstrip("/"))
        return "xl/workbook.xml"

    def _relations(self) -> dict[str, str]:
        """The parts of the workbook by the ids it gives them."""
        name = f"{self._folder}/_rels/{posixpath.basename(self._main)}.rels"
        if name not in self._names:
            raise UnreadableDocument("文件已损坏，请用 Excel 或 WPS 打开后重新保存。")
        out: dict[str, str] = {}
        for relation in xml.parse(archive.member(self._parts, name)):
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
            out[relation.get("Id", "")] = posixpath.normpath(path)
        return out

    def _of_kind(self, ending: str) -> str | None:
        return next(
            (part for part in self._related.values() if part.endswith(ending) and part in self._names), None
        )

    def _shared(self) -> list[str]:
        """The texts that cells name by number."""
        name = self._of_kind("haredStrings.xml")
        if name is None:
            return []
        return [self._text(item) for item in xml.each(self._part(name), f"{S}si")]

    def _text(self, item: xml.Element) -> str:
        """A text with its runs: raised marks and struck words as a reader reads them."""
        runs = item.findall(f"{S}r")
        if not runs:
            return item.findtext(f"{S}t") or ""
        text = ""
        for run in runs:
            told, properties = run.findtext(f"{S}t") or "", run.find(f"{S}rPr")
            align = properties.find(f"{S}vertAlign") if properties is not None else None
            where = align.get("val") if align is not None else None
            if properties is not None and _is_on(properties.find(f"{S}strike")):
                self._left.add("处删除线文字没有收入")
            elif where == "superscript":
                text += raised(told, before=text)
            else:
                text += lowered(told) if where == "subscript" else told
        return text

    def _read_styles(self) -> list[_Style]:
        name = self._of_kind("styles.xml")
        if name is None:
            return []
        root = xml.parse(self._part(name))
        own = {form.get("numFmtId"): form.get("formatCode", "General") for form in root.iter(f"{S}numFmt")}
        fonts = [_is_on(font.find(f"{S}strike")) for font in root.findall(f"{S}fonts/{S}font")]
        styles: list[_Style] = []
        for style in root.findall(f"{S}cellXfs/{S}xf"):
            number, font = style.get("numFmtId", "0"), style.get("fontId", "0")
            built_in = number_format.BUILT_IN.get(int(number), "General") if number.isdigit() else "General"
            struck = font.isdigit() and int(font) < len(fonts) and fonts[int(font)]
            styles.append(_Style(own.get(number, built_in), struck))
        return styles

    def _sheet(self, name: str, part: str) -> list[Block]:
        sheet = self._read(name, part)
        _merge(sheet)
        told = list(self._blocks(sheet))
        titled = bool(told) and told[0].kind == "heading"
        if titled:
            told[0] = replace(told[0], kind="title")
        if told and not UNNAMED.fullmatch(name) and not (titled and name in told[0].text):
            told.insert(int(titled), Block(name, "heading", f"工作表“{name}”"))
        return told

    def _blocks(self, sheet: _Sheet) -> Iterator[Block]:
        numbers = [number for number in sorted(sheet.rows) if number not in sheet.hidden_rows]
        columns = sorted({column for number in numbers for column in sheet.rows[number]})
        seen = [column for column in columns if not sheet.is_hidden(column)]
        self._note_hidden(len(sheet.rows) - len(numbers), "行隐藏的内容没有收入")
        self._note_hidden(len(columns) - len(seen), "列隐藏的内容没有收入")
        # Columns that stand apart are parted by one blank column, rows by one blank row.
        places = [place for at, column in enumerate(seen) for place in (*_gap(seen, at, sheet), column)]
        grid: list[list[Cell | None]] = []
        lines: list[int] = []
        for before, number in zip([None, *numbers], numbers, strict=False):
            if before is not None and not sheet.hidden_rows.issuperset(range(before + 1, number)):
                grid.append([None] * len(places))
                lines.append(0)
            grid.append([sheet.rows[number].get(column) for column in places])
            lines.append(number)
        if len(grid) * len(places) > MOST_SLOTS:
            raise UnreadableDocument("表格太大（超过二百万格），请拆分后再收入。")
        yield from tables.blocks(grid, where=lambda at: f"工作表“{sheet.name}”第{lines[at]}行")

    def _note_hidden(self, many: int, what: str) -> None:
        if many:
            self._left.counts[what] += many

    def _read(self, name: str, part: str) -> _Sheet:
        sheet = _Sheet(name)
        before = 0
        for element in xml.each(self._part(part), f"{S}row", f"{S}col", f"{S}mergeCell"):
            if element.tag == f"{S}col":
                if _is_hidden(element, "width"):
                    sheet.hidden_columns.append((int(element.get("min", "0")), int(element.get("max", "0"))))
            elif element.tag == f"{S}mergeCell":
                corners = REFERENCE.findall(element.get("ref", "").replace("$", ""))
                if len(corners) == 2:
                    (left, top), (right, bottom) = corners
                    sheet.merged.append((int(top), _column(left), int(bottom), _column(right)))
            else:
                number = int(element.get("r") or before + 1)
                before = number
                if cells := dict(self._row(element, name, number)):
                    sheet.rows[number] = cells
                if _is_hidden(element, "ht"):
                    sheet.hidden_rows.add(number)
        return sheet

    def _row(self, row: xml.Element, sheet: str, number: int) -> Iterator[tuple[int, Cell]]:
        before = 0
        for element in row.iter(f"{S}c"):
            named = REFERENCE.fullmatch(element.get("r", ""))
            column = _column(named[1]) if named else before + 1
            before = column
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise UnreadableDocument(f"表格超过 {MOST_CELLS // 10_000} 万格，请拆分后再收入。")
            if (
                element.find(f"{S}f") is not None
                and not element.findtext(f"{S}v")
                and element.get("t") != "str"
            ):
                self._without_value.append(f"{sheet}!{_letters(column)}{number}")
            elif text := self._shown(element).strip():
                yield column, Cell(text)

    def _shown(self, cell: xml.Element) -> str:
        """What the sheet shows in *cell*: 0.986 under the format 0.0% -> 98.6%."""
        number = cell.get("s", "0")
        style = (
            self._styles[int(number)] if number.isdigit() and int(number) < len(self._styles) else _Style()
        )
        text = self._formatted(cell, style.form)
        if text.strip() and style.is_struck:
            self._left.add("处删除线文字没有收入")
            return ""
        return text

    def _formatted(self, cell: xml.Element, form: str) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{S}v") or ""
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return self._text(inline) if inline is not None else ""
        if not value:
            return ""
        if not number_format.is_shown(form):
            self._left.add("格按格式不显示")
            return ""
        match kind:
            case "s":
                return number_format.text_shown(self._string(value), form)
            case "str":
                return number_format.text_shown(value, form)
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case "n" if _is_number(value):
                return number_format.shown(float(value), form, since_1904=self._since_1904)
            case "e":
                self._left.add("格是错误值")
        return value

    def _string(self, number: str) -> str:
        return self._strings[int(number)] if number.isdigit() and int(number) < len(self._strings) else ""


def _merge(sheet: _Sheet) -> None:
    """Let each merged cell stand in all slots that it covers, as far as the sheet is filled."""
    last = max(sheet.rows, default=0)
    widest = max((max(cells) for cells in sheet.rows.values()), default=0)
    slots = 0
    for top, left, bottom, right in sheet.merged:
        cell = sheet.rows.get(top, {}).get(left)
        if cell is None:
            continue
        for number in range(top, min(bottom, max(last, top)) + 1):
            row = sheet.rows.setdefault(number, {})
            row.update(dict.fromkeys(range(left, min(right, max(widest, left)) + 1), cell))
            slots += min(right, max(widest, left)) - left + 1
        if slots > MOST_SLOTS:
            raise UnreadableDocument("表格太大（合并的单元格超过二百万格），请拆分后再收入。")


def _gap(columns: list[int], at: int, sheet: _Sheet) -> list[int]:
    """A blank column where one stands between two of *columns* and is not hidden; 0 holds no cell."""
    between = range(columns[at - 1] + 1, columns[at]) if at else range(0)
    return [0] if any(not sheet.is_hidden(column) for column in between) else []


def _is_hidden(element: xml.Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _is_on(element: xml.Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", value) is not None


def _column(letters: str) -> int:
    """The number of a column: A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    """The letters of a column: 27 -> AA."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
