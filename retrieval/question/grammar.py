"""The grammar: from the tokens of one question to its slots.

Each function reads one slot. What a word is *for* is decided by its token's kind, not its letters.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from corpus.places.gazetteer import Place, gazetteer, highest
from corpus.places.institutions import Institution, institutions
from retrieval.language.terms import is_word
from retrieval.question.comparing import kind_of_office
from retrieval.question.lexicon import NATION, synonyms
from retrieval.question.periods import Asked, together
from retrieval.question.tokens import BETWEEN, Token

Wants = Literal["figure", "list", "place", "comparison", "definition", "how", "overview"]
Kind = Literal["question", "help", "holdings", "task", "garbage"]
Operation = Literal["most", "least", "compare", "difference", "change", "sum", "mean", "times", "threshold"]
Candidates = tuple[Place, ...]

# What a question wants, by the first of these kinds that it holds.
_WANTS: tuple[tuple[Wants, frozenset[str]], ...] = (
    ("comparison", frozenset({"compare", "more", "most", "least", "top", "each", "difference", "mean"})),
    ("figure", frozenset({"amount", "share", "rank", "when", "how_long", "money", "figure_noun", "sum"})),
    ("list", frozenset({"list"})),
    ("place", frozenset({"where"})),
    ("how", frozenset({"how"})),
    ("definition", frozenset({"definition", "which"})),
)
_AMOUNTS = frozenset({"amount", "share", "rank", "how_long", "money", "sum"})
_UNITS = {"share": "%", "when": "日", "how_long": "时", "money": "元", "rank": "第"}  # by the kind that asks
# The unit that a word of the question implies where no measure word stands there.
_IMPLIED = (
    ("%", re.compile(r"(?:率|满意度|安全感|认可度|占比|比例)$")),
    (
        "元",
        re.compile(r"(?:[金数总]额|资金|经费|钱|工资|损失|罚款|奖金|补贴|补助|货款|赔偿|案值|标的额|价值)$"),
    ),
    ("数", re.compile(r"(?:面积|人口|得分|分数|规模)$")),
    ("人", re.compile(r"人数$")),
    ("起", re.compile(r"起数$")),
    ("件", re.compile(r"件数$")),
)
# What a question ends with that reports count: 电诈发案, 受理案件; 矛盾纠纷化解 is a topic.
_COUNTED_ACT = re.compile(
    r"(?:发案|立案|破案|受案|收案|结案|审结|受理|办结|批捕|逮捕|刑拘|起诉|破获|侦破|抓获|接警|出警|追赃|止付)"
    r"(?:各类|刑事)?(?:案件|案|人员)?$"
)
OF_OWNER = 0.4  # what a word for the institution counts that a question is about
_MODELS = frozenset({"枫桥"})  # after whose example others are called
_SETTING = frozenset({"polite", "greet", "stop", "discourse", "mark", "check", "generic", "measures", "tidy"})
_ENDS = frozenset("?;。!")
_SUFFIX = re.compile(r"(?:案件|案|式|们|者)$")
_COUNTED = re.compile(r"(?:[二三四五六七八九十]|\d{1,2})[个项种类条张大家支名位]?[\u4e00-\u9fff]{1,2}")
_COUNT = re.compile(r"[一二两三四五六七八九十\d]+[个项种类条张大家支名位起件]?")
_MEASURE = re.compile(r"(?:[升降涨做办破抓增减]得?)?(?:更|最)?[多少高低大小好快]")
_YEARS_LONG = re.compile(r"[一二三四五六七八九十][年届次]")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and the words that mean the same; matched if any stands in a text.

    *must* marks the name of a village, street, station or office that a text has to give. *share* is how
    much of its weight counts: less for a word that a follow-up takes over beside its own.
    """

    text: str
    alike: tuple[str, ...] = ()
    must: bool = False
    share: float = 1.0

    def __hash__(self) -> int:
        return hash(self.text)  # looked up for every sentence that is weighed


def kind(tokens: Sequence[Token]) -> Kind:
    """What sort of message it is; "garbage" holds nothing that a library could be asked."""
    kinds = {token.kind for token in tokens}
    if kinds <= _SETTING | {"holdings"} and "holdings" in kinds:
        return "holdings"
    if "greet" in kinds and kinds <= _SETTING | {"how", "definition", "plan"}:
        return "help"
    if "opinion" in kinds or ("task" in kinds and tokens[_first(tokens, "task")].start <= 6):
        return "task"
    letters = "".join(token.text for token in tokens)
    if not any("\u3400" <= character <= "\u9fff" or character.isdigit() for character in letters):
        return "garbage"
    if len(set(letters)) == 1 and len(tokens) == 1:
        return "garbage"
    if not kinds - _SETTING - {"amount", "unit"} and not kinds & {"discourse", "check", "generic"}:
        return "garbage"
    return "question"


def _first(tokens: Sequence[Token], kind: str) -> int:
    return next(i for i, token in enumerate(tokens) if token.kind == kind)


def places(tokens: Sequence[Token]) -> tuple[Candidates, ...]:
    """The places asked about, each with its candidates; one that only holds or narrows another is left out.

    青海的……在海西哪个县 asks about 海西, 江北区…？宁波的 about 江北区 in 宁波. What stands behind 除了 is not
    asked about.
    """
    named = [token for token in tokens if token.kind == "place" and not _is_excluded(tokens, token)]
    found = list(dict.fromkeys(highest(token.value.places) for token in named))
    if _sets_side_by_side(tokens, named):
        if len(found) == 1 and " " in named[0].text:  # 云南 大理扫黑对比: two, not one in the other
            return tuple(highest(m.places) for m in gazetteer().mentions(named[0].text))
        return tuple(found)
    holders = [each for each in found if any(_inside(other, each) for other in found if other is not each)]
    narrowed = (
        functools.reduce(lambda left, holder: _inside(left, holder) or left, holders, each)
        for each in found
        if each not in holders
    )
    return tuple(dict.fromkeys(narrowed)) or tuple(found)


def _inside(one: Candidates, other: Candidates) -> Candidates:
    """Those of *one* that lie in any of *other* and are none of them."""
    return tuple(p for p in one if p not in other and any(p.within(above) for above in other))


def _sets_side_by_side(tokens: Sequence[Token], named: Sequence[Token]) -> bool:
    """Whether two of the places are joined by 和 or 、, or a comparison is asked for."""
    if any(token.kind in ("compare", "more", "difference") for token in tokens):
        return True
    between = {token.end for token in tokens if token.text in BETWEEN}
    return any(b.start in between or b.start - 1 in between for _, b in itertools.pairwise(named))


def periods(tokens: Sequence[Token]) -> tuple[Asked, ...]:
    """The periods asked for, and those that are compared with (`Asked.compared`)."""
    return together(token.value for token in tokens if token.kind in ("period", "baseline"))


def paired(tokens: Sequence[Token]) -> tuple[tuple[Candidates, Asked], ...]:
    """Each place with the period behind it, where every one of several places has its own; else ()."""
    order = [token for token in tokens if token.kind in ("place", "period")]
    kinds = [token.kind for token in order]
    if len(kinds) < 4 or kinds != ["place", "period"] * (len(kinds) // 2):
        return ()
    return tuple(
        (highest(place.value.places), period.value)
        for place, period in zip(order[::2], order[1::2], strict=True)
    )


def excluded(tokens: Sequence[Token]) -> tuple[Candidates, ...]:
    """The places behind 除了."""
    return tuple(
        highest(token.value.places)
        for token in tokens
        if token.kind == "place" and _is_excluded(tokens, token)
    )


def _is_excluded(tokens: Sequence[Token], place: Token) -> bool:
    before = [token for token in tokens if token.end <= place.start and token.kind != "stop"]
    return bool(before) and before[-1].kind == "exclude"


def wants(tokens: Sequence[Token], operation: Operation | None) -> Wants:
    """The form of what is asked for."""
    kinds = _asking(tokens, operation)
    if "figure" in kinds and "where" not in kinds and kinds & {"check", "choice"}:
        return "figure"
    if not kinds & (_AMOUNTS | _WANTS[0][1]) and kinds & {"where", "measures"}:
        return "place" if "where" in kinds else "list"
    for found, asking in _WANTS:
        if kinds & asking:
            if kinds & _WANTS[0][1] == {"each"} and not kinds & _WANTS[1][1] and _counts_things(tokens):
                return "list"  # 五张责任清单分别是
            if found == "comparison" and kinds <= _SETTING | {"place", "word", "compare", "period", "named"}:
                return "overview" if "generic" in kinds else "comparison"
            return found
    return "figure" if _implies_figure(tokens, kinds) else "overview"


def _implies_figure(tokens: Sequence[Token], kinds: Set[str]) -> bool:
    """Whether nothing but a figure answers, though none is asked for by a word: 群众满意率, 电诈发案."""
    if kinds & {"figure", "up", "down", "change"} and kinds & {"check", "amount", "figure"}:
        return True
    content = [
        token for token in tokens if token.kind not in ("stop", "mark", "polite", "discourse", "period")
    ]
    if content and any(pattern.search(content[-1].text) for _, pattern in _IMPLIED):
        return True
    return "generic" not in kinds and bool(_COUNTED_ACT.search("".join(token.text for token in content)))


def _asking(tokens: Sequence[Token], operation: Operation | None) -> set[str]:
    """The kinds of *tokens* as they tell what is asked for."""
    kinds = {token.kind for token in tokens}
    if _compared(tokens):
        kinds |= {"more"}
    if _what_of(tokens):
        kinds |= {"list"}
    of_one = bool(kinds & {"amount", "how_long", "money"}) and not kinds & {"which", "where"}
    if operation in ("most", "least") and of_one:
        kinds -= {"most", "least"}  # 最多能拿多少奖金 asks for one figure
    return kinds


def _counts_things(tokens: Sequence[Token]) -> bool:
    """Whether the one place or none is asked for things known by their number: 五张责任清单."""
    places = [token for token in tokens if token.kind == "place"]
    return len(places) < 2 and bool(counted("".join(t.text for t in tokens if t.kind != "place")))


def _what_of(tokens: Sequence[Token]) -> bool:
    """Whether 什么 asks for things of a kind that follows it: 什么荣誉, not 是什么."""
    return any(
        one.text in ("什么", "啥") and other.kind == "word" and one.end == other.start
        for one, other in itertools.pairwise(tokens)
    )


def operation(tokens: Sequence[Token]) -> Operation | None:
    """What is to be done with several figures."""
    kinds = [token.kind for token in tokens]
    if (
        "threshold" in kinds
        and "figure" in kinds
        and set(kinds) & {"list", "where", "which", "named", "word"}
    ):
        return "threshold"
    if _compared(tokens):
        return "most"
    if any(token.kind == "difference" and "倍" in token.text for token in tokens):
        return "times"
    apart = _total_each(kinds)
    for found in ("least", "most", "top", "more", "difference", "sum", "mean", "compare"):
        if found in kinds and not (apart and found in ("sum", "mean")):
            return {"top": "most", "more": "most"}.get(found, found)  # type: ignore[return-value]
    return "change" if "change" in kinds else None


def _total_each(kinds: Sequence[str]) -> bool:
    """Whether a total of each thing is asked for, not of all: 一共刑拘多少人，逮捕多少人."""
    return kinds.count("amount") > 1 and not set(kinds) & {"difference", "more", "compare"}


def named_institutions(folded: str) -> tuple[Institution, ...]:
    """The institutions that are named: 柯城区检察院, but not 派出所 alone, nor 枫桥式派出所, a kind."""
    return tuple(
        each
        for each in institutions(folded)
        if (each.places or each.core or each.level) and each.core.removesuffix("式") not in _MODELS
        if len(each.core) != 1 or each.within
    )


def without_owner(
    terms: Sequence[Term], tokens: Sequence[Token], named: Sequence[Institution]
) -> tuple[Term, ...]:
    """*terms* with less weight on the words for an institution, by which sentences are told apart already."""
    inside = {
        token.text
        for token in tokens
        if any(each.start <= token.start and token.end <= each.end for each in named)
    }
    return tuple(replace(term, share=OF_OWNER) if term.text in inside else term for term in terms)


def unit(tokens: Sequence[Token]) -> str | None:
    """The measure word of the figure asked for (多少起 -> 起), or what a word implies (破案率 -> %)."""
    for i, token in enumerate(tokens):
        if token.kind == "unit" and i and tokens[i - 1].kind == "amount":
            return token.text
        if token.kind in _UNITS:
            return _UNITS[token.kind]
    for token in reversed(tokens):
        implied = [name for name, pattern in _IMPLIED if pattern.search(token.text)]
        if implied and token.kind in ("word", "figure_noun"):
            return implied[0]
    figures = [token.value[1] for token in tokens if token.kind == "figure"]
    return figures[0].lstrip("余多万亿") or None if figures else None


def direction(tokens: Sequence[Token]) -> Literal["up", "down"] | None:
    """Whether a rise or a fall is asked for; None where both or neither are named."""
    found = {token.kind for token in tokens} & {"up", "down"}
    return found.pop() if len(found) == 1 else None  # type: ignore[return-value]


def terms(tokens: Sequence[Token]) -> tuple[Term, ...]:
    """The content words without repeats, with their synonyms; a station's or village's name is one term."""
    found: dict[str, Term] = {}
    compared = *_compared(tokens), *kind_of_office(tokens)
    kinds = ("word", "plan") if _sets_among(tokens) else ("word", "plan", "among")
    for token in tokens:
        if token.kind == "named":
            found.setdefault(token.text, Term(token.text, (token.value.name,), must=True))
        elif token.kind == "measures" or token.text == NATION:  # sentences with the word come before others
            found.setdefault(token.text, Term(token.text, must=token.text == NATION, share=OF_OWNER))
        elif token.kind in kinds and not _is_bare(token) and token not in compared:
            found.setdefault(token.text, Term(token.text, alike(token.text)))
    if not found:  # 下降了多少: what changed is taken over, or asked of all
        found = {token.text: Term(token.text) for token in tokens if token.kind in ("change", "up", "down")}
    return tuple(found.values())


def _sets_among(tokens: Sequence[Token]) -> bool:
    """Whether the parts of something are set side by side: 哪个街道, 最多的街道, 各街道."""
    asking = {"most", "least", "top", "more", "threshold", "each", "where", "which", "when", "list"}
    return any(token.kind in asking for token in tokens) or bool(_compared(tokens))


def _is_bare(token: Token) -> bool:
    """Whether a word says nothing by itself: 3, 三个."""
    return token.value != "number" and _COUNT.fullmatch(token.text) is not None


def _compared(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words behind 谁 or 哪个 that set side by side: 谁降|得|多, 哪个|高."""
    kinds = [token.kind for token in tokens]
    asking = next((i for i, kind in enumerate(kinds) if kind in ("which", "where")), None)
    last = next((token for token in reversed(tokens) if token.kind not in _SETTING), None)
    if asking is None or last is None or not _MEASURE.fullmatch(last.text) or last.kind != "word":
        return ()
    return tuple(
        t for t in tokens[asking:] if t is last or _MEASURE.fullmatch(t.text) or t.text in ("得", "降得")
    )


def alike(word: str) -> tuple[str, ...]:
    """The synonyms of *word*, its stem where it ends in 案, 式 …, 5年 for 五年: 抢夺案 -> 抢夺."""
    if _YEARS_LONG.fullmatch(word):
        return (f"{'零一二三四五六七八九十'.index(word[0])}{word[1:]}",)
    stem = _SUFFIX.sub("", word)
    stems = (stem, *synonyms().get(stem, ())) if stem != word and len(stem) > 1 else ()
    return tuple(dict.fromkeys((*synonyms().get(word, ()), *stems, *_glued(word))))


def _glued(word: str) -> tuple[str, ...]:
    """What the characters of a word mean that only the segmenter made one: 钱扣 of 钱扣了多少."""
    if len(word) != 2 or is_word(word) or word in synonyms():
        return ()
    return tuple(other for character in word for other in synonyms().get(character, ()))


def measured(tokens: Sequence[Token], found: Sequence[Term]) -> str | None:
    """The term that 多少 counts: the next one after it, else the last one before; None without 多少."""
    at = next((i for i, token in enumerate(tokens) if token.kind in ("amount", "money", "figure_noun")), None)
    if at is None:
        return None
    known = {term.text for term in found}
    behind = tokens[at].kind == "amount"
    behind_it = itertools.takewhile(lambda token: token.kind != "mark", tokens[at + 1 :])
    after = [token.text for token in behind_it if token.text in known] if behind else []
    before = [token.text for token in tokens[:at] if token.text in known]
    return after[0] if after else before[-1] if before else None


def items(tokens: Sequence[Token]) -> list[list[Token]]:
    """The parts of a question that ask for several things: 立案数和破案数 -> two groups of tokens.

    A part begins behind a conjunction or mark between two content words.
    """
    groups: list[list[Token]] = [[]]
    for i, token in enumerate(tokens):
        if (token.text in BETWEEN or token.kind == "mark") and _has_content(groups[-1]):
            if _has_content(tokens[i + 1 :]):
                groups.append([])
            continue
        groups[-1].append(token)
    return [group for group in groups if _has_content(group)]


def _has_content(tokens: Sequence[Token]) -> bool:
    return any(token.kind in ("word", "named") for token in tokens)


def sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """The questions in one message: 破案多少起？经济案件呢？ -> two lists of tokens."""
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "mark" and token.text in _ENDS:
            groups.append([])
        else:
            groups[-1].append(token)
    return [group for group in groups if any(token.kind not in _SETTING for token in group)]


def counted(folded: str) -> tuple[str, ...]:
    """What a list is known by: 四项任务, 7个机制."""
    rest = folded
    for mention in reversed(gazetteer().mentions(folded)):
        rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    return tuple(match.group() for match in _COUNTED.finditer(rest))
