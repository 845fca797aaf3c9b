"""Citing: where a figure or a sentence of a library stands, as a citation.

cited(row, catalogue)      the sentence of a row, with the row's own place and period
quoted(sentence, catalogue)
"""

from __future__ import annotations

from dataclasses import replace

from corpus.document import ArticleKey
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


def quoted(sentence: Sentence, catalogue: Catalogue) -> Citation:
    """The citation of *sentence*."""
    return replace(
        _cited(sentence.key, sentence.start, sentence.end, catalogue),
        section=sentence.section,
        period=str(sentence.period) if sentence.period is not None else None,
        period_basis=sentence.period_basis,
    )


def _cited(key: ArticleKey, start: int, end: int, catalogue: Catalogue) -> Citation:
    """A citation of text[start:end] of an article, as of all of it."""
    article, document = catalogue.articles[key], catalogue.documents[key[0]]
    return Citation(
        n=1,
        document=document.name,
        article=article.title or "",
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
    )
