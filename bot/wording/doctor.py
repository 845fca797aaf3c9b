"""What wenju doctor says."""

from __future__ import annotations

import shlex
from pathlib import Path

_MARKS = {"fine": "✓", "wrong": "✗", "absent": "－"}
NOT_COMPILED = "检索的编译部件没有装上，检索会慢一些：装好 C 编译器后重新运行 pip install。"
BUNDLED_IS_ASKED = "问的是随程序附带的资料库；用 wenju ingest 收入自己的材料。"
SETTINGS_ARE_FINE = ".env 里的设置读得懂，只有本人可读。"
INDEX_IS_BUILT = "索引齐全。"
NO_INDEX = "索引还没有或已损坏：下一次提问时自动重建，不用做什么。"
CLUSTER_IS_THERE = "集群上的索引是这个版本。"
LIBREOFFICE = "LibreOffice 已安装：能读 doc、wps、xls、et、ppt 等。"
NO_LIBREOFFICE = "没有 LibreOffice：读不了 doc、wps、rtf、odt、xls、et、ods、ppt；要读时请安装 LibreOffice。"
RECOGNITION = "文字识别已安装：能读图片和扫描件。"
NO_RECOGNITION = "没有文字识别：读不了图片和扫描件；要读时请运行 pip install '.[ocr]'。"


def finding(kind: str, said: str) -> str:
    return f"{_MARKS[kind]} {said}"


def findings(wrong: int) -> str:
    return f"有 {wrong} 处要处理（✗）。" if wrong else "没有要处理的问题。"


def program(version: str, python: str) -> str:
    return f"wenju {version}，Python {python}。"


def env_is_open(file: Path) -> str:
    return f"{file} 里可能有令牌，别的用户也能读：请运行 chmod 600 {shlex.quote(str(file))}。"


def no_library(folder: Path) -> str:
    return f"{folder} 里没有资料库：请用 wenju ingest 收入文件，或改 --library、WENJU_LIBRARY。"


def library_is_damaged(folder: Path, fault: str) -> str:
    return f"资料库 {folder} 已损坏（{fault}）：请用 wenju library restore 换回备份，没有备份时重新收入材料。"


def library_is_whole(folder: Path, documents: int) -> str:
    return f"资料库 {folder} 完好，有 {documents} 个文件，存下的文字都与收入时一致。"


def library_is_open(folder: Path) -> str:
    return f"资料库 {folder} 别的用户也能读：不打算共用时，请运行 chmod -R go= {shlex.quote(str(folder))}。"


def library_is_read_only(folder: Path) -> str:
    return f"资料库 {folder} 这里只能读：可以提问，不能收入或移出。"


def libraries_of_chats(whole: int, folder: Path) -> str:
    return f"{folder} 里有 {whole} 个群的资料库完好。"


def free_space(folder: Path, free: int, *, enough: bool) -> str:
    said = f"{folder} 所在的磁盘还有 {free / 1e9:.1f} GB"
    return f"{said}。" if enough else f"{said}，收入文件和建索引可能不够：请腾出空间。"
