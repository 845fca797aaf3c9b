"""Places set by hand, and which article each belongs to when a document is read again.

An article is known by its first letters, though its document is cut or numbered anew, and by its title
where several begin alike: so do the reports of two years on one template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.articles import cutting
from corpus.document import Article


def keys(name: str, text: str, articles: Sequence[Article]) -> list[str]:
    """What a place set for each of *articles*, those of the document *name*, is kept under.

    Its document, first letters and title, tabs between; a number for those that are alike in all of these.
    """
    seen: Counter[str] = Counter()
    found = []
    for article in articles:
        key = f"{_opening(name, text, article)}\t{article.title or ''}"
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key}\t{seen[key]}")
    return found


def places(
    overrules: Mapping[str, str], name: str, text: str, articles: Sequence[Article]
) -> list[str | None]:
    """The place set for each of *articles*, None where none is."""
    openings = [_opening(name, text, article) for article in articles]
    found = []
    for key, opening in zip(keys(name, text, articles), openings, strict=True):
        place = overrules.get(key, overrules.get(opening))  # older libraries kept it without a title
        if place is None and openings.count(opening) == 1:  # then it may be titled otherwise since
            place = next((said for kept, said in overrules.items() if kept.startswith(f"{opening}\t")), None)
        found.append(place)
    return found


def _opening(name: str, text: str, article: Article) -> str:
    return f"{name}\t{cutting.identity(text, article)}"
