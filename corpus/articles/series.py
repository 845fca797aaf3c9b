"""Headlines that follow each other, each on a place of its own: the articles of a bulletin or compilation.

    ◆临水县：……      ## 临水县：……      ### 临水县委政法委      之一  织密一张网
    ◆河口市：……      ## 河口市：……      ### 河口市公安局        临水县

The place stands in the headline, or alone, or as an organ, on the line behind or before it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass

from corpus.articles import headings
from corpus.articles.head import Head
from corpus.articles.issuers import issuers
from corpus.articles.lines import Line
from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.places.institutions import institutions
from corpus.text.cleaning import NUMBERED, TERMINAL, TITLE_MAX

_MARK = re.compile(r"#{1,6}\s*|[●▲■◆★○·•▪▶◎※☆◇□]\s*|")
_ORDER = re.compile(r"(?:之[一二三四五六七八九十]{1,3}|[（(]?\d{1,2}[）)])[\s　、.．:：]+(?=\D)")
_FRAMED = re.compile(r"[【〖\[（(](?P<name>[^】〗\]）)]{2,20})[】〗\]）)]\s*")
_NO_TITLE = re.compile(r"[，。；！？｜|\t]|[：、]$")
_HEADLINE = re.compile(r"[^，：:]{2,12}[：:].")
_PARTY = re.compile("中国共产党|中共")
_PROSE = 25  # characters of a line from which on it is no title


@dataclass(frozen=True, slots=True)
class Headline:
    """The title of an article on *place*, the line beside it that names that, and how many lines both are."""

    title: str
    beside: str | None
    size: int
    place: Place


@dataclass(frozen=True, slots=True)
class Series:
    """The headlines by the number of their first line; a rule behind line `end` is behind them all."""

    headlines: dict[int, Headline]
    end: int


def series(lines: list[Line], document: Head, *, without: Container[int]) -> Series:
    """The headlines of one style among *lines* that are on two places and more.

    Not those on parts of the place that the *document* is titled by: they head its sections. Lines *without*
    are a contents list.
    """
    own, start = _report(document, lines)
    told: dict[int, Headline] = {}
    for of_style in _styles(lines, start, without).values():
        if _are_articles({each.place for each in of_style.values()}, own):
            told |= of_style
    ruled = bool(told) and all(at > 0 and headings.is_rule(lines[at - 1].text) for at in told)
    return Series(told, max(told) if ruled else len(lines))


def _report(document: Head, lines: list[Line]) -> tuple[list[Place], int]:
    """The places that the title of *document* names, and the line behind it, if it is a report's.

    Not that of the third issue of 平安临水, nor 临水县：……, nor that of the first of several sheets: they are
    the first article's own.
    """
    title = document.title or ""
    titles = sum(line.kind == "title" for line in lines)
    if document.number is not None or titles > 1 or _HEADLINE.match(title):
        return [], 0
    named = [place for mention in gazetteer().mentions(title) for place in mention.places]
    return named, document.titled[-1] + 1 if document.titled else 0


def _styles(lines: list[Line], start: int, without: Container[int]) -> dict[str, dict[int, Headline]]:
    """All that may be headlines, from line *start* on, by how they are marked: ##, ◆."""
    styles: defaultdict[str, dict[int, Headline]] = defaultdict(dict)
    for i in range(start, len(lines)):
        headline = _headline(lines, i) if i not in without else None
        if headline is not None:
            begin, found = headline
            styles[_style(lines[i].text)][begin] = found
    return styles


def _are_articles(places: set[Place], own: list[Place]) -> bool:
    """Whether headlines on *places* head articles: on several of a kind, none inside *own* or another."""
    inside = any(place.within(each) or not place.code for place in places for each in own)
    nested = any(place != other and place.within(other) for place in places for other in places)
    mixed = len({bool(place.code) for place in places}) > 1  # 临水县 and a sheet called 分乡镇
    return len(places) > 1 and not (inside or nested or mixed)


def _headline(lines: list[Line], i: int) -> tuple[int, Headline] | None:
    """The headline that line *i* says the place of, and the number of its first line."""
    text = _plain(lines[i].text)
    if lines[i].kind == "row" or i + 1 == len(lines) or not _may_be_title(text):
        return None
    frame = _FRAMED.match(text)
    said, title = (frame["name"], text[frame.end() :]) if frame else (text, "")
    place, is_name = _place(said)
    if place is None:
        return None
    if title:
        return (i, Headline(title, said, 1, place)) if _leads(lines, i) else None
    if is_name:
        return _beside(lines, i, said, place)
    free = len(text) >= 6 and _stands_free(lines, i) and _leads(lines, i)
    return (i, Headline(text, None, 1, place)) if free else None


def _beside(lines: list[Line], i: int, name: str, place: Place) -> tuple[int, Headline] | None:
    """The headline beside line *i*, which is no more than a *name*: above it, below it, or itself."""
    above = _plain(lines[i - 1].text) if i and not lines[i].alone else ""
    if above and _is_title(lines[i - 1], above) and _leads(lines, i):
        return i - 1, Headline(above, name, 2, place)
    if not _stands_free(lines, i):
        return None
    below = _plain(lines[i + 1].text)
    if _is_title(lines[i + 1], below) and _leads(lines, i + 1):
        return i, Headline(below, name, 2, place)
    return (i, Headline(name, None, 1, place)) if not issuers(name) and _leads(lines, i) else None


def _place(text: str) -> tuple[Place | None, bool]:
    """The place that *text* begins with, and whether it is no more than its name or that of a body there."""
    bodies = issuers(text)
    whole = len(bodies) == 1 and bodies[0].text == text
    named = gazetteer().chains(text)
    if named and (named[0].start == 0 or _PARTY.fullmatch(text[: named[0].start])):
        places = highest(named[0].places)
        return places[0] if len(places) == 1 else None, whole or named[0].end == len(text)
    town = next(iter(institutions(text)), None)
    if town is None or town.start or not town.local:
        return None, False
    return Place("", town.name, "乡", None), whole or town.end == len(text)


def _plain(text: str) -> str:
    """*text* without the mark and number of a heading: ## 之一  织密一张网 -> 织密一张网."""
    plain = text.strip()
    plain = plain[_mark(plain) :].strip("*_ \u3000")
    order = _ORDER.match(plain)
    return headings.unordered(plain[order.end() :] if order else plain)


def _mark(text: str) -> int:
    found = _MARK.match(text)
    return found.end() if found else 0


def _style(text: str) -> str:
    plain = text.strip()
    return plain[: _mark(plain)].strip()


def _may_be_title(text: str) -> bool:
    return 2 <= len(text) <= TITLE_MAX and not _NO_TITLE.search(text) and not NUMBERED.match(text)


def _is_title(line: Line, text: str) -> bool:
    """Whether *line*, whose *text* stands without its mark, may be the title beside a name."""
    return line.kind != "row" and len(text) >= 4 and _may_be_title(text) and not issuers(text)


def _stands_free(lines: list[Line], i: int) -> bool:
    """Whether nothing before line *i* goes on in it."""
    return (
        lines[i].alone or lines[i].kind in ("heading", "title") or i == 0 or lines[i - 1].text[-1] in TERMINAL
    )


def _leads(lines: list[Line], i: int) -> bool:
    """Whether text stands behind line *i*: a paragraph, or under a heading of the file anything."""
    if i + 1 >= len(lines):
        return False
    return lines[i].kind in ("heading", "title") or len(lines[i + 1].text) > _PROSE
