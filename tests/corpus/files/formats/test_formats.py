"""Formats by what a file holds: its kind, and the blocks that its reader makes of it."""

from __future__ import annotations

import email.message
import io
import time
import zipfile
from collections.abc import Callable

import pytest

from corpus.errors import UnreadableDocument
from corpus.files.formats import FORMATS, SUFFIXES, kind_of
from corpus.files.formats.signatures import OLE, RTF
from tests.corpus.files.made.documents import made
from tests.corpus.files.made.programs import PROGRAMS

PAGE = "<!DOCTYPE html><html><body><h1>云溪市工作总结</h1><p>破获案件96起。</p></body></html>"
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def zipped(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, text in members.items():
            out.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return made.getvalue()


def mail(*, attached: bool = False) -> bytes:
    message = email.message.EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "云溪市周报"
    message.set_content("本周破获案件96起。\n")
    if attached:
        message.add_attachment(b"x", maintype="application", subtype="zip", filename="附件.zip")
    return message.as_bytes()


def archive_of_a_page() -> bytes:
    message = email.message.EmailMessage()
    message["Snapshot-Content-Location"] = "file:///C:/a.htm"
    message.set_content(PAGE, subtype="html", charset="gb18030", cte="base64")
    return message.as_bytes()


def slides() -> bytes:
    from pptx import Presentation

    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "云溪市2023年工作情况"
    table = slide.shapes.add_table(3, 3, 0, 3_000_000, 6_000_000, 1_000_000).table
    for row, cells in enumerate((("乡镇", "刑事案件", ""), ("", "立案", "破案"), ("云溪镇", "41", "36"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    slide.notes_slide.notes_text_frame.text = "数据截至12月。"
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def fixed_pages() -> bytes:
    words = "云溪市工作总结", "破获案件96起。"
    texts = "".join(
        f'<ofd:TextObject Boundary="20 {20 + 20 * at} 160 10" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g 30 4">{text}</ofd:TextCode></ofd:TextObject>'
        for at, text in enumerate(words)
    )
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="P/C.xml"/></ofd:Pages>'
    page = f"<ofd:Content><ofd:Layer>{texts}</ofd:Layer></ofd:Content>"
    return zipped(
        OFD_xml=f"<ofd:OFD {OFD}>{root}</ofd:OFD>",
        Doc_0__Document_xml=f"<ofd:Document {OFD}>{pages}</ofd:Document>",
        Doc_0__P__C_xml=f"<ofd:Page {OFD}>{page}</ofd:Page>",
    )


SLIDES = [
    "title 第1页: 云溪市2023年工作情况",
    "row 第1页表1第3行: 乡镇：云溪镇，刑事案件 / 立案：41，刑事案件 / 破案：36",
    "note 第1页备注: 数据截至12月。",
]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", lambda: PROGRAMS["pdf"](made(1)), "pdf"),
        ("a.txt", lambda: PROGRAMS["docx"](made(1)), "docx"),
        ("a.doc", lambda: PROGRAMS["docx"](made(1)), "docx"),
        ("a.docx", lambda: PROGRAMS["xlsx"](made(1)), "xlsx"),
        ("a.xls", lambda: PROGRAMS["html"](made(1)), "html"),
        ("a.xls", lambda: "乡镇\t起\n云溪镇\t12\n".encode("gbk"), "csv"),
        ("a.doc", archive_of_a_page, "mht"),
        ("a.eml", mail, "mht"),
        ("a.xlsx", lambda: OLE + b"\0" * 9 + "Workbook".encode("utf-16-le") + b"\0\0", "xls"),
        ("a.wps", lambda: OLE + b"\0" * 9 + "WordDocument".encode("utf-16-le") + b"\0\0", "doc"),
        ("a.doc", lambda: RTF + b"1}", "doc"),
        ("a.txt", fixed_pages, "ofd"),
        ("a.odt", lambda: zipped(mimetype="application/vnd.oasis.opendocument.text"), "doc"),
        ("a.jpg", lambda: b"\x89PNG\r\n\x1a\n", "image"),
        ("a.txt", lambda: "平安<html>".encode(), "txt"),
        ("a.md", lambda: b"<html>", "md"),
    ],
)  # fmt: skip
def test_a_file_is_what_it_holds_whatever_its_name_says(
    name: str, data: Callable[[], bytes], kind: str
) -> None:
    assert kind_of(name[1:], data()) == kind


@pytest.mark.parametrize(
    ("kind", "data", "expected", "left_out"),
    [
        ("csv", lambda: "单位：起,,\n乡镇,2022,2023\n云溪镇,3,4\n".encode("gbk"),
         ["paragraph 第1行: 单位：起", "row 第3行（单位：起）: 乡镇：云溪镇，2022年：3，2023年：4"], ()),
        ("csv", lambda: '乡镇;电话;起\n云溪镇;="0571";3\n'.encode(),
         ["row 第2行: 乡镇：云溪镇，电话：0571，起：3"], ()),
        ("txt", lambda: "情况如下：\n乡镇\t立案（起）\t破案（起）\n云溪镇\t41\t36\n其他情况。".encode(),
         ["paragraph : 情况如下：", "paragraph : ", "row : 乡镇：云溪镇，立案（起）：41，破案（起）：36",
          "paragraph : 其他情况。"], ()),
        ("mht", mail, ["title : 云溪市周报", "paragraph : 本周破获案件96起。", "paragraph : "], ()),
        ("mht", lambda: mail(attached=True),
         ["title : 云溪市周报", "paragraph : 本周破获案件96起。", "paragraph : "],
         ("1 个附件没有读（附件.zip）",)),
        ("mht", archive_of_a_page, ["title : 云溪市工作总结", "paragraph : 破获案件96起。"], ()),
        ("pptx", slides, SLIDES, ()),
        ("ofd", fixed_pages, ["paragraph 第1页: 云溪市工作总结", "paragraph 第1页: 破获案件96起。"], ()),
    ],
    ids="csv csv-marks tabs mail attachment web-archive slides ofd".split(),  # noqa: SIM905
)  # fmt: skip
def test_a_format_gives_the_blocks_of_its_file(
    kind: str, data: Callable[[], bytes], expected: list[str], left_out: tuple[str, ...]
) -> None:
    content = FORMATS[kind](data())
    assert [f"{block.kind} {block.where}: {block.text}" for block in content.blocks] == expected
    assert content.left_out == left_out


def test_every_suffix_has_a_reader() -> None:
    assert {FORMATS[kind].args for kind in SUFFIXES.values()} == {(kind,) for kind in FORMATS}  # type: ignore[attr-defined]


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li"])
def test_a_page_of_elements_within_one_another_is_refused_at_once(tag: str) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableDocument, match="套了 400 层以上"):
        FORMATS["html"](f"<html><body>{f'<{tag}>' * 100_000}云溪市破案12起。".encode())
    assert time.process_time() - began < 5


def test_a_page_of_many_elements_is_read() -> None:
    page = f"<html><body>{'<div><p>云溪市破案12起。</p></div>' * 3_000}</body></html>"
    assert len(FORMATS["html"](page.encode()).blocks) == 3_000
