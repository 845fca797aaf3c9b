"""Agreement: whether a figure of a draft is of the same as a row of a library, by one property after another.

periods(draft, row)            2020年 beside 2021年 is "other"
owners_agree(draft, row)       西安市中级人民法院 and 市中级人民法院 are one
indicators(draft, row)         how far what is counted is the same
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place
from corpus.places.institutions import institutions
from corpus.places.owners import same
from corpus.text.calendar import parsed
from retrieval.answering.matching import HELD, matched
from retrieval.language.terms import fold, plain, words
from retrieval.question.grammar import Term
from retrieval.question.lexicon import forms, lightness, synonyms

Span = Literal["same", "other", "unknown"]
_LATE = 9  # a figure of January to this month is one of the year so far
_MUTE = frozenset({"stop", "unit", "generic", "sum", "figure_noun", "polite", "each", "discourse"})
_COMMON = "各类|各种|成功|依法|有效|累计|先后|分别|达到|共计|人数|件数|起数|数量|总数|总量"
_EMPTY = frozenset(_COMMON.split("|"))


def periods(draft: Figure, row: Figure) -> Span:
    """Whether both are of one time; unknown where the draft names one and the library does not."""
    if draft.period is None or draft.period == row.period:
        return "same"
    said, known = parsed(draft.period), parsed(row.period)
    if said is None:
        return "same"
    if known is None:
        return "unknown"
    if draft.period_basis == "article" and not said.is_year and said.contains(known):
        return "same"  # a draft that speaks of several years, and does not say of which here
    first, last = known.months
    if said.is_year and said.contains(known) and first == 1 and last >= _LATE:
        return "same"
    return "unknown" if said.overlaps(known) else "other"


def owner(figure: Figure, place: Place | None) -> str:
    """The part of its *place* whose figure it is, or the office; "" for the place itself."""
    name = figure.scope or figure.code.partition("/")[2]
    for each in place.chain if place is not None else ():
        for own in (each.full, each.name, each.short, *each.aliases):
            name = name.removeprefix(own)
    return name


def owners_agree(draft: str, row: str, place: Place | None) -> bool:
    """Whether two owners are one: an office may be left out, a town may not."""
    if draft == row:
        return True
    said, known = institutions(draft), institutions(row)
    if draft and row:
        return any(same(a, b, place) or same(b, a, place) for a in said for b in known)
    return any(not each.local for each in (*said, *known))


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure counts: its `words`, its `own` text, and a `wide` one with what stands around it."""

    words: tuple[str, ...]
    own: str
    wide: str
    concept: str | None


def said(figure: Figure, article: Article, text: str) -> Said:
    """What *figure* of an *article* in *text* counts; whose it is, is not a part of that."""
    section = next((s for s in article.sections if s.start <= figure.value_start < s.end), None)
    headings = (*section.path, section.heading or "") if section is not None else ()
    own = plain(fold(_without_owner(figure, article.place)))
    wide = (own, figure.topic or "", article.title or "", *headings, text[figure.start : figure.end])
    return Said(_content(own), own, plain(fold("\n".join(wide))), figure.concept)


def _without_owner(figure: Figure, place: Place | None) -> str:
    """The indicator without the name of the place or office that it begins with."""
    told = figure.indicator
    names = [figure.scope or "", figure.institution or ""]
    names += [name for each in (place.chain if place else ()) for name in (each.name, each.short)]
    for name in names:
        told = told.removeprefix(name) or told
    return told


@functools.lru_cache(maxsize=1 << 14)
def _content(own: str) -> tuple[str, ...]:
    kinds = forms().kinds
    found = (word for word in words(own) if kinds.get(word) not in _MUTE and word not in _EMPTY)
    return tuple(dict.fromkeys(word for word in found if len(word) > 1 or not found))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two indicators are the same: the share of what each says that the other says not."""

    more: float  # that the draft says
    less: float  # that the row says
    swapped: bool  # whether each says something instead of what the other says

    @property
    def is_same(self) -> bool:
        """Whether both count the same, as far as a program can tell."""
        return not self.swapped and self.more <= 0.2 and self.less <= 0.5

    @property
    def is_close(self) -> bool:
        """Whether one may be held against the other: neither says much that the other does not."""
        return not self.swapped and self.more <= 0.2 and self.less <= 0.2


def indicators(draft: Said, row: Said) -> Likeness:
    """How far the indicators of *draft* and *row* are the same."""
    if draft.own == row.own:
        return Likeness(0.0, 0.0, swapped=False)
    more, less = _missing(draft, row), _missing(row, draft)
    known = draft.concept is not None and draft.concept == row.concept
    if known:
        return Likeness(more / 2, less / 2, swapped=False)
    differ = draft.concept is not None and row.concept is not None
    return Likeness(more, less, swapped=differ or (more > 0.1 and less > 0.1))


def _missing(one: Said, other: Said) -> float:
    """The share of the weight of what *one* says that *other* does not say."""
    weights = {word: lightness(word) for word in one.words}
    total = sum(weights.values())
    lost = 0.0
    for word, weight in weights.items():
        term = Term(word, synonyms().get(word, ()))
        if matched(term, other.own) < HELD:
            lost += weight * (0.5 if matched(term, other.wide) >= HELD else 1.0)
    return lost / total if total else 1.0
