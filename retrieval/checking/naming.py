"""Named claims: the honours and the named mechanisms of a draft, looked for in a library as they stand.

A name is confirmed where a sentence of the library has it as the same place's or office's, of a time that the
draft does not deny; a name that only another has is that one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Article, Document
from corpus.figures.scope_names import names
from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.places.institutions import institutions
from corpus.places.owners import same
from corpus.text.calendar import parsed
from corpus.text.dates import expressions, main
from corpus.text.period import Period
from corpus.text.sentences import sentences
from retrieval.answering.scopes import Catalogue
from retrieval.checking.claims import Difference
from retrieval.index.sentences import Sentence

_QUOTED = re.compile(r"“(?P<name>[^“”\n]{3,20})”|《(?P<title>[^《》\n]{3,30})》")
_WON = re.compile(
    r"(?:被?评为|被?授予|被?命名为|被?确定为|荣获|荣膺|获评|获得|入选|列入|夺得)了?"
    r"(?P<name>[^，,。；;：:！？“”《》\n]{4,30}?)(?:称号|荣誉|等|之一)*(?=[，,。；;！？\n]|$)"
)
_WINS = re.compile("评为|授予|命名为|确定为|荣获|荣膺|获评|获得|入选|列入|夺得|荣立")
_HONOUR = re.compile("称号|荣誉|文明|先进|示范|优秀|模范|十佳|典型|试点|标兵|奖|百强|样板|品牌|最美")
_DIGIT = re.compile(r"\d")
_LONG = 6  # characters of a name that two places do not have by chance


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a name is: an office of a place, "" for the place itself, None where nobody is named.

    `is_placed`: the place is named beside the name, not only known from the text around.
    """

    place: Place | None
    office: str | None
    is_placed: bool = False

    def is_of_place(self, known: Holder, *, is_honour: bool) -> bool:
        """Whether it may be at the place of the one *known* to a library.

        An honour is that of the very place; what a county has its city may speak of. An office with a name
        of its own is where it is.
        """
        if self.place is None or known.place is None or self.place == known.place:
            return True
        if not self.is_placed and any(each.core for each in institutions(self.office or "")):
            return True
        spoken_of = not is_honour or (self.office is None and not self.is_placed)
        return spoken_of and known.place.within(self.place)

    def is_of_office(self, known: Holder, home: Place, *, is_honour: bool) -> bool:
        """Whether it may be the office *known*; only what is no honour may be that of its place as well."""
        if self.office is None or known.office is None or self.office == known.office:
            return True
        if self.office and known.office:
            return _is_one(self.office, known.office, home)
        return not is_honour or all(
            each.speaks_for_place for each in institutions(self.office or known.office)
        )


def _is_one(one: str, other: str | None, home: Place) -> bool:
    """Whether two names are those of one office, in an article on *home*."""
    said, known = institutions(one), institutions(other or "")
    return any(same(a, b, home) or same(b, a, home) for a in said for b in known)


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A name at text[start:end] of a draft, in the sentence text[first:last], of a place and a time."""

    start: int
    end: int
    first: int
    last: int
    name: str
    is_honour: bool
    holder: Holder
    period: Period | None

    def is_of_one_other(self, found: Sequence[Naming]) -> bool:
        """Whether the name is long, and that of one place alone."""
        return len(self.name) >= _LONG and len({each.holder for each in found}) == 1


def named_things(document: Document, article: Article) -> Iterator[NamedThing]:
    """The honours and quoted names of an *article* of a draft, in order."""
    text = document.text
    for section in article.sections:
        for first, last in sentences(text, section.start, section.end):
            told = main(expressions(text[first:last]))
            period = told.period if told is not None else parsed(article.period)
            for match, is_honour in _names(text, first, last):
                group = next(name for name in ("title", "name") if match.groupdict().get(name))
                start, end = match.span(group)
                holder = _holder(text, first, start, article.place)
                yield NamedThing(start, end, first, last, match[group], is_honour, holder, period)


def _names(text: str, first: int, last: int) -> Iterator[tuple[re.Match[str], bool]]:
    for match in _QUOTED.finditer(text, first, last):
        if not _DIGIT.search(match.group()):
            yield match, _WINS.search(text, first, match.start()) is not None
    for match in _WON.finditer(text, first, last):
        if _HONOUR.search(match.group()) and not _DIGIT.search(match["name"]):
            yield match, True


def _holder(text: str, first: int, at: int, home: Place | None) -> Holder:
    """Whose a name at text[at] is, in the sentence from *first* on, in an article on *home*.

    It is theirs whom a clause of the sentence before it begins with, or else one of its paragraph.
    """
    for start in dict.fromkeys((first, text.rfind("\n", 0, first) + 1)):
        told = _without_times(text[start:at])
        found = list(names(told, gazetteer().mentions(told)))
        if found:
            return _named(told[found[-1].start : found[-1].end], home)
    return Holder(home, None)


def _without_times(text: str) -> str:
    """*text* without the times in it: a clause may begin with one."""
    for each in reversed(expressions(text)):
        text = text[: each.start] + text[each.end :]
    return text


def _named(name: str, home: Place | None) -> Holder:
    """Whom *name* names: a place, or an office of one."""
    first = next((each for each in gazetteer().chains(name) if each.start == 0), None)
    if first is None:
        return Holder(home, name)
    inside = [place for place in first.places if home is not None and place.within(home)]
    top = inside or highest(first.places)
    place = home if home in first.places else top[0] if len(top) == 1 else home
    return Holder(place, name if first.end < len(name) else "", is_placed=True)


@dataclass(frozen=True, slots=True)
class Naming:
    """A sentence of the library that has a name, whose it is there, and in what that differs."""

    sentence: Sentence
    holder: Holder
    differences: tuple[Difference, ...]

    @property
    def should_be(self) -> str | None:
        """What the library says where the draft says otherwise."""
        place = self.holder.place.full if self.holder.place is not None else None
        told = {"period": str(self.sentence.period), "owner": self.holder.office or place, "place": place}
        return told[self.differences[0]]


def namings(thing: NamedThing, catalogue: Catalogue) -> list[Naming]:
    """The sentences of the library that have the name of *thing*, those that confirm it first."""
    found = []
    for key in catalogue.holding(thing.name):
        text = catalogue.documents[key[0]].text
        for sentence in catalogue.sentences(key):
            at = sentence.text.find(thing.name)
            home = next(iter(sentence.home), catalogue.homes.get(key))
            if at >= 0 and home is not None:
                holder = _holder(text, sentence.start, sentence.start + at, home)
                found.append(Naming(sentence, holder, tuple(_differences(thing, sentence, holder, home))))
    return sorted(found, key=lambda each: len(each.differences))


def _differences(thing: NamedThing, sentence: Sentence, holder: Holder, home: Place) -> Iterator[Difference]:
    """In what a sentence of the library tells of the name of *thing* as another one's, or of another time."""
    if not thing.holder.is_of_place(holder, is_honour=thing.is_honour):
        yield "place"
    elif not thing.holder.is_of_office(holder, home, is_honour=thing.is_honour):
        yield "owner"
    if thing.period is not None and not any(thing.period.overlaps(each) for each in sentence.periods):
        yield "period"
