"""Edition: what is worked out of one version of a library, kept in a folder beside it.

    with source.snapshot():
        edition = opened(source)    # mapped from index/<version>, or made from the edition before

An edition is made in a folder of its own that is renamed when whole; a reader sees all of it or none, and
what it has mapped stays readable when a later edition takes its place. One that is damaged, or was made by
another recipe, is made anew. Where nothing can be written it is made in memory.

What it holds: binding.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.library.union import Joint
from retrieval.index.arrays import Arrays, Damaged, Mapped, write

if TYPE_CHECKING:
    from corpus.library.library import Library
    from retrieval.index.arrays import Whole

FOLDER = "index"
FORMAT = 3  # raise it when the index of the same library has other bytes: test_format.py checks it
KEPT = 2  # editions of one library: the newest, and one that may just be opened
ABANDONED = 3600  # seconds after which a folder that is being made belongs to nobody


def opened(source: Joint, *, anew: bool = False) -> Arrays:
    """The edition of *source* as it stands; *anew* if the one that is there is of no use.

    Call it inside a snapshot of *source*.
    """
    folder = source.folders[-1]
    if folder is None:
        return Arrays(*_made(source, None))
    # What stands in the name: which other libraries are read with this one, and which version of all.
    beside = zlib.crc32("\n".join(map(str, source.folders[:-1])).encode())
    version = hashlib.sha256(f"{recipe(source)}\n{source.version}".encode()).hexdigest()
    path = folder / FOLDER / f"{beside:08x}-{version[:16]}"
    if not anew:
        with contextlib.suppress(Damaged):
            return Mapped(path)
    made = _made(source, _before(path, recipe(source)))
    try:
        return _kept(*made, path, anew=anew)
    except (OSError, Damaged):  # a full disk, a folder that may only be read
        return Arrays(*made)


def prepare(library: Library) -> None:
    """Make the edition of *library* as it stands, so that the next question need not wait for it."""
    source = Joint(library).again()
    with source.snapshot():
        opened(source)


def recipe(source: Joint) -> str:
    """How an edition of *source* is made; one made otherwise is of no use."""
    return f"{FORMAT}/{source.recipe}"


def _made(source: Joint, before: Arrays | None) -> tuple[dict[str, Whole], dict[str, str]]:
    from retrieval.index.build import bound  # not at every start

    about = {"recipe": recipe(source), "version": source.version}
    try:
        return bound(source, before), about
    except Damaged:
        return bound(source, None), about


def _editions(path: Path) -> list[Path]:
    """The editions of the same libraries as that at *path*, the newest first."""

    def age(each: Path) -> float:
        with contextlib.suppress(OSError):
            return each.stat().st_mtime
        return 0.0

    return sorted(path.parent.glob(f"{path.name.split('-')[0]}-*"), key=age, reverse=True)


def _before(path: Path, recipe: str) -> Arrays | None:
    """The newest other edition that can be read and was made in the same way."""
    for each in _editions(path):
        with contextlib.suppress(Damaged):
            arrays = Mapped(each)
            if each != path and arrays.about.get("recipe") == recipe:
                return arrays
    return None


def _kept(arrays: dict[str, Whole], about: dict[str, str], path: Path, *, anew: bool) -> Arrays:
    """*arrays* written to *path* and mapped from there. Raises OSError, Damaged."""
    import shutil
    import tempfile

    path.parent.mkdir(exist_ok=True)
    for old in _editions(path)[KEPT - 1 :]:
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
        except OSError:  # one is there: damaged, or another process was first
            if not anew:
                with contextlib.suppress(Damaged):
                    return Mapped(path)
            path.replace(Path(making) / "old")
            new.replace(path)
        return Mapped(path)
