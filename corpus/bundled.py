"""The library that comes with the program: summaries in `corpus/documents`, built on first use."""

from __future__ import annotations

import hashlib
import tempfile
from importlib import resources
from pathlib import Path

from corpus.errors import LibraryError
from corpus.library import FILE, Analyse, Library


def bundled(cache: Path, *, analyse: Analyse, recipe: str) -> Library:
    """The bundled library, kept built in a folder of *cache*; in memory where that cannot be written.

    The folder's name holds a digest of the documents and the recipe, so a new release builds anew.
    A build goes to a folder of its own and is renamed when whole: two first runs at once both win.
    """
    with resources.as_file(resources.files("corpus") / "documents") as documents:
        digest = hashlib.sha256(recipe.encode())
        for path in sorted(documents.glob("*.md")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        folder = cache / f"bundled-{digest.hexdigest()[:12]}"
        try:
            if not (folder / FILE).is_file():
                _build(folder, documents, analyse, recipe)
            return Library.open(folder, analyse=analyse, recipe=recipe)
        except (OSError, LibraryError):
            library = Library.in_memory(analyse=analyse, recipe=recipe)
            library.ingest([documents])
            return library


def _build(folder: Path, documents: Path, analyse: Analyse, recipe: str) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=folder.parent, prefix="building-", ignore_cleanup_errors=True
    ) as here:
        library = Library.open(Path(here) / "new", analyse=analyse, recipe=recipe, create=True)
        library.ingest([documents])
        library.close()
        try:
            (Path(here) / "new").replace(folder)
        except OSError:
            if not (folder / FILE).is_file():  # not: another process was first
                raise
