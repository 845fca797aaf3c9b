"""wenju doctor: settings, libraries, index, readers and disk, a line each: what is wrong, and what to do.

It changes nothing. What concerns Telegram alone: wenju telegram --check.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from bot import locations, wording
from bot.settings import Settings
from bot.terminal import screen
from corpus.errors import BadSetting, WenjuError
from corpus.files.formats import is_readable
from corpus.files.formats.office import office
from corpus.library import integrity
from corpus.library.library import Library
from corpus.library.store import FILE
from retrieval.index import scoring
from retrieval.index.cluster import opened
from retrieval.index.files import is_built

LEAST_FREE = 500_000_000  # bytes: an index of 100,000 passages is written anew in less
_OTHERS = 0o077  # permissions of all but the owner


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: all is "fine", something is "wrong", or is "absent", which may be as it should."""

    said: str
    kind: Literal["fine", "wrong", "absent"] = "fine"


def doctor(options: argparse.Namespace) -> int:
    """Print what was found; 3 if anything is wrong."""
    found = list(findings(options.library))
    write = screen.writer(screen=sys.stdout.isatty())
    write(
        [
            ("note" if each.kind == "wrong" else "plain", wording.finding(each.kind, each.said))
            for each in found
        ]
    )
    wrong = sum(each.kind == "wrong" for each in found)
    write([("plain", wording.findings(wrong))])
    return 3 if wrong else 0


def findings(named: str | None) -> Iterator[Finding]:
    """All findings, over the library *named*, else the one that is asked without a name."""
    yield Finding(wording.program(version("wenju"), platform.python_version()))
    if scoring.KERNEL is None:
        yield Finding(wording.NOT_COMPILED, "absent")
    try:
        settings = Settings.read()
    except BadSetting as error:
        yield Finding(str(error), "wrong")
        settings = Settings.model_construct()
    else:
        yield from _of_env_file(Path(".env"))
    folder = _folder(named, settings)
    if folder is None:
        yield Finding(wording.BUNDLED_IS_ASKED)
    else:
        yield from _of_library(folder, settings)
        yield from _of_disk(folder)
    yield from _of_chats(settings.telegram_libraries or locations.chats_folder())
    yield _optional(wording.LIBREOFFICE, wording.NO_LIBREOFFICE, there=office() is not None)
    yield _optional(wording.RECOGNITION, wording.NO_RECOGNITION, there=is_readable(".png"))


def _folder(named: str | None, settings: Settings) -> Path | None:
    """The folder of the library to look at; None for the bundled one."""
    try:
        folder = locations.folder_to_change(named, settings.library)
    except BadSetting:
        return None
    is_own = not named and settings.library is None
    return None if is_own and not (folder / FILE).exists() else folder


def _of_env_file(file: Path) -> Iterator[Finding]:
    if not file.exists():
        return
    if _is_open(file):
        yield Finding(wording.env_is_open(file), "wrong")
    else:
        yield Finding(wording.SETTINGS_ARE_FINE)


def _of_library(folder: Path, settings: Settings) -> Iterator[Finding]:
    """The library in *folder*: its file, permissions and index."""
    file = folder / FILE
    if not file.is_file():
        yield Finding(wording.no_library(folder), "wrong")
        return
    if fault := integrity.fault(file):
        yield Finding(wording.library_is_damaged(folder, fault), "wrong")
        return
    yield from _of_permissions(folder)
    try:
        library = locations.opened(folder)
        yield Finding(wording.library_is_whole(folder, len(library.names())))
        yield from _of_index(library, settings)
        library.close()
    except WenjuError as error:
        yield Finding(str(error), "wrong")


def _of_permissions(folder: Path) -> Iterator[Finding]:
    if _is_open(folder) and _is_open(folder / FILE):
        yield Finding(wording.library_is_open(folder), "wrong")
    if not (os.access(folder, os.W_OK) and os.access(folder / FILE, os.W_OK)):
        yield Finding(wording.library_is_read_only(folder), "absent")


def _of_index(library: Library, settings: Settings) -> Iterator[Finding]:
    if settings.index is not None:
        opened(settings.index).index(library.version)  # raises where the cluster has another version
        yield Finding(wording.CLUSTER_IS_THERE)
    else:
        yield _optional(wording.INDEX_IS_BUILT, wording.NO_INDEX, there=is_built(library))


def _of_disk(folder: Path) -> Iterator[Finding]:
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    enough = free >= LEAST_FREE
    yield Finding(wording.free_space(there, free, enough=enough), "fine" if enough else "wrong")


def _of_chats(folder: Path) -> Iterator[Finding]:
    """The libraries of Telegram chats."""
    own = sorted(file.parent for file in folder.glob(f"*/{FILE}"))
    whole = 0
    for each in own:
        fault = integrity.fault(each / FILE)
        if fault is not None:
            yield Finding(wording.library_is_damaged(each, fault), "wrong")
        elif _is_open(each) and _is_open(each / FILE):
            yield Finding(wording.library_is_open(each), "wrong")
        else:
            whole += 1
    if own:
        yield Finding(wording.libraries_of_chats(whole, folder))


def _is_open(path: Path) -> bool:
    """Whether others than the owner may read or enter *path*."""
    return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)


def _optional(said: str, without: str, *, there: bool) -> Finding:
    return Finding(said) if there else Finding(without, "absent")
