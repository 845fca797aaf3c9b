"""Citing: where a figure or a sentence of a library stands, as a citation.

cited(row, catalogue)      the sentence of a row, with the row's own place and period
quoted(sentence, catalogue)
"""

from __future__ import annotations

from dataclasses import replace

from corpus.document import ArticleKey
from corpus.places.gazetteer import Place
from retrieval.answering.answer import Citation
from retrieval.answering.scopes import Catalogue
from retrieval.index.figures import Row
from retrieval.index.sentences import Sentence


def cited(row: Row, catalogue: Catalogue, n: int = 1) -> Citation:
    """The citation number *n*, of the sentence in which *row* stands."""
    figure = row.figure
    sentence = catalogue.sentence_at(row.article, figure.value_start)
    start, end = (sentence.start, sentence.end) if sentence else (figure.start, figure.end)
    return replace(
        _cited(row.article, start, end, catalogue),
        n=n,
        section=sentence.section if sentence else None,
        place=figure.place,
        period=figure.period,
        period_basis=figure.period_basis,
    )


def quoted(sentence: Sentence, catalogue: Catalogue, n: int = 1) -> Citation:
    """The citation number *n*, of *sentence*, with its own place and period."""
    article = catalogue.articles[sentence.key]
    place = _place(sentence, article.place)
    own = sentence.period is not None
    return replace(
        _cited(sentence.key, sentence.start, sentence.end, catalogue),
        n=n,
        section=sentence.section,
        place=place.full if place else None,
        place_basis="stated" if place in sentence.named else article.basis,
        period=str(sentence.period) if own else article.period,
        period_basis=sentence.period_basis or ("article" if article.period else None),
    )


def _place(sentence: Sentence, home: Place | None) -> Place | None:
    """The place a sentence speaks of: the one sub-place it is about, else its article's."""
    below = [p for p in sentence.subplaces if home is not None and p.within(home)]
    deepest = [p for p in below if not any(o != p and o.within(p) for o in below)]
    return deepest[0] if len(deepest) == 1 else home


def _opening(text: str) -> str:
    """The beginning of an untitled article, to know it by."""
    first = text.lstrip().split("\n", 1)[0]
    return first if len(first) <= 24 else first[:24] + "…"


def _cited(key: ArticleKey, start: int, end: int, catalogue: Catalogue) -> Citation:
    """A citation of text[start:end] of an article, as of all of it."""
    article, document = catalogue.articles[key], catalogue.documents[key[0]]
    return Citation(
        n=1,
        document=document.name,
        article=article.title or _opening(document.text[article.start : article.end]),
        section=None,
        place=article.place.full if article.place else None,
        place_basis=article.basis,
        period=article.period,
        masked=article.masked > 0,
        quote=document.text[start:end],
        start=start,
        end=end,
        line=document.line(start),
        evidence=article.evidence,
        also_in=tuple(name for name, _ in catalogue.copies.get(key, ())),
    )
