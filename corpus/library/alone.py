"""What a new text comes to by itself, before others are looked at: its cut, its passages, its figures.

    with Alone(store, digests, words, jobs=2) as alone:
        alone.of(digest).articles

Several texts are worked on at once, each in a child process; with one job, here. The results wait in a
temporary file: all at once would be larger than the texts.
"""

from __future__ import annotations

import functools
import json
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from corpus.articles import cutting, splitting
from corpus.document import Article, Passage, packed, unpacked
from corpus.files.sandbox import Children, Died
from corpus.library import figures
from corpus.library.copies import Sketch, sketch
from corpus.library.store import Anchors, Store
from corpus.library.texts import Text, Words

_SECONDS, _MEGABYTES = 600, 4000  # for one text; a child that dies leaves it to this process
_LEAST = 300_000  # characters of new texts, from which on children are worth starting
_MOST_JOBS = 8
_AHEAD = 3  # texts for each child that are read ahead


def default_jobs() -> int:
    """As many as there are processors to work on, up to eight."""
    known = getattr(os, "sched_getaffinity", None)
    return min(_MOST_JOBS, len(known(0)) if known else os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A text cut by itself: its articles, what they are compared by, and what is kept of each.

    `passages` and `figures` are by the article as it is stored: it may change when others are looked at.
    """

    articles: tuple[tuple[Article, Sketch], ...]
    passages: dict[str, list[list[Any]]]
    figures: dict[str, str | None]


class Alone:
    """The new texts of a library, those with *digests*, each worked on once.

    `anchors` are what each offers others to be cut at, and could be cut at itself.
    """

    def __init__(self, store: Store, digests: Iterable[str], words: Words, *, jobs: int) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed on exit)
        self._where: dict[str, tuple[int, int]] = {}
        self._words = words
        self.anchors: dict[str, Anchors] = {}
        self.of = functools.lru_cache(maxsize=4)(self._of)
        for digest, made in _all_made(store, sorted(digests), words, jobs):
            data = json.dumps(made, ensure_ascii=False).encode()
            self._where[digest] = self._file.tell(), len(data)
            self._file.write(data)
            self.anchors[digest] = Anchors(
                frozenset(made["firsts"]), frozenset(made["openings"]), frozenset()
            )

    def __enter__(self) -> Alone:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _of(self, digest: str) -> Made | None:
        """What became of a text; None if it is not new."""
        if digest not in self._where:
            return None
        at, size = self._where[digest]
        self._file.seek(at)
        return _read(json.loads(self._file.read(size)))

    def passages(
        self, name: str, digest: str, text: str, articles: Iterable[Article]
    ) -> Iterator[tuple[Passage, list[str]]]:
        """The passages of *articles* with their words; those of an article that is as it was are known."""
        made = self.of(digest)
        for article in articles:
            known = made.passages.get(_key(article)) if made is not None else None
            if known is None:
                known = _passages(text, article, self._words)
            for section, start, end, found in known:
                yield Passage(name, article.number, section, start, end), found

    def figures(self, digest: str, stored: Text, articles: Iterable[Article]) -> Iterator[tuple[int, str]]:
        """The figures of *articles* that have some, as they are stored."""
        made = self.of(digest)
        for article in articles:
            key = packed(article)
            is_known = made is not None and key in made.figures
            found = made.figures[key] if made is not None and is_known else _figures(stored, article)
            if found is not None:
                yield article.number, found


def _all_made(
    store: Store, digests: Sequence[str], words: Words, jobs: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    size = sum(len(store.text(digest).text) for digest in digests) if jobs > 1 else 0
    if size < _LEAST:
        for digest in digests:
            yield digest, make(store.text(digest).packed(), words)
        return
    with Children(jobs, seconds=_SECONDS, megabytes=_MEGABYTES) as children:
        ahead: deque[tuple[str, Future[dict[str, Any] | Died]]] = deque()
        for digest in digests:
            ahead.append((digest, children.call(make, store.text(digest).packed(), words)))
            if len(ahead) > _AHEAD * jobs:
                yield _answered(store, words, *ahead.popleft())
        while ahead:
            yield _answered(store, words, *ahead.popleft())


def _answered(
    store: Store, words: Words, digest: str, future: Future[dict[str, Any] | Died]
) -> tuple[str, dict[str, Any]]:
    made = future.result()
    return digest, make(store.text(digest).packed(), words) if isinstance(made, Died) else made


def make(text: tuple[str, str, str | None, str], words: Words) -> dict[str, Any]:
    """What the packed *text* comes to, in JSON's types: the inverse is `_read`."""
    stored = Text.unpacked(*text)
    parts = () if stored.matter else splitting.parts(stored.text, stored.kinds, stored.title)
    articles = cutting.cut(stored.text, stored.matter, parts, stored.kinds)
    sketches = [sketch(stored.text[a.start : a.end], a.masked) for a in articles]
    alone = stored.matter is not None  # what says itself what it is stands alone
    return {
        "firsts": [] if alone else sorted(cutting.firsts(stored.text, parts)),
        "openings": [] if alone else sorted(cutting.openings(stored.text, parts)),
        "articles": [packed(article) for article in articles],
        "sketches": [[each.masked, each.length, each.size, each.hashes.hex()] for each in sketches],
        "passages": [_passages(stored.text, article, words) for article in articles],
        "figures": [_figures(stored, article) for article in articles],
    }


def _read(made: dict[str, Any]) -> Made:
    articles = [unpacked(fields) for fields in made["articles"]]
    sketches = [Sketch(m, n, size, bytes.fromhex(hashes)) for m, n, size, hashes in made["sketches"]]
    keys = [_key(article) for article in articles]  # they are no copies yet
    return Made(
        tuple(zip(articles, sketches, strict=True)),
        dict(zip(keys, made["passages"], strict=True)),
        dict(zip(made["articles"], made["figures"], strict=True)),
    )


def _key(article: Article) -> str:
    """All of *article* that its passages hang on; its figures are its whole version's, where it is a copy."""
    return packed(replace(article, twin_of=None))


def _passages(text: str, article: Article, words: Words) -> list[list[Any]]:
    carried_words = functools.lru_cache(maxsize=64)(words)
    return [
        [p.section, p.start, p.end, [*carried_words(carried), *words(text[p.start : p.end])]]
        for p, carried in cutting.passages("", text, article)
    ]


def _figures(stored: Text, article: Article) -> str | None:
    return next((fields for _, fields in figures.read(stored, [article])), None)
