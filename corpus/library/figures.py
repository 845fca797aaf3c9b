"""The figures of a library's articles, kept beside them and read anew when the rules change.

keep(store, name, read(stored, articles))    # when a document's articles have changed
renew(store)                           # when the rules have
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from corpus.figures import RULES
from corpus.library import integrity

if TYPE_CHECKING:
    from corpus.document import Article
    from corpus.library.store import Store
    from corpus.library.texts import Text

_META = "figures"  # by which rules those that are kept were read


def are_outdated(store: Store) -> bool:
    """Whether those that are kept were read by other rules, or never."""
    return store.meta(_META) != RULES and store.head() > 0


def keep(store: Store, name: str, found: Iterable[tuple[int, str]]) -> None:
    """Keep the figures *found* in the document *name* in place of those that were kept."""
    store.db.execute("delete from figures where document = ?", (name,))
    rows = [(name, *row) for row in found]
    store.db.executemany("insert into figures values (?, ?, ?)", rows)
    integrity.keep_rows(store.db, "figures", name)


def renew(store: Store) -> None:
    """Read the figures of every document by the rules as they are now."""
    for name, member in store.members().items():
        keep(store, name, read(store.text(member.digest), store.articles_of(name)))
    settled(store)


def settled(store: Store) -> None:
    """What is kept was read by the rules as they are now."""
    store.set_meta(_META, RULES)


def of(store: Store, name: str, digest: str) -> dict[int, str]:
    """The figures of each article of a document by its number, as figure.packed has them.

    In a library that cannot be written to, those read by other rules are read anew each time.
    """
    if are_outdated(store):
        return dict(read(store.text(digest), store.articles_of(name)))
    return dict(integrity.verified_rows(store.db, "figures", name))


def read(stored: Text, articles: Iterable[Article]) -> Iterator[tuple[int, str]]:
    """The figures of those *articles* that have some, by their numbers, as figure.packed has them."""
    from corpus.figures.figure import packed
    from corpus.figures.rows import Lines, figures

    lines = Lines(dict(stored.kinds), dict(stored.places))
    for article in articles:
        read = figures(article, stored.text, lines)
        found = [each for each in read if not stored.is_unsure(each.value_start, each.value_end)]
        if found:
            yield article.number, packed(found)
