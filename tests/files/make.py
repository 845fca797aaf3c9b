"""Makes the files of this folder anew from report.txt, with LibreOffice: python tests/files/make.py.

report.txt: one line a paragraph; "# " and "## " before a heading, "|" before the row of a table.
"""

from __future__ import annotations

import subprocess
import tempfile
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
WRITER = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97", "pdf": "pdf", "epub": "epub", "html": "html"}
NAMESPACES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" \
xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"'
FONT = 'style:font-name="F" style:font-name-asian="F"'
STYLES = f"""
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'WenQuanYi Zen Hei'"/></office:font-face-decls>
<office:styles>
 <style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:text-indent="0.85cm"/>
  <style:text-properties {FONT} fo:font-size="12pt" style:font-size-asian="12pt"/></style:style>
 <style:style style:name="H" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.3cm"/>
  <style:text-properties {FONT} fo:font-size="14pt" style:font-size-asian="14pt"/></style:style>
 <style:style style:name="F" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
  <style:text-properties {FONT} fo:font-size="9pt" style:font-size-asian="9pt"/></style:style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="A"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/>
 <style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A">
 <style:header><text:p text:style-name="F">云溪市平安建设领导小组办公室</text:p></style:header>
 <style:footer><text:p text:style-name="F">第<text:page-number>1</text:page-number>页</text:p></style:footer>
</style:master-page></office:master-styles>"""


def rows(text: str) -> list[list[str]]:
    """The table of report.txt: |县区|刑事立案（起）| -> ["县区", "刑事立案（起）"]."""
    return [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]


def document(text: str) -> str:
    """*text* as a flat OpenDocument text, with a running head and page numbers."""
    body: list[str] = []
    for line in text.splitlines():
        if line.startswith("|"):
            continue
        level = len(line) - len(line.lstrip("#"))
        words = escape(line.lstrip("# "))
        tag = f'text:h text:style-name="H" text:outline-level="{level}"' if level else 'text:p text:style-name="P"'
        body.append(f"<{tag}>{words}</{tag.split()[0]}>")
        if "主要指标完成情况" in line:
            body.append(table(rows(text), "text:p"))
    return wrapped(f"<office:text>{''.join(body)}</office:text>", "text")


def table(cells: list[list[str]], tag: str) -> str:
    """*cells* as an OpenDocument table; a figure is stored as a number."""
    out = ['<table:table table:name="指标">', f'<table:table-column table:number-columns-repeated="{len(cells[0])}"/>']
    for row in cells:
        out.append("<table:table-row>")
        for cell in row:
            number = cell.replace(".", "").isdigit()
            kind = f'office:value-type="float" office:value="{cell}"' if number else 'office:value-type="string"'
            out.append(f"<table:table-cell {kind}><{tag}>{escape(cell)}</{tag}></table:table-cell>")
        out.append("</table:table-row>")
    return "".join([*out, "</table:table>"])


def wrapped(body: str, kind: str) -> str:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:mimetype="{mime}">'
        f"{STYLES}<office:body>{body}</office:body></office:document>"
    )


def main() -> None:
    text = (HERE / "report.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        report, sheet = Path(folder, "report.fodt"), Path(folder, "report.fods")
        report.write_text(document(text), encoding="utf-8")
        body = f"<office:spreadsheet>{table(rows(text), 'text:p')}</office:spreadsheet>"
        sheet.write_text(wrapped(body, "spreadsheet"), encoding="utf-8")
        for source, target in [*((report, form) for form in WRITER.values()), (sheet, "xlsx")]:
            office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
            subprocess.run([*office, "--outdir", str(HERE), str(source)], check=True, timeout=120)


if __name__ == "__main__":
    main()
