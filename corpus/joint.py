"""Joint: several libraries read as one, such as a team's own beside the common one.

    with Joint(common, team).snapshot(): ...    # what a Desk reads of one library, of both

A file that an earlier library holds too, byte for byte, is read from there alone. A file of another
text under a name already taken is numbered: 汇编.txt -> 汇编（2）.txt. No library learns of another:
places are inferred and copies found in each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import PurePath

from corpus.document import Article, Document, Passage
from corpus.library import Library


class Joint:
    """The *libraries* as one to read; nothing is written through it."""

    def __init__(self, *libraries: Library) -> None:
        self._libraries = libraries

    @property
    def version(self) -> str:
        """The versions of all, joined; of a single library its own."""
        return "+".join(library.version for library in self._libraries)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one version of each library, whatever others write meanwhile."""
        with ExitStack() as stack:
            for library in self._libraries:
                stack.enter_context(library.snapshot())
            yield

    def documents(self) -> Iterator[Document]:
        """Every document under the name it has here."""
        for library, names in self._named():
            for document in library.documents():
                if names[document.name][1]:
                    articles = tuple(_renamed(article, names) for article in document.articles)
                    yield replace(document, name=names[document.name][0], articles=articles)

    def passages(self) -> Iterator[tuple[Passage, list[str]]]:
        """Every passage with its words, library by library."""
        for library, names in self._named():
            for passage, words in library.passages():
                name, read = names[passage.document]
                if read:
                    yield replace(passage, document=name), words

    def _named(self) -> Iterator[tuple[Library, dict[str, tuple[str, bool]]]]:
        """Each library, and for its documents by name: the name here, and whether it is read from it."""
        taken: set[str] = set()
        digests: dict[str, str] = {}
        for library in self._libraries:
            names: dict[str, tuple[str, bool]] = {}
            own = library.digests()
            for name, digest in own.items():
                if digest in digests:
                    names[name] = (digests[digest], False)
                else:
                    names[name] = (_free(name, taken), True)
                    taken.add(names[name][0])
            # only now: one library may hold the same bytes under two names, and says so by itself
            digests |= {digest: names[name][0] for name, digest in own.items() if names[name][1]}
            yield library, names


def _renamed(article: Article, names: dict[str, tuple[str, bool]]) -> Article:
    if article.twin_of is None:
        return article
    return replace(article, twin_of=(names[article.twin_of[0]][0], article.twin_of[1]))


def _free(name: str, taken: set[str]) -> str:
    """*name*, or numbered: the first that is not *taken*."""
    path = PurePath(name)
    numbered = (f"{path.with_suffix('')}（{n}）{path.suffix}" for n in count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)
