"""Workers: what is done with each text of a library, shared among child processes.

    with Workers(jobs=2) as workers:
        for digest, result in workers.map(cut_alone, ((digest, (packed_text,)) for digest in new)): ...

A small library is worked on here: a child takes half a second to start. A text for which a child dies is
worked on here too, so results do not depend on *jobs*.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

from corpus.articles import cutting, splitting
from corpus.document import packed, unpacked
from corpus.files.sandbox import Children, Died
from corpus.library import figures
from corpus.library.copies import sketch
from corpus.library.texts import PackedText, Text, Words

_SECONDS, _MEGABYTES = 600, 4000  # for one text
_HERE = 100_000  # characters of texts that are worked on here before children are started
_MOST_JOBS = 8
_AHEAD = 3  # texts for each child that are prepared ahead

Key = TypeVar("Key")
Work = Callable[..., dict[str, Any]]  # takes a packed text first, returns JSON's types
Task = tuple[Key, tuple[Any, ...]]


def default_jobs() -> int:
    """As many as there are processors to work on, up to eight."""
    known = getattr(os, "sched_getaffinity", None)
    return min(_MOST_JOBS, len(known(0)) if known else os.cpu_count() or 1)


class Workers:
    """Up to *jobs* child processes, started when there is enough to do."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._children: Children | None = None
        self._characters = 0

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._children is not None:
            self._children.__exit__()

    def map(self, work: Work, tasks: Iterable[Task[Key]]) -> Iterator[tuple[Key, dict[str, Any]]]:
        """The key of each of *tasks* with what *work* returns for its arguments, in order."""
        ahead: deque[tuple[Task[Key], Future[Any] | None]] = deque()
        for task in tasks:
            self._characters += len(task[1][0][0])
            ahead.append((task, self._started(work, task[1])))
            if ahead[0][1] is None or len(ahead) > _AHEAD * self._jobs:
                yield _finished(work, *ahead.popleft())
        while ahead:
            yield _finished(work, *ahead.popleft())

    def _started(self, work: Work, arguments: tuple[Any, ...]) -> Future[Any] | None:
        """The future result of a child; None where the work is to be done here."""
        if self._jobs == 1 or self._characters <= _HERE:
            return None
        if self._children is None:
            self._children = Children(self._jobs, seconds=_SECONDS, megabytes=_MEGABYTES)
        return self._children.call(work, *arguments)


def _finished(work: Work, task: Task[Key], future: Future[Any] | None) -> tuple[Key, dict[str, Any]]:
    key, arguments = task
    result = future.result() if future is not None else Died("crash")
    return key, work(*arguments) if isinstance(result, Died) else result


def cut_alone(text: PackedText) -> dict[str, Any]:
    """The articles of *text* without other documents, what they are compared by, and its anchors."""
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
    }


def contents(text: PackedText, articles: list[str], words: Words) -> dict[str, Any]:
    """The packed *articles* of *text*, their passages with the words of each, and their figures."""
    stored = Text.unpacked(*text)
    settled = [unpacked(fields) for fields in articles]
    passages = [
        [p.article, p.section, p.start, p.end, [*words(carried), *words(stored.text[p.start : p.end])]]
        for article in settled
        for p, carried in cutting.passages("", stored.text, article)
    ]
    found = list(figures.read(stored, settled))
    return {"articles": articles, "passages": passages, "figures": found}
