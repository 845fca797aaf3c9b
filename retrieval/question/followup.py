"""Follow-ups: what a question leaves out is taken from the turn before.

missing     said                              carried over
place       那群众满意率呢                      the place, and the period where the topic goes on
terms       宁夏呢, 那2021年呢                  the terms, what was wanted, its unit
both        一共多少, 那去年呢                  both
none        大理州命案破案率                    nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from corpus.places.gazetteer import gazetteer
from retrieval.question.lexicon import NATION, is_office
from retrieval.question.question import Question
from retrieval.question.tokens import Token

_CORRECTS = frozenset(
    {"不对", "不是", "错了", "说错了", "搞错了", "我说的是", "我问的是", "我是说", "我指的是", "应该是"}
)
_ONLY_BESIDE = frozenset({"compare", "more", "difference"})
_OTHERS = frozenset({"其他", "其它", "别的", "其余"})
_ELLIPTIC = frozenset({"discourse", "sum"})
SHORT = 2  # terms; a question with no more leaves something out
CARRIED = 0.4  # what a word of the turn before counts beside the question's own


@dataclass(frozen=True)
class _Turn:
    """A question of the given tokens behind another; its methods give the slots that it takes from that."""

    question: Question
    before: Question
    tokens: Sequence[Token]

    @cached_property
    def kinds(self) -> set[str]:
        return {token.kind for token in self.tokens}

    @property
    def is_new(self) -> bool:
        """Whether it leaves nothing out, or nothing stands before it; 不对，我问的是陇南 sets that right."""
        complete = self.question.places and self.question.terms
        corrects = any(token.text in _CORRECTS for token in self.tokens)
        return not self.before.is_about_something or bool(complete and not corrects)

    @property
    def is_elliptic(self) -> bool:
        return bool(self.kinds & _ELLIPTIC) or len(self.question.terms) <= SHORT

    @property
    def turns_away(self) -> bool:
        """Whether other places are asked about: 其他地方呢."""
        bare = not (self.question.places or self.question.terms)
        return bare and bool(self.before.places) and any(token.text in _OTHERS for token in self.tokens)

    def place(self) -> dict[str, Any]:
        """The place of the turn before, and the institution spoken of there."""
        if self.question.places or not self.before.places or not self._stays():
            return {}
        renamed = any(is_office(term.text) for term in self.question.terms)
        institutions = self.question.institutions or (() if renamed else self.before.institutions)
        return {
            "places": self.before.places, "grounded": self.before.grounded, "institutions": institutions,
        }  # fmt: skip

    def _stays(self) -> bool:
        """Whether the place of the turn before is still meant: not where every place is asked for."""
        if self.question.wants == "place" or self.question.unnamed:
            return False
        if any(token.kind == "named" and token.value.local for token in self.tokens) or self._is_of_nation:
            return False  # 那民族街道呢: a place of its own, though no gazetteer has it; 全国呢
        return self.is_elliptic or self.question.wants != "comparison"

    def namesake(self) -> dict[str, Any]:
        """The same district of another city: after 南京市鼓楼区, 徐州的呢 asks about 徐州市鼓楼区."""
        if len(self.question.places) != 1 or len(self.before.places) != 1 or not self._has_no_topic:
            return {}
        (above,), (before,) = self.question.places, self.before.places
        if any(place.within(each) for place in before for each in above):
            return {}  # 江苏省呢 asks about the province, not about another 鼓楼区 of it
        named = {p for place in before for p in gazetteer().named(place.name)} - {*above, *before}
        inside = tuple(p for p in sorted(named) if any(p.within(each) for each in above))
        return {"places": (inside,)} if inside else {}

    @property
    def _is_of_nation(self) -> bool:
        return any(term.text == NATION for term in self.question.terms)

    @property
    def _has_no_topic(self) -> bool:
        return all(term.must for term in self.question.terms)

    def topic(self) -> dict[str, Any]:
        """What the turn before asked, where this one has no terms, or only names of others: 那五家街道呢."""
        question, before = self.question, self.before
        only_names = all(t.must or is_office(t.text) or t.text == NATION for t in question.terms)
        if not (self.is_elliptic and before.terms and only_names):
            return {}
        slots: dict[str, Any] = {
            "measured": before.measured,
            "unit": before.unit if question.unit is None else question.unit,
            "earlier": before.places if question.places else (),
        }
        if question.terms:
            return slots | self._terms(share=1.0)
        generic = before.generic or question.generic
        return slots | {"terms": before.terms, "generic": generic, "items": before.items}

    def background(self) -> dict[str, Any]:
        """The terms of the turn before behind those of this one: what it goes on about."""
        return self._terms(share=CARRIED) if self.is_elliptic and self.before.terms else {}

    def _terms(self, *, share: float) -> dict[str, Any]:
        """Its terms, and those of the turn before that it does not replace, optional at another place."""
        own = {term.text for term in self.question.terms}
        renamed = any(term.must for term in self.question.terms) or bool(self.question.places)
        kept = [term for term in self.before.terms if term.text not in own and not (renamed and term.must)]
        if any(is_office(term.text) for term in self.question.terms):  # 检察院呢 after 义乌法院
            kept = [term for term in kept if not is_office(term.text)]
        softened = (
            term if term.must and not self.question.places
            else replace(term, must=False, share=min(term.share, share)) for term in kept
        )  # fmt: skip
        return {"terms": (*self.question.terms, *softened), "background": self.before.terms}

    def period(self, *, with_place: bool) -> dict[str, Any]:
        """The period of the turn before, where what is asked goes on."""
        goes_on = with_place or not self.question.terms or "discourse" in self.kinds
        if self.question.periods or not self.before.periods or not goes_on:
            return {}
        return {"periods": self.before.periods}

    def wanted(self) -> dict[str, Any]:
        """The form of the question before, where this one has none of its own: 鄞州区呢."""
        if not self.is_elliptic or self.question.wants != "overview" or self.question.generic:
            return {}
        before = self.before
        return {"wants": before.wants, "operation": before.operation, "measures": before.measures}


def carried(question: Question, before: Question, tokens: Sequence[Token]) -> Question:
    """*question*, read after *before*."""
    turn = _Turn(question, before, tokens)
    if turn.is_new:
        return _sensible(question)
    if turn.kinds & _ONLY_BESIDE and not question.terms:
        return _beside(question, before)
    if turn.turns_away:
        return _elsewhere(question, before)
    place, topic = turn.place(), turn.topic()
    taken = {"place": place, "topic": topic, "period": turn.period(with_place=bool(place))}
    slots = turn.wanted() | (topic or turn.background()) | place | turn.namesake() | taken["period"]
    over = tuple(name for name, taken_slots in taken.items() if taken_slots)
    alone = question if over == ("place",) and not turn.is_elliptic else None
    return _sensible(replace(question, **slots, carried_over=over, alone=alone))


def _sensible(question: Question) -> Question:
    return question if question.is_about_something else replace(question, kind="garbage")


def _elsewhere(question: Question, before: Question) -> Question:
    """The question before of all places but those it was asked of."""
    return replace(
        question,
        terms=before.terms,
        wants="comparison" if before.wants == "figure" else before.wants,
        measures=before.measures,
        measured=before.measured,
        direction=before.direction,
        counted=before.counted,
        generic=before.generic,
        unit=before.unit,
        periods=question.periods or before.periods,
        excluded=before.places,
        carried_over=("topic",),
    )


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
