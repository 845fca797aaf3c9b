"""Question: what was asked, taken apart: places, periods, terms, what is wanted, what was carried over.

Question.parse("大理州2021年扫黑除恶打掉多少人") ->
    places 大理白族自治州, periods 2021年, terms 扫黑除恶 打掉, wants "figure", unit "人"
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.places.institutions import Institution
from corpus.text.period import Period
from retrieval.language.terms import fold
from retrieval.question import comparing, grammar
from retrieval.question.comparing import Among
from retrieval.question.grammar import Candidates, Kind, Operation, Term, Wants
from retrieval.question.periods import Asked
from retrieval.question.tokens import NO_NAMES, Token, tokens

LONGEST = 2000  # characters; nobody asks more than that in earnest
# What is wanted where only an institution's own sentences answer; what a place or name is, others tell too.
OWNED = frozenset({"figure", "comparison", "overview"})
MOST_ITEMS = 6  # things asked for in one question that are answered one by one
_ADDRESS = re.compile(r"^\s*/[A-Za-z0-9_]+(?:@[A-Za-z0-9_]+)?|@[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. `places` holds one entry a place asked about: its candidates."""

    text: str
    folded: str
    kind: Kind = "question"
    places: tuple[Candidates, ...] = ()
    periods: tuple[Asked, ...] = ()
    terms: tuple[Term, ...] = ()
    wants: Wants = "overview"
    unit: str | None = None
    operation: Operation | None = None
    direction: Literal["up", "down"] | None = None
    measures: bool = False  # 做法, 措施: what was done is asked for, item by item
    generic: str | None = None  # 成果, 数据, 情况: an overview is asked for
    institutions: tuple[Institution, ...] = ()  # 柯城区检察院, 学院路派出所; not 派出所 alone
    counted: tuple[str, ...] = ()  # 四项任务, 7个机制: what a list is known by
    corrections: tuple[tuple[str, str], ...] = ()  # slips set right: (大里州, 大理州)
    claims: tuple[str, ...] = ()  # figures that the question itself asserts
    carried_over: tuple[str, ...] = ()
    background: tuple[Term, ...] = ()  # what the turn before was about, where this one has terms of its own
    measured: str | None = None  # the term that a number is asked of: 组织 in 打掉多少组织, 抓 in 抓了多少人
    earlier: tuple[Candidates, ...] = ()  # the places of the turn before, on the same topic
    excluded: tuple[Candidates, ...] = ()  # 除了大理
    items: tuple[tuple[Term, ...], ...] = ()  # the several things asked for, each by its own terms
    paired: tuple[tuple[Candidates, Asked], ...] = ()  # 龙岗区2020年和宜昌市2017年
    grounded: bool = False  # the place is the last answer's; nobody named it
    among: Among | None = None  # what a comparison is between: 哪个县 county, 每月 month
    bound: tuple[bool, float] | None = None  # of 超过10起: whether more is asked for, and the number
    top: int | None = None  # how many of the first are asked for: 前三
    unnamed: bool = False  # some 某县 is asked about: 陕西某县法院
    plural: bool = False  # 哪些, 各地: every place is asked for
    of_plans: bool = False  # what is aimed at is asked for, not what is
    content: str = ""  # the content words, a blank between those that do not adjoin
    names: Mapping[str, Candidates] = field(default_factory=dict, compare=False, repr=False)  # see parse
    alone: Question | None = None  # the question without what was carried over, if it makes sense so

    @property
    def is_about_something(self) -> bool:
        return bool(self.places or self.terms or self.claims)

    @property
    def numeric(self) -> bool:
        """Whether nothing but a figure answers."""
        return self.wants == "figure" or (self.wants == "comparison" and not self.generic)

    @property
    def count(self) -> int | None:
        """How many things are to be listed: 哪7个机制 -> 7, 四项任务 -> 4."""
        for counted in self.counted:
            number = re.match(r"\d+", counted)
            return int(number.group()) if number else "一二三四五六七八九十".index(counted[0]) + 1
        return None

    def resolved(self, newest: Period | None) -> Question:
        """This question with 今年 as it is meant in a library whose newest article is of *newest*."""
        return replace(self, periods=tuple(asked.resolved(newest) for asked in self.periods))

    @property
    def topic(self) -> str | None:
        earlier = {term.text for term in self.background}
        return "".join(dict.fromkeys(t.text for t in self.terms if t.text not in earlier)) or None

    @classmethod
    def parse(
        cls, text: str, *, after: Question | None = None, names: Mapping[str, Candidates] = NO_NAMES
    ) -> Question:
        """*text* taken apart; what a follow-up leaves out is carried over from *after*.

        *names* are short names that stand for places here, though they are words as well: 商水.
        """
        from retrieval.question.followup import carried

        folded = _ADDRESS.sub(" ", fold(text)).strip()
        found = tokens(folded, after.periods if after is not None else (), names)
        question = cls._of(text, folded, found, names)
        if question.kind == "garbage" and after is not None and any(t.kind != "mark" for t in found):
            question = replace(question, kind="question")
        if question.kind != "question":
            return question
        if after is not None:
            return carried(question, after, found)
        return question if question.is_about_something else replace(question, kind="garbage")

    @classmethod
    def _of(cls, text: str, folded: str, found: Sequence[Token], names: Mapping[str, Candidates]) -> Question:
        kinds = {token.kind for token in found}
        kind = grammar.kind(found)
        operation = grammar.operation(found)
        terms, named = grammar.terms(found), grammar.named_institutions(folded)
        wants = grammar.wants(found, operation)
        counted = grammar.counted(folded)
        claims = tuple(token.text for token in found if token.kind == "figure")
        if wants in OWNED:
            terms = grammar.without_owner(terms, found, named)
        return cls(
            text,
            folded,
            kind,
            places=grammar.places(found),
            periods=grammar.periods(found),
            terms=terms,
            wants=wants,
            unit=grammar.unit(found) if wants in ("figure", "comparison") else None,
            operation=operation,
            direction=grammar.direction(found),
            measures=wants == "list" and "measures" in kinds,
            generic=_generic(found, wants, terms),
            institutions=named,
            counted=counted,
            claims=claims,
            measured=grammar.measured(found, terms),
            excluded=grammar.excluded(found),
            items=_items(found, terms),
            paired=grammar.paired(found),
            among=comparing.among(found),
            bound=comparing.bound(found),
            top=comparing.top(found),
            unnamed="unnamed" in kinds,
            plural=any(token.text.startswith(("哪些", "各", "有哪些")) for token in found),
            of_plans="plan" in kinds,
            content=_content(found),
            names=names,
        )

    def parts(self) -> list[Question]:
        """The several questions in one: 破案多少起？经济案件呢？ -> two, the second after the first."""
        groups = grammar.sentences(tokens(self.folded, names=self.names))
        if len(groups) < 2 or (len(self.items) > 1 and self.wants == "comparison"):
            return [self]
        found: list[Question] = []
        for group in groups:
            piece = self.folded[group[0].start : group[-1].end]
            part = Question.parse(piece, after=found[-1] if found else None, names=self.names)
            part = replace(part, places=part.places or self.places, periods=part.periods or self.periods)
            if part.kind == "question" and part.is_about_something:
                found.append(part)
        return found or [self]


def _generic(found: Sequence[Token], wants: Wants, terms: Sequence[Term]) -> str | None:
    """The word by which an overview is asked for, 情况 where the form of the question says so without one."""
    kinds = {token.kind for token in found}
    named = next((token.text for token in found if token.kind == "generic"), None)
    bare = wants == "comparison" and "compare" in kinds and not terms
    if bare and not kinds & {"more", "most", "least", "figure_noun"}:
        return named or "情况"
    return named or ("情况" if wants == "overview" and "tidy" in kinds else None)


def _items(found: Sequence[Token], terms: Sequence[Term]) -> tuple[tuple[Term, ...], ...]:
    """The terms of each thing asked for, where there are several; () for one."""
    known = {term.text: term for term in terms}
    groups = grammar.items(found)
    split = [tuple(known[t.text] for t in group if t.text in known) for group in groups]
    split = [group for group in split if group]
    return tuple(split) if 1 < len(split) <= MOST_ITEMS else ()


def _content(found: Sequence[Token]) -> str:
    """The content words as they stand, a blank where something else stood between them."""
    out: list[str] = []
    end = -1
    for token in found:
        if token.kind in ("word", "named"):
            out.append(token.text if token.start == end else f" {token.text}")
            end = token.end
    return "".join(out).strip()
