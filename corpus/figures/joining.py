"""Joining: how the words of indicators are put together, and what is no part of them.

joined("命案破案", "破案率") -> 命案破案率
"""

from __future__ import annotations

import re

from corpus.figures import vocabulary
from corpus.figures.changes import told
from corpus.figures.clauses import Item
from corpus.figures.named import Named

_MARKS = "、 ，,：:\"'（(-—–·•*#>▲●◆■."
_PARTICLES = frozenset("的了和与或及等共")

COUNTED = {  # measures, and the family of the units that they are counted in
    "起数": "case",
    "件数": "case",
    "案件数": "case",
    "人数": "person",
    "死亡人数": "person",
    "金额": "yuan",
}
_THIS = re.compile("(?:这一?|该|此)[个项]?(?P<what>数字|数据|比例|比率|指标|数)")
_RANKED_AMONG = re.compile("(?:全[国省市州县区]|同类|同级)的?")
_MANNER = re.compile(
    "(?:依法|从[严快重]|严[厉格肃惩]|深入|全面|集中|重点|扎实|持续|有力|积极|快速|坚决|精准|联合|统一|专门|专项|优先|高效|及时|大力)+"
)
# In what the next clause tells a rank: 在全省营商环境评价中，位居|第四.
_ASSESSED = re.compile(
    "在(?P<what>[^，]{2,24}?(?:评价|考核|测评|考评|评比|调查|排名|评选|测试|评估|竞赛|比武))中?$"
)
_LINK = re.compile("^(?:其中|另外|此外|同时|当中|目前|截至目前|据统计|当年|全年|今年以来|一年来)$")
_OF_CASES = re.compile("(?:案件?|纠纷|犯罪|诈骗|问题|线索|事项|隐患|投诉|举报|诉求|违法行为)$")
_TIME_OF = re.compile("[后前中时里内的]|期间|以来|工作|活动|行动|过程|之[前后际]|时")
_LONGEST_HANDLED = 24
_DONE = re.compile(
    "^(?:回(?![访收迁流族家乡])|出(?![租境入警口售厂诊资庭生版狱院所])|到(?![期案场位达访会庭岗])|起(?![诉火重草步点])|了(?!解))"
)


def trimmed(text: str) -> str:
    """*text* without marks and particles at both ends; 和事亭 and a closed bracket stay."""
    text = text.strip(_MARKS)
    while text and text[0] in _PARTICLES and not vocabulary.is_kept(text):
        text = text[1:].lstrip(_MARKS)
    while text and text[-1] in _PARTICLES and not vocabulary.is_kept(text, at_end=True):
        text = text[:-1].rstrip(_MARKS)
    if text.startswith("“") and "”" not in text:
        text = text[1:]
    while text.endswith(("）", ")")) and sum(map(text.count, "（(")) < sum(map(text.count, "）)")):
        text = text[:-1].strip(_MARKS)
    return text


def says_again(one: Named, own: str) -> bool:
    """Whether *own* is said again of what *one* counts: 立 of 立刑事案件, 走私活体牲畜 of 活体牲畜."""
    act = bool(one.verb) and vocabulary.is_act(own)
    short = min(len(own), len(one.verb)) == 1 and (own.startswith(one.verb) or one.verb.startswith(own))
    again = act and (own == one.verb or short)
    fuller = len(one.own) > 1 and own.endswith(one.own)
    return bool(one.own) and (own == one.own or again or fuller)


def joined(about: str, own: str) -> str:
    """*own* said of *about*, what both say once: 命案破案 + 破案率 -> 命案破案率."""
    if about in own:
        return own
    shared = next((n for n in range(min(len(about), len(own)), 1, -1) if about.endswith(own[:n])), 0)
    return about + own[shared:]


def handled(clause: str) -> str:
    """What a *clause* without figures handles: 整治违规网吧，停业整顿|84家; 从严惩处养老诈骗，起诉|41人."""
    words = _MANNER.sub("", vocabulary.stripped(clause, "before"), count=1)
    verb = vocabulary.verb(words)
    verb += vocabulary.verb(words[len(verb) :])  # 打击整治|养老诈骗
    what = trimmed(words[len(verb) :])
    handles = len(verb) > 1 and 2 <= len(what) <= _LONGEST_HANDLED
    says = not _TIME_OF.match(what) and vocabulary.verb_in(what) is None
    return what if handles and says else ""


def without_result(object_: str) -> str:
    """The object behind a verb without what it came to: 排查|出隐患 -> 隐患."""
    return _DONE.sub("", object_)


def assessed(clause: str) -> str:
    """In what a *clause* says that there is a rank: 在全省营商环境评价中，位居|第四 -> 全省营商环境评价."""
    match = _ASSESSED.search(clause)
    return match["what"] if match else ""


def is_apart(item: Item, about: Named, family: str) -> bool:
    """Whether *item* is not of what *about* counts: 建站12个，做好服务，讨回|3万元.

    A clause without figures stands between, and money is counted, which *about* is not.
    """
    between = bool(item.ahead) and item.clause > about.item.clause + 1
    return between and about.family != family == "yuan"


def counted_in(measure: str) -> str | None:
    """The family of the units that a *measure* is counted in: 火灾死亡人数 -> person."""
    return next((family for word, family in COUNTED.items() if measure.endswith(word)), None)


def handles_cases(clause: str) -> str:
    """The cases that a *clause* without figures handles: 专门审理环境资源案件，三年审结|276件."""
    what = handled(clause)
    return what if _OF_CASES.search(what) else ""


def is_no_object(object_: str, own: str, *, near: bool) -> bool:
    """Whether an act *own* is said of no *object_*: none, itself, an act, or far off what has a name."""
    return not object_ or object_ in own or vocabulary.is_act(object_) or ("“" in object_ and not near)


def without_link(clause: str) -> str:
    """A *clause* without what only links it to the one before: 其中，市中院受理|9件."""
    return _LINK.sub("", clause)


def refers(lead: str, own: str) -> bool:
    """Whether *own*, the words of a *lead*, only refer to the figure before: 这一数字上升到."""
    match = _THIS.search(told(lead))
    return match is not None and own == match["what"]


def is_among(lead: str) -> bool:
    """Whether *lead* says among whom something is ranked: 在全国|412个法院."""
    return bool(_RANKED_AMONG.fullmatch(told(lead)))
