"""Files of every format into text, and the finding of files in folders."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import random
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import MissingPath, UnreadableDocument
from corpus.files.formats import markdown
from corpus.files.formats.numbering import written
from corpus.files.reading import Readers, Refusal, Source, read, sources
from corpus.files.sandbox import Children

FILES = Path(__file__).with_name("files")
REPORT = (FILES / "report.txt").read_text(encoding="utf-8").splitlines()
HEADS = "县区｜刑事立案（起）｜治安受理（起）｜群众安全感（%）"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def source(path: Path) -> Source:
    return Source(path.name, str(path), hashlib.sha256(path.read_bytes()).hexdigest())


def read_bytes(folder: Path, name: str, data: bytes) -> str:
    """The text of a file *name* that holds *data*."""
    (folder / name).write_bytes(data)
    return read(source(folder / name)).text


def named(row: str) -> str:
    """A row of report.txt with the heads of its columns, as every format gives it."""
    cells = row.strip("|").split("|")
    heads = HEADS.split("｜")
    return "" if cells == heads else "，".join(f"{h}：{c}" for h, c in zip(heads, cells, strict=True))


def docx(body: str, **parts: str) -> bytes:
    """A minimal .docx with *body*; *parts*: more files of its folder word/."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    root = f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("_rels/.rels", relations)
        out.writestr("word/document.xml", root)
        for name, content in parts.items():
            out.writestr(f"word/{name}.xml", content)
    return made.getvalue()


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


BOX = f"<w:txbxContent>{p(r('框内'))}</w:txbxContent>"
DRAWN_TWICE = (
    f"<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
OLD_BOX = f"<w:r><w:pict>{BOX}</w:pict></w:r>"
INSERTED = f'<w:ins w:id="1">{r("新增")}</w:ins>'
DELETED = '<w:del w:id="2"><w:r><w:delText>删去</w:delText></w:r></w:del>'
MOVED = f"<w:moveFrom>{r('旧处')}</w:moveFrom><w:moveTo>{r('新处')}</w:moveTo>"
FIELD = (
    '<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple w:instr="DATE">' + r("2023年") + "</w:fldSimple>"
)
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
RUBY = f"<w:r><w:ruby><w:rt>{r('pin')}</w:rt><w:rubyBase>{r('拼')}</w:rubyBase></w:ruby></w:r>"
NUMBERED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2 "/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


@pytest.mark.parametrize("kind", ["docx", "html", "epub", "pdf", "doc"])
def test_a_file_libreoffice_made_has_the_lines_of_its_source(kind: str) -> None:
    if kind == "doc" and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    expected = [named(line) if line.startswith("|") else line.lstrip("# ") for line in REPORT]
    raw = read(source(FILES / f"report.{kind}"))
    assert (raw.text.splitlines(), raw.kind) == ([line for line in expected if line], kind)


def test_a_workbook_libreoffice_made_has_the_cells_of_its_source() -> None:
    expected = ["指标", *(row for line in REPORT if line.startswith("|") and (row := named(line)))]
    assert read(source(FILES / "report.xlsx")).text.splitlines() == expected


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (p(r("甲"), r("乙")) + p(r("丙")), ["甲乙", "丙"]),
        (p(r("前"), INSERTED, DELETED, r("后")), ["前新增后"]),
        (p(MOVED), ["新处"]),
        (p(r("正文"), DRAWN_TWICE), ["正文", "框内"]),
        (p(r("正文"), OLD_BOX), ["正文", "框内"]),
        (p(FIELD, HIDDEN, RUBY), ["2023年拼"]),
        (p(r("一行<!-- x -->"), "<w:r><w:br/></w:r>", r("二行")), ["一行", "二行"]),
        (p(r("断"), properties="<w:rPr><w:del/></w:rPr>") + p(r("开")), ["断开"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{p(r('控件'))}</w:sdtContent></w:sdt>", ["控件"]),
        (
            f"<w:tbl><w:tr><w:tc>{p(r('姓名'))}</w:tc><w:tc>{p(r('职务'))}</w:tc></w:tr></w:tbl>",
            ["姓名｜职务"],
        ),
    ],
    ids="runs revisions moved box old-box fields break deleted-end control table".split(),  # noqa: SIM905
)
def test_a_word_file_reads_as_its_final_version(tmp_path: Path, body: str, lines: list[str]) -> None:
    assert read_bytes(tmp_path, "甲.docx", docx(body)).splitlines() == lines


def test_numbers_that_word_counts_stand_in_the_text(tmp_path: Path) -> None:
    levels = (0, 1, 1, 0, 1)
    body = "".join(p(r("项"), properties=NUMBERED.format(level)) for level in levels)
    text = read_bytes(tmp_path, "甲.docx", docx(body, numbering=NUMBERING))
    assert text.splitlines() == ["一、项", "一.1 项", "一.2 项", "二、项", "二.1 项"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (40, "chineseCounting", "四十"),
        (3, "decimal", "3"),
        (2, "upperLetter", "B"),
        (4, "decimalEnclosedCircle", "④"),
        (120, "chineseCounting", "一百二十"),
        (2, "ideographTraditional", "乙"),
        (11, "chineseLegalSimplified", "壹拾壹"),
        (4, "lowerRoman", "iv"),
        (27, "upperLetter", "AA"),
    ],
)
def test_a_number_is_written_as_word_would(number: int, form: str, shown: str) -> None:
    assert written(number, form) == shown


PROSE = "本市平安建设成效明显，" * 6 + "群众满意。"
PAGE = """<html><head><meta charset="gb2312"><title>平安网</title><style>p{{}}</style></head>
<body class="has-nav">
<div class="nav"><a href=/>首页</a> <a href=/a>要闻</a> <a href=/b>公告</a></div>
<div class=crumbs>当前位置：首页</div>{}
<ul><li><a href=1>上一篇标题</a><li><a href=2>下一篇标题</a><li><a href=3>更多</a></ul>
<script>var a=1;</script><div style="display:none">隐藏</div><footer>版权所有</footer></body></html>"""


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<h1>标题</h1><p>全市破获案件96起，\n抓获134人。</p>", ["标题", "全市破获案件96起，抓获134人。"]),
        ("<div>第一段<br>第二段</div>", ["第一段", "第二段"]),
        ("<p>见<a href=x>附件</a>，共<b>3</b>份。</p>", ["见附件，共3份。"]),
        ("<table><tr><th>县<th>起数<tr><td>甲县<td>12</table>", ["县：甲县，起数：12"]),
        ("<table><tr><td><p>排版一</p><p>排版二</p></table>", ["排版一", "排版二"]),
        ("<pre>一\n二</pre>", ["一", "二"]),
        (f"<div class='share content'><p>{PROSE}</p></div>", [PROSE]),
    ],
    ids=["prose", "br", "inline", "table", "layout table", "pre", "prose in a misnamed box"],
)  # fmt: skip
def test_a_web_page_is_its_text_alone(tmp_path: Path, body: str, lines: list[str]) -> None:
    assert read_bytes(tmp_path, "甲.htm", PAGE.format(body).encode("gb18030")).splitlines() == lines


def test_figures_of_a_workbook_are_as_the_sheet_shows_them(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(["2023年情况"])
    sheet.append(["项目", "比率", "金额", "总数", "日期"])
    sheet.append(["甲", 0.986, 1234567.5, 12345678, date(2023, 5, 1)])
    sheet["B3"].number_format, sheet["C3"].number_format = "0.0%", '#,##0.00"元"'
    book.create_sheet("暗").sheet_state = "hidden"
    book.save(tmp_path / "甲.xlsx")
    assert read(source(tmp_path / "甲.xlsx")).text.splitlines() == [
        "2023年情况",
        "项目：甲，比率：98.6%，金额：1,234,567.50元，总数：12345678，日期：2023-05-01",
    ]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"
)


def test_a_row_of_a_million_dashes_is_read_at_once() -> None:
    row = "|" + "-" * 1_000_000 + "x"
    with Children(1, seconds=60, megabytes=1024) as children:
        assert children.call(markdown_row, row).result() == ["x", row[1:]]


def markdown_row(row: str) -> list[str]:
    """The lines of a table with *row* in it, in a process of its own: an expression could take hours."""
    return markdown.content(f"| 指标 |\n| :--- |\n| x |\n{row}".encode()).text.split("\n")[2:]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("扫描.pdf", SCAN, "扫描件，没有文字层"),
        ("坏.pdf", b"%PDF-1.7 nothing", "已损坏"),
        ("锁.pdf", (FILES / "locked.pdf").read_bytes(), "密码"),
        ("锁.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("锁.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("坏.docx", b"PK\x03\x04 nothing", "已损坏"),
        ("坏.xlsx", b"nothing", "已损坏"),
        ("坏.epub", b"PK\x03\x04 nothing", "已损坏"),
        ("坏.doc", random.Random(1).randbytes(5_000), "已损坏"),
        ("坏.txt", random.Random(1).randbytes(5_000), "编码"),
        ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_bytes(tmp_path, name, data)
    assert str(refused.value).startswith(f"{name}：")
    assert reason in str(refused.value)
    assert str(refused.value).count("。") == 1


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", docx(p(r("文"))), "docx"),
        ("a.doc", "<html><p>文</p>".encode(), "html"),
        ("a.MD", "文".encode(), "md"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(data)
    raw = read(source(tmp_path / name))
    assert (raw.text, raw.kind) == ("文", kind)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    "data",
    [
        rb"{\rtf1\ansi\uc0 \u24179 \u23433  12\par}",
        "平安 12\n".encode(),
        "<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>"
        "<w:body><w:p><w:r><w:t>平安 12</w:t></w:r></w:p></w:body></w:wordDocument>".encode(),
    ],
    ids=["rtf", "text", "xml"],
)
def test_what_is_named_doc_may_be_another_kind_of_text(data: bytes, tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "旧.doc", data).strip() == "平安 12"


def test_a_file_changed_since_it_was_found_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    file.write_text("旧文", encoding="utf-8")
    found = source(file)
    file.write_text("新文", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"甲\.txt：读取时文件正在改变"):
        read(found)


def test_a_folder_is_walked_in_order_and_what_is_no_document_is_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", ".git/x.txt", "~$b.docx", "p.rar", "q.rar", "r.exe"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.txt")
    found = list(sources([tmp_path, tmp_path / "b.txt"]))
    assert [(type(one), one.name) for one in found] == [
        (Source, "a/z.md"),
        (Source, "b.txt"),
        (Refusal, "link.txt"),
        (Refusal, tmp_path.name),
    ]
    skipped = "略过 3 个不支持的文件（.rar 2 个，请解压成文件夹后再收入；.exe 1 个）"
    assert skipped in getattr(found[3], "reason", "")
    assert found[1] == Source("b.txt", str(tmp_path / "b.txt"), hashlib.sha256(b"b.txt").hexdigest())


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "b").symlink_to(tmp_path, target_is_directory=True)
    deep = tmp_path.joinpath(*["d" * 200] * 30)  # no path to it is short enough
    with contextlib.chdir(tmp_path):
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
    *found, refused = sources([tmp_path])
    assert [(type(one), one.name) for one in found] == [(Source, "a.txt"), (Refusal, "b")]
    assert isinstance(refused, Refusal)
    assert (refused.kind, "文件夹打不开" in refused.reason) == ("unreadable", True)
    assert str(deep).startswith(refused.name)


def test_a_path_that_is_not_there_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match="找不到"):
        sources([tmp_path, tmp_path / "没有.txt"])


def test_a_format_that_is_not_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "甲.caj").write_bytes(b"x")
    reason = "甲.caj：暂不支持这种格式，请导出为 PDF 后再收入。"
    assert list(sources([tmp_path / "甲.caj"])) == [Refusal("甲.caj", reason)]


def test_damaged_files_are_read_or_refused_in_one_sentence(tmp_path: Path) -> None:
    files = []
    for number in range(60):
        chance = random.Random(number)
        whole = FILES / f"report.{chance.choice(('docx', 'pdf', 'html', 'epub', 'xlsx'))}"
        data = bytearray(whole.read_bytes())
        for _ in range(chance.choice((1, 20, 500))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file = tmp_path / f"{number}{whole.suffix}"
        file.write_bytes(data[: chance.choice((None, len(data) // 2))])
        files.append(source(file))
    with Readers(seconds=20) as readers:
        for found, outcome in readers.read_all(files):
            if isinstance(outcome, Refusal):
                assert outcome.reason.startswith(f"{found.name}：")
                assert outcome.reason.count("。") == 1
            else:
                assert outcome.kind == found.name.split(".")[1]
