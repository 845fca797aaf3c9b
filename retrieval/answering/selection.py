"""Which sentences answer, and how many of them: short for one figure, more for an overview."""

from __future__ import annotations

import re

from retrieval.answering.evidence import Support
from retrieval.answering.figures import tells_when
from retrieval.answering.gate import figures
from retrieval.answering.matching import HELD, matched
from retrieval.language.terms import fold
from retrieval.question.question import Question

ENOUGH = 0.58  # share of the question's weight that a sentence must cover, with what it inherits
SURE = 0.7  # from here on a figure may even lack the question's weightiest name
BOUND = 0.34  # share that must stand in the clause of the figure, where a figure is asked for
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_ITEMS = re.compile(r"[、；;]|》《|”“")
# Characters of statements from one article, by what is wanted.
ROOM = {
    "overview": 560,
    "list": 560,
    "how": 420,
    "definition": 360,
    "comparison": 260,
    "place": 260,
    "figure": 420,
}


def suffices(each: Support, question: Question) -> bool:
    """Whether a sentence answers *question* on its own."""
    if each.all < ENOUGH:
        return False
    if question.numeric:
        return each.figure >= BOUND and (not each.lacks_subject or each.all >= SURE)
    return True


def chosen(good: list[Support], question: Question) -> list[Support]:
    """The sentences of *good* (best first) to show, put back into the order of their article."""
    room = ROOM["overview" if question.generic else question.wants]
    first = good[0]
    taken = [first]
    size = len(first.sentence.text)
    open_terms = [t for t in question.terms if matched(t, first.sentence.folded) < HELD]
    key = first.sentence.key
    for each in good[1:]:
        sentence = each.sentence
        elsewhere = sentence.key != key and not (question.numeric and question.places)
        if elsewhere or size + len(sentence.text) > room:
            continue
        adds = [t for t in open_terms if matched(t, sentence.folded) >= HELD]
        if question.wants == "list" and first.listed and each.listed < first.listed:
            continue
        if adds or _adds_something(each, taken, question):
            taken.append(each)
            size += len(sentence.text)
            open_terms = [t for t in open_terms if t not in adds]
    headed = {e.sentence.section for e in taken if _heads(e, question)}
    return sorted(
        taken, key=lambda e: (e.sentence.section not in headed, e.sentence.document, e.sentence.start)
    )


def more_to_tell(good: list[Support], shown: list[Support], question: Question) -> bool:
    """Whether a figure asked for stands in further sentences of *good*, for which there was no room."""
    if question.wants != "figure" or question.generic:
        return False
    texts = {each.sentence.folded for each in shown}
    best = good[:1]
    left = (each for each in good if each.sentence.key == best[0].sentence.key or question.places)
    return any(e.sentence.folded not in texts and _adds_something(e, [*best, *shown], question) for e in left)


def _heads(each: Support, question: Question) -> bool:
    """Whether the section's heading itself names the subject."""
    heading = fold(each.sentence.section or "")
    return bool(question.terms) and all(matched(term, heading) >= 0.8 for term in question.terms)


def is_story(shown: list[Support], question: Question) -> bool:
    """Whether what follows the chosen sentences should be told too: how, or a case without figures."""
    first = shown[0].sentence
    if question.wants in ("how", "definition") or tells_when(first.folded, question) is False:
        return True
    if question.wants == "list":  # 有7个机制。其中有《……》: the list follows
        return len(shown) == 1 and len(_ITEMS.findall(first.text)) + 1 < (question.count or 3)
    return question.wants == "overview" and not question.generic and not first.has_figure


def beginning(good: list[Support]) -> Support:
    """Where the story of the best sentence begins: the first within two paragraphs that speaks of it."""
    best = good[0].sentence
    near = (
        each
        for each in good
        if each.sentence.article == best.article
        and each.sentence.document == best.document
        and each.sentence.section == best.section
        and 0 <= best.paragraph - each.sentence.paragraph <= 2
        and each.own >= 0.4
    )
    return min(near, key=lambda each: each.sentence.start, default=good[0])


def defines(each: Support, question: Question) -> bool:
    """Whether the sentence says what a term is: “春风利剑”专项整治——打击欺诈骗保, 六张网（……）."""
    return any(
        re.search(re.escape(term.text) + r".{0,8}(?:——|是指|，即|,即|是|包括|[（(：:])", each.sentence.folded)
        for term in question.terms
    )


def _adds_something(each: Support, taken: list[Support], question: Question) -> bool:
    """Whether a further sentence is worth showing: one of the subject's figures in an overview, the
    same figure of another period, or on other terms, where one figure is asked for."""
    if any(each.sentence.folded in t.sentence.folded for t in taken):
        return False
    if question.wants == "figure" and not question.generic:
        known = {figure for t in taken for figure in figures(_YEAR.sub("", t.sentence.text))}
        another = not figures(_YEAR.sub("", each.sentence.text)) & known  # the same figure again is no other
        return (
            another
            and each.background >= taken[0].background
            and each.own >= 0.98 * taken[0].own
            and each.figure >= 0.6 * taken[0].figure
        )
    if not question.generic and question.wants not in ("overview", "list"):
        return False
    if question.generic:
        return each.all >= 0.75 and each.sentence.has_figure
    return each.own >= 0.9 * taken[0].own and len(taken) < 3
