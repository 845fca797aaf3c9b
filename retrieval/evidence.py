"""Evidence: the sentences of an article as a question sees them, and how well each covers it.

A sentence is read with what it inherits: the sub-place and year last named in its paragraph, its
section's heading, the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus import masking
from corpus.document import Article
from corpus.places import Place, gazetteer
from corpus.sentences import clauses, sentences
from retrieval.analysis import fold
from retrieval.question import Question, Term

_BASELINE = re.compile(r"(?:较|比|与|同)(?:19|20)\d\d年(?:度)?(?:同期)?(?:相比)?|从(?:19|20)\d\d年")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:\s*年?\s*[-—~至到]+\s*((?:19|20)\d\d)(?!\d))?")
_NUMERAL = r"(?:\d[\d.,]*\s*[万亿]?余?多?|[一二两三四五六七八九十百千万]+余?)"
_ANY_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千万]+[余多]?(?:个|起|件|人|名|次|项|所|家|支|年|处|条|种|类|位|届|名|等)|第[一二三四五六七八九十]")
_WHOLE = re.compile(r"全省|全区(?!域)|全市(?!域)|全州|全县|各地|我[省区市州县]")
_ALSO = {"人": "人|名|位", "名": "人|名|位", "个": "个|家|所|处|支|名|类", "起": "起|件", "件": "件|起|万件", "次": "次|场|期", "元": "元"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article; `folded` is its text in one spelling, `paragraph` counts from 0."""

    document: str
    article: int
    section: str | None
    start: int
    end: int
    text: str
    folded: str
    paragraph: int
    subplaces: frozenset[Place]
    years: frozenset[int]
    before: str  # the folded sentence before it in its paragraph, "" for the first

    @property
    def masked(self) -> bool:
        return bool(masking.FIGURE.search(self.text))

    @property
    def has_figure(self) -> bool:
        return bool(_ANY_FIGURE.search(self.folded))


def read(document: str, text: str, article: Article) -> Iterator[Sentence]:
    """The sentences of *article* in order, each with what it inherits."""
    home = article.place
    for section in article.sections:
        paragraph, last, subplaces, years, before = 0, -1, frozenset[Place](), frozenset[int](), ""
        for start, end in sentences(text, section.start, section.end):
            if "\n" in text[last:start] if last >= 0 else True:
                paragraph = text.count("\n", 0, start)
                years, before = frozenset(), ""
                if not _continues(text[start:end]):
                    subplaces = frozenset()
            piece = text[start:end]
            folded = fold(piece)
            named = _subplaces(folded, home)
            if named:
                subplaces = named
            elif _WHOLE.search(folded):
                subplaces = frozenset()
            years = _years(folded) or years
            yield Sentence(
                document, article.number, section.heading, start, end, piece, folded, paragraph,
                subplaces, years, before,
            )  # fmt: skip
            before, last = folded, end


def _continues(sentence: str) -> bool:
    """Whether a paragraph goes on speaking of the place of the one before: 据了解，该中心……"""
    return bool(re.match(r"[“‘「]|该|此外|据|其|同时|随后|经|目前|面对|黄某|接到", sentence))


def _subplaces(folded: str, home: Place | None) -> frozenset[Place]:
    """The places named in *folded* that lie below *home* (all of them, where home is unknown)."""
    found: set[Place] = set()
    for mention in gazetteer().mentions(folded):
        for place in mention.places:
            if home is None or (place.within(home) and place != home):
                found.add(place)
    return frozenset(found)


def _years(folded: str) -> frozenset[int]:
    found: set[int] = set()
    for first, last in _YEAR.findall(_BASELINE.sub("", folded)):
        low, high = int(first), int(last or first)
        found.update(range(low, min(high, low + 30) + 1) if high >= low else (low,))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Support:
    """How well a sentence covers a question: shares of its weight, 0.0 to 1.0.

    `own` counts what stands in the sentence itself, `all` also what it inherits, `figure` what
    stands in the one clause (with the clause before it) that holds a figure of the unit asked for.
    """

    sentence: Sentence
    own: float
    all: float
    figure: float
    missing: tuple[str, ...]

    @property
    def score(self) -> float:
        return self.all + 0.35 * self.own


def support(sentence: Sentence, question: Question, weight: Callable[[Term], float]) -> Support:
    """The support of *sentence* for *question*, terms weighted by *weight*."""
    heading = fold(sentence.section or "")
    total = sum(weight(term) for term in question.terms) or 1.0
    own = wide = 0.0
    missing = []
    for term in question.terms:
        here = matched(term, sentence.folded)
        around = max(here, 0.8 * matched(term, heading), 0.5 * matched(term, sentence.before))
        own += weight(term) * here
        wide += weight(term) * around
        if around < 0.5:
            missing.append(term.text)
    figure = max((sum(weight(t) * matched(t, part) for t in question.terms) / total
                  for part in _figure_parts(sentence, question.unit)), default=0.0)  # fmt: skip
    return Support(sentence, own / total, wide / total, figure, tuple(missing))


def matched(term: Term, folded: str) -> float:
    """How far *term* stands in *folded*: 1.0 itself, 0.9 a word like it, else its share of bigrams."""
    if not folded:
        return 0.0
    if term.text in folded:
        return 1.0
    if any(word in folded for word in term.alike):
        return 0.9
    if len(term.text) < 3:
        return 0.0
    pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
    share = sum(pair in folded for pair in pairs) / len(pairs)
    return 0.8 * share if share >= 0.5 else 0.0


def _figure_parts(sentence: Sentence, unit: str | None) -> Iterator[str]:
    """Each clause with a figure (of *unit*, if given), the clause before it prefixed if it has none."""
    kinds = _ALSO.get(unit, re.escape(unit)) if unit else ""
    wanted = re.compile(rf"{_NUMERAL}\s*(?:{kinds})") if unit else _ANY_FIGURE
    before = ""
    for start, end in clauses(sentence.folded, 0, len(sentence.folded)):
        part = sentence.folded[start:end]
        if wanted.search(part):
            yield before + part
        before = "" if _ANY_FIGURE.search(part) else part
