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
import json
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.document import ArticleKey
from corpus.joint import Joint
from corpus.places import PLACES
from retrieval.arrays import Arrays, Damaged, Mapped, write
from retrieval.sounds import SOUNDS

if TYPE_CHECKING:
    from corpus.inference import Basis
    from corpus.library import Library
    from retrieval.arrays import Whole

FOLDER = "index"
FORMAT = "edition-1"  # changes whenever the same library would give another edition
# What decides how an edition comes out; whoever changes one of these need not think of FORMAT.
MAKERS = [
    *map(Path(__file__).with_name, ("binding.py", "postings.py", "packing.py", "sentence.py", "figures.py")),
    *map(Path(__file__).with_name, ("analysis.py", "likeness.py", "sounds.py")),
    *map(PLACES.with_name, ("places.py", "sentences.py", "masking.py")),
]
KEPT = 2  # editions of one library: the newest, and one that may just be opened
ABANDONED = 3600  # seconds after which a folder that is being made belongs to nobody


class Head(NamedTuple):
    """A document: its name, its library's number, its name there, its articles' checksum and number."""

    name: str
    library: int
    own: str
    digest: str
    checksum: int
    articles: int


class Leaf(NamedTuple):
    """An article of a document, in short; `named` are the codes of places in its own that it names."""

    number: int
    place: str | None  # names, province first: see places.chain_of
    basis: Basis
    twin_of: tuple[str, int] | None  # by the name that its document has in its library
    named: str


class Contents(NamedTuple):
    """The documents of an edition in order, the articles of all, and what each is known by.

    `firsts` are the numbers of their first passages, and behind them that of all passages.
    """

    heads: list[Head]
    leaves: list[Leaf]
    keys: list[ArticleKey]
    firsts: list[int]


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
    made = 0
    for path in (PLACES, SOUNDS, *MAKERS):
        with contextlib.suppress(FileNotFoundError):  # installed without its source
            made = zlib.crc32(path.read_bytes(), made)
    return f"{FORMAT}/{made:08x}/{source.recipe}"


def contents(arrays: Arrays) -> Contents:
    """What an edition holds, in short."""
    heads = [Head(*fields) for fields in json.loads(arrays.text("documents"))]
    leaves = [Leaf(*fields) for fields in json.loads(arrays.text("articles"))]
    names = (head.name for head in heads for _ in range(head.articles))
    keys = [(name, leaf.number) for name, leaf in zip(names, leaves, strict=True)]
    firsts = arrays["article"].searchsorted(range(len(leaves) + 1))
    return Contents(heads, leaves, keys, firsts.tolist())


def _made(source: Joint, before: Arrays | None) -> tuple[dict[str, Whole], dict[str, str]]:
    from retrieval.binding import bound  # not at every start

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
