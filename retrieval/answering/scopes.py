"""Catalogue: what the library holds on which place, and what a question about a place may use.

A place's own articles answer for it. A place that another article only mentions is answered from
the sentences about it there, and no others. A place that nothing speaks of has no scope: then the
nearest places that are there can be named, never their figures.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from corpus.document import ArticleKey
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.calendar import parsed
from corpus.text.period import Period
from retrieval.index.reader import IndexReader
from retrieval.index.sentences import Sentence
from retrieval.question.grammar import Candidates

if TYPE_CHECKING:
    from corpus.places.verdict import Basis

_BLANKED = re.compile(r"[xX*]{1,3}[省区]|全省唯一")  # the province's name, blanked out
_SUFFIX = re.compile(r"(?:自治[州县旗]|特区|新区|地区|[省市县区州盟旗])$")
Kind = Literal["own", "unnamed", "mentioned", "below"]


class Scope(NamedTuple):
    """The articles that may answer for `place`, and on what ground.

    "own": they are on it. "unnamed": on a 某县 in it, never good for its figures. "mentioned": they
    are on a larger place; only what they say of this one counts. "below": on places in it; only what
    names it counts.
    """

    place: Place
    kind: Kind
    articles: tuple[ArticleKey, ...]

    def admits(self, sentence: Sentence, home: Place | None, *, figure: bool) -> bool:
        """Whether *sentence*, of an article on *home*, may be shown for this place.

        Where a *figure* is wanted, the sentence must be about the place; where not, it may just name it.
        """
        if sentence.elsewhere:
            return False
        if self.kind == "below":
            return self.place in sentence.above or bool(_BLANKED.search(sentence.text))
        if home == self.place:
            # 玉溪市、大理州被评为……, a list of its parts, is said of the whole.
            return not figure or sentence.whole or not sentence.subplaces or len(sentence.named) > 1
        if self.kind == "unnamed":
            return not figure
        if any(sub.within(self.place) for sub in sentence.subplaces):
            return True
        if not figure and any(sub.within(self.place) for sub in sentence.named):
            return True
        # A paragraph on this place alone tells of it throughout; one that lists places does not.
        alone = bool(sentence.nearby) and all(
            sub.within(self.place) or self.place.within(sub) for sub in sentence.nearby
        )
        return self.kind == "mentioned" and alone and not (sentence.named or sentence.whole)


class Catalogue:
    """The articles that *reader* has by place, without copies; sentences are read when they are asked for."""

    def __init__(self, reader: IndexReader) -> None:
        self.documents, self.articles, self.copies = reader.documents, reader.articles, reader.copies
        self.holding, self.similar_words = reader.holding, reader.similar_words
        self._named, self.reported = reader.named, reader.reported
        self.homes: dict[ArticleKey, Place | None] = {}
        self._basis: dict[ArticleKey, Basis] = {}
        for key, place, basis in reader.homes():
            self.homes[key], self._basis[key] = place, basis
        self.sentences, self.sentences_at = reader.sentences, reader.sentences_at
        self.sentence_at = reader.sentence_at

    def scopes(self, candidates: Candidates) -> list[Scope]:
        """What may answer for a place, given as its candidates: one scope, several if it is ambiguous.

        Empty if nothing speaks of any of them.
        """
        found = [scope for place in candidates if (scope := self._own(place))]
        if found:
            return found
        mentioned = ((place, self._mentioning(place)) for place in candidates)
        return [Scope(place, "mentioned", tuple(sorted(keys))) for place, keys in mentioned if keys]

    @cached_property
    def short_names(self) -> dict[str, Candidates]:
        """The places with material by their short names, which can be words as well: 商水, 南部."""
        found: dict[str, Candidates] = {}
        for place in self.places:
            short = _SUFFIX.sub("", place.name)
            for name in {short, *place.aliases}:
                if len(name) > 1:
                    found[name] = (*found.get(name, ()), place)
        return found

    def _own(self, place: Place) -> Scope | None:
        own = self._by_place.get(place)
        if own:
            also = [key for key in sorted(self._mentioning(place)) if key not in set(own)]
            return Scope(place, "own", (*own, *also))
        unnamed = [key for child in self._unnamed.get(place, ()) for key in self._by_place[child]]
        return Scope(place, "unnamed", tuple(unnamed)) if unnamed else None

    def inside(self, candidates: Candidates) -> Iterator[Scope]:
        """What may answer for the places inside any of *candidates*."""
        for place in self.places:
            if place.code and any(place.within(above) for above in candidates):
                yield from self.scopes((place,))

    def below(self, place: Place) -> Scope | None:
        """The articles on places below *place*, for what is said there of the whole: its one such city."""
        keys = tuple(
            key
            for home, keys in self._all_by_place.items()
            if home != place and home.within(place)
            for key in keys
        )
        return Scope(place, "below", keys) if keys else None

    def newest(self, keys: Iterable[ArticleKey] | None) -> Period | None:
        """The newest period that an article of *keys* reports on, of all articles if None."""
        if keys is None:
            return self._newest
        told = (parsed(self.reported(key)) for key in keys)
        return max((period for period in told if period), key=lambda period: period.last, default=None)

    @cached_property
    def _newest(self) -> Period | None:
        return self.newest(self.homes)

    @cached_property
    def places(self) -> list[Place]:
        """The places that articles are about, decided ones only, in order of code."""
        decided = (key for key, basis in self._basis.items() if basis in ("stated", "inferred"))
        found = {place for key in decided if (place := self.homes[key])}
        return sorted(found, key=lambda place: (place.chain[0].code, place.code, place.name))

    @cached_property
    def _all_by_place(self) -> dict[Place, list[ArticleKey]]:
        found: dict[Place, list[ArticleKey]] = {}
        for key, place in self.homes.items():
            if place is not None:
                found.setdefault(place, []).append(key)
        return found

    @cached_property
    def _by_place(self) -> dict[Place, list[ArticleKey]]:
        decided = (
            (place, [key for key in keys if self._basis[key] != "undecided"])
            for place, keys in self._all_by_place.items()
        )
        return {place: keys for place, keys in decided if keys}

    @cached_property
    def _unnamed(self) -> dict[Place, list[Place]]:
        """The placeholders such as 某县 that articles are about, by the place they lie in."""
        found: dict[Place, list[Place]] = {}
        for place in self._by_place:
            if not place.code and place.parent is not None:
                found.setdefault(place.parent, []).append(place)
        return found

    def nearest(self, candidates: Candidates) -> list[Place]:
        """Places with material, nearest first: those above the asked one, below it, beside it."""
        asked = candidates[0]
        known = self.places
        above = [p for p in known if asked.within(p) and p != asked]
        below = [p for p in known if p.within(asked) and p != asked]
        beside = [p for p in known if p.chain[0] == asked.chain[0] and p not in above and p not in below]
        return above + below + beside

    def _mentioning(self, place: Place) -> set[ArticleKey]:
        """Articles on a larger place that say something of *place* or of a place below it."""
        return {
            key
            for key in self._mentions.get(place.code, ())
            if (home := self.homes[key]) is not None and place.within(home) and place != home
        }

    @cached_property
    def _mentions(self) -> dict[str, set[ArticleKey]]:
        """The articles that name each place, by its code, or one below it."""
        found: dict[str, set[ArticleKey]] = {}
        for key, code in self._named():
            for above in _chain(code):
                found.setdefault(above, set()).add(key)
        return found


@functools.cache
def _chain(code: str) -> tuple[str, ...]:
    """The codes of a place and of those it lies in."""
    return tuple(place.code for place in gazetteer().coded(code).chain)
