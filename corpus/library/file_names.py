"""What the name of a file says that its text does not: the place, the period, the title of a table.

completed(articles, "临水县2022年立案统计.xlsx", stored)

A sheet often holds rows alone, and its file's name is the only title it has.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.articles import periods
from corpus.figures.topics import subject
from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.places.towns import towns_named
from corpus.text.period import Period

if TYPE_CHECKING:
    from corpus.document import Article
    from corpus.library.texts import Text

_YEAR = re.compile(r"(?<!\d)(?:19[89]|20[0-3])\d(?!\d)")
EVIDENCE = "文件名"  # of a place that only the file's name gives


def completed(articles: tuple[Article, ...], name: str, stored: Text) -> tuple[Article, ...]:
    """*articles* of the document *name* with what their text does not say but the name does.

    The title and the place that it names are those of an article that is alone.
    """
    stem = PurePosixPath(name).stem.strip()
    year = _year(stem) if any(article.period is None for article in articles) else None
    found = tuple(_dated(article, year, stored) for article in articles)
    return (_placed(found[0], stem, stored),) if len(found) == 1 else found


def _dated(article: Article, year: Period | None, stored: Text) -> Article:
    """*article* with the period that it reports on, by the *year* in its file's name."""
    if year is None or article.period is not None:
        return article
    period = periods.reported(article.title, stored.text[article.start : article.end], year)
    return replace(article, period=str(period) if period is not None else None)


def _placed(article: Article, stem: str, stored: Text) -> Article:
    title = stem if article.title is None and _is_table(article, stored) and subject(stem) else article.title
    place = _place(article, stem)
    if place is None:
        return replace(article, title=title)
    return replace(article, title=title, place=place, basis="hint", evidence=(EVIDENCE, *article.evidence))


def _is_table(article: Article, stored: Text) -> bool:
    """Whether the lines of *article* are the rows of a table and its notes."""
    kinds = dict(stored.kinds)
    at, found = article.start, []
    for line in stored.text[article.start : article.end].split("\n"):
        found += [kinds.get(at)] if line.strip() else []
        at += len(line) + 1
    return "row" in found and {"row", "note"}.issuperset(found)


def _year(stem: str) -> Period | None:
    """The period that a file's name gives, or the year that stands in it: 平安简报2022-14 -> 2022年."""
    told = periods.titled(stem, None)
    year = _YEAR.search(stem)
    return told or (Period.of(int(year.group())) if year is not None else None)


def _place(article: Article, stem: str) -> Place | None:
    """The one place that *stem* names, if the text leaves open which it is of and names none outside it."""
    named = gazetteer().chains(stem)
    places = highest(named[0].places) if len(named) == 1 and article.place is None else ()
    if len(places) != 1 or not all(_lies_in(each, places[0]) for each in article.evidence):
        return None
    return places[0]


def _lies_in(name: str, place: Place) -> bool:
    return any(each.within(place) for each in [*gazetteer().named(name), *towns_named(name)])
