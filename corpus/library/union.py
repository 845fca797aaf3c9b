"""Joint: several libraries read as one, such as a team's own beside the common one.

    with Joint(common, team).snapshot(): ...    # what a Desk reads of one library, of both

A file that an earlier library holds too, byte for byte, is read from there alone. A file of another
text under a name already taken is numbered: 汇编.txt -> 汇编（2）.txt. No library learns of another:
places are inferred and copies found in each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePath

from corpus.document import Passage
from corpus.library.library import Library, Outline
from corpus.library.texts import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as one of several libraries': the name it has here, and the library's number."""

    name: str
    library: int
    outline: Outline


class Joint:
    """The *libraries* as one to read; nothing is written through it."""

    def __init__(self, *libraries: Library) -> None:
        self._libraries = libraries

    @property
    def version(self) -> str:
        """The versions of all, joined; of a single library its own."""
        return "+".join(library.version for library in self._libraries)

    def again(self) -> Joint:
        """The same libraries over connections that outlive these."""
        return Joint(*(library.again() for library in self._libraries))

    @property
    def recipe(self) -> str:
        """How texts are cut into passages and words, the same in all that are read."""
        return "+".join(library.recipe for library in self._libraries)

    @property
    def folders(self) -> tuple[Path | None, ...]:
        """Where each library is kept; None for one in memory."""
        return tuple(library.folder for library in self._libraries)

    def entries(self) -> Iterator[Entry]:
        """Every document without its text, library by library."""
        for number, (library, names) in enumerate(self._named()):
            for outline in library.outlines():
                name, read = names[outline.name]
                if read:
                    yield Entry(name, number, outline)

    def passages_of(self, entry: Entry) -> Iterator[tuple[Passage, list[str]]]:
        """The passages of a document with their words, in order, under the name it has in its library."""
        return self._libraries[entry.library].passages_of(entry.outline.name)

    def figures_of(self, entry: Entry) -> dict[int, str]:
        """The figures of each article of a document by its number, as figure.packed has them."""
        return self._libraries[entry.library].figures_of(entry.outline.name)

    def text(self, library: int, digest: str) -> Text:
        """The text of the document with that digest. Raises LibraryError if it is long gone."""
        return self._libraries[library].stored(digest)

    def holding(self, piece: str) -> set[str]:
        """The digests of the texts, of all versions kept, that hold *piece*."""
        return set().union(*(library.holding(piece) for library in self._libraries))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one version of each library, whatever others write meanwhile."""
        with ExitStack() as stack:
            for library in self._libraries:
                stack.enter_context(library.snapshot())
            yield

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


def _free(name: str, taken: set[str]) -> str:
    """*name*, or numbered: the first that is not *taken*."""
    if name not in taken:
        return name
    path = PurePath(name)
    numbered = (f"{path.with_suffix('')}（{n}）{path.suffix}" for n in count(2))
    return next(each for each in numbered if each not in taken)
