"""Names of files: kept byte for byte for opening, read as Chinese and made harmless for showing.

A name that is no UTF-8 (a zip from Windows, unpacked on Linux) reaches Python with half characters in it.
"""

from __future__ import annotations

import os
from pathlib import PurePosixPath

from corpus import characters
from corpus.files.encoding import MARKS, decode

NAMELESS = "无名"


def shown(name: str) -> str:
    """*name*, a path with slashes, as it is shown and stored: the bytes of 玉林.txt in GBK -> 玉林.txt."""
    if not _is_whole(name):
        data = os.fsencode(name)
        marked = data.startswith(tuple(mark for mark, _ in MARKS))
        name = (None if marked else decode(data)) or data.decode("utf-8", "backslashreplace")
    name = characters.printable(name).strip()
    path = PurePosixPath(name)
    return name if path.stem and not path.name.startswith(".") else str(path.with_name(NAMELESS + path.name))


def stored(origin: str) -> str:
    """*origin*, the place of a file, as a database takes it; another one for every other place."""
    return origin if _is_whole(origin) else origin.encode("utf-8", "backslashreplace").decode()


def _is_whole(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
