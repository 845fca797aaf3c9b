"""A long sentence cut down to the clauses that answer; never across a figure's own clause."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.sentences import Span, clauses
from retrieval.answering.evidence import Evidence
from retrieval.answering.matching import HELD, matched
from retrieval.answering.rows import Counted
from retrieval.index.sentences import Sentence
from retrieval.language.terms import fold, plain
from retrieval.question.grammar import Term
from retrieval.question.question import Question

LONG = 170  # characters; a shorter sentence is shown whole
# What a figure without its period would mislead by: 三年(2018至2020)……, 2021年以来…….
_PERIOD = re.compile(r"(?:19|20)\d\d|以来|期间|今年|[一二三四五六七八九十]年")
_ALL = re.compile(r"全[省市州县区](?!域)")
WHOLE, AHEAD = 0.9, 0.1  # of the question, and of a row's score, for one cell to be all that is stated
_CELL_ENDS = "，；\t｜|"  # what stands between the cells of a row
_QUALIFIES = re.compile(r"(?:同比|比上年|较|其中|占|均|分别)")


def trimmed(each: Evidence, question: Question) -> str:
    """The part of a sentence to state: all of it, or the clauses on the place or the figure asked for."""
    text = each.sentence.text
    if each["of_table"] and each.counted is not None and _is_single(each.counted, question):
        return _cell(each.sentence, each.counted.row.figure)
    parts = list(clauses(text, 0, len(text)))
    if piece := _on_places(each.sentence, parts, question):
        return piece
    if kept := _of_numbers(text, parts, question):
        return _piece(text, kept)
    short = question.wants in ("figure", "place", "comparison") and not question.generic
    if len(text) > LONG and short and question.terms:
        return _piece(text, _of_terms(text, parts, question))
    return text


def _on_places(sentence: Sentence, parts: list[Span], question: Question) -> str | None:
    """The clauses on the places asked about, where others are on others and they tell all that is asked."""
    text = sentence.text
    asked = [place for candidates in question.places for place in candidates]
    parts_of_home = [p for p in sentence.named if any(p.within(place) for place in asked)]
    if parts_of_home and (kept := _of_places(text, parts, asked)):
        piece = _piece(text, kept)
        # 边境线长359.5公里，靖西市、那坡县……: what is asked about may stand before the places.
        if all(_stands_too(term, text, piece) for term in question.terms):
            return piece
    return None


def _is_single(counted: Counted, question: Question) -> bool:
    """Whether one cell of a row answers: it covers the whole question, and no other does."""
    one = question.wants in ("figure", "overview") and not (question.items or question.generic)
    several = len(question.periods) > 1 or any(p.period and not p.period.is_year for p in question.periods)
    return one and not several and counted.share >= WHOLE and counted.margin >= AHEAD


def _cell(sentence: Sentence, figure: Figure) -> str:
    """The cell of a row that holds *figure*, with the heads above it: 治安案件 / 受理数：3120."""
    text = sentence.text
    start, end = figure.value_start - sentence.start, figure.value_end - sentence.start
    begin = max(text.rfind(mark, 0, start) for mark in _CELL_ENDS) + 1
    ends = [at for mark in _CELL_ENDS if (at := text.find(mark, end)) >= 0]
    cell = text[begin : min(ends, default=len(text))].strip()
    return cell if re.search("[：:]", cell) else text  # a bare number says nothing


def _stands_too(term: Term, text: str, piece: str) -> bool:
    """Whether *term* stands in *piece* if it does in *text*."""
    return matched(term, plain(fold(piece))) >= HELD or matched(term, plain(fold(text))) < HELD


def _of_places(text: str, parts: list[Span], asked: list[Place]) -> list[Span]:
    """The clauses on the places *asked*, in a sentence whose clauses go from place to place.

    银川市……,吴忠市“志愿之城”……,固原市…… for 吴忠市 -> its own clause. Nothing if no clause is on another.
    """
    kept: list[Span] = []
    on_asked = on_other = False
    for start, end in parts:
        named = [place for m in gazetteer().mentions(text[start:end]) for place in m.places]
        if not named and _ALL.search(text[start:end]):
            on_asked, on_other = False, on_other or bool(kept)
        if named:
            now = any(place.within(a) or a.within(place) for place in named for a in asked)
            on_other = on_other or not now
            on_asked = now
        if on_asked:
            kept.append((start, end))
    adjoining = bool(kept) and all(b[0] - a[1] <= 1 for a, b in pairwise(kept))
    return kept if on_other and adjoining and len(kept) < len(parts) else []


def _of_numbers(text: str, parts: list[Span], question: Question) -> list[Span]:
    """The clauses on the number asked about, where others are on others: 代码2088告警41次. Else nothing."""
    asked = [term.text for term in question.terms if term.text.isdigit()]
    for number in asked:
        named = re.search(rf"([\u4e00-\u9fff]{{2}}){number}(?!\d)", text)
        if named is not None:
            of_numbers = re.compile(rf"{named[1]}(\d+)")
            of_each = [(span, of_numbers.search(text[slice(*span)])) for span in parts]
            if len({found[1] for _, found in of_each if found}) > 1:
                return [span for span, found in of_each if found and found[1] == number]
    return []


def _of_terms(text: str, parts: list[Span], question: Question) -> list[Span]:
    """The clauses from the first to the last that speaks of the question's terms, and their period."""
    folded = [plain(fold(text[start:end])) for start, end in parts]
    held = [i for i, part in enumerate(folded) if any(matched(t, part) >= HELD for t in question.terms)]
    if not held:
        return parts
    first, last = held[0], held[-1]
    first = next((i for i in range(first, -1, -1) if _PERIOD.search(folded[i])), first)
    first = next((i for i in range(first, -1, -1) if gazetteer().mentions(folded[i])), first)
    while last + 1 < len(parts) and _QUALIFIES.match(folded[last + 1]):
        last += 1
    return parts[first : last + 1]


def _piece(text: str, parts: list[Span]) -> str:
    piece = text[parts[0][0] : parts[-1][1]].rstrip(",，、;；")
    return piece if len(piece) >= 8 else text
