"""Named figures, and what a paragraph has told so far: what the next figure may leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.figures.changes import Change
from corpus.figures.clauses import Item
from corpus.figures.figure import Relation
from corpus.figures.lexicon import words
from corpus.figures.quantities import Quantity

SUSPECTS = "犯罪嫌疑人"  # whom one seizes, where it is not said

_NO_MONEY = frozenset({"person", "visit", "case", "event"})  # what nobody counts of money
_CASES = re.compile(
    "案|警情|诈|犯罪|盗|抢|骗|毒|黑|恶|赌|走私|刑事|治安|纠纷|事故|火灾"
)  # what is opened and solved
_THINGS = frozenset({"thing", "article", "organisation", "place"})  # to which nothing is done with persons
_OF_CASES = re.compile("^(?:发案|立案|破案|案件|警情)[数率]?$")  # measures of cases, and of nothing else


@dataclass(frozen=True, slots=True)
class Named:
    """An item with its indicator, and what the next ones may take over from it.

    `own` are its own words, `verb` and `object` the parts of its indicator; `of` is the item that it is a
    part, a ratio, the value before or a change of. `since` is where the clause begins that the first words
    of its indicator stand in.
    """

    item: Item
    indicator: str
    own: str
    verb: str = ""
    object: str = ""
    change: Change | None = None
    relation: Relation | None = None
    of: Named | None = None
    since: int = 0

    @property
    def family(self) -> str:
        unit = self.item.quantity.unit
        return unit.family if unit else ""

    @property
    def is_level(self) -> bool:
        """Whether it says how many there are, not by how much that changed."""
        return self.change is None or self.change.said == "to"


def is_whole(one: Named) -> bool:
    """Whether it says how many there are now, neither a part of others nor of another time."""
    return one.is_level and one.relation is None


@dataclass(slots=True)
class Paragraph:
    """What the figures of a paragraph have told so far; a new one begins with what the last told.

    `topic` are the words of its heading; `kinds` is whether what it lists are kinds of what was told before
    (分行业看：…), the `whole`. `unfinished` are the figures of the sentence before, where that ended with a
    semicolon.
    """

    topic: str = ""
    items: list[Named] = field(default_factory=list)
    kinds: bool = False
    whole: Named | None = None
    unfinished: Sequence[Named] = ()

    def last(self, family: str | None = None, *, but: str = "") -> Named | None:
        """The last figure that says how many there are now, of units of *family* if one is given.

        Left out are figures whose words say that *but* is done to them: that act belongs to the next figure.
        """
        levels = filter(is_whole, reversed(self.items))
        wholes = (one for one in levels if not but or but not in (one.verb, one.own))
        return next((one for one in wholes if family in (None, one.family)), None)

    def first(self, family: str) -> Named | None:
        """The first figure that says how many there are now, of units of *family*."""
        return next((one for one in filter(is_whole, self.items) if one.family == family), None)

    def following(self, remembered: int) -> Paragraph:
        """The next paragraph, which remembers so many of the last figures, and the first of each family."""
        last = self.items[-remembered:]
        first = {one.family: one for one in filter(is_whole, reversed(self.items[: -len(last)]))}
        return Paragraph(self.topic, [*reversed(first.values()), *last])

    def amounting(self, total: float) -> Named | None:
        """The last whole figure of that value."""
        wholes = filter(is_whole, reversed(self.items))
        return next((one for one in wholes if one.item.quantity.number.number == total > 0), None)

    def counted(self, family: str) -> Named | None:
        """What a part is of: the last figure of units of its *family*, else the last that is no rate."""
        found = self.last(family) or self.last()
        if family == "person" and self.items and self.items[-1].family == "visit":
            found = self.last("visit") or found  # 查处吸毒人员186人次，其中新发现22人
        is_share = family in ("percent", "point")
        return None if found is not None and found.family == "percent" and not is_share else found

    def about(self, quantity: Quantity, own: str = "") -> Named | None:
        """The last figure with an object that *quantity* is said of: neither one that is less, nor a rate.

        Of 发现违规药店41家，责令改正|97家 the pharmacies visited before; of 返还资金3亿元，发案|9起 no money.
        """
        objects = [
            one
            for one in reversed(self.items)
            if one.object and not _is_suspects(one, quantity) and one.relation in (None, "before")
        ]
        family = quantity.unit.family if quantity.unit is not None else None
        objects = _fitting(objects, family, own)
        if not objects:
            return None
        alike = [one for one in objects if one.family == family]
        more = [one for one in alike if not _is_less(one, quantity.number.number)]
        return more[0] if more and (_is_rate(objects[0]) or objects[0] in alike) else objects[0]


def _fitting(objects: list[Named], family: str | None, own: str) -> list[Named]:
    """Those of *objects* that what counts in *family* can be said of, by its *own* words."""
    if _OF_CASES.search(own):
        cases = [one for one in objects if one.family == "case"] or objects
        objects = [one for one in cases if _CASES.search(one.object)] or cases[: own.startswith("发案")]
    if _OF_CASES.search(own) or family in _NO_MONEY:
        objects = [one for one in objects if one.family != "yuan"]
    if family in ("person", "visit") and own not in words("people measured"):
        objects = [one for one in objects if one.family not in _THINGS]
    return objects


def _is_suspects(one: Named, quantity: Quantity) -> bool:
    """Whether *one* counts suspects, of whom nothing but how many were charged is said: no 挽回损失|3万元."""
    persons = quantity.unit is not None and quantity.unit.family == "person"
    return one.object == SUSPECTS or (one.object.endswith(SUSPECTS[2:]) and not persons)


def _is_less(one: Named, many: float | None) -> bool:
    number = one.item.quantity.number.number
    return number is not None and many is not None and number < many


def _is_rate(one: Named) -> bool:
    unit = one.item.quantity.unit
    return unit is not None and unit.kind == "share"
