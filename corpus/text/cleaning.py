"""A file's blocks into clean lines: no advertising, no page furniture, broken lines joined.

Every line keeps the number of the file's line it began in; joining removes a line break and the
blanks around it, nothing else. What goes, goes by whole lines, but for paid markers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from corpus.files.blocks import Block, Kind, Kinds, Offsets, Places

# Whole lines that web pages and shops put around a text.
FURNITURE = re.compile(
    r"(?:微信)?扫一扫.{0,20}|本文(?:标题|链接|地址|来源|编辑)[:：].*|(?:链接|原文|下载)地址[:：].*|https?://\S+|www\.\S+"
    r"|版权声明[:：]?|微信(?:订阅号|公众号)|联系客服|上一[篇页](?:[:：].*)?|下一[篇页](?:[:：].*)?|返回(?:首页|顶部|目录|列表)"
    r"|打印本页|关闭窗口|点击(?:上方|下方|这里|下载|查看).{0,16}|(?:分享到|相关阅读|责任编辑|阅读原文|展开全文)[:：]?.{0,16}"
    r"|仅供(?:学习|参考|内部).{0,12}|.{0,12}(?:禁止|严禁)(?:外传|转载|传播).{0,12}|作者原创.{0,60}"
)
# Page numbers, which also part a sentence that goes on over the page: - 12 -, 第3页 共9页, 3/9, ·3·.
PAGE = re.compile(
    r"(?:第\s*\d+\s*页(?:\s*[/,，共]{1,2}\s*\d+\s*页?)?|[-—–－~·•]{1,2}\s*\d{1,4}\s*[-—–－~·•]{1,2}"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d+(?:\s*of\s*\d+)?|\d{1,4}\s*页)"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
# Words of selling, and words that sellers share with reports (某公司会计在QQ群中…). One word alone says
# nothing; in a line that tells of a case or of people (民警破获…案件) it takes four of the first.
_SELLS = (
    r"素材库|会员群|网盘|客服|代笔|代写|润笔|谨防假冒|永久(?:免费|更新|会员)|每日更新|更新材料|加微信|svip"
    r"|立享|免费赠送|实时分享|自建平台|不断迭代|倒卖会员"
)
_SHARED = r"会员|公众号|QQ群|微信群|订阅|加群|入群|扫码|添加微信|下载|素材|一键|优惠|付费"
_SELLING, _ANY_SELLING = re.compile(_SELLS), re.compile(f"{_SELLS}|{_SHARED}")
_TELLING = re.compile(
    r"破获|嫌疑人|民警|案件|派出所|法院|检察院|群众|全[省市县区州镇]|我[省市县区州局院]|该[省市县区州局院]"
)
MARKER = re.compile(r"##[A-Za-z]\w{1,19}##")
TERMINAL = "。！？!?；;：:…”’』」）)》】"
NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]+[章节部分篇]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|#{1,6}\s|[-*•]\s)"
)
# D for 党. Sure ones decide alone, the others three together; a group or a grade (D组, D级) is neither.
_SURE = re.compile(
    r"(?<=共产)D|(?<![A-Za-z0-9])D(?=的(?:十[八九]|二十|领导|建设|政治)|中央|委|总支|支部|风廉政|组织|员干部)"
)
_PARTY = re.compile(
    r"(?<=共产)D|(?<![A-Za-z0-9])D(?=[的建委员政史纪风群对和章校内外领课费务性规龄旗派]|组织|中央|总支|支部|小组|工委)"
    r"|(?<=[跟听爱入建向])D(?=[走话员的，。、])"
)
# Lettered sections (A…, B…, C…, D组织…): there a D at a line's beginning is a letter.
_LETTERED = re.compile(r"^[ \t　]*([ABC])(?=[\u4e00-\u9fff])", re.MULTILINE)
_LINE_D = re.compile(r"(^[ \t　]*)D(?=[\u4e00-\u9fff])", re.MULTILINE)
TITLE_MAX = 42  # characters; no heading of the reports seen is longer
_BLANKS = " \t\v\f　\ufeff\xa0"
_NO_BEGINNING = "，,、。；;：:！!？?）)》”’】」』%％"  # no line begins with these: it goes on


@dataclass(frozen=True, slots=True)
class Line:
    """One clean line, and the number (from 1) of the file's line it began in. "" is a blank line.

    *page* says that a page ended here: what stood here was its number or its running head.
    """

    text: str
    number: int
    indented: bool = False
    page: bool = False
    wrapped: bool = True
    kind: Kind = "paragraph"
    where: str = ""


class Clean(NamedTuple):
    """A clean text, and what its offsets lead to: lines of the file, kinds of lines, places in the file.

    Only lines that are no plain paragraph have a kind, only those of which the reader knew it a place.
    A line joined to the one before has an offset of its own: 犯罪嫌疑 + 人2283人 -> one line, two offsets.
    """

    text: str
    lines: Offsets
    kinds: Kinds
    places: Places


def clean(blocks: Sequence[Block]) -> Clean:
    """The clean text of a file that reads as *blocks*, one at least, each of one line."""
    raw = with_party(MARKER.sub("", "\n".join(block.text for block in blocks))).split("\n")
    lines = [
        Line(
            bare := text.strip(_BLANKS),
            number,
            indented=text[:1] in " \t　",
            page=not bare and "\f" in text,
            wrapped=block.wrapped,
            kind=block.kind,
            where=block.where,
        )
        for number, (text, block) in enumerate(zip(raw, blocks, strict=True), 1)
    ]
    return joined(without_advertising(without_pages(lines)))


def with_party(text: str) -> str:
    """*text* with D as 党, if it is written so: 中国共产D -> 中国共产党; D类网格 stays."""
    if "D" not in text or not (_SURE.search(text) or len(_PARTY.findall(text)) >= 3):
        return text
    letters = len(set(_LETTERED.findall(text))) >= 2
    if not letters:
        return _PARTY.sub("党", text)
    return "\n".join(
        line[: at.end()] + _PARTY.sub("党", line[at.end() :])
        if (at := _LINE_D.match(line))
        else _PARTY.sub("党", line)
        for line in text.split("\n")
    )


def without_pages(lines: list[Line]) -> list[Line]:
    """*lines* with page numbers and running heads made blank, and marked.

    A bare number is a page's if the bare numbers of the file rise one by one. A running head is a
    short line that stands next to a page's number or break more than once.
    """
    bare = [int(line.text) for line in lines if _BARE_NUMBER.fullmatch(line.text)]
    counted = len(bare) >= 3 and all(b - a == 1 for a, b in pairwise(bare))
    number = re.compile(f"{PAGE.pattern}|{_BARE_NUMBER.pattern}") if counted else PAGE
    kept = [
        Line("", line.number, page=True) if line.page or (line.text and number.fullmatch(line.text)) else line
        for line in lines
    ]
    full = [i for i, line in enumerate(kept) if line.text or line.page]
    beside = [
        i
        for before, i, after in zip([-1, *full], full, [*full[1:], -1], strict=False)
        if kept[i].text
        and len(kept[i].text) <= TITLE_MAX
        and any(n >= 0 and kept[n].page for n in (before, after))
    ]
    times = Counter(kept[i].text for i in beside)
    for i in beside:
        if times[kept[i].text] >= 2:
            kept[i] = Line("", kept[i].number, page=True)
    return kept


def without_advertising(lines: list[Line]) -> list[Line]:
    """*lines* with page furniture and advertising made blank.

    At the head of the file a block (lines between blank lines) goes as far as its last advertising
    line, at the foot from its first one on, if no prose stands in that part.
    """
    kept = [Line("", line.number) if is_advertising(line.text) else line for line in lines]
    for ends in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for block in blocks(lines, ends):
            sold = [at for at, i in enumerate(block) if not kept[i].text]
            outer = block[: sold[-1]] if sold else block
            if not sold or any(is_prose(lines[i].text) for i in outer if kept[i].text):
                break
            for i in outer:
                kept[i] = Line("", lines[i].number)
    return kept


def blocks(lines: list[Line], order: Iterable[int]) -> Iterator[list[int]]:
    """The indices of *lines* in *order*, grouped by blank lines."""
    block: list[int] = []
    for i in order:
        if lines[i].text:
            block.append(i)
        elif block:
            yield block
            block = []
    if block:
        yield block


def is_advertising(text: str) -> bool:
    """Whether *text* sells or belongs to the page: 【某素材库】……会员群 -> True."""
    if FURNITURE.fullmatch(text):
        return True
    words = set(_ANY_SELLING.findall(text))
    if len(words) < 2:
        return False
    selling = sum(1 for word in words if _SELLING.fullmatch(word))
    if _TELLING.search(text):
        return selling >= 4
    return selling >= 1 or len(text) <= TITLE_MAX


def is_prose(text: str) -> bool:
    return len(text) > 25 and text[-1] in TERMINAL


def joined(lines: list[Line]) -> Clean:
    """*lines* as one text in which wrapped lines broken in mid-sentence are whole again."""
    layout = Layout.of([line for line in lines if line.text and line.wrapped])
    out: list[str] = []
    begun: list[tuple[int, Line]] = []  # where each line begins in the text
    starts: list[tuple[int, Line]] = []  # of these, those that are not joined to the one before
    offset = 0
    previous = Line("", 0)
    gap = page = False  # since *previous*: a blank line, the end of a page
    for line in lines:
        if not line.text:
            gap, page = bool(out), page or line.page
            continue
        goes_on = (
            previous.wrapped
            and line.wrapped
            and bool(out)
            and (page or not gap)
            and layout.is_broken(previous.text, line, page=page)
        )
        if not goes_on:
            out.append("" if not out else "\n\n" if gap else "\n")
            offset += len(out[-1])
            starts.append((offset, line))
        begun.append((offset, line))
        out.append(line.text)
        offset += len(line.text)
        previous, gap, page = line, False, False
    if out and gap:
        out.append("\n")
    return Clean(
        "".join(out),
        tuple((offset, line.number) for offset, line in begun),
        tuple((offset, line.kind) for offset, line in starts if line.kind != "paragraph"),
        tuple((offset, line.where) for offset, line in starts if line.where),
    )


# A row of a table: | a | b |, a｜b, a    b    c, or 县区：临江区，立案：1286.
_PAIR = "[^，：。]{1,30}：[^，：。]{1,60}"
_ROW = re.compile(
    rf"^\|.*\|$|｜|\S(?:\t+|[ \u3000]{{2,}})\S+(?:\t+|[ \u3000]{{2,}})\S"
    rf"|^(?:{_PAIR}|[^，：。]{{1,30}})(?:，{_PAIR})+$"
)
_NARROWEST = 16  # characters; nothing is set narrower, short lines are rows or items


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file sets its lines: the length of a *full* one, and whether it *wraps* at it.

    *indents*: paragraphs are told by their indented first lines.
    """

    full: float
    longest: int
    wraps: bool
    indents: bool

    @classmethod
    def of(cls, texts: list[Line]) -> Layout:
        lengths = sorted(len(line.text) for line in texts)
        longest = lengths[(len(lengths) - 1) * 49 // 50] if lengths else 0  # but for a stray link
        # Text wrapped at a fixed width: most lines end open, or most of the full ones do.
        ends = [line.text[-1] not in TERMINAL for line in texts]
        full = [end for end, line in zip(ends, texts, strict=True) if len(line.text) >= 0.85 * longest]
        wraps = longest >= _NARROWEST and (
            (sum(ends) > 0.5 * len(ends) and median(lengths) <= 60)
            or (longest <= 60 and len(full) >= 3 and sum(full) > 0.5 * len(full))
        )
        indented = sum(line.indented for line in texts)
        return cls(
            full=0.8 * longest if wraps else TITLE_MAX,
            longest=longest,
            wraps=wraps,
            indents=wraps and 2 <= indented < 0.6 * len(texts),
        )

    def is_broken(self, line: str, following: Line, *, page: bool) -> bool:
        """Whether *line* breaks off in mid-sentence and *following*, on another *page* or not, goes on."""
        if following.text[0] in _NO_BEGINNING:
            return True
        if _ROW.search(line):
            return False
        if NUMBERED.match(following.text) or (self.indents and following.indented):
            return False
        if line[-1].isdigit() and following.text[0].isdigit():
            # Rows of figures must not run together into new ones; only a line filled to its end breaks one.
            return page or (self.wraps and len(line) >= 0.95 * self.longest)
        if line[-1] in TERMINAL:  # a full line may still end in a bracket: 依照《刑法》| 的规定
            return (
                self.wraps
                and len(line) >= self.full
                and line[-1] in "）)》】"
                and line[-2:-1] not in "。！？"
            )
        return line[-1] in "，,、" or len(line) >= self.full or _is_cut_off(line)


def _is_cut_off(line: str) -> bool:
    """Whether an open-ended line is no heading: 示范村(社 | 区), or two clauses and a third begun."""
    opened = any(line.count(a) > line.count(b) for a, b in ("()", "（）", "“”", "《》"))
    clauses = not NUMBERED.match(line) and len(line) >= 28 and len(re.findall("[，,]", line)) >= 2
    return opened or clauses
