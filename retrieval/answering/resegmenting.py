"""A question's words set right by the library: those torn apart made whole, those glued taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.places.gazetteer import SURNAMES
from retrieval.index.search import Index
from retrieval.language.terms import is_word, words
from retrieval.question.lexicon import said, synonyms
from retrieval.question.question import Question, Term

LONGEST_NAME = 10  # characters
NUMERALS = "一二三四五六七八九十两"


def joined(question: Question, index: Index) -> Question:
    """*question* with names made of numbers, which the segmenter tears apart, made whole: 一|码|四员.

    Such a name begins with its number, and stands in the library as it was asked.
    """
    terms = {term.text: term for term in question.terms}
    for chunk in question.content.split():
        for span in _spans(words(chunk)):
            name = "".join(span)
            torn = span[0] in NUMERALS and 2 < len(name) <= LONGEST_NAME
            if torn and any(word in terms for word in span) and index.frequency((name,)):
                terms = {text: term for text, term in terms.items() if text not in span}
                terms[name] = Term(name)
                break
    return replace(question, terms=tuple(terms.values())) if len(terms) else question


def unglued(question: Question, index: Index) -> Question:
    """*question* with words that are none taken apart: 钱扣 of 钱扣了多少 is 钱 and 扣, 那俩 nothing.

    The segmenter glues characters together that it does not know as a word. Of those, what means
    something by itself stays. A name is left alone: 王立.
    """
    terms: list[Term] = []
    for term in question.terms:
        terms += _pieces(term.text) if _is_glued(term.text, index) else [term]
    return replace(question, terms=tuple(dict.fromkeys(terms))) if terms else question


def _spans(words: list[str]) -> Iterator[list[str]]:
    """The spans of two to LONGEST_NAME *words*, the longest first."""
    for length in range(min(len(words), LONGEST_NAME), 1, -1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


def _is_glued(word: str, index: Index) -> bool:
    glued = len(word) == 2 and word[0] not in SURNAMES and not is_word(word)
    pieces = glued and any(each in said().stop or each in synonyms() for each in word)
    return pieces and not synonyms().get(word) and not index.frequency((word,))


def _pieces(word: str) -> list[Term]:
    return [Term(each, synonyms()[each]) for each in word if each in synonyms()]
