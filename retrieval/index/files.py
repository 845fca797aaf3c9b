"""Index files: the index of one version of a library, stored in a folder beside it.

    with source.snapshot():
        arrays = opened(source)    # mapped from index/<version>, or built from the previous index

An index is written to a temporary folder, which is renamed when it is complete: a reader sees all of it or
nothing, and what it has mapped stays readable when a later index replaces it. The index is rebuilt when it is
missing, damaged, or was built by another recipe. Where nothing can be written it is built in memory.

The arrays in it: build.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.figures import RULES
from corpus.library.union import Joint
from retrieval.index.arrays import Arrays, Damaged, Mapped, write

if TYPE_CHECKING:
    from corpus.library.library import Library
    from retrieval.index.arrays import Whole

FOLDER = "index"
FORMAT = 23  # raise it when the index of the same library has other bytes: test_format.py checks it
KEPT = 2  # indexes of one library: the newest, and one that may just be opened
ABANDONED = 3600  # seconds after which a temporary folder is removed: its process was killed


def opened(source: Joint, *, rebuild: bool = False) -> Arrays:
    """The index of the current version of *source*, rebuilt if *rebuild* although one is there.

    Call it inside a snapshot of *source*.
    """
    path = _path(source)
    if path is None:
        return Arrays(*_built(source, None))
    if not rebuild:
        with contextlib.suppress(Damaged):
            return Mapped(path)
    built = _built(source, _previous(path, recipe(source)))
    try:
        return _stored(*built, path, rebuild=rebuild)
    except (OSError, Damaged):  # a full disk, a read-only folder
        return Arrays(*built)


def _path(source: Joint) -> Path | None:
    """Where the index of *source* is kept; None for a library in memory."""
    folder = source.folders[-1]
    if folder is None:
        return None
    # The name says which other libraries are combined with this one, and which version of all.
    beside = zlib.crc32(os.fsencode("\n".join(map(str, source.folders[:-1]))))
    version = hashlib.sha256(f"{recipe(source)}\n{source.version}".encode()).hexdigest()
    return folder / FOLDER / f"{beside:08x}-{version[:16]}"


def is_built(library: Library) -> bool:
    """Whether the index of the current version of *library* is stored, as far as its head tells."""
    path = _path(Joint(library))
    with contextlib.suppress(Damaged):
        return path is not None and bool(Mapped(path))
    return False


def prepare(library: Library) -> None:
    """Build the index of the current version of *library*, so that the next question need not wait."""
    source = Joint(library).again()
    with source.snapshot():
        opened(source)


def recipe(source: Joint) -> str:
    """How an index of *source* is built; one that was built otherwise is not used."""
    return f"{FORMAT}/{RULES}/{source.recipe}"


def _built(source: Joint, previous: Arrays | None) -> tuple[dict[str, Whole], dict[str, str]]:
    from retrieval.index.build import index_arrays  # not at every start

    about = {"recipe": recipe(source), "version": source.version}
    try:
        return index_arrays(source, previous), about
    except Damaged:
        return index_arrays(source, None), about


def _stored_before(path: Path) -> list[Path]:
    """The indexes of the same libraries as the one at *path*, the newest first."""

    def age(each: Path) -> float:
        with contextlib.suppress(OSError):
            return each.stat().st_mtime
        return 0.0

    return sorted(path.parent.glob(f"{path.name.split('-')[0]}-*"), key=age, reverse=True)


def _previous(path: Path, recipe: str) -> Arrays | None:
    """The newest other index that can be read and was built by the same *recipe*."""
    for each in _stored_before(path):
        with contextlib.suppress(Damaged):
            arrays = Mapped(each)
            if each != path and arrays.about.get("recipe") == recipe:
                return arrays
    return None


def _stored(arrays: dict[str, Whole], about: dict[str, str], path: Path, *, rebuild: bool) -> Arrays:
    """*arrays* written to *path* and mapped from there. Raises OSError, Damaged."""
    import shutil
    import tempfile

    path.parent.mkdir(exist_ok=True, mode=0o700)  # as private as the library
    for old in _stored_before(path)[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    for left in path.parent.glob("making-*"):  # by a process that was killed
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="making-", dir=path.parent, ignore_cleanup_errors=True) as making:
        new = Path(making) / "new"
        new.mkdir()
        write(new, arrays, about)
        try:
            new.replace(path)
        except OSError:  # one is there: it is damaged, or another process was faster
            if not rebuild:
                with contextlib.suppress(Damaged):
                    return Mapped(path)
            path.replace(Path(making) / "old")
            new.replace(path)
        return Mapped(path)
