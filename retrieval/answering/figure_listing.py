"""Figure listing: the rows of a library for a place, a topic and a period, as they stand in the articles.

listing(figures, catalogue, Listed(places=(dali,), topic="扫黑除恶"))
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.document import Article, ArticleKey
from corpus.errors import InputError
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.dates import expressions, main
from corpus.text.period import Period
from retrieval.index.figure_columns import Flag
from retrieval.index.figures import STATISTICS, Figures, Row, Sought
from retrieval.language.terms import fold, plain, words
from retrieval.question.lexicon import synonyms

ALL = STATISTICS | Flag.OTHER | Flag.PLANNED | Flag.MASKED | Flag.OUTSIDE
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Listed:
    """Which rows to list; None and nothing stand for anything."""

    places: tuple[Place, ...] = ()
    topic: str | None = None
    period: Period | None = None
    flags: Flag = ALL

    @classmethod
    def parse(cls, place: str | None, topic: str | None, period: str | None) -> Listed:
        """What a person has written of it. Raises InputError for a place or period that is none."""
        places: tuple[Place, ...] = ()
        if place:
            named = gazetteer().places_in(place)
            if not named:
                raise InputError(f"“{place}”不是地名表里的一个地方。请写正式名称，例如：大理白族自治州。")
            places = tuple(each for candidates in named for each in candidates)
        return cls(places, topic or None, parsed_period(period) if period else None)


def asked_of(about: str) -> Listed | None:
    """Which rows a place, with a topic or without, asks for: 玉林市扫黑除恶; None without a place."""
    mentions = gazetteer().chains(about)
    if not mentions:
        return None
    places = tuple(place for candidates in gazetteer().places_in(about) for place in candidates)
    topic = about[mentions[-1].end :].strip("的在 ")
    return Listed(places, topic or None, flags=STATISTICS | Flag.PLANNED | Flag.MASKED)


def parsed_period(written: str) -> Period:
    """The period that *written* says: 2021, 2022年上半年, 2018—2020. Raises InputError."""
    text = f"{written}年" if _YEAR.fullmatch(written.strip()) else written
    told = main(expressions(text))
    if told is None or told.period is None:
        raise InputError(f"看不懂时间“{written}”。请写年份或时段，例如：2021、2022年上半年。")
    return told.period


def listing(figures: Figures, articles: Mapping[ArticleKey, Article], listed: Listed) -> list[Row]:
    """The rows that *listed* asks for, in order of document and place in it."""
    sought = Sought(places=listed.places, period=listed.period, flags=listed.flags)
    rows = figures.search(sought, limit=figures.size)
    if listed.topic is None:
        return rows
    asked = _asked(listed.topic)
    return [row for row in rows if any(word in _said(row, articles[row.article]) for word in asked)]


def _asked(topic: str) -> list[str]:
    """The words by which a row is on *topic*: itself whole, its words and what means the same."""
    whole = plain(fold(topic))
    several = [word for word in words(topic) if len(word) > 1]
    alike = [other for word in (whole, *several) for other in synonyms().get(word, ())]
    return [plain(fold(word)) for word in (whole, *(several if len(several) == 1 else ()), *alike)]


def _said(row: Row, article: Article) -> str:
    """What is said of a row: its indicator, concept and topic, and the heading that it stands under."""
    figure = row.figure
    section = next((s for s in article.sections if s.start <= figure.value_start < s.end), None)
    heading = section.heading if section and section.heading else ""
    said = (figure.indicator, figure.concept or "", figure.topic or "", heading)
    return plain(fold("\n".join(said)))
