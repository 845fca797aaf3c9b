"""Settling: the articles of a library among each other, after a change and no further than it reaches.

    settle(store, words, before, now)    # State: documents and a person's overrules

Three things hang on other documents: where a text is cut (anchors), which article is a copy of which
(twins.py), and the place that a copy and its whole version share. What comes out does not hang on the changes
by which it came: the first time all is new, and is settled in the same way.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.articles import cutting, splitting
from corpus.document import Article, ArticleKey, packed
from corpus.library import figures, file_names, place_overrides
from corpus.library.copies import (
    CONTAINED,
    INDEXED,
    Likely,
    Sketch,
    containment,
    may_be_alike,
    paired,
    shingles,
    sketch,
)
from corpus.library.store import Anchors, Member, Store
from corpus.library.texts import Words
from corpus.library.workers import Workers, contents, cut_alone
from corpus.places.gazetteer import chain_of
from corpus.text import masking

if TYPE_CHECKING:
    from corpus.places.verdict import Basis

OVERRULED = "人工指定"  # the evidence of a place that a person set
_OTHER_FIGURES = 0.2  # of a copy's figures, so many may differ from the whole version's (typing errors)


class State(NamedTuple):
    """A version of a library: its documents by name, the places a person set (see overruling.py)."""

    members: Mapping[str, Member]
    overrules: Mapping[str, str]


def settle(store: Store, words: Words, before: State, now: State, *, jobs: int) -> None:
    """Bring articles and passages in *store*, as settled for *before*, up to *now*, its newest version.

    *jobs* texts are worked on at once: what comes out does not hang on it.
    """
    with Workers(jobs) as workers:
        _cut_new(store, now, workers)
        others = _cut_otherwise(store.anchors())
        touched = _changed(before, now) | {name for name, m in now.members.items() if m.digest in others}
        old = _sketches(store, before.members, touched)
        for digest, anchors in others.items():
            _cut_anew(store, digest, anchors)
        tasks = (
            (name, (store.packed_text(now.members[name].digest), articles, words))
            for name, settled in _settled(store, _Own(store, now), touched, old)
            if _has_other_text(name, before, now) or store.articles_of(name) != settled
            for articles in [[*map(packed, settled)]]
        )
        for name, made in workers.map(contents, tasks):
            store.set_articles(name, made["articles"])
            store.set_passages(name, made["passages"])
            figures.keep(store, name, made["figures"])
    for name in touched - now.members.keys():
        store.forget(name)


def _cut_new(store: Store, now: State, workers: Workers) -> None:
    """Cut those texts of *now* by themselves that have not been cut."""
    new = {member.digest for member in now.members.values()} - store.anchors().keys()
    tasks = ((digest, (store.packed_text(digest),)) for digest in sorted(new))
    for digest, cut in workers.map(cut_alone, tasks):
        anchors = Anchors(frozenset(cut["firsts"]), frozenset(cut["openings"]), frozenset())
        sketches = ((m, n, size, bytes.fromhex(hashes)) for m, n, size, hashes in cut["sketches"])
        store.set_cut(digest, anchors, zip(cut["articles"], sketches, strict=True))


def _changed(before: State, now: State) -> set[str]:
    """The documents that came, went, have another text, or an article whose place a person set otherwise."""
    names = before.members.keys() | now.members.keys()
    changed = {name for name in names if before.members.get(name) != now.members.get(name)}
    return changed | {key.split("\t")[0] for key, _ in before.overrules.items() ^ now.overrules.items()}


def _has_other_text(name: str, before: State, now: State) -> bool:
    return name not in before.members or before.members[name].digest != now.members[name].digest


def _cut_otherwise(offered: Mapping[str, Anchors]) -> dict[str, Anchors]:
    """The texts, by digest, that are to be cut at other paragraphs now that others came or went."""
    firsts = frozenset[int]().union(*(each.firsts for each in offered.values()))
    return {
        digest: replace(each, hits=hits)
        for digest, each in offered.items()
        if (hits := each.openings & firsts) != each.hits
    }


def _cut_anew(store: Store, digest: str, anchors: Anchors) -> None:
    stored = store.text(digest)
    at = cutting.anchored(stored.text, anchors.hits)
    parts = splitting.parts(stored.text, stored.kinds, stored.title, at)
    articles = cutting.cut(stored.text, None, parts, stored.kinds)
    sketches = (sketch(stored.text[a.start : a.end], a.masked) for a in articles)
    store.set_cut(digest, anchors, zip(map(packed, articles), sketches, strict=True))


def _sketches(store: Store, members: Mapping[str, Member], names: Iterable[str]) -> dict[ArticleKey, Sketch]:
    """The sketches of the articles of those documents *names* that are among *members*."""
    return {
        (name, number): Sketch(*compared)
        for name in names
        if name in members
        for number, compared in store.compared_of(members[name].digest).items()
    }


class _Own:
    """The articles of each document by itself, with the places that a person set, and how they compare."""

    def __init__(self, store: Store, now: State) -> None:
        self._store, self._now = store, now
        self._overruled = {key.split("\t")[0] for key in now.overrules}
        self.text = functools.lru_cache(64)(self._text)
        self.articles = functools.lru_cache(1024)(self._articles)
        self._hashes = functools.lru_cache(1024)(self._hashes_of)
        self._shingles = functools.lru_cache(256)(self._shingles_of)  # all at once would be gigabytes

    def article(self, key: ArticleKey) -> Article:
        name, number = key
        return self.articles(name)[number - 1]

    def is_copy(self, copy: ArticleKey, whole: ArticleKey) -> bool:
        """Whether two articles are alike, and not two places' nor two years' reports on one template.

        Those name places of their own, or give other figures where neither has them blanked out.
        """
        if not may_be_alike(self._hashes(copy), self._hashes(whole)):
            return False
        article, original = self.article(copy), self.article(whole)
        if article.basis == original.basis == "stated" and article.place != original.place:
            return False
        given, there = (set(masking.GIVEN.findall(self._body(key))) for key in (copy, whole))
        if len(given - there) > _OTHER_FIGURES * len(given):
            return False
        return containment(self._shingles(copy), self._shingles(whole)) >= CONTAINED

    def _text(self, name: str) -> str:
        return self._store.text(self._now.members[name].digest).text

    def _articles(self, name: str) -> tuple[Article, ...]:
        digest = self._now.members[name].digest
        articles = self._store.own_articles(digest)
        if len(articles) == 1 or not all(article.period for article in articles):
            articles = file_names.completed(articles, name, self._store.text(digest))
        if name not in self._overruled:
            return articles
        places = place_overrides.places(self._now.overrules, name, self.text(name), articles)
        return tuple(map(_with_place_set, articles, places))

    def _body(self, key: ArticleKey) -> str:
        article = self.article(key)
        return self.text(key[0])[article.start : article.end]

    def _shingles_of(self, key: ArticleKey) -> frozenset[int]:
        return shingles(self._body(key))

    def _hashes_of(self, key: ArticleKey) -> frozenset[int]:
        return _sketches(self._store, self._now.members, key[:1])[key].all_hashes()


def _settled(
    store: Store, own: _Own, touched: Collection[str], old: Mapping[ArticleKey, Sketch]
) -> Iterator[tuple[str, list[Article]]]:
    """The documents with an article that may not be as it was, and all their articles.

    *touched* are the documents whose own articles may be other ones than the *old*.
    """
    likely = Likely({key: Sketch(*compared) for key, compared in store.compared(INDEXED).items()})
    before = store.copies()
    copies = {copy: whole for copy, whole in before.items() if copy not in old}
    new = [key for key in likely.keys if key[0] in touched]
    gone = {key: each for key, each in old.items() if key not in before}
    changed = paired(likely, copies, new, gone, own.is_copy)
    changed |= {before[key] for key in changed | old.keys() if key in before}
    wholes = {copies.get(key, key) for key in changed if key in likely.places}
    found: defaultdict[str, dict[int, Article]] = defaultdict(dict)
    for (name, number), article in _placed(wholes, copies, own):
        found[name][number] = article
    for name, some in sorted(found.items()):
        articles = own.articles(name) if name in touched else store.articles_of(name)
        yield name, [some.get(article.number, article) for article in articles]


def _placed(
    wholes: Collection[ArticleKey], copies: Mapping[ArticleKey, ArticleKey], own: _Own
) -> Iterator[tuple[ArticleKey, Article]]:
    """The articles *wholes* and their *copies*: each copy points at its whole version, both share a place."""
    followers: defaultdict[ArticleKey, list[ArticleKey]] = defaultdict(list)
    for copy, whole in copies.items():
        followers[whole].append(copy)
    for whole in sorted(wholes):  # documents that are read together stand together
        articles = {copy: own.article(copy) for copy in sorted(followers[whole])}
        original = functools.reduce(_with_place, articles.values(), own.article(whole))
        yield whole, original
        for copy, article in articles.items():
            yield copy, replace(_with_place(article, original), twin_of=whole)


def _with_place_set(article: Article, place: str | None) -> Article:
    """*article* with the *place* that a person set for it, if one did."""
    if place is None:
        return article
    return replace(article, place=chain_of(place), basis="stated", evidence=(OVERRULED,))


def _with_place(article: Article, twin: Article) -> Article:
    """*article*, with its twin's place if it has none of its own."""
    if twin.place is None or article.basis in ("stated", "inferred"):
        return article
    basis: Basis = "inferred" if twin.basis in ("stated", "inferred") else twin.basis
    return replace(article, place=twin.place, basis=basis, evidence=twin.evidence)
