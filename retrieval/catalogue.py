"""Catalogue: what the library holds on which place, and what a question about a place may use.

A place's own articles answer for it. A place that another article only mentions is answered from
the sentences about it there, and no others. A place that nothing speaks of has no scope: then the
nearest places that are there can be named, never their figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.document import Article, Document
from corpus.places import Place, gazetteer
from retrieval.evidence import Sentence, read
from retrieval.index import ArticleKey
from retrieval.question import Candidates


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that may answer for `place`; a "mentioned" place only by sentences about it."""

    place: Place
    kind: Literal["own", "mentioned", "below"]
    articles: tuple[ArticleKey, ...]

    def admits(self, sentence: Sentence, home: Place | None, *, loosely: bool = False) -> bool:
        """Whether *sentence*, of an article on *home*, may be shown for this place.

        *loosely* also where the paragraph, not the sentence, names it: good for a story, not for a figure.
        """
        if self.kind == "below":
            return True
        if loosely and any(sub.within(self.place) for sub in sentence.nearby):
            if any(sub.within(self.place) for sub in sentence.named):
                return True
            if not (sentence.named or sentence.whole):
                return True
        if home is not None and (home == self.place or (_unnamed(home) and home.parent == self.place)):
            return True
        return any(sub.within(self.place) for sub in sentence.subplaces)


class Catalogue:
    """The articles of a library by place, twins left out, sentences read once and kept."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents: dict[str, Document] = {document.name: document for document in documents}
        self.articles: dict[ArticleKey, Article] = {}
        self.copies: dict[ArticleKey, list[ArticleKey]] = {}
        for name, document in self.documents.items():
            for article in document.articles:
                if article.twin_of is None:
                    self.articles[name, article.number] = article
                else:
                    self.copies.setdefault(article.twin_of, []).append((name, article.number))
        self._sentences: dict[ArticleKey, tuple[Sentence, ...]] = {}
        self._mentions: dict[Place, set[ArticleKey]] | None = None

    def sentences(self, key: ArticleKey) -> tuple[Sentence, ...]:
        """The sentences of an article, read on first use."""
        if key not in self._sentences:
            document = self.documents[key[0]]
            self._sentences[key] = tuple(read(key[0], document.text, self.articles[key]))
        return self._sentences[key]

    def scope(self, candidates: Candidates) -> Scope | None:
        """What may answer for a place, given as its candidates; None if nothing speaks of it."""
        for place in candidates:
            own = [key for key, article in self.articles.items() if self._is_own(article, place)]
            if own:
                also = [key for key in sorted(self._mentioning(place)) if key not in own]
                return Scope(place, "own", (*own, *also))
        for place in candidates:
            if mentioning := self._mentioning(place):
                return Scope(place, "mentioned", tuple(sorted(mentioning)))
        return None

    def spelled(self, candidates: Candidates) -> str | None:
        """A short name of the place that stands in a document all the same, as part of another name."""
        names = [alias for place in candidates for alias in place.aliases if len(alias) >= 2]
        return next((n for n in names for d in self.documents.values() if n in d.text), None)

    def below(self, place: Place) -> Scope | None:
        """The articles on places below *place*, for what is said there of the whole: its one such city."""
        keys = tuple(
            key
            for key, article in self.articles.items()
            if article.place is not None and article.place != place and article.place.within(place)
        )
        return Scope(place, "below", keys) if keys else None

    def places(self) -> list[Place]:
        """The places that articles are about, decided ones only, in order of code."""
        found = {a.place for a in self.articles.values() if a.place and a.basis in ("stated", "inferred")}
        return sorted(found, key=lambda place: (place.chain[0].code, place.code, place.name))

    def nearest(self, candidates: Candidates) -> list[Place]:
        """Places with material, nearest first: those above the asked one, below it, beside it."""
        asked = candidates[0]
        known = self.places()
        above = [p for p in known if asked.within(p) and p != asked]
        below = [p for p in known if p.within(asked) and p != asked]
        beside = [p for p in known if p.chain[0] == asked.chain[0] and p not in above and p not in below]
        return above + below + beside

    @staticmethod
    def _is_own(article: Article, place: Place) -> bool:
        home = article.place
        if home is None or article.basis == "undecided":
            return False
        return home == place or (_unnamed(home) and home.parent == place)

    def _mentioning(self, place: Place) -> set[ArticleKey]:
        """Articles on a larger place that say something of *place* or of a place below it."""
        if self._mentions is None:
            self._mentions = {}
            for key, named in self._named():
                for above in named.chain:
                    self._mentions.setdefault(above, set()).add(key)
        return {
            key
            for key in self._mentions.get(place, ())
            if (home := self.articles[key].place) is not None and place.within(home) and place != home
        }

    def _named(self) -> Iterator[tuple[ArticleKey, Place]]:
        for key, article in self.articles.items():
            text = self.documents[key[0]].text[article.start : article.end]
            for mention in gazetteer().mentions(text):
                for place in mention.places:
                    if article.place is not None and place.within(article.place):
                        yield key, place


def _unnamed(place: Place) -> bool:
    """Whether *place* is a placeholder such as 某县 in 陕西省."""
    return not place.code
