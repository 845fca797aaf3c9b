"""Word's old binary files (and .rtf named .doc), through a program that is installed for them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Content, lines
from corpus.files.encoding import decode
from corpus.files.formats import docx

SECONDS = 60
OLE, RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"  # what Word's files begin with
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # where a .docx or .xlsx with a password keeps itself
# Programs that write plain text to their standard output, where LibreOffice is not there.
SMALL = {"antiword": ("-m", "UTF-8.txt", "-w", "0"), "catdoc": ("-d", "utf-8", "-w")}


def content(data: bytes) -> Content:
    """The text of a .doc. Raises UnreadableDocument, also where no program for it is installed."""
    if not data.startswith((OLE, RTF)) and decode(data) is None:
        raise UnreadableDocument(
            "文件已损坏，请用原来的程序打开后重新保存。"
        )  # LibreOffice would read any bytes
    if ENCRYPTED in data:
        raise UnreadableDocument("设有打开密码，请解除密码后再收入。")
    with tempfile.TemporaryDirectory(prefix="wenju-") as folder:
        file = Path(folder, "file.doc")
        file.write_bytes(data)
        if office := shutil.which("soffice") or shutil.which("libreoffice"):
            # A profile of its own: two LibreOffices on one profile wait for each other for ever.
            profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
            options = (
                "--headless",
                "--norestore",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                folder,
            )
            _run(office, profile, *options, str(file))
            made = Path(folder, "file.docx")
            if not made.is_file():
                raise UnreadableDocument(
                    "LibreOffice 打不开它（可能有密码或已损坏），请另存为 .docx 后再收入。"
                )
            return docx.content(made.read_bytes())
        for name, flags in SMALL.items():
            if program := shutil.which(name):
                return Content(lines(_run(program, *flags, str(file)).decode("utf-8", "strict")))
    raise UnreadableDocument("读旧的 .doc 需要 LibreOffice；请安装它，或用 Word、WPS 另存为 .docx 后再收入。")


def _run(*command: str) -> bytes:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(f"转换超过 {SECONDS} 秒，请用 Word、WPS 另存为 .docx 后再收入。") from error
    except OSError as error:
        raise UnreadableDocument("转换程序启动不了，请用 Word 或 WPS 另存为 .docx 后再收入。") from error
    return done.stdout
