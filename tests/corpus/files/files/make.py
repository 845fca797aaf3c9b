"""Makes the files of this folder again from report.txt, with LibreOffice: python make.py.

report.txt: one line a paragraph; "# " and "## " before a heading, "|" before the row of a table.
"""

from __future__ import annotations

import subprocess
import tempfile
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
LOCK = (
    '{"EncryptFile":{"type":"boolean","value":"true"},'
    '"DocumentOpenPassword":{"type":"string","value":"wenju"}}'
)
WRITER = ("docx:MS Word 2007 XML", "doc:MS Word 97", "pdf", "epub", "html")
ODF = "urn:oasis:names:tc:opendocument:xmlns"
PREFIXES = ("office", "style", "text", "table", "drawing", "xsl-fo-compatible", "svg-compatible")
SHORT = {"xsl-fo-compatible": "fo", "svg-compatible": "svg", "drawing": "draw"}
NAMESPACES = " ".join(f'xmlns:{SHORT.get(name, name)}="{ODF}:{name}:1.0"' for name in PREFIXES)


def style(name: str, size: int, layout: str) -> str:
    """A paragraph style: 12 points, a first-line indent."""
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {layout}/>'
        f'<style:text-properties style:font-name="F" style:font-name-asian="F" fo:font-size="{size}pt"'
        f' style:font-size-asian="{size}pt"/></style:style>'
    )


STYLES = f"""
<office:font-face-decls>
 <style:font-face style:name="F" svg:font-family="'WenQuanYi Zen Hei'"/>
</office:font-face-decls>
<office:styles>{style("P", 12, 'fo:text-indent="0.85cm"')}{style("H", 14, 'fo:margin-top="0.3cm"')}
 {style("F", 9, 'fo:text-align="center"')}</office:styles>
<office:automatic-styles><style:page-layout style:name="A"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm"
 fo:margin-right="2.5cm"/><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
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
        if level:
            body.append(f'<text:h text:style-name="H" text:outline-level="{level}">{words}</text:h>')
        else:
            body.append(f'<text:p text:style-name="P">{words}</text:p>')
        if "主要指标完成情况" in line:
            body.append(table(rows(text)))
    return wrapped(f"<office:text>{''.join(body)}</office:text>", "text")


def table(cells: list[list[str]]) -> str:
    """*cells* as an OpenDocument table; a figure is stored as a number."""
    columns = f'<table:table-column table:number-columns-repeated="{len(cells[0])}"/>'
    out = ['<table:table table:name="指标">', columns]
    for row in cells:
        out.append("<table:table-row>")
        for cell in row:
            number = cell.replace(".", "").isdigit()
            kind = (
                f'office:value-type="float" office:value="{cell}"' if number else 'office:value-type="string"'
            )
            out.append(f"<table:table-cell {kind}><text:p>{escape(cell)}</text:p></table:table-cell>")
        out.append("</table:table-row>")
    return "".join([*out, "</table:table>"])


def wrapped(body: str, kind: str) -> str:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.2"'
        f' office:mimetype="{mime}">{STYLES}<office:body>{body}</office:body></office:document>'
    )


def main() -> None:
    text = (HERE / "report.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        report, sheet = Path(folder, "report.fodt"), Path(folder, "report.fods")
        report.write_text(document(text), encoding="utf-8")
        body = f"<office:spreadsheet>{table(rows(text))}</office:spreadsheet>"
        sheet.write_text(wrapped(body, "spreadsheet"), encoding="utf-8")
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        for source, target in [*((report, form) for form in WRITER), (sheet, "xlsx")]:
            command = [*office, "--convert-to", target, "--outdir", str(HERE), str(source)]
            subprocess.run(command, check=True, timeout=120)
        locked = Path(folder, "locked.fodt")
        locked.write_text(document("有密码的文件。"), encoding="utf-8")
        command = [
            *office,
            "--convert-to",
            f"pdf:writer_pdf_Export:{LOCK}",
            "--outdir",
            str(HERE),
            str(locked),
        ]
        subprocess.run(command, check=True, timeout=120)


if __name__ == "__main__":
    main()
