"""The sketches of a library's articles, kept: one more article is compared without reading all others."""

from __future__ import annotations

import hashlib

from corpus.store import Store
from corpus.twins import Sketch, sketch


class Sketches:
    """Those kept in *store*, and those worked out since: called with an article's text, gives its sketch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept = {body: Sketch(size, hashes) for body, size, hashes in store.sketches()}
        self._used: dict[bytes, Sketch] = {}

    def __call__(self, text: str) -> Sketch:
        body = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        self._used[body] = self._kept.get(body) or sketch(text)
        return self._used[body]

    def keep(self) -> None:
        """Keep those that were asked for, and no others."""
        new = [(body, *each) for body, each in self._used.items() if body not in self._kept]
        self._store.set_sketches(new, self._kept.keys() - self._used.keys())
