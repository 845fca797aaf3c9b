"""Follow-ups: what a question leaves out is taken from the turn before.

missing     said                              carried over
place       那群众满意率呢                      the place, and the period where the topic goes on
terms       宁夏呢, 那2021年呢                  the terms, what was wanted, its unit
both        一共多少, 那去年呢                  both
none        大理州命案破案率                    nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.question.question import Question
from retrieval.question.tokens import Token

_CORRECTS = frozenset(
    {"不对", "不是", "错了", "说错了", "搞错了", "我说的是", "我问的是", "我是说", "我指的是", "应该是"}
)
_ONLY_BESIDE = frozenset({"compare", "more", "difference"})
_ELLIPTIC = frozenset({"discourse", "sum"})
SHORT = 2  # terms; a question with no more leaves something out
CARRIED = 0.4  # what a word of the turn before counts beside the question's own


def carried(question: Question, before: Question, tokens: Sequence[Token]) -> Question:
    """*question*, read after *before*."""
    if not before.is_about_something or (question.places and question.terms and not _corrects(tokens)):
        return question if question.is_about_something else replace(question, kind="garbage")
    kinds = {token.kind for token in tokens}
    if kinds & _ONLY_BESIDE and not question.terms:
        return _beside(question, before)
    elliptic = bool(kinds & _ELLIPTIC) or len(question.terms) <= SHORT
    named = [term for term in question.terms if term.must]
    changes: dict[str, object] = {}
    taken: list[str] = []
    if not question.places and before.places and _stays(question, tokens, elliptic=elliptic):
        changes |= {"places": before.places, "grounded": before.grounded}
        taken.append("place")
    if not question.institutions and "place" in taken:
        changes["institutions"] = before.institutions
    own = {term.text for term in question.terms}
    if before.terms and not question.terms:
        changes |= {"terms": before.terms, "generic": before.generic or question.generic}
        changes |= {"measured": before.measured, "items": before.items}
        taken.append("topic")
    elif before.terms and elliptic:
        kept = [term for term in before.terms if term.text not in own and not (named and term.must)]
        whole = bool(named) and len(named) == len(question.terms)  # 那五家街道呢: the same of another
        share = 1.0 if whole else CARRIED
        moved = bool(question.places)
        soft = tuple(
            term if term.must and not moved else replace(term, must=False, share=min(term.share, share))
            for term in kept
        )
        changes |= {"terms": (*question.terms, *soft), "background": before.terms}
        if whole:
            changes["measured"] = before.measured
            taken.append("topic")
    if question.wants == "overview" and not question.generic and (not question.terms or elliptic):
        changes |= {"wants": before.wants, "operation": before.operation}
    if question.unit is None and "topic" in taken:
        changes["unit"] = before.unit
    goes_on = not question.terms or "place" in taken or "discourse" in kinds
    if not question.periods and before.periods and goes_on:
        changes["periods"] = before.periods
        taken.append("period")
    if question.places and "topic" in taken:
        changes["earlier"] = before.places
    alone = question if taken == ["place"] and not elliptic else None
    found = replace(question, **changes, carried_over=tuple(taken), alone=alone)  # type: ignore[arg-type]
    return found if found.is_about_something else replace(found, kind="garbage")


def _corrects(tokens: Sequence[Token]) -> bool:
    """Whether the turn before is set right: 不对，我问的是陇南."""
    return any(token.text in _CORRECTS for token in tokens)


def _stays(question: Question, tokens: Sequence[Token], *, elliptic: bool) -> bool:
    """Whether the place of the turn before is still meant: not where every place is asked for."""
    if question.wants == "place" or question.unnamed:
        return False
    if any(token.kind == "named" and token.value.local for token in tokens):
        return False  # 那民族街道呢: a place of its own, though no gazetteer has it
    return elliptic or question.wants != "comparison"


def _beside(question: Question, before: Question) -> Question:
    """The comparison that 哪个高 or 跟潍坊比呢 asks for, of the places spoken of and the topic before."""
    places = tuple(dict.fromkeys((*before.earlier, *before.places, *question.places)))
    taken = ("place", "topic") if len(places) > len(question.places) else ("topic",)
    return replace(
        question,
        places=places,
        terms=before.terms,
        unit=before.unit,
        content=before.content,
        periods=question.periods or before.periods,
        generic=before.generic,
        wants="comparison",
        carried_over=taken,
    )
