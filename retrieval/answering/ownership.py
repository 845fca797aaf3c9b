"""Whether a sentence may answer a question that names an institution: never with another one's figures.

admits(question.institutions, sentence, article)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from corpus.document import Article
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place
from corpus.places.institutions import Institution, institutions, systems
from corpus.places.owners import same
from retrieval.answering.rows import OUTSIDE
from retrieval.index.sentences import Sentence
from retrieval.question.lexicon import synonyms
from retrieval.question.question import Question

_TOWN = re.compile(r"(?:街道|镇|乡|苏木|村|社区)$")
# Kinds of which the name alone decides, wherever it stands: brands, firms, schools.
_BY_NAME = frozenset({"工作室", "警务站", "检察室", "公司", "学校", "医院", "监狱", "协会"})


def is_of_part(sentence: Sentence, folded: str) -> bool:
    """Whether *sentence* is about a town that the question *folded* names, if only in short: 满都胡宝拉格."""
    towns = (place.name for place in sentence.subplaces if place.level == "乡")
    return any(len(stem := _TOWN.sub("", name)) > 1 and stem in folded for name in towns)


def admits(asked: Sequence[Institution], sentence: Sentence, article: Article) -> bool:
    """Whether *sentence* of *article* gives what one of the institutions *asked* for owns, or none is.

    It does if it names it; or else if it names no other one as the owner of its figures, and its paragraph,
    its headings or its article are that one's.
    """
    home = next(iter(sentence.home), article.place)
    return not asked or any(_owns(each, sentence, article, home) for each in asked)


def of_scope(question: Question, figure: Figure, home: Place | None) -> float | None:
    """How *figure* is, by its own scope, of what *question* asks about; None where that says nothing.

    0 if it is, OUTSIDE if it is of all offices of that kind, the one asked about among them, -1 if it is not.
    """
    scope = figure.scope
    if scope is None:
        return None
    stem = _TOWN.sub("", scope)  # 畹町 is short for 畹町镇; a place is no institution
    if stem in question.folded and (1 < len(stem) < len(scope) or _read(scope)):
        return 0.0
    said = _read(scope)
    if not question.institutions or not said:
        return None
    if any(_names(each, scope, home) for each in question.institutions):
        return 0.0
    kinds = {each.kind for each in question.institutions}
    return OUTSIDE if any(each.kind in kinds for each in systems(scope)) else -1.0


def _owns(asked: Institution, sentence: Sentence, article: Article, home: Place | None) -> bool:
    if asked.kind in _BY_NAME:
        return any(asked.core in text for text in (sentence.folded, sentence.headed, sentence.around))
    if _names(asked, sentence.folded, home):
        return True
    if asked.local:
        return _is_of_locality(asked, sentence, article)
    said = _read(sentence.institution)
    if said:
        return _any_same(asked, said, home)
    own = _own(article)
    if own:
        return _any_same(asked, own, home)
    return _names(asked, sentence.headed, home) or _names(asked, sentence.before, home)


def is_by(asked: Sequence[Institution], article: Article) -> bool:
    """Whether *article* is that of one of the institutions *asked* for: its parts stand in it as well."""
    return any(_any_same(each, _own(article), article.place) for each in asked)


def _own(article: Article) -> list[Institution]:
    return [each for text in (article.institution, article.organ) if text for each in _read(text)]


def _is_of_locality(asked: Institution, sentence: Sentence, article: Article) -> bool:
    """Whether a sentence that names no town is of the one asked for: its article or its heading is on it."""
    towns = [place for place in sentence.subplaces if place.level == "乡"]
    if towns:
        return any(place.name == asked.name for place in towns)
    if any(each.local for each in _read(sentence.institution)):  # of another one: 邻镇东升镇
        return False
    on = article.place.chain if article.place is not None else ()
    return any(place.name == asked.name for place in on) or asked.name in sentence.headed


def _names(asked: Institution, folded: str, home: Place | None) -> bool:
    if asked.local:
        return any(name in folded for name in (asked.name, *synonyms().get(asked.name, ())))
    return _any_same(asked, _read(folded), home)


def _any_same(asked: Institution, said: Iterable[Institution], home: Place | None) -> bool:
    return any(same(asked, each, home) for each in said)


@functools.lru_cache(maxsize=1 << 14)  # asked of every sentence that is weighed
def _read(text: str) -> tuple[Institution, ...]:
    return (*institutions(text), *systems(text))
