"""Old and foreign office files (.doc .wps .xls .et .ppt .rtf .odt), by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Content, lines
from corpus.files.encoding import decode
from corpus.files.formats import docx, pptx, xlsx
from corpus.files.formats.signatures import OLE, RTF, ZIP

SECONDS = 90
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # where a .docx or .xlsx with a password keeps itself
# Programs that write plain text to their standard output, where LibreOffice is not there.
SMALL = {"antiword": ("-m", "UTF-8.txt", "-w", "0"), "catdoc": ("-d", "utf-8", "-w")}


@dataclass(frozen=True, slots=True)
class _Target:
    """What LibreOffice makes of a file, and what to do without it."""

    suffix: str
    form: str
    kinds: str
    remedy: str


TEXT = _Target("docx", "docx:MS Word 2007 XML", ".doc、.wps、.rtf、.odt", "用 Word 或 WPS 另存为 .docx")
SHEET = _Target("xlsx", "xlsx:Calc MS Excel 2007 XML", ".xls、.et、.ods", "用 Excel 或 WPS 另存为 .xlsx")
SLIDES = _Target(
    "pptx", "pptx:Impress MS PowerPoint 2007 XML", ".ppt、.dps、.odp", "用 PowerPoint 或 WPS 另存为 .pptx"
)


def text_document(data: bytes) -> Content:
    """The blocks of a .doc, .wps, .rtf or .odt. Raises UnreadableDocument, also without LibreOffice."""
    _check(data)
    if office() is None and data.startswith(OLE):
        for name, flags in SMALL.items():
            if program := shutil.which(name):
                return Content(lines(_plain(program, flags, data)))
    return docx.content(_converted(data, TEXT))


def spreadsheet(data: bytes) -> Content:
    """The blocks of an .xls, .et or .ods. Raises UnreadableDocument, also without LibreOffice."""
    _check(data)
    return xlsx.content(_converted(data, SHEET))


def presentation(data: bytes) -> Content:
    """The blocks of a .ppt, .dps or .odp. Raises UnreadableDocument, also without LibreOffice."""
    _check(data)
    return pptx.content(_converted(data, SLIDES))


def _check(data: bytes) -> None:
    """Refuse what LibreOffice would read though it is no document: it takes any bytes for text."""
    if not data.startswith((OLE, RTF, ZIP)) and decode(data) is None:
        raise UnreadableDocument("文件已损坏，请用原来的程序打开后重新保存。")
    if ENCRYPTED in data:
        raise UnreadableDocument("设有打开密码，请解除密码后再收入。")


def office() -> str | None:
    """The path of LibreOffice, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _converted(data: bytes, target: _Target) -> bytes:
    """*data* in the form of *target*."""
    program = office()
    if program is None:
        raise UnreadableDocument(f"读 {target.kinds} 需要 LibreOffice；请安装它，或{target.remedy}后再收入。")
    with tempfile.TemporaryDirectory(prefix="wenju-") as folder:
        file = Path(folder, "file.bin")
        file.write_bytes(data)
        # A profile of its own: two LibreOffices on one profile wait for each other for ever.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        options = ("--headless", "--norestore", "--convert-to", target.form, "--outdir", folder)
        _run(program, profile, *options, str(file), remedy=target.remedy)
        made = Path(folder, f"file.{target.suffix}")
        if not made.is_file():
            raise UnreadableDocument(
                f"LibreOffice 打不开它（可能有密码或已损坏），请{target.remedy}后再收入。"
            )
        return made.read_bytes()


def _plain(program: str, flags: tuple[str, ...], data: bytes) -> str:
    with tempfile.TemporaryDirectory(prefix="wenju-") as folder:
        file = Path(folder, "file.doc")
        file.write_bytes(data)
        return _run(program, *flags, str(file), remedy=TEXT.remedy).decode("utf-8", "strict")


def _run(*command: str, remedy: str) -> bytes:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(f"转换超过 {SECONDS} 秒，请{remedy}后再收入。") from error
    except OSError as error:
        raise UnreadableDocument(f"转换程序启动不了，请{remedy}后再收入。") from error
    return done.stdout
