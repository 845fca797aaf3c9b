"""Selection: which sentences are shown for one place, how many, and in which order.

The likeliest comes first, then what it leaves open, as it stands in the document. Where something is told in
order (how it was done, a list, a case without figures) the paragraphs are shown that tell it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.text.numbers import is_row
from retrieval.answering.decision import model
from retrieval.answering.evidence import Evidence
from retrieval.answering.matching import HELD
from retrieval.answering.scopes import Catalogue, Scope
from retrieval.index.sentences import Sentence
from retrieval.language.terms import fold, plain
from retrieval.question.question import Question

MOST_STATEMENTS = 4
MOST_SENTENCES = 6  # where an overview is asked for; neighbours are shown as one statement
ROOM = 560  # characters of statements for one place
STORY = 420  # characters of a story shown
# The share of the first one's probability from which on another one is shown.
BESIDE, BESIDE_TEXT = 0.7, 0.6
BEGINS = 0.4  # the share of the question that a sentence holds with which its story may begin


class Selection:
    """Selects from what was weighed over *catalogue*."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def shown(
        self, question: Question, clear: list[Evidence], found: list[Evidence], scope: Scope | None
    ) -> list[Evidence]:
        """The sentences to show: the likeliest first, then what it leaves open, as they stand."""
        first = clear[0]
        if _goes_on(first.sentence, question):
            return self._story(question, first, clear, scope)
        shown = [first]
        fills = model().thresholds.fills * model().thresholds.least(question)
        fills = max(fills, (BESIDE if question.numeric else BESIDE_TEXT) * first.probability)
        for each in found:
            if len(shown) == (MOST_STATEMENTS if question.numeric else MOST_SENTENCES):
                break
            if each is first or not (each.clear or not question.numeric):
                continue
            if each["row_placed"] < first["row_placed"] or _is_another_s(each, first, question):
                continue
            if each.probability >= fills and _adds(each, shown, question):
                shown.append(each)
        return self._joined(fitting(shown), question)[:MOST_STATEMENTS]

    def _joined(self, shown: Sequence[Evidence], question: Question) -> list[Evidence]:
        """*shown* with neighbours in one paragraph as one; the first stays first."""
        joined: list[Evidence] = []
        for each in sorted(shown, key=lambda e: (e.sentence.document, e.sentence.start)):
            last = joined[-1].sentence if joined else None
            if last is not None and not question.numeric and self._follows(last, each.sentence):
                text = self._catalogue.documents[last.document].text
                whole = _paragraphs([last, each.sentence], text)[0]
                likelier = max(joined[-1], each, key=lambda e: e.probability)
                joined[-1] = replace(likelier, sentence=whole)
            else:
                joined.append(each)
        top = shown[0].sentence
        first = next(e for e in joined if e.sentence.key == top.key and _holds(e.sentence, top))
        return [first, *(each for each in joined if each is not first)]

    def _follows(self, one: Sentence, other: Sentence) -> bool:
        """Whether *other* is the next sentence of the same paragraph."""
        if one.key != other.key or one.paragraph != other.paragraph or is_row(other.folded):
            return False
        return not self._catalogue.documents[one.document].text[one.end : other.start].strip()

    def _story(
        self, question: Question, first: Evidence, found: Sequence[Evidence], scope: Scope | None
    ) -> list[Evidence]:
        """The paragraphs that tell what *first* belongs to: how something was done is told in order."""
        listing = question.wants in ("list", "definition")
        begins = (
            each.sentence
            for each in found
            if _opens(each, first) and not (listing and each.sentence.paragraph != first.sentence.paragraph)
        )
        begin = min(begins, key=_start, default=first.sentence)
        told: list[Sentence] = []
        room = STORY
        for sentence in self._catalogue.sentences(begin.key):
            if sentence.start < begin.start:
                continue
            leaves = question.wants in ("definition", "list") and sentence.paragraph != begin.paragraph
            far = sentence.section != begin.section or sentence.paragraph - begin.paragraph > 2
            foreign = scope is not None and not scope.admits(
                sentence, self._catalogue.homes[sentence.key], figure=False
            )
            room -= len(sentence.text)
            enough = room < 0 and sentence.start > first.sentence.start
            if far or leaves or (foreign and sentence.start > first.sentence.start) or enough:
                break
            told.append(sentence)
        text = self._catalogue.documents[begin.document].text
        return [replace(first, sentence=each) for each in _paragraphs(told, text)][:MOST_STATEMENTS]


def _goes_on(first: Sentence, question: Question) -> bool:
    """Whether what follows *first* belongs to the answer: how it was done, a case without figures, a list."""
    if is_row(first.folded):
        return False
    if question.wants in ("how", "definition") or (question.wants == "list" and question.counted):
        return True
    return question.wants == "overview" and not question.generic and not first.has_figure


def _opens(each: Evidence, first: Evidence) -> bool:
    """Whether the story of *first* may begin with *each*: it speaks of it, up to two paragraphs before."""
    one, other = each.sentence, first.sentence
    near = one.key == other.key and one.section == other.section
    return (
        near
        and 0 <= other.paragraph - one.paragraph <= 2
        and each["own"] >= BEGINS
        and each.probability >= BEGINS * first.probability
    )


def _holds(one: Sentence, other: Sentence) -> bool:
    return one.start <= other.start and other.end <= one.end


def _start(sentence: Sentence) -> int:
    return sentence.start


def _paragraphs(sentences: Sequence[Sentence], text: str) -> list[Sentence]:
    """*sentences* of one paragraph each joined to one, which stands in *text* as it is."""
    joined: list[Sentence] = []
    for sentence in sentences:
        last = joined[-1] if joined else None
        if last is not None and last.paragraph == sentence.paragraph:
            whole = text[last.start : sentence.end]
            joined[-1] = replace(last, end=sentence.end, text=whole, folded=plain(fold(whole)))
        else:
            joined.append(sentence)
    return joined


def fitting(shown: list[Evidence]) -> list[Evidence]:
    """The first of *shown* that fit into ROOM characters; the very first always."""
    size = 0
    for at, each in enumerate(shown):
        size += len(each.sentence.text)
        if at and size > ROOM:
            return shown[:at]
    return shown


def _is_another_s(each: Evidence, first: Evidence, question: Question) -> bool:
    """Whether *each* gives another value for what *first* gives, of one period: it is of another scope."""
    if question.wants != "figure" or each.counted is None or first.counted is None:
        return False
    one, other = each.counted.row.figure, first.counted.row.figure
    same = (one.indicator, one.family, one.kind, one.period) == (
        other.indicator, other.family, other.kind, other.period
    )  # fmt: skip
    return same and one.value != other.value


def _adds(each: Evidence, shown: Sequence[Evidence], question: Question) -> bool:
    """Whether a further sentence says something that those *shown* do not."""
    if any(each.sentence.folded in other.sentence.folded for other in shown):
        return False
    if question.numeric and not each.sentence.has_figure:
        return False
    if question.numeric and each["background"] < shown[0]["background"]:
        return False
    open_terms = [i for i in range(len(each.held)) if all(other.held[i] < HELD for other in shown)]
    if any(each.held[i] >= HELD for i in open_terms):
        return True
    if question.generic or question.wants in ("overview", "list", "comparison"):
        return True
    return each["own"] >= 0.9 * shown[0]["own"] and each["figure"] >= 0.6 * shown[0]["figure"]
