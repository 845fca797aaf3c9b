"""What a line of a report is: a title, a heading, an entry of a contents list, or prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from corpus.articles.dateline import dates, without_dates
from corpus.files.blocks import Kind
from corpus.text.cleaning import NUMBERED, TITLE_MAX

# Words that end a report's title, and words that do so only if it names whose report it is.
_KIND = r"综述|汇报|总结|小结|报告|通报|纪实|回顾|综合材料|讲话|发言|巡礼|回眸|述评|简报|通讯|侧记|白皮书"
_WEAK = r"情况|材料|经验|做法|实践|成效|典型|方案|要点|纪要"
_TAIL = (
    r"(?:稿|提纲|材料|文章)?(?:[（(][^（）()]{1,20}[）)])?"
    r"(?:[一二三四五六七八九十\d]{0,2}|[（(]?之[一二三四五六七八九十]{1,2}[）)]?)"
)
_TITLE = re.compile(rf".*(?:{_KIND}){_TAIL}")
_WEAK_TITLE = re.compile(rf".*(?:{_WEAK}){_TAIL}")
# Whose report: xx县, 某市, 永州市2018年, 县公安局.
_SUBJECT = re.compile(
    r"[xX*＊×○□某]+[省市县区州旗]|平安[xX*＊×○□]|[\u4e00-\u9fff]{2}(?<![全我该各本上])(?:[省市县州盟旗镇乡区]|街道|[局院])(?![域级民])"
    r"|\d{4}年|自治[区州]"
)
# A heading inside a report, made of words that every report has: 基本情况, 主要做法和成效.
_PART = re.compile(
    r"(?:工作|主要|基本|典型|总体|整体|取得|成绩|的|存在|问题|开展|落实|推进|进展|完成|具体|情况|做法|经验|成效|亮点|特色|总结"
    r"|和|及|与|、|下一步|打算|组织|实施|方案|要点|材料|几点|体会|先进|创新|实践|启示|不足|困难|原因|分析|整改|背景|概况|今年|当前)+"
)
# So is what a report to a congress is parted by: 2021年工作回顾, 过去五年工作情况.
_REVIEW = re.compile(
    r"(?:(?:19|20)\d\d年度?|过去[一二三四五六七八九十]年|[一二三四五六七八九十]年来)的?(?:主要|全年)?工作"
    r"的?(?:主要|简要|基本|开展|完成)?(?:回顾|情况|成效)"
)
_COMPILATION = re.compile(r"汇编|合集|素材|选编|范文|[（(]\d{1,3}\s*篇[）)]|\d{1,3}篇$")
_ENTRY = re.compile(r"(?:\d{1,3}[.．、]|[（(]\d{1,3}[）)]|第\d{1,3}篇)\s*\S")
# Numbers that compilers put before a title: 第一篇, 【一】, 篇一：, 范文2：. 1. and （1） may be a heading's.
_ORDER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,3}篇|【[一二三四五六七八九十\d]{1,3}】|(?:篇|范文|材料|案例|文章)[一二三四五六七八九十\d]{1,3}(?=[:：\s、.．])"
    r"|之[一二三四五六七八九十]{1,2}[:：、])[:：\s、.．]*"
)
_FIGURE_ORDER = re.compile(
    r"(?:\d{1,3}[.．、](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|[一二三四五六七八九十]{1,3}、)\s*"
)
_SERIAL = re.compile(r"之[一二三四五六七八九十]{1,2}[）)]?$")
_LEADER = re.compile(r"[\s.．…·・—-]*[（(]?\d{1,4}[）)]?$")
_RUN_IN = re.compile(NUMBERED.pattern + r"\s*[^。！？\n]{4,40}[。！？]")
_BARE_RUN_IN = re.compile(
    r"(?=.{6,36}。)[^，,。！？；;：:“\d\n]{4,24}(?:，[^，,。！？；;：:\d\n]{4,24})?。(?=.{20})"
)
_FIRST_OF_ALL = re.compile(r"[一二三四五六七八九十]{1,2}是[^，,。！？；;：:\n]{4,20}。(?=.)")
_LETTERED = re.compile(r"[A-H](?=[\u4e00-\u9fff]{6})")
_STOP = re.compile(r"[，,。！？；：、]")
_NUMERAL = re.compile(r"[一二三四五六七八九十百\d]+")
_WORD = re.compile(r"\w")
_DATE = re.compile(
    r"[（(]?(?:\d{4}|[xX*]{4})年(?:(?:\d{1,2}|[xX*]{1,2})月(?:(?:\d{1,2}|[xX*]{1,2})日)?)?[）)]?"
)
_FIGURE = re.compile(r"\d[\d.,，]*\s*[万亿余多]*(?:[起件人名例宗元吨]|万?元|%|％|百分点)(?!员|民|次会议)")
_BESIDE_DATE = 14  # characters
_LONGEST = 60  # characters of a line that its file calls a heading
_SENTENCE_END = "。！？；，：、:;,"


def is_compilation_title(line: str) -> bool:
    """平安建设工作综述材料汇编（4篇） -> True."""
    return len(line) <= 60 and bool(_COMPILATION.search(line)) and line[-1] not in "。！？；，"


def is_title(line: str) -> bool:
    """Whether a line standing alone may be a title: 平安xx建设工作综述 -> True; 基本情况 -> False."""
    if not 4 <= len(line) <= TITLE_MAX or line[-1] in _SENTENCE_END or NUMBERED.match(line):
        return False
    if _PART.fullmatch(line) or _REVIEW.fullmatch(line) or is_compilation_title(line):
        return False
    if _SERIAL.search(line) and _WEAK_TITLE.fullmatch(line):
        return True
    return bool(_TITLE.fullmatch(line)) or is_owned(line, _WEAK_TITLE)


def is_owned(line: str, title: re.Pattern[str] = _TITLE) -> bool:
    """Whether a title says whose it is, and needs no blank line before it: 道县2019年工作总结 -> True."""
    return 8 <= len(line) <= TITLE_MAX and bool(title.fullmatch(line)) and bool(_SUBJECT.search(line))


def numbered_title(line: str) -> tuple[str, bool] | None:
    """The title behind a compiler's number, and whether the number alone makes it one.

    第一篇 道县工作总结 -> it, True; 3.道县工作总结 -> it, False; 3.加强工作总结 -> None.
    """
    if len(line) > TITLE_MAX + 8 or line[-1] in _SENTENCE_END:
        return None
    if order := _ORDER.match(line):
        rest = line[order.end() :]
        return (rest, True) if 4 <= len(rest) <= TITLE_MAX else None
    if order := _FIGURE_ORDER.match(line):
        rest = line[order.end() :]
        if rest and is_title(rest) and (is_owned(rest) or is_owned(rest, _WEAK_TITLE)):
            return rest, False
    return None


def unordered(title: str) -> str:
    """*title* without a compiler's number before it: 【一】道县工作总结 -> 道县工作总结."""
    order = _ORDER.match(title)
    return title[order.end() :] if order and len(title) - order.end() >= 4 else title


def is_contents_entry(line: str) -> bool:
    """1.推进平安建设综述（公安） -> True."""
    return len(line) <= 60 and bool(_ENTRY.match(line) or _ORDER.match(line)) and line[-1] not in "。！？；，"


def entry_title(line: str) -> str:
    """The title that an entry of a contents list names: 2.道县工作总结…………12 -> 道县工作总结."""
    rest = line
    if order := _ORDER.match(line) or _FIGURE_ORDER.match(line):
        rest = line[order.end() :]
    leader = _LEADER.search(rest)
    return rest[: leader.start()] if leader and re.search(r"[\s.．…·・—-]", leader.group()) else rest


def is_rule(line: str) -> bool:
    """Whether *line* is drawn, not written: ———— -> True."""
    return not _WORD.search(line)


def heading(line: str) -> str | None:
    """The heading that *line* is or begins with; None for plain prose.

    一、坚定正确政治方向 -> itself; 一、坚持目标导向，明确“怎么看”。以…… -> 一、坚持目标导向，明确“怎么看”。
    聚焦安全监管保社会平安。以…… -> 聚焦安全监管保社会平安。
    """
    if line.startswith("#"):
        return line.lstrip("#").strip() or None
    return _without_figure(_heading(line))


def _is_dated(line: str) -> bool:
    """Whether *line* is a date, with little beside it: （2021-12-16 来源：地方动态）."""
    return bool(_DATE.fullmatch(line)) or (any(dates(line)) and len(without_dates(line)) <= _BESIDE_DATE)


def _without_figure(heading: str | None) -> str | None:
    """*heading*, unless it gives a figure: 1.盗窃案件20起 is an item."""
    return None if heading is None or _FIGURE.search(heading) else heading


def _heading(line: str) -> str | None:
    ends = "。！？；，：、:—…" if NUMBERED.match(line) else "。！？；，：、:”—…"  # 三、呵护“花朵”
    if len(line) <= TITLE_MAX and line[-1] not in ends and "。" not in line:
        if line.startswith("——") or _is_dated(line) or is_rule(line):
            return None
        return line if NUMBERED.match(line) or not any(c in line for c in ",；;") else None
    if NUMBERED.match(line):
        run_in = _RUN_IN.match(line)
        return run_in.group(0) if run_in else None
    return None


def named(lines: list[str], kinds: Sequence[Kind] = ()) -> list[str | None]:
    """The heading that each of *lines* is or begins with, as heading() gives it, seen together.

    *kinds* says what the lines are in their file, if it does: a row is no heading, and a heading is one.

    Three paragraphs or more that each begin with a short sentence without figures
    (聚焦反诈宣传。按照…) begin with headings, if most paragraphs do. A line with nothing under it
    is an item of a list or a row of a table, and no heading.
    """
    found = [heading(line) if line.startswith("#") else _heading(line) for line in lines]
    run_in = _run_in({i: line for i, line in enumerate(lines) if found[i] is None and len(line) > 25})
    run_in |= _stuck(lines)
    found = [run_in.get(i, each) for i, each in enumerate(found)]
    items = _items(lines, found)
    found = [None if i in items else _without_figure(each) for i, each in enumerate(found)]
    for i, kind in enumerate(kinds):
        if kind == "row":
            found[i] = None
        elif kind in ("title", "heading") and len(lines[i]) <= _LONGEST and i + 1 < len(lines):
            found[i] = lines[i].lstrip("# ") or None
    return found


def _run_in(paragraphs: Mapping[int, str]) -> dict[int, str]:
    """The headings that *paragraphs*, by their lines, begin with: 聚焦反诈宣传。 where most begin so."""
    found = {i: match.group(0) for i, line in paragraphs.items() if (match := _FIRST_OF_ALL.match(line))}
    others = ((i, line) for i, line in paragraphs.items() if i not in found)
    bare = {i: match.group(0) for i, line in others if (match := _BARE_RUN_IN.match(line))}
    return found | bare if len(bare) >= 3 and len(bare) >= 0.5 * len(paragraphs) else found


def above(path: Sequence[str], heading: str) -> list[str]:
    """The headings of *path*, outermost first, that *heading* stands under: （三） stands under 一、."""
    style = _style(heading)
    for i, outer in enumerate(path):
        if _style(outer) == style:
            return list(path[:i])
    return list(path)


def _items(lines: list[str], found: list[str | None]) -> frozenset[int]:
    """The lines that look like headings, but follow each other without text between.

    Three and more of one kind are all items; of two, the first has nothing under it; and so has a
    line at the end, one before a heading of an outer level, and one that goes on a list.
    """
    items: set[int] = set()
    run: list[int] = []
    depth: dict[str, int] = {}  # of each kind of number, in the order in which they are met
    for i, line in enumerate([*lines, ""]):
        whole = i < len(lines) and _is_whole(line, found[i])
        if whole and run and _style(line) == _style(lines[run[-1]]):
            run.append(i)
            continue
        if run:
            outer = whole and depth.get(_style(line), len(depth)) < depth[_style(lines[run[-1]])]
            nothing = len(run) > 2 or outer or i == len(lines) or _goes_on_a_list(lines, run[0])
            items.update(run if nothing else run[:-1])
        run = [i] if whole else []
        if whole:
            depth.setdefault(_style(line), len(depth))
    return frozenset(items)


def _goes_on_a_list(lines: list[str], i: int) -> bool:
    """Whether line *i* is numbered as the short one before it, which is no heading: 4.…； | 5.…。"""
    before = lines[i - 1] if i else ""
    numbered = bool(_style(lines[i])) and _style(before) == _style(lines[i])
    return numbered and before[-1:] in "；;" and len(before) <= _LONGEST


def _is_whole(line: str, found: str | None) -> bool:
    return found is not None and len(found) >= len(line.lstrip("# "))


def _style(line: str) -> str:
    """How *line* is numbered: （三） -> （一）; "" if it is not."""
    number = NUMBERED.match(line)
    return _NUMERAL.sub("一", number.group()) if number else ""


def _stuck(lines: list[str]) -> dict[int, str]:
    """Lettered headings that lost the line break behind them, by index: C优化人居环境市场监管、城管….

    The headings of one report are set to one measure: where three lettered ones stand on lines of
    their own and most are of one length, the stuck one is taken to be as long.
    """
    lettered = {i: line for i, line in enumerate(lines) if _LETTERED.match(line)}
    own = [len(line) for line in lettered.values() if heading(line) == line]
    length, times = Counter(own).most_common(1)[0] if own else (0, 0)
    if len(own) < 3 or times < 0.6 * len(own) or len({line[0] for line in lettered.values()}) < len(lettered):
        return {}
    cut = {i: line[:length] for i, line in lettered.items() if len(line) > TITLE_MAX or "，" in line}
    return {i: found for i, found in cut.items() if not _STOP.search(found)}
