"""Indicators: the words that name what a figure counts, as they stand, with what is left out carried over.

打掉涉黑组织8个、恶势力集团67个，刑拘35人
    打掉涉黑组织;  打掉恶势力集团 (the verb of its list);  刑拘犯罪嫌疑人
受理纠纷90件，化解88件，成功率97.8%
    受理纠纷;  纠纷化解;  受理纠纷成功率 (what the sentence is about)
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from corpus.figures import distribution, vocabulary
from corpus.figures.changes import BLANK, NAMED, Change, change, told
from corpus.figures.clauses import Item
from corpus.figures.distribution import Given
from corpus.figures.ellipsis import Context
from corpus.figures.joining import says_again, trimmed
from corpus.figures.named import Named, Paragraph
from corpus.places.gazetteer import gazetteer

LONGEST = 40  # characters of what stands behind a figure
_ONCE = "原来|原先|此前|最初|过去|以往|年初|年末|上年|去年|全[国省市县州]"
_FROM = re.compile(rf"(?:由|从)(?:{_ONCE})?(?:每[\u4e00-\u9fff]{{1,2}})?(?:的平均)?的?[{BLANK}{NAMED} ]*的?$")
_AGAINST = re.compile("^(?:较|比|与|同|相较于)[^，,]{0,8}$")
_CONJOINED = re.compile("(?:、|和|与|及|以及)$")
_BOTH = re.compile('(?:同比|环比)?(?:实现)?[“"]?[双三四]?[下上升降]+(?:降|升)?[”"]?$')
_SHARED = re.compile("占(?:比|到)?(?:约|达|为|了)?$")
_MOST = re.compile(
    "(?P<what>.{2,16}?)(?:居首|位居首位|位列第一|排第一|最[多高少低大小集中]+(?:的(?:是|为).{2,20})?)$"
)
_ASIDE = re.compile("^（[^（）]*）")  # 两级法院（含派出法庭）受理
_LABEL = re.compile("^【(?P<name>[^】]{1,4})】")
_ONLY = re.compile("[仅只](?=[发立破有办死伤抓][\u4e00-\u9fff]?$)")  # 抢劫案仅发
_ONE_TIME = re.compile("(?:历年|历史|近年|同期|多年|往年)[来的]?$")  # 下降到历年|最低
_PART = re.compile(r"^(?:这?其中|里面)[的，,：:]?(?:有|包括|含|涉及)?")
_OF_THESE = re.compile("中的?$")
_WHOLE = re.compile(
    r"^(?:全(?:[省市县区州旗盟乡镇国街院局师](?!模范|先进|优秀|示范|劳动|五一|十[大佳]|百佳|最美|文明|首批|[一二三]等)|系统|街道|自治区)(?:政法系统|范围内?|境内|上下)?"
    r"|我(?:[省市县区州旗盟乡镇街院局所队]|街道|自治区)|(?:该|本|两)(?:[省市县区州旗乡镇局院所]|街道)"
    r"|(?:[省市州县区乡镇村]|街道|（[^（）]*）|\([^()]*\)|、|、和|和){2,}[两二三四五]级)(?![\u4e00-\u9fff]?路)"
)
_AMONG = re.compile("在(?:全[国省市州县区]|同类|同级)的?$")
_RANKS = re.compile("[里中内]?(?:均|都|仅|只)?(?:名列|位列|位居|稳居|并列|排名?|[位居列])+[在于]?$")
_DOER = re.compile(
    "^联合[\u4e00-\u9fff、]{2,20}?(?:部门|单位|机构|警方)(?=[\u4e00-\u9fff]{2})|^[\u4e00-\u9fff]{1,8}?(?:将|把)(?=[\u4e00-\u9fff]{2})(?!近|来|军)"
)  # 县财政将|办案补贴标准
_CUT_BEHIND = re.compile(
    "同比|环比|(?<!“)并(?![发购轨联网])|占(?![道用地])|达到|用于|无一|至今|，|较上|比上|”?[、，]?其中"
)
_CUT = re.compile(
    "全部|都有|均有|[校户村人个处次事][校户村人个处次事]都|均已|均为|都已|已全部|" + _CUT_BEHIND.pattern
)
_QUALIFIER = re.compile("以上|以下|左右|以内|之内|上下")
_INTRO_ENDS = re.compile(
    r"(?:的?(?:较多|最多|靠前|多)?的?(?:前[一二三四五六七八九十]+[位名类])?的?(?:乡镇|县区|县市|地区|街道|类型|领域|行业)(?=的?(?:有|是|为|包括)?$))?(?:的?(?:居|位居|排)?前[一二三四五六七八九十]+位?)?的?(?:的?(?:是|为|有|包括|如下|分别是|分别为|情况如下|情况|结果|数据|统计))*$"
)
_LEVEL = re.compile("(?:国家|[省市州县区乡镇村])级")
_KINDS = re.compile(
    r"^按|(?:类型|类别|构成|来源|分布|分类|行业|地区|区域|领域|方式|品种|结构|性质|年龄|原因|渠道|片区|时段)(?:看|来看|统计|划分|上看|分|情况)?$"
)


def named(items: list[Item], paragraph: Paragraph) -> list[Named]:
    """The *items* of a sentence with their indicators; *paragraph* is told of them."""
    found = list(paragraph.unfinished)
    first = len(found)
    items = _with_nouns(_among(items))
    if paragraph.unfinished and items:
        items[0] = replace(items[0], apart=True)
    given = _distributed(items)
    shared = _predicates(items)
    wholes = _split(items, paragraph)
    for at, item in enumerate(items):
        context, own, words, front = _context(item, found, paragraph, _following(items, at))
        own += shared.get(at, "")
        whole = wholes.get(at)
        if whole is not None and (not own or says_again(whole, own)):
            found.append(context.copy(whole, None))  # what follows goes on with the whole
            continue
        one = _filled(context, given.get(at), own, words, front)
        if (
            one.change
            and one.change.said == "to"
            and len(found) > first
            and _FROM.search(found[-1].item.lead)
        ):
            found[-1] = paragraph.items[-1] = replace(found[-1], relation="before", of=one)
        found.append(one)
        paragraph.items.append(one)
    return found[first:]


def _split(items: list[Item], paragraph: Paragraph) -> dict[int, Named]:
    """What is split over times or places, by the numbers of *items*: 案件|96起。1月38起、2月23起、3月35起."""
    found: dict[int, Named] = {}
    for at in range(len(items)):
        run = [at]
        while run[-1] + 1 < len(items) and _is_bare(items[run[-1] + 1]):
            run.append(run[-1] + 1)
        numbers = [items[i].quantity.number.number or 0 for i in run]
        if at not in found and len(run) > 2 and _is_of_one(items[at]):
            whole = paragraph.amounting(sum(numbers))
            found |= dict.fromkeys(run, whole) if whole is not None else {}
    return found


def _is_of_one(item: Item) -> bool:
    """Whether a time or a place stands before it."""
    return BLANK in item.lead or NAMED in item.lead


def _is_bare(item: Item) -> bool:
    """Whether nothing but a time or a place stands before it in its list."""
    return _is_of_one(item) and not told(item.lead) and (item.joined or item.opens in ("，", ","))


def _context(
    item: Item, before: list[Named], paragraph: Paragraph, following: str
) -> tuple[Context, str, str, str]:
    """Where *item* stands, its own words, all words before it but those of change, and those that count."""
    based = bool(before) and before[-1].relation == "before" and before[-1].item.clause == item.clause
    changed = change(item.lead, against=based) if told(item.lead) else None
    words = told(changed.rest if changed else item.lead)
    if changed is None and before and item.joined and not words.strip("的"):
        said = before[-1].change  # 下降到2020年的71起、2021年的42起
        changed = said.seen_from(before[-1].item.start, item.start) if said else None
    plain = vocabulary.stripped(words, "before")
    is_part = bool(_PART.match(plain) or _PART.match(words))
    words = _PART.sub("", plain if _PART.match(plain) else words, count=1)
    unfrom = _FROM.sub("", words)
    front = _front(unfrom)
    own = _with_tail(item, front, words)
    if is_part and not own:
        own = trimmed(told(item.tail))[:LONGEST]  # 其中95个达到平安村标准
    intro = _intro(item, paragraph)
    if not intro and changed and not own:
        intro = _changed_ahead(item)
    context = Context(item, before, paragraph, changed, intro, is_part=is_part, following=following)
    return context, own, words, front


def _following(items: list[Item], at: int) -> str:
    """The words before the item behind number *at* of its list, "" at the end: 兴海县|112件、化解."""
    following = items[at + 1] if at + 1 < len(items) else None
    return told(following.lead) if following is not None and following.joined else ""


def _among(items: list[Item]) -> list[Item]:
    """*items*, what ranks not before the number among which it does: 收案数在全国412个法院里排|第6."""
    found = list(items)
    for at, (item, following) in enumerate(pairwise(items)):
        lead, words = told(item.lead), told(following.lead)
        match, ranks = _AMONG.search(lead), _RANKS.search(words)
        if match and ranks and following.clause == item.clause:
            found[at] = replace(item, lead=match.group().lstrip("在"), tail=words[: ranks.start()])
            found[at + 1] = replace(following, lead=lead[: match.start()])
    return found


def _with_nouns(items: list[Item]) -> list[Item]:
    """*items*, those of a level with what the next one counts: 5个|省级、12个市级|重点地区."""
    found = list(items)
    for at, (item, following) in enumerate(pairwise(items)):
        noun = _LEVEL.match(following.tail) if following.joined and _LEVEL.fullmatch(item.tail) else None
        if noun is not None:
            found[at] = replace(item, tail=item.tail + following.tail[noun.end() :])
    return found


def _filled(context: Context, given: Given | None, own: str, words: str, front: str) -> Named:
    """The item with what it leaves out, in the way it does so."""
    item = context.item
    if given is not None:
        return context.distributed(given, own)
    if _AGAINST.search(words) and not front.rstrip("较比与同"):
        return context.base()
    if (_SHARED.search(words) or own.startswith("占")) and not _is_counted(item):
        return context.share(own)
    if not own and NAMED in item.lead:
        return context.named_after()
    return context.part(own) if context.is_part else context.whole(own)


def _is_counted(item: Item) -> bool:
    """Whether a number of things is told, not a share: 四川占了|4个集体."""
    unit = item.quantity.unit
    return unit is not None and unit.kind == "count"


def _intro(item: Item, paragraph: Paragraph) -> str:
    """What introduces *item*, before a colon or as what is most; *paragraph* is told of kinds: 分行业看."""
    most = _MOST.match(item.ahead) if item.intro != item.ahead else None
    if most:
        what = _ONE_TIME.sub("", most["what"])
        changed = change(what)
        return _front(told(changed.rest) if changed else _without_place(what))
    intro = _INTRO_ENDS.sub("", item.intro)
    if intro and _KINDS.search(intro):
        if not paragraph.kinds:
            paragraph.kinds = True
            paragraph.whole = paragraph.last()
        return ""
    return _front(intro)


def _changed_ahead(item: Item) -> str:
    """What the clause before says of itself that it changed: 受理案件数首次下降，降幅|4.4%."""
    ahead = change(item.ahead)
    return _front(told(ahead.rest)) if ahead else ""


def _without_place(words: str) -> str:
    """*words* up to the place that they end with: 发案数福安 -> 发案数."""
    mentions = gazetteer().mentions(words)
    return words[: mentions[-1].start] if mentions and mentions[-1].start else words


def _distributed(items: list[Item]) -> dict[int, Given]:
    """What stands behind 分别, by its number among *items*."""
    given: dict[int, Given] = {}
    for run in distribution.runs(items):
        item = items[run[0]]
        changed = change(item.lead)
        front = _front(told(changed.rest if changed else item.lead))
        names = distribution.names(front or _front(_BOTH.sub("", item.ahead)), len(run))
        for nth, at in enumerate(run):
            of_item = change(items[at].lead) or (
                changed.seen_from(item.start, items[at].start) if changed else None
            )
            given[at] = Given(names[nth] if names else None, run[0], nth, len(run), of_item)
    return given


def _predicates(items: list[Item]) -> dict[int, str]:
    """What the last of a list says of all, by number: 55个集体、112名个人受到表彰."""
    shared: dict[int, str] = {}
    for at, item in enumerate(items):
        following = [i for i in range(at + 1, len(items)) if items[i].clause == item.clause]
        if not following or not all(items[i].joined for i in following):
            continue
        last, tail = items[following[-1]], told(item.tail)
        verb = vocabulary.verb_in(last.tail)
        if verb and tail and not _front(told(item.lead)) and vocabulary.verb_in(tail) is None:
            shared[at] = told(last.tail[verb:])[:LONGEST]
    return shared


@lru_cache(maxsize=1024)  # what introduces a list does so for each of its figures
def _front(words: str) -> str:
    """*words* without what says nothing of what is counted."""
    words = _DOER.sub("", _labelled(words))
    for _ in range(4):
        at_first = words
        words = vocabulary.stripped(_WHOLE.sub("", words, count=1), "before")
        doer = _ASIDE.sub("", vocabulary.stripped(words, "generic"))
        if doer != words and vocabulary.verb(vocabulary.stripped(doer, "before")):
            words = doer
        if words == at_first:
            break
    return _ONLY.sub("", trimmed(vocabulary.stripped(words, "link", at_end=True)))


def _labelled(words: str) -> str:
    """*words* without the label before them, but with what it names of an act: 【盗窃】立案 -> 盗窃立案."""
    label = _LABEL.match(words)
    if label is None:
        return words
    rest = words[label.end() :]
    says = vocabulary.is_act(rest) or vocabulary.is_bare(rest)
    return f"{label['name']}{rest}" if says and len(label["name"]) > 1 else rest


def _with_tail(item: Item, front: str, words: str) -> str:
    """*front* and what stands behind the figure and names what it counts: 创建|60个|强边固防示范村."""
    tail = _tail(item, front)
    if tail and _CONJOINED.search(words):
        front = vocabulary.verb(front)  # 下设办公室和5个专项工作组
    return trimmed(front + tail)


def _tail(item: Item, front: str) -> str:
    tail = told(item.tail).strip(" 　*")
    unit = item.quantity.unit
    if front.endswith("连续") and unit is not None and unit.kind == "duration":
        return tail[:LONGEST]  # 连续9年未发生…
    qualifier = _QUALIFIER.match(tail)
    tail = tail[qualifier.end() :] if qualifier else tail
    if tail.startswith("的") and len(tail) > 2:
        tail = tail[1:]
    if vocabulary.stripped(tail, "behind") != tail:
        return ""
    cut = (_CUT if front else _CUT_BEHIND).search(tail)
    return _OF_THESE.sub("", trimmed(tail[: cut.start()] if cut else tail)[:LONGEST])


__all__ = ("Change", "named")
