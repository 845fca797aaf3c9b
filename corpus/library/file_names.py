"""What the name of a file says that its text does not: the place, the period, the title of a table.

completed(article, "临水县2022年立案统计.xlsx", stored)

A sheet often holds rows alone, and its file's name is the only title it has.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.articles import periods
from corpus.figures.topics import subject
from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.places.towns import towns_named

if TYPE_CHECKING:
    from corpus.document import Article
    from corpus.library.texts import Text

EVIDENCE = "文件名"  # of a place that only the file's name gives


def completed(article: Article, name: str, stored: Text) -> Article:
    """*article*, all that its document *name* holds, with what its text does not say but the name does."""
    stem = PurePosixPath(name).stem.strip()
    title = stem if article.title is None and _is_table(article, stored) and subject(stem) else article.title
    period = article.period or _written(stem)
    place = _place(article, stem)
    if place is None:
        return replace(article, title=title, period=period)
    return replace(
        article, title=title, period=period, place=place, basis="hint", evidence=(EVIDENCE, *article.evidence)
    )


def _is_table(article: Article, stored: Text) -> bool:
    """Whether the lines of *article* are the rows of a table and its notes."""
    kinds = dict(stored.kinds)
    at, found = article.start, []
    for line in stored.text[article.start : article.end].split("\n"):
        found += [kinds.get(at)] if line.strip() else []
        at += len(line) + 1
    return "row" in found and {"row", "note"}.issuperset(found)


def _written(stem: str) -> str | None:
    period = periods.titled(stem, None)
    return str(period) if period is not None else None


def _place(article: Article, stem: str) -> Place | None:
    """The one place that *stem* names, if the text leaves open which it is of and names none outside it."""
    named = gazetteer().chains(stem)
    places = highest(named[0].places) if len(named) == 1 and article.place is None else ()
    if len(places) != 1 or not all(_lies_in(each, places[0]) for each in article.evidence):
        return None
    return places[0]


def _lies_in(name: str, place: Place) -> bool:
    return any(each.within(place) for each in [*gazetteer().named(name), *towns_named(name)])
