"""Predicates: figures whose words are said of what was counted before.

受理纠纷90件，化解|88件，成功率|97.8%  ->  纠纷化解, 受理纠纷成功率
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.figures import joining, vocabulary
from corpus.figures.changes import Change
from corpus.figures.clauses import Item
from corpus.figures.figure import Relation
from corpus.figures.joining import handled, joined, trimmed, without_result
from corpus.figures.lexicon import words
from corpus.figures.named import SUSPECTS, Named, Paragraph, is_whole

LONGEST = 80  # characters of an indicator
NEAR = 200  # characters back to the words that a figure takes over
_HELD = re.compile(
    "(?:组织)?(?:开展|举办|举行|进行|实施|发出|发布|下发)(?=[\u4e00-\u9fff]{2})|(?:组织|提供)[\u4e00-\u9fff]{2}"
)
_KIND_OF_CASE = re.compile("(?P<what>刑事|治安|行政|经济)(?P<act>立案|破案|发案)数?")
_FRAGMENTS = frozenset("率数额量度值")  # what is left of a measure that begins with a verb: 调解撤诉|率
_RATE = re.compile("(?<=[\u4e00-\u9fff]{2})[\u4e00-\u9fff]{2}率$")
LASTING = re.compile("连续.*$")


@dataclass(slots=True)
class Predicate:
    """An item, behind which others of its sentence it stands, in what paragraph."""

    item: Item
    before: Sequence[Named]
    paragraph: Paragraph
    changed: Change | None
    intro: str  # the words before a colon that introduce it
    is_part: bool = False
    following: str = ""  # the words of the next figure of its list

    @property
    def family(self) -> str:
        unit = self.item.quantity.unit
        return unit.family if unit else ""

    @property
    def is_change(self) -> bool:
        return self.changed is not None and self.changed.said != "to"

    def _last_told(self) -> Named | None:
        return next((one for one in reversed(self.before) if one.relation != "change"), None)

    def _about(self, own: str) -> Named | None:
        """What the words of this one are said of: a part told just before, else the last whole figure."""
        last = self._last_told()
        if last is not None and last.relation == "part" and last.item.clause + 1 >= self.item.clause:
            said_of = vocabulary.is_act(last.own) or vocabulary.is_bare(last.own)
            fewer = (last.item.quantity.number.number or 0) < (self.item.quantity.number.number or 0)
            if fewer and last.family == self.family:
                return self.paragraph.about(self.item.quantity, own)
            if not said_of and (self.item.clause == last.item.clause or self.item.opens in ("，", ",")):
                return last
        return self.paragraph.about(self.item.quantity, own)

    def _whole(self, own: str) -> Named | None:
        """What a part is of: what the part before was of, or a whole figure of its units, or of its act."""
        if self.item.within is not None:
            start = self.item.within
            return next((one for one in self.before if one.item.quantity.start == start), None)
        last = self._last_told()
        if last is not None and last.relation == "part" and last.family == self.family:
            return last.of
        if self.paragraph.whole is not None and not self.is_part:
            return self.paragraph.first(self.family) or self.paragraph.whole
        of = self._of_its_act(own) or self.paragraph.counted(self.family)
        if of not in self.before and self.family not in ("percent", "point", ""):
            of = next(filter(is_whole, reversed(self.before)), of)  # 办理案件63件，其中批捕|21人
        return of or (self.before[-1] if self.before else None)

    def _of_its_act(self, own: str) -> Named | None:
        """What a part is of by what is done in both: 立案836起，破获612起，其中盗窃立案|391起."""
        at = vocabulary.verb_in(own)
        if at is None:
            return None
        wholes = filter(is_whole, reversed(self.paragraph.items))
        return next((one for one in wholes if one.family == self.family and one.verb[:1] == own[at]), None)

    def _is_of_before(self, about: Named) -> bool:
        """Whether *about* is of an earlier sentence, though this one has told how many of something."""
        others = [one.object or one.own for one in self.before if one.is_level and not one.relation]
        return about not in self.before and any(each not in about.object for each in others)

    def _measure(self, own: str) -> Named:
        """成功率, 涉案金额, 死亡: of what the last figure counted."""
        if (alone := self._alone(own)) is not None:
            return alone
        about = self._about(own)
        about = None if about is not None and self._is_of_before(about) else about
        if about is None:
            return self._made(joined(self.intro or self.paragraph.topic, own), own)
        object_ = f"{about.verb}{about.object}" if own == "成功率" else about.object
        return replace(self._made(joined(object_, own), own, source=about), object=about.object)

    def _alone(self, own: str) -> Named | None:
        """What stands behind a clause without figures: of what that handles, or by itself."""
        ahead = joining.without_link(self.item.ahead)
        goes_on = bool(self.before) and not self.item.apart
        if what := joining.handles_cases(ahead) if goes_on else handled(ahead):
            return self._made(f"{what}{own}", own, own, what, since=self.item.began)
        if goes_on or not ahead:
            return None
        return self._made(f"{self.intro}{own}", own, own, self.intro or own)

    def _act(self, own: str) -> Named:
        """化解88件: of the disputes that were counted; 刑拘35人: of suspects."""
        by_itself = self._by_itself(own) or self._alone(own)
        if by_itself is not None:
            return by_itself
        about = self._about(own)
        if about is None:
            return self._made(f"{self.intro or self.paragraph.topic}{own}", own, own, "")
        if self._is_of_before(about) or joining.is_apart(self.item, about, self.family):
            return self._made(own, own, own, own)
        return self._done_to(about, own)

    def _by_itself(self, own: str) -> Named | None:
        """An act that says itself to what it is done: 刑事立案, 罚款, 刑拘|35人."""
        if kind := _KIND_OF_CASE.fullmatch(own):
            return self._made(own, own, kind["act"], kind["what"])
        if own in words("complete") or _HELD.match(own):
            return self._made(own, own, own, "")
        if self.family != "person" or own not in words("people"):
            return None
        what = "" if self.before else joining.handles_cases(self.item.ahead)
        if what:  # 惩治非法集资等犯罪，批捕|785人
            return self._made(f"{what}{own}", own, own, what, since=self.item.began)
        return self._made(own + SUSPECTS, own, own, SUSPECTS)

    def _done_to(self, about: Named, own: str) -> Named:
        """What is done to that which *about* counts."""
        if own == about.verb and about.relation is None:
            return self.copy(about, None)
        if joining.is_no_object(about.object, own, near=about in self.before):
            return self._made(own, own, own, "")
        if own == "成功":
            return self._made(f"{about.verb}{about.object}成功", own, about.verb, about.object, source=about)
        return replace(self._made(joined(about.object, own), own, own, "", source=about), object=about.object)

    def _made(
        self, indicator: str, own: str, verb: str = "", object_: str = "", *, of: Named | None = None,
        relation: Relation | None = None, source: Named | None = None, since: int | None = None,
    ) -> Named:  # fmt: skip
        object_ = without_result(trimmed(object_)) if verb else trimmed(object_)
        object_ = (
            "" if object_ in _FRAGMENTS or (verb and object_.endswith("发生")) else object_
        )  # 阻止|案件发生
        measure = vocabulary.measured(object_)
        measure = "" if measure in words("people measured") else measure
        measure = measure or ((rate := _RATE.search(object_)) and rate.group()) or ""
        object_ = LASTING.sub("", object_.removesuffix(measure) if measure != object_ else object_)
        begin = self.item.span[0] if since is None else since
        if source is not None and self.item.span[0] - source.since < NEAR:
            begin = min(begin, source.since)
        indicator = trimmed(indicator)[-LONGEST:]
        return Named(self.item, indicator, own, verb, object_, self.changed, relation, of, begin)

    def copy(self, of: Named, relation: Relation | None) -> Named:
        """The item as one of what *of* counts."""
        made = self._made(of.indicator, "", of.verb, of.object, of=of, relation=relation, source=of)
        indicator = LASTING.sub("", of.indicator) or of.indicator  # 命案破案率连续五年保持|100%
        return replace(made, indicator=indicator, object=of.object)
