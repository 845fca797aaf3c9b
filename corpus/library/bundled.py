"""The library that comes with the program: summaries in `documents`, built on first use."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from corpus.errors import LibraryError
from corpus.library.library import Library
from corpus.library.store import FILE
from corpus.library.texts import Words


def bundled(cache: Path, *, words: Words, recipe: str) -> Library:
    """The bundled library, kept built in a folder of *cache*; in memory where that cannot be written.

    The folder's name holds a digest of the documents and the recipe, so a new release builds anew.
    A build goes to a folder of its own and is renamed when whole: two first runs at once both win.
    """
    documents = Path(__file__).with_name("documents")
    digest = hashlib.sha256(recipe.encode())
    for path in sorted(documents.glob("*.md")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    folder = cache / f"bundled-{digest.hexdigest()[:12]}"
    try:
        if not (folder / FILE).is_file():
            _build(folder, documents, words, recipe)
        return Library.open(folder, words=words, recipe=recipe)
    except (OSError, LibraryError, sqlite3.Error):
        library = Library.in_memory(words=words, recipe=recipe)
        library.ingest([documents])
        return library


def _build(folder: Path, documents: Path, words: Words, recipe: str) -> None:
    import tempfile

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=folder.parent, prefix="building-", ignore_cleanup_errors=True
    ) as here:
        library = Library.open(Path(here) / "new", words=words, recipe=recipe, create=True)
        library.ingest([documents])
        library.close()
        try:
            (Path(here) / "new").replace(folder)
        except OSError:
            if not (folder / FILE).is_file():  # not: another process was first
                raise
