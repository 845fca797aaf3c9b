"""Question: what was asked, taken apart: places, periods, terms, what is wanted, what was carried over.

Question.parse("大理州2021年扫黑除恶打掉多少人") ->
    places 大理白族自治州, periods 2021年, terms 扫黑除恶 打掉, wants "figure", unit "人"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.text.period import Period
from retrieval.language.terms import fold, words
from retrieval.question import whole_words
from retrieval.question.lexicon import said, synonyms
from retrieval.question.periods import Asked, periods

Wants = Literal["figure", "list", "place", "comparison", "definition", "how", "overview"]
Kind = Literal["question", "help", "holdings", "garbage", "outside"]
Candidates = tuple[Place, ...]

LONGEST = 2000  # characters of a question

_ADDRESS = re.compile(r"^\s*/[A-Za-z0-9_]+(?:@[A-Za-z0-9_]+)?|@[A-Za-z0-9_]+")
_CLAIM = re.compile(
    r"(?<![\d+＋a-z那这哪])\d+(?:\.\d+)?(?![\d+＋a-z])[多余]?[万亿]?[多余]?(?:个|起|件|人|名|次|项|所|家|支|%|亿|万|元|平方公里|公里|公斤|吨|亩|天|小时|户|辆|台|场|条|座|位|例|笔)+"
    r"|[一二三四五六七八九十]+[百千][一二三四五六七八九十百千]*多?[万亿]?"
)
_UNIT = re.compile(
    r"(?<!哪)(?:多少|几)[万亿]?(?:个(?=人(?!口|均)))?(人次|平方公里|公里|公斤|[个起件人名次项所家支年处条种类位例元辆台场期亩吨户张路只座村])"
)
_HOW_MANY = re.compile(
    r"(?:多少|几)[万亿]?(?:个(?=人(?!口|均)))?(?:人次|平方公里|公里|公斤|[个起件人名次项所家支年处条种类位例元辆台场期亩吨户张路只座村])?"
)
# The unit wanted where none is named: a share, a date, a length of time, money.
_KINDS = {
    "%": re.compile(r"率|满意度|安全感|认可度|百分之|百分比|占比|比例|几成"),
    "日": re.compile(
        r"哪一?年|哪月|哪一?天|何时|什么时候|几号|几月|年份|日期|(?<![警案理用均续])时间(?!多|缩|平均|最|减|快)"
    ),
    "时": re.compile(r"多久|多长时间|几天|几个?小时|几个?月(?!份)|几分钟|多少(?:天|小时|分钟)"),
    "元": re.compile(r"多少钱(?!财)|金额"),
    "公里": re.compile(r"多远"),
    "数": re.compile(r"数量|总数|数目"),
}
_BESIDE = re.compile(
    r"^(?:那么?|这两个|它们|两地|两者|两个)?(?:比一下|比比|比较一?下?|对比一?下?|谁|哪个|哪家|哪里|哪边)[^，,]{0,3}(?:高|低|多|少|大|小|好|$)|[跟和与同].{2,12}比(?:较|一?下)?(?:呢|怎么?样|如何)?[？?]?$"
)
_LOCAL = re.compile(r"[\u4e00-\u9fff]{2,4}(?<![各乡城集])(?:街道|镇(?![痛静])|乡(?![村镇]))(?!办)")
_PLANS = re.compile(r"目标|计划|打算|力争|预计|下一步|明年|将(?:要|达到)|规划")
# Names that the segmenter would take apart: 1+3+X, 六张网, 七联.
_NAMED_BY_NUMBER = re.compile(
    r"[a-z0-9]+(?:\+[a-z0-9]+)+|[二三四五六七八九十][张个]?[网清联防进会治长化问必查帮单讲](?=[^\u4e00-\u9fff]|[的是指有分问怎内各叫都啥具包]|$)"
)
_YEARS_LONG = re.compile(r"[一二三四五六七八九十][年届次]")
_SOME = re.compile(r"(?:某|[x*]{1,3})[省市州县区]")
_COMPARED = re.compile(r"对比|比较|相比")  # 大理和云南扫黑除恶对比: all they have, side by side
_PARALLEL = re.compile(
    r"^\s*[、和与及,，]?\s+[、和与及,，]?\s|\s[、和与及]\s"
)  # 宁夏、云南、大理: the places side by side
_SUFFIX = re.compile(r"(?:案件|案|数|式|们|者)$")
_COUNTED = re.compile(r"(?:[二三四五六七八九十]|\d{1,2})[个项种类条张大家支名位]?[\u4e00-\u9fff]{1,2}")
_MEASURED = re.compile(r"[二三四五六七八九十\d]+[个项种类条张大家支]")
_COUNT = re.compile(r"[一二两三四五六七八九十\d]+[个项种类条张大家支名位起件]")
_OMITTED = re.compile(r"^(?:那么?|这|还有|另外|其他|它|该地|一共|总共|同样|再)|呢[？?]?$")
_FINER = re.compile(r"[？?；;。！!\n，,、]+|(?<=.)(?:以及|和|与|及)(?=.)")
_PARTS = re.compile(r"[？?；;。！!\n]+")
# Kinds of question_words.tsv in the order in which they are cut out, and what they make wanted, by rank.
_RANK: tuple[Wants, ...] = ("comparison", "figure", "list", "place", "how", "definition")
_PAST = re.compile(r"[了过](?![解结却程去往渡])")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question and the words that mean the same; matched if any stands in a text."""

    text: str
    alike: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.text)  # looked up for every sentence that is weighed


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
    generic: str | None = None  # 成果, 数据, 情况: an overview is asked for
    counted: tuple[str, ...] = ()  # 四项任务, 7个机制: what a list is known by
    corrections: tuple[tuple[str, str], ...] = ()  # slips set right: (大里州, 大理州)
    claims: tuple[str, ...] = ()  # figures that the question itself asserts
    carried_over: tuple[str, ...] = ()
    background: tuple[Term, ...] = ()  # what the turn before was about, where this one has terms of its own
    measured: str | None = None  # the term that a number is asked of: 组织 in 打掉多少组织, 抓 in 抓了多少人
    earlier: tuple[Candidates, ...] = ()  # the places of the turn before, on the same topic
    grounded: bool = False  # the place is the last answer's; nobody named it
    unnamed: bool = False  # some 某县 is asked about: 陕西某县法院
    off_topic: str | None = None  # a word that is seldom asked of a library, and no place is named: 股票
    content: str = ""  # what is left of `folded` for the terms, cut words and places blank
    alone: Question | None = None  # the question without what was carried over, if it makes sense so

    @property
    def is_about_something(self) -> bool:
        return bool(self.places or self.terms)

    @property
    def numeric(self) -> bool:
        """Whether nothing but a figure answers."""
        return self.wants == "figure" or (self.wants == "comparison" and not self.generic)

    @property
    def of_plans(self) -> bool:
        """Whether what is aimed at is asked for, not what is."""
        return bool(_PLANS.search(self.folded))

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
        return "".join(dict.fromkeys(term.text for term in self.terms)) or None

    @classmethod
    def parse(cls, text: str, *, after: Question | None = None) -> Question:
        """*text* taken apart; what a follow-up leaves out is carried over from *after*."""
        folded = _without_address(fold(text))
        kind = _kind(folded)
        if kind != "question":
            return cls(text, folded, kind)
        places = _places(folded)
        asked, told = periods(without_places(folded), after.periods if after is not None else ())
        claims = tuple(m.group() for m in _CLAIM.finditer(told))
        rest = _CLAIM.sub(" ", told)
        wants, unit, content = _wanted(rest)
        if not places and whole_words.search(said().advertising, folded):
            return cls(text, folded, "outside")
        off_topic = None if places else whole_words.search(said().elsewhere, folded)
        if wants != "comparison" and not _COMPARED.search(folded) and not _PARALLEL.search(rest):
            places = _without_those_above(places)
        terms = _terms(content)
        generic = next((word for word in words(content) if word in said().generic), None)
        if wants == "overview" and _COMPARED.search(folded):
            generic = generic or "情况"
        counted = tuple(m.group() for m in _COUNTED.finditer(told))
        if wants == "comparison" and counted and len(places) < 2 and not generic:
            wants = "list"  # 五张责任清单分别是
        if claims and wants == "overview":
            wants = "figure"  # 满意度98.6%，对吗: the figure that stands there is the answer
        if wants == "overview" and not generic and any(_MEASURED.match(each) for each in counted):
            wants = "list"
        question = cls(text, folded, kind, places, asked, terms, wants, unit, generic, counted, (), claims)
        measured = _measured(rest, terms)
        unnamed = bool(_SOME.search(folded))
        question = replace(question, content=content, measured=measured, unnamed=unnamed, off_topic=off_topic)
        if off_topic:
            return question if terms else replace(question, kind="outside")
        if not question.is_about_something and after is None:
            return replace(question, kind="garbage")
        return question._carrying(after) if after is not None else question

    def _carrying(self, before: Question) -> Question:
        """This question with what it leaves out taken from the one before.

        宁夏呢 takes the terms, 那群众满意率呢 the place, 那2021年呢 both; a question with a place and
        terms of its own takes nothing.
        """
        if not before.is_about_something or (self.places and self.terms):
            return self if self.is_about_something else replace(self, kind="garbage")
        if _BESIDE.search(self.folded) and not self.terms:
            return self._beside(before)
        elliptic = bool(_OMITTED.search(self.folded)) or len(self.terms) <= 2
        changes: dict[str, object] = {}
        carried: list[str] = []
        local = _LOCAL.search(self.folded)  # 那民族街道呢: a place too, though no gazetteer has it
        named = local is not None and all(term.text in local.group() for term in self.terms)
        anywhere = self.wants == "place" or local is not None or (self.wants == "comparison" and not elliptic)
        if not self.places and before.places and not anywhere:
            changes |= {"places": before.places, "grounded": before.grounded}
            carried.append("place")
        if named and before.terms and self.folded.rstrip("？?").endswith("呢"):
            changes |= {"terms": (*self.terms, *before.terms), "wants": before.wants, "unit": before.unit}
            changes["measured"] = before.measured
            carried.append("topic")
        elif not self.terms and before.terms:
            changes |= {"terms": before.terms, "generic": before.generic or self.generic}
            changes["measured"] = before.measured
            if self.wants == "overview":
                changes |= {"wants": before.wants, "unit": before.unit}
            carried.append("topic")
        elif self.terms and self.wants == "overview" and before.wants == "figure" and not self.generic:
            changes["wants"] = before.wants
        same = not self.terms or "place" in carried or self.folded.rstrip("？?").endswith("呢")
        if not self.periods and before.periods and same:
            changes["periods"] = before.periods
            carried.append("period")
        if self.terms and elliptic:
            changes["background"] = before.terms
        if self.places and "topic" in carried:
            changes["earlier"] = before.places
        alone = self if carried == ["place"] and not elliptic else None
        return replace(self, **changes, carried_over=tuple(carried), alone=alone)  # type: ignore[arg-type]

    def _beside(self, before: Question) -> Question:
        """The comparison that 哪个高 or 跟潍坊比呢 asks for, of the places spoken of and the topic before."""
        places = dict.fromkeys((*before.earlier, *before.places, *self.places))
        topic = {
            "terms": before.terms,
            "unit": before.unit,
            "content": before.content,
            "periods": before.periods,
        }
        carried = ("place", "topic") if len(places) > len(self.places) else ("topic",)
        return replace(self, **topic, places=tuple(places), wants="comparison", carried_over=carried)  # type: ignore[arg-type]

    def parts(self, *, finer: bool = False) -> list[Question]:
        """The several questions in one: 破案多少起？经济案件呢？ -> two, the second after the first.

        *finer* parts at commas and 、 too: 面积、警务室各是多少 -> two.
        """
        text = without_places(self.folded) if finer else self.folded
        pieces = [piece for piece in (_FINER if finer else _PARTS).split(text) if piece.strip()]
        if len(pieces) < 2:
            return [self]
        found: list[Question] = []
        earlier: tuple[Asked, ...] = ()  # 2021年和2022年破案多少起: of a piece that says nothing else
        for piece in pieces:
            part = Question.parse(piece, after=found[-1] if found else None)
            if part.kind == "garbage" and part.periods:
                earlier += part.periods
                continue
            asked = (*earlier, *part.periods) or self.periods
            part, earlier = replace(part, places=part.places or self.places, periods=asked), ()
            if finer and self.wants in ("figure", "comparison"):
                part = replace(part, wants="figure")
            if part.kind == "question" and part.is_about_something:
                found.append(part)
        return found or [self]


def _places(folded: str) -> tuple[Candidates, ...]:
    """The places of a question; where it compares, 云南 大理 are two, not one in the other."""
    several = _COMPARED.search(folded) or re.search("[各谁]|分别|哪个", folded)
    if several and re.search(r"\s", folded):
        return tuple(dict.fromkeys(highest(m.places) for m in gazetteer().mentions(folded)))
    return tuple(gazetteer().places_in(folded))


def _without_those_above(places: tuple[Candidates, ...]) -> tuple[Candidates, ...]:
    """*places* without one that another lies in: 青海的……在海西哪个县 asks about 海西."""

    def above(one: Candidates) -> bool:
        return any(o is not one and all(p not in one and p.within(one[0]) for p in o) for o in places)

    return tuple(each for each in places if not above(each))


def _without_address(text: str) -> str:
    """*text* without /ask and @bot."""
    return _ADDRESS.sub(" ", text).strip()


def _kind(text: str) -> Kind:
    bare = re.sub(r"[\W_]+", "", text)
    if said().greeting.fullmatch(bare):
        return "help"
    if said().holdings.fullmatch(bare):
        return "holdings"
    if whole_words.search(said().outside, text):
        return "outside"
    letters = [character for character in text if "㐀" <= character <= "鿿"]
    if not letters or len(set(letters)) == 1:
        words = re.findall(r"[a-z]{2,}|\d+[a-z]+", text)
        known = letters or not said().latin.isdisjoint(words)
        return "question" if known and len(letters) != len(bare) else "garbage"
    return "question"


def without_places(text: str) -> str:
    """*text* with a blank where a place is named: 大理州扫黑除恶 -> " 扫黑除恶"."""
    out, at = [], 0
    for mention in gazetteer().mentions(text):
        out += [text[at : mention.start], " "]
        at = mention.end
    return "".join(out) + text[at:]


def _wanted(text: str) -> tuple[Wants, str | None, str]:
    """What is wanted, the unit asked for (多少起 -> 起), and the rest of the text."""
    unit = _UNIT.search(text)
    whole = text
    text, _ = whole_words.cut_out(_PAST, text)
    compared = _COMPARED.search(text) is not None
    seen: set[str] = set()
    for kind, pattern in said().patterns:
        text, times = whole_words.cut_out(pattern, text)
        if times:
            seen.add(kind)
    wants = next((kind for kind in _RANK if kind in seen), None)
    if wants is None:
        wants = "figure" if said().figure_end.search(text.rstrip(" ？?。！!呢吗")) else "overview"
    if (
        wants == "comparison"
        and compared
        and "figure" not in seen
        and not said().figure_end.search(text.rstrip())
    ):
        wants = "overview"
    asked = unit.group(1) if unit else None
    if wants in ("figure", "comparison") and asked is None:
        asked = next((name for name, pattern in _KINDS.items() if pattern.search(whole)), None)
    return wants, asked, text


def _measured(text: str, terms: tuple[Term, ...]) -> str | None:
    """The one of *terms* that 多少 or 几 counts: the next one after it, else the last one before."""
    asked = _HOW_MANY.search(text)
    if asked is None:
        return None
    known = [term.text for term in terms]
    after = [word for word in words(text[asked.end() :]) if word in known]
    before = [word for word in words(text[: asked.start()]) if word in known]
    return after[0] if after else before[-1] if before else None


def _terms(content: str) -> tuple[Term, ...]:
    vocabulary = said()
    found = {name: Term(name) for name in _NAMED_BY_NUMBER.findall(content)}
    for word in words(_NAMED_BY_NUMBER.sub(" ", content)):
        counted = _COUNT.fullmatch(word) or (word.isdigit() and len(word) < 3)
        if counted or word in vocabulary.stop or word in vocabulary.generic:
            continue
        found.setdefault(word, Term(word, _alike(word)))
    return tuple(found.values())


def _alike(word: str) -> tuple[str, ...]:
    """The synonyms of *word*, its stem where it ends in 案, 数, 式 …, 5年 for 五年: 抢夺案 -> 抢夺."""
    if _YEARS_LONG.fullmatch(word):
        return (f"{'零一二三四五六七八九十'.index(word[0])}{word[1:]}",)
    stem = _SUFFIX.sub("", word)
    stems = (stem, *synonyms().get(stem, ())) if stem != word and len(stem) > 1 else ()
    return tuple(dict.fromkeys((*synonyms().get(word, ()), *stems)))
