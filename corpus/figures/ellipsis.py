"""Ellipsis: what a figure leaves out, taken over from the figures before it.

受理纠纷90件，化解88件，成功率97.8%，其中邻里纠纷31件  ->  纠纷化解, 受理纠纷成功率, 受理纠纷其中邻里纠纷
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.figures import joining, vocabulary
from corpus.figures.changes import BLANK, change, told
from corpus.figures.distribution import Given
from corpus.figures.joining import joined, says_again, trimmed
from corpus.figures.lexicon import words
from corpus.figures.named import Named
from corpus.figures.predicates import LASTING, Predicate

LONGEST_PREDICATE = 24  # characters
_MEASURE = re.compile(
    r"(?:率|度|指数|得分|均分|占比|比例|比重|天数|时间|周期|时长|时限|均值|系数|次数|人数|起数|件数|户数)$"
)
_RANKED = re.compile(
    "(?:在?全[国省市州县区]|排名?|位[列居]|名列|列|排|名|居|[跃上提晋]升[至到为]|跃居|升[至到]|前移[至到]|进入|跻身|综合|稳|均|的)+"
)
_TO_WHOM = ("", "向", "为", "给", "对", "让", "使")
_EXTREME = re.compile("(?:其中)?最[快慢高低大小多少长短]的?一?[笔起件次个例户名天单]?$")
_FAMILIES = ("case", "person", "yuan")  # of units that other things are not counted in
_NUMBERS = re.compile(r"(?:发生)?(?:案件数|发生起数|起数|发生数|总数|数量|件数|人数|次数|总量|数|量)$")
_TIMES = re.compile("(?:是|为|相当于|达到?)(?!上年|去年|往年)[^，]{2,16}(?=的$)")
_AVERAGE = re.compile("平均每[天日月年周人]|[日月年周人]均")
_TAKES_IN = re.compile("(?:受理|新收|收到|接收)(?=移送|审查|提请|执行|仲裁|公诉|抗诉)")  # 受理|移送审查起诉
_SUCH = re.compile("^(?:像[^，]{1,8})?这样的")
_IN_ALL = re.compile(
    "(?:全[省市州县区镇乡]|我[省市州县区]|目前|现|累计|共|共计|合计|总计|先后|已达|已有|达到|达|有)+"
)
_BY_PLACE = re.compile(
    "(?:从|分|按)?(?:属地|区域|地区|地域|县区|县市区?|乡镇|镇街)(?:分布)?(?:来|上)?看"
    "|[分按](?:属地|区域|地区|县区|县市区?|区县|乡镇|镇街)(?:统计|划分|分)?"
)  # 从属地看，白沙镇|47件
_OF_THESE = re.compile("中的?$")


@dataclass(slots=True)
class Context(Predicate):
    """Where an item stands: behind which others of its sentence, in what paragraph.

    Its methods give the item named, each for one way of leaving something out.
    """

    def whole(self, own: str) -> Named:
        """The item by itself, or with what it leaves out."""
        if self.family == "rank" and not self.is_change:
            return self._ranked(own)
        own = own or self._predicate()
        unit = self.item.quantity.unit
        if not own and unit and unit.family == "place" and not self.is_change:
            return self._made(unit.text, "", "", unit.text)
        if not own or joining.refers(self.item.lead, own):
            return self.elided()
        ways = (self._of_last, self._of_target, self._of_other_time, self._of_these)
        return next((named for way in ways if (named := way(own)) is not None), None) or self._plain(own)

    def _of_last(self, own: str) -> Named | None:
        """An extreme, a multiple or a duration of the figure before: 最快的一笔, 是平均水平的|2倍, 连续."""
        last = self.before[-1] if self.before else None
        if own == "连续" and (lasting := self.paragraph.last("percent") or self.paragraph.last()) is not None:
            return self._made(f"{lasting.indicator}连续", own, of=lasting, source=lasting)
        if last is None:
            return None
        if _EXTREME.match(own):
            return self._made(f"{last.indicator}{own}", own, source=last)
        if self.family == "times" and (times := _TIMES.match(told(self.item.lead))):
            return self._made(f"{last.indicator}{times.group()}", own, of=last, relation="ratio", source=last)
        if own.startswith("连续") and change(own):
            return self._made(f"{last.indicator}{own}", own, source=last)
        return None

    def _of_target(self, own: str) -> Named | None:
        """A change of the figure that it names: 死亡14人，死亡人数|下降26.3%."""
        of = self._target(own) if self.is_change else None
        if of is None:
            return None
        said_of = vocabulary.is_act(own) or vocabulary.is_bare(own)
        changed = self.copy(of, "change") if said_of and own in of.indicator else self._plain(own)
        return replace(changed, own=own, relation="change", of=of)

    def _of_other_time(self, own: str) -> Named | None:
        """The same of another time: 立案264起，2011年立案|301起."""
        of = self._same(own)
        return of and self.copy(of, "before")

    def _of_these(self, own: str) -> Named | None:
        """A part of what was counted before, or how many of it something is said of."""
        if self._is_one_of(own):
            return self.part(own)
        if not self._is_some_of(own):
            return None
        last = self.before[-1]
        return self._made(joined(last.object or last.own, own), own, source=last)

    def _is_some_of(self, own: str) -> bool:
        """Whether it says of how many of those before something is so: 12项指标，|11项|优于区间."""
        last = self.before[-1] if self.before else None
        if last is None or told(self.item.lead) or not own or own != trimmed(told(self.item.tail)):
            return False
        fewer = (last.item.quantity.number.number or 0) >= (self.item.quantity.number.number or 0)
        alike = last.item.quantity.unit == self.item.quantity.unit and last.relation is None
        return alike and fewer and self.item.clause == last.item.clause + 1 and not vocabulary.verb(own)

    def _predicate(self) -> str:
        """What is said of a figure that its clause begins with: 几万人|在全国开面包店."""
        alone = not any(one.item.clause == self.item.clause for one in self.before)
        tail = told(self.item.tail)
        says = (
            alone
            and told(self.item.lead) in _TO_WHOM
            and self.item.within is None
            and vocabulary.stripped(tail, "behind")
        )
        return trimmed(tail)[:LONGEST_PREDICATE] if says and len(tail) > 3 else ""

    def _same(self, own: str) -> Named | None:
        """The figure of another time that the same was said of: 立案264起……2011年立案301起."""
        last = self._last_told()
        goes_on = last is not None and last.relation == "before" and self._follows(last)
        if BLANK not in self.item.lead and not goes_on:
            return None
        now = (
            one for one in reversed(self.paragraph.items) if one.is_level and one.relation in (None, "part")
        )
        return next((one for one in now if one.family == self.family and says_again(one, own)), None)

    def _follows(self, last: Named) -> bool:
        """Whether it stands in the list of *last*, or in the clause behind its clause."""
        return self.item.joined or (
            self.item.opens in ("，", ",") and self.item.clause == last.item.clause + 1
        )

    def _is_one_of(self, own: str) -> bool:
        """Whether it is a part, though nothing says 其中: in brackets, in a list of parts, of kinds."""
        if self.item.within is not None:
            return True
        last = self._last_told()
        in_list = last is not None and last.relation == "part" and self.item.joined
        said_of = vocabulary.is_act(own) or vocabulary.is_bare(own)
        if said_of:
            of_said = last is not None and (vocabulary.is_act(last.own) or vocabulary.is_bare(last.own))
            return in_list and of_said and last is not None and last.item.clause == self.item.clause
        if vocabulary.verb(own):
            return False
        return self._continues_part() or self._is_kind() or self._is_of_these()

    def _plain(self, own: str) -> Named:
        if own in words("people measured") and (listed := self._listed(own)) is not None:
            return self._made(f"{listed.verb}{own}", own, listed.verb, own, source=listed)
        if vocabulary.is_bare(own):
            return self._measure(own)
        takes_in = _TAKES_IN.match(own)
        if vocabulary.is_act(own) and not takes_in:
            return self._act(own)
        verb = takes_in.group() if takes_in else vocabulary.verb(own)
        if verb and self._goes_on_with(own):
            return self._act(own)
        listed = None if verb or _MEASURE.search(own) else self._listed(own)
        if listed is not None:
            return self._made(f"{listed.verb}{own}", own, listed.verb, own, source=listed)
        return self._made(own, own, verb, own[len(verb) :])

    def _goes_on_with(self, own: str) -> bool:
        """Whether it says what became of those told before: 受理举报2039件，|419件|转化成案."""
        last = self._last_told()
        if last is None or told(self.item.lead) or last.family != self.family or last.relation is not None:
            return False
        return self.item.clause == last.item.clause + 1 and own == told(self.item.tail)

    def _ranked(self, own: str) -> Named:
        """A rank of what was told just before: 群众安全感93.86%，全省排名第四."""
        told_before = [one for one in self.before if not joining.is_among(one.item.lead)]
        near = told_before and told_before[-1].item.clause >= self.item.clause - 1
        of = told_before[-1] if near else None
        of = of if of is None or of.is_level else of.of or of
        if (what := joining.assessed(self.item.ahead)) and not _RANKED.sub("", own):
            return self._made(f"{what}{own}", own, since=self.item.began)
        if of is None or _RANKED.sub("", own):
            return self._made(own or self.paragraph.topic, own)
        return self._made(f"{LASTING.sub('', of.indicator)}{own}", own, of=of, source=of)

    def share(self, own: str) -> Named:
        """What share something is: 占48.4%, 邻里纠纷占三成."""
        of = self.before[-1] if self.before else self.paragraph.last()
        if not own and of is not None:
            return self._made(f"{of.indicator}占比", "占比", of=of, relation="ratio", source=of)
        if own.startswith("占") and of is not None:
            return self._made(of.indicator + own, own, of=of, relation="ratio", source=of)
        return self._made(own if "占" in own else f"{own}占比", own)

    def part(self, own: str) -> Named:
        """A part of the figure before: 其中电梯 of 在册特种设备."""
        same = next((one for one in reversed(self.before) if own and one.own == own and one.is_level), None)
        of = same or self._whole(own)
        if of is not None and not own:
            return self.copy(of, "part")
        if of is None:
            verb = vocabulary.verb(own)
            return self._made(own, own, verb, own[len(verb) :])
        if own in (of.own, of.verb):
            return self.copy(of, "part")
        said_of = vocabulary.is_act(own) or vocabulary.is_bare(own)
        indicator = joined(of.object, own) if said_of else f"{of.indicator}其中{own}"
        return self._made(indicator, own, "", own, of=of, relation="part", source=of)

    def distributed(self, given: Given, own: str) -> Named:
        """A figure behind 分别: with its own name, or of the figure before that stands as far in the list."""
        self.changed = given.change
        if given.name:
            return self.whole(given.name)
        clause = self.item.clause
        levels = [
            one for one in self.before if one.is_level and one.relation is None and one.item.clause < clause
        ]
        if len(levels) >= given.many:
            of = levels[len(levels) - given.many + given.nth]
            return self.copy(of, "change" if self.is_change else None)
        first = next((one for one in self.before if one.item.clause == clause), None)
        return self.whole(own or (first.own if given.nth and first else ""))

    def base(self) -> Named:
        """What a figure is compared with: 较2023年的117起."""
        of = self.paragraph.last(self.family) or self.paragraph.last()
        return self.copy(of, "before") if of else self._made("", "")

    def named_after(self) -> Named:
        """The same as was counted before, of another place: 古田|118起、周宁|62起."""
        last = self._last_told()
        if last is not None and not last.own and self.item.joined and last.family == self.family:
            return replace(self.copy(last, last.relation), of=last.of)
        if self.intro:
            return self._introduced()
        if _BY_PLACE.fullmatch(self.item.ahead) and (whole := self.paragraph.first(self.family)):
            return self.copy(whole, None)
        of = self.paragraph.last(self.family, but=self.following) or self.paragraph.last()
        if of is None:
            return self._made(self.paragraph.topic, "")
        return self.copy(of, "part" if self.is_part else "change" if self.is_change else None)

    def elided(self) -> Named:
        """A figure without words of its own: 64件|79人, 33件（|26件）, 2022年为|10起."""
        if self.intro and self._is_introduced():
            return self._introduced()
        if (near := self._bracketed() or self._beside()) is not None:
            return near
        ahead, lead = self.item.ahead, told(self.item.lead)
        of_ahead = bool(ahead and self.item.intro and not lead)
        if self.intro and not of_ahead:
            return self._introduced()
        in_all = bool(ahead and _IN_ALL.fullmatch(lead) and not self.before)  # 修路护林，累计|42次
        return (
            self._made(_SUCH.sub("", ahead), "", since=self.item.began)
            if of_ahead or in_all
            else self._of_told(lead)
        )

    def _is_introduced(self) -> bool:
        """Whether its introduction counts for more than what stands beside it."""
        aside = self.item.opens == "（" and self.item.within is None
        bracketed = aside and self.intro[:1] not in "较比与同" and not vocabulary.verb(self.intro)
        return bracketed or bool(self.is_change and self.item.ahead)

    def _of_told(self, lead: str) -> Named:
        """Of what the paragraph told last, by its bare *lead*: 受理诉求1.19万件，平均每天|62.8件."""
        last = self._last_told()
        if last is not None and last.relation == "part" and self.item.joined and last.of is not None:
            return self.copy(last.of, "part")
        told_last = self.paragraph.last(self.family) or self.paragraph.last()
        of = self._changed_before() if self.is_change else told_last
        if of is None:
            return self._made(self.paragraph.topic, "")
        if _AVERAGE.fullmatch(lead):
            return self._made(f"{of.indicator}{lead}", "", source=of)
        return self.copy(of, "change" if self.is_change else None if self.changed else "before")

    def _changed_before(self) -> Named | None:
        """What a change without words of its own is of: what changed just before, else what was told last."""
        last = self.paragraph.items[-1] if self.paragraph.items else None
        if last is None or last.is_level:
            return self.paragraph.last()
        return last.of or (last if last.own else self.paragraph.last())

    def _introduced(self) -> Named:
        """What the words before it say: 发案数最多的是福安，|283起; 降幅最大的是古田，下降|37.2%."""
        main = self.paragraph.last()
        if self.is_change and main is not None and change(self.intro):
            return replace(self.copy(main, "change"), since=self.item.began)
        if vocabulary.is_bare(self.intro):
            about = self.paragraph.last(self.family) or main
            about = about if about is None or about.own else None  # of what stands in brackets
            said = joined(about.object, self.intro) if about else self.intro
            made = self._made(said, "", since=self.item.began)
            return replace(made, object=about.object) if about else made
        verb = vocabulary.verb(self.intro)
        return self._made(self.intro, "", verb, self.intro[len(verb) :], since=self.item.began)

    def _bracketed(self) -> Named | None:
        """In brackets behind another: 立案33件（上年26件）."""
        if self.item.within is None:
            return None
        of = next((one for one in self.paragraph.items if one.item.quantity.start == self.item.within), None)
        if of is None:
            return None
        return self.copy(of, "before" if of.family == self.family else None)

    def _beside(self) -> Named | None:
        """Right behind another figure: 64件79人; 由12天缩短到5天; 受理90件，下降5%; 90件中88件."""
        if not self.before:
            return None
        last, lead = self.before[-1], told(self.item.lead)
        in_clause = self.item.clause == last.item.clause
        if self.changed and self.changed.said == "to" and in_clause:
            return self.copy(last, None)
        if self.is_change:
            return self.copy(self._changed_by(last), "change")
        if not last.is_level and not self.item.lead.count(BLANK) and last.item.clause + 1 == self.item.clause:
            return self.copy(last, None)  # 上升6.3个百分点，达到82.1%
        return self._beside_in_clause(last, lead) if in_clause else None

    def _beside_in_clause(self, last: Named, lead: str) -> Named | None:
        if lead in ("中", "中有", "中的"):
            return self.copy(last, "ratio")
        if lead not in ("", "的", "为") or BLANK in self.item.lead:
            return None
        if last.relation == "before" and not last.own and last.family != self.family:
            return self.copy(self.paragraph.last(self.family) or last, "before")  # 2022年为10起、|7人
        return self.copy(last, last.relation)

    def _changed_by(self, last: Named) -> Named:
        """The figure that a change behind *last* is of: 26批|47人次，下降5% changes the first."""
        of = last if last.is_level and last.relation != "before" else self._changed_before()
        if of is None:
            return last
        of_same = of.of if not (of.own or of.change or of.relation) else None
        return of_same if of_same is not None and of_same.item.clause == of.item.clause else of

    def _target(self, own: str) -> Named | None:
        """The figure whose change this is: 死亡人数下降26.3% of 死亡14人."""
        counted = joining.counted_in(own)
        told_before = reversed(self.before if counted is None else self.paragraph.items)
        levels = (one for one in told_before if one.is_level and one.relation != "before")
        alike = (one for one in levels if counted in (None, one.family) or one.family not in _FAMILIES)
        return next((one for one in alike if self._is_named_by(own, one, counted)), None)

    def _is_named_by(self, own: str, one: Named, counted: str | None) -> bool:
        """Whether a measure names what *one* counts: 死亡人数 of 死亡14人, 破案数 of 破获刑事案件."""
        if one in self.before and own in joining.COUNTED and counted == one.family:
            return not one.own.startswith("死")
        stem = _NUMBERS.sub("", own) or own
        stem = stem[0] if stem in ("立案", "破案") else stem
        return stem in one.own or (len(one.own) > 1 and one.own in stem) or stem in one.indicator

    def _listed(self, own: str) -> Named | None:
        """The item before, where this one goes on with its list: 打掉涉黑组织8个、|恶势力集团67个."""
        if not self.before or not self.before[-1].verb or vocabulary.verb_in(own) is not None:
            return None
        last = self.before[-1]
        if self.item.joined and self.item.clause == last.item.clause:
            return last
        follows = self.item.clause == last.item.clause + 1 and self.item.opens in ("，", ",")
        clause = [one for one in self.before if one.item.clause == last.item.clause]
        same = [one for one in clause if one.item.quantity.unit == self.item.quantity.unit]
        return same[-1] if follows and same and not (last.relation or same[-1].relation) else None

    def _continues_part(self) -> bool:
        """Whether the list of parts goes on: 其中社区警务室77个，|农村警务室451个."""
        last = self._last_told()
        if last is None or last.relation != "part" or last.of is None or last.family != self.family:
            return False
        if self.item.opens and self.item.clause > self.before[-1].item.clause + 1:
            return False
        parts = [one for one in self.before if one.of is last.of and one.relation == "part"]
        total = sum(one.item.quantity.number.number or 0 for one in parts)
        whole = last.of.item.quantity.number.number
        return whole is None or total + (self.item.quantity.number.number or 0) <= whole

    def _is_kind(self) -> bool:
        """Whether it is one of the kinds of what was counted before: 分行业看：道路运输事故48起."""
        return self.paragraph.kinds and self.paragraph.whole is not None

    def _is_of_these(self) -> bool:
        """Whether what stands before says so: 矫正对象618人中，|女性73人."""
        last = self._last_told()
        alike = last is not None and last.family == self.family
        return last is not None and alike and bool(_OF_THESE.search(told(last.item.tail)))
