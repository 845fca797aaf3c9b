"""Indicators: how far a figure of a draft and a row of a library count the same.

    indicators(said(figure, article, text), said(row, …)).is_same

入读公办学校 is 就读公办学校; 立案 is not 破案, nor 打掉农村黑恶团伙 打掉黑恶团伙 (contrasts.tsv).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place
from retrieval.answering.matching import HELD, matched
from retrieval.checking.agreement import is_owner, names_of
from retrieval.language.terms import fold, plain, words
from retrieval.question.grammar import Term
from retrieval.question.lexicon import forms, lightness, synonyms

_MUTE = frozenset({"stop", "unit", "generic", "sum", "figure_noun", "polite", "each", "discourse"})
_COMMON = "各类|各种|成功|依法|有效|累计|先后|分别|达到|共计|人数|件数|起数|数量|总数|总量"
_EMPTY = frozenset(_COMMON.split("|"))
BLANKED = re.compile("^[xX×＊*某]{1,4}")  # the name of the place itself: XX打掉…
_DOER = re.compile("^[\u4e00-\u9fff]{2,10}(?:部门|机关|单位|警方)(?=[\u4e00-\u9fff]{4})")
FAINT = 0.5  # what a word of an indicator weighs at least
AROUND = 200
UNEQUAL = 0.01  # how far two are at least that are not the same to the letter: 网格, 微网格
LOOSE, CLOSE = 0.5, 0.25  # shares of an indicator that the other may lack


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure counts: its `words`, its `own` text, and a `wide` one with what stands around it."""

    words: tuple[str, ...]
    own: str
    wide: str
    concept: str | None
    is_draft: bool = False


def said(figure: Figure, article: Article, text: str, *, is_draft: bool = False) -> Said:
    """What *figure* of an *article* in *text* counts; whose it is, is not a part of that."""
    section = next((s for s in article.sections if s.start <= figure.value_start < s.end), None)
    headings = (*section.path, section.heading or "") if section is not None else ()
    own = plain(fold(_without_owner(figure, article.place)))
    if figure.scope and not is_owner(figure.scope):
        own = f"{plain(fold(figure.scope))}{own}"  # the label of a row: 网络购物
    wide = (own, figure.topic or "", article.title or "", *headings, _around(figure, text))
    return Said(_content(own), own, plain(fold("\n".join(wide))), figure.concept, is_draft)


def _around(figure: Figure, text: str) -> str:
    """What stands around *figure* in its paragraph, at the most AROUND characters on both sides."""
    least, most = max(0, figure.start - AROUND), min(len(text), figure.end + AROUND)
    first, last = text.rfind("\n", least, figure.start) + 1, text.find("\n", figure.end, most)
    return text[max(least, first) : last if last >= 0 else most]


def _without_owner(figure: Figure, place: Place | None) -> str:
    """The indicator without the name of the place or office that it begins with."""
    told = figure.indicator
    for name in (figure.scope or "", figure.institution or "", *names_of(place)):
        told = told.removeprefix(name) or told
    return _DOER.sub("", BLANKED.sub("", told))


@functools.lru_cache(maxsize=1 << 14)
def _content(own: str) -> tuple[str, ...]:
    """The words of an indicator that say what is counted; of a list what it is a list of: 岗亭等|屯警点."""
    listed, _, head = own.rpartition("等")
    kinds = forms().kinds
    found = words(head if "、" in listed and len(head) > 1 else own)
    telling = (word for word in found if kinds.get(word) not in _MUTE and word not in _EMPTY)
    return tuple(dict.fromkeys(word for word in telling if len(word) > 1))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two indicators are the same: the shares of what one says and the other says not.

    `apart`: words stand in them that tell one count from another; `swapped`: each names what the other
    does not.
    """

    more: float  # that the draft says
    less: float  # that the row says
    apart: bool = False
    swapped: bool = False

    @property
    def distance(self) -> float:
        return self.more + self.less

    @property
    def is_same(self) -> bool:
        """Whether both count the same, where all else agrees."""
        return not (self.apart or self.swapped) and max(self.more, self.less) <= LOOSE

    @property
    def is_close(self) -> bool:
        """Whether one may be held against the other: neither says much that the other does not."""
        return self.is_same and max(self.more, self.less) <= CLOSE


def indicators(draft: Said, row: Said) -> Likeness:
    """How far the indicators of *draft* and *row* are the same."""
    if draft.own == row.own:
        return Likeness(0.0, 0.0)
    more, less = _missing(draft, row), _missing(row, draft)
    known = draft.concept is not None and draft.concept == row.concept
    factor = 0.5 if known and not more.names else 1.0
    ends_apart = more.head and (less.head or draft.words[-1] not in _alike())
    swapped = (more.new and not known) or (more.any and less.any) or ends_apart
    share = max(factor * more.share, UNEQUAL)
    return Likeness(share, factor * less.share, _are_apart(draft, row), swapped)


class _Missing(NamedTuple):
    """The share of the weight of what one says and another does not.

    `any`: whether a word is wholly missing, `names`: one that names what is counted, `head`: the last one;
    `new`: whether one names what not even the paragraph of the other speaks of.
    """

    share: float
    any: bool
    names: bool
    head: bool
    new: bool


def _missing(one: Said, other: Said) -> _Missing:
    total = lost = 0.0
    missing: list[str] = []
    new = False
    for word in one.words:
        weight = 0.5 if word in _alike() else max(FAINT, lightness(word))
        total += weight
        term = Term(word, (*synonyms().get(word, ()), *_alike().get(word, ())))
        if matched(term, other.own) >= HELD:
            continue
        resembles, around = _resembles(word, other), matched(term, other.wide) >= HELD
        lost += weight / 2 if resembles or around else weight
        if not resembles and not (around and other.is_draft):
            new = new or not (around or word in _alike())
            missing.append(word)  # a library's paragraph has many words, a draft's sentence its own
    names = any(word not in _alike() for word in missing)
    head = tuple(missing[-1:]) == tuple(one.words[-1:]) != ()
    return _Missing(lost / total if total else 1.0, bool(missing), names, head, new)


def _resembles(word: str, other: Said) -> bool:
    """Whether *other* has a word much like it, 入读 and 就读, or a part of it: 火灾 of 火灾事故."""
    alike = (len(each) == len(word) and not set(each).isdisjoint(word) for each in other.words)
    return any(alike) or any(each in word for each in other.words)


class _Group(NamedTuple):
    kind: str
    classes: tuple[tuple[str, ...], ...]


@functools.cache
def _rows() -> tuple[tuple[str, str], ...]:
    """The kind and the classes of each row of contrasts.tsv."""
    lines = Path(__file__).with_name("contrasts.tsv").read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple((kind, classes) for kind, classes, *_ in fields[1:])


@functools.cache
def _groups() -> tuple[_Group, ...]:
    return tuple(
        _Group(kind, tuple(tuple(each.split()) for each in classes.split("|")))
        for kind, classes in _rows()
        if kind in ("either", "only", "both")
    )


@functools.cache
def _alike() -> dict[str, tuple[str, ...]]:
    """The words that say little of a count, each with those that say the same."""
    classes = [(kind, tuple(words.split())) for kind, words in _rows() if kind in ("alike", "light")]
    return {word: words if kind == "alike" else () for kind, words in classes for word in words}


def _are_apart(draft: Said, row: Said) -> bool:
    """Whether words of one group stand in both, and tell them from each other."""
    for group in _groups():
        said, known = _classes(group, draft.own), _classes(group, row.own)
        if said and known and said.isdisjoint(known):
            return True
        if group.kind != "either" and said and not known and not said & _classes(group, row.wide):
            return True
        if group.kind == "both" and known and not said and not known & _classes(group, draft.wide):
            return True
    return False


def _classes(group: _Group, text: str) -> frozenset[int]:
    """Which classes of *group* have a word in *text*, by their numbers."""
    return frozenset(
        number for number, words in enumerate(group.classes) if any(word in text for word in words)
    )
