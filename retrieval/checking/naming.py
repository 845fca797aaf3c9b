"""Named claims: the honours and the named mechanisms of a draft, looked for in a library as they stand.

A name is confirmed where a sentence of the library on the same place has it, of a time that the draft's
own sentence does not deny; a name that only another place has is that one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Article, Document
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.dates import expressions, main
from corpus.text.period import Period
from corpus.text.sentences import sentences
from retrieval.answering.scopes import Catalogue
from retrieval.index.sentences import Sentence

_QUOTED = re.compile(r"“(?P<name>[^“”\n]{3,20})”|《(?P<title>[^《》\n]{3,30})》")
_WON = re.compile(
    r"(?:被?评为|被?授予|被?命名为|被?确定为|荣获|荣膺|获评|获得|入选|列入|夺得)了?"
    r"(?P<name>[^，,。；;：:！？“”《》\n]{4,30}?)(?:称号|荣誉|等|之一)*(?=[，,。；;！？\n]|$)"
)
_HONOUR = re.compile("称号|荣誉|文明|先进|示范|优秀|模范|十佳|典型|试点|标兵|奖|百强|样板|品牌|最美")
_DIGIT = re.compile(r"\d")
_LONG = 6  # characters of a name that two places do not have by chance


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A name at text[start:end] of a draft, in the sentence text[first:last], of a place and a time."""

    start: int
    end: int
    first: int
    last: int
    name: str
    is_honour: bool
    place: Place | None
    period: Period | None

    def is_of_one_other_place(self, found: Sequence[Naming]) -> bool:
        """Whether the name is long, and that of one place alone."""
        return len(self.name) >= _LONG and len({each.place for each in found}) == 1


def named_things(document: Document, article: Article) -> Iterator[NamedThing]:
    """The honours and quoted names of an *article* of a draft, in order."""
    text = document.text
    for section in article.sections:
        for first, last in sentences(text, section.start, section.end):
            for match, is_honour in _names(text, first, last):
                group = next(name for name in ("title", "name") if match.groupdict().get(name))
                start, end = match.span(group)
                place, period = _about(text[first:last], article)
                yield NamedThing(start, end, first, last, match[group], is_honour, place, period)


def _names(text: str, first: int, last: int) -> Iterator[tuple[re.Match[str], bool]]:
    for match in _QUOTED.finditer(text, first, last):
        if not _DIGIT.search(match.group()):
            yield match, False
    for match in _WON.finditer(text, first, last):
        if _HONOUR.search(match.group()) and not _DIGIT.search(match["name"]):
            yield match, True


def _about(sentence: str, article: Article) -> tuple[Place | None, Period | None]:
    """The place that a sentence names, else that of its article, and the time that it names."""
    named = gazetteer().places_in(sentence)
    single = named[0][0] if len(named) == 1 and len(named[0]) == 1 else None
    told = main(expressions(sentence))
    return single or article.place, told.period if told is not None else None


@dataclass(frozen=True, slots=True)
class Naming:
    """A sentence of the library that has a name, whose place it tells of, and whether of another time."""

    sentence: Sentence
    place: Place
    at_home: bool
    in_time: bool


def namings(thing: NamedThing, catalogue: Catalogue) -> list[Naming]:
    """The sentences of the library that have the name of *thing*, those that confirm it first."""
    found = []
    for key in catalogue.holding(thing.name):
        home = catalogue.homes.get(key)
        for sentence in catalogue.sentences(key):
            if thing.name in sentence.text and home is not None:
                at_home = thing.place in (None, home) or thing.place in sentence.named
                found.append(Naming(sentence, home, at_home, _is_in_time(thing, sentence)))
    return sorted(found, key=lambda each: (not each.at_home, not each.in_time))


def _is_in_time(thing: NamedThing, sentence: Sentence) -> bool:
    return thing.period is None or any(thing.period.overlaps(each) for each in sentence.periods)
