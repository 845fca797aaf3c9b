"""A file's blocks into clean lines: no advertising, no page furniture.

Every line keeps the number of the file's line it is. What goes, goes by whole lines, but for paid markers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.files.blocks import Block, Kind
from corpus.text import bounding, furniture, masking

# Whole lines that shops and apps put around a text, beside those that furniture.tsv knows by their words.
_WRAPPING = re.compile(
    r"(?:微信)?扫一扫.{0,20}|https?://\S+|www\.\S+|微信(?:订阅号|公众号)|联系客服"
    r"|点击(?:上方|下方|这里|下载|查看).{0,16}|作者原创.{0,60}"
)
# Lines of confidentiality, made of nothing but such words: 内部资料 严禁外传.
CONFIDENTIAL = re.compile(
    r"(?=.*(?:外传|转载|传播|翻印|复制|仅供))(?:内部|文件|资料|材料|文稿|参考|使用|学习|交流|阅知|仅供|仅限|严禁|禁止|不得"
    r"|请勿|谢绝|切勿|未经|许可|同意|授权|擅自|任何|形式|外传|转载|传播|翻印|复制|违者|必究|追责|注意|保密|妥善|保管|保存|秘密"
    r"|机密|绝密|本|以|的|并|及|和|[\s★※◆—\-·、，,。！!：:；;（）()【】\[\]《》“”…])+"
)
# Page numbers, which also part a sentence that goes on over the page: - 12 -, 第3页 共9页, 3/9, ·3·.
PAGE = re.compile(
    r"(?:第\s*\d+\s*页(?:\s*[/,，共]{1,2}\s*\d+\s*页?)?|[-—–－~·•]{1,2}\s*\d{1,4}\s*[-—–－~·•]{1,2}"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d+(?:\s*of\s*\d+)?|\d{1,4}\s*页)"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_SHORTEST_PAGE = 30  # characters between two page numbers
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
MOST_OF_A_SIGN = 4  # lines of a shop beside those that sell: its name, a number to call
LONGEST_SIGN = 60  # characters
_FIGURE = re.compile(rf"\d[万亿余]*[{masking.UNITS}]")
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


@dataclass(frozen=True, slots=True)
class Line:
    """One clean line, and the number (from 1) of the file's line it began in. "" is a blank line.

    *page* says that a page ended here: what stood here was its number or its running head.
    """

    text: str
    number: int
    indent: str = ""  # the blanks before it
    page: bool = False
    wrapped: bool = True
    parted: bool = False  # from the line before, which was too long
    kind: Kind = "paragraph"
    where: str = ""


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The clean lines of a file that reads as *blocks*, one at least, each of one line.

    Raises UnreadableDocument for what is no text: see `bounding`.
    """
    raw = with_party(MARKER.sub("", "\n".join(block.text for block in blocks))).split("\n")
    lines = [
        line
        for number, (text, block) in enumerate(zip(raw, blocks, strict=True), 1)
        for line in _parted(text, number, block)
    ]
    return without_advertising(without_pages(lines))


def _parted(text: str, number: int, block: Block) -> Iterator[Line]:
    """The line of *block*, whose *text* is without markers; several lines if it is too long for one."""
    bare = text.strip(_BLANKS)
    for at, piece in enumerate(bounding.pieces(bare)):
        yield Line(
            piece.strip(_BLANKS),
            number,
            indent="" if at else text[: len(text) - len(text.lstrip(_BLANKS))],
            page=not bare and "\f" in text,
            wrapped=block.wrapped,
            parted=at > 0,
            kind=block.kind,
            where=block.where,
        )


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
    """*lines* with page numbers and running heads made blank, and marked; only wrapped lines can be such.

    A bare number is a page's if the bare numbers of the file rise one by one, and none stands next to
    another as the cells of a table do. A running head is a short line that stands next to a page's number
    or break more than once.
    """
    number = re.compile(f"{PAGE.pattern}|{_BARE_NUMBER.pattern}") if _counts_pages(lines) else PAGE
    kept = [
        Line("", line.number, page=True)
        if line.page or (line.text and line.wrapped and number.fullmatch(line.text))
        else line
        for line in lines
    ]
    beside = _beside_pages(kept)
    times = Counter(kept[i].text for i in beside)
    for i in beside:
        if times[kept[i].text] >= 2:
            kept[i] = Line("", kept[i].number, page=True)
    return kept


def _counts_pages(lines: list[Line]) -> bool:
    """Whether the bare numbers of the file rise one by one, with text between them."""
    bare = [i for i, line in enumerate(lines) if line.wrapped and _BARE_NUMBER.fullmatch(line.text)]
    return len(bare) >= 3 and all(
        int(lines[j].text) - int(lines[i].text) == 1
        and sum(len(line.text) for line in lines[i + 1 : j]) >= _SHORTEST_PAGE
        for i, j in pairwise(bare)
    )


def _beside_pages(lines: list[Line]) -> list[int]:
    """The indices of the short lines that stand next to a page's number or break."""
    full = [i for i, line in enumerate(lines) if line.text or line.page]
    pages = [False, *(lines[i].page for i in full), False]
    return [
        i
        for i, before, after in zip(full, pages, pages[2:], strict=False)
        if (before or after) and lines[i].text and lines[i].wrapped and len(lines[i].text) <= TITLE_MAX
    ]


def without_advertising(lines: list[Line]) -> list[Line]:
    """*lines* with page furniture and advertising made blank.

    At the head of the file a block (lines between blank lines) goes as far as its last line that sells,
    at the foot from its first one on, if that part is no longer than a shop's sign and holds no text.
    Nothing goes where nothing would be left.
    """
    kept = [Line("", line.number) if is_advertising(line.text) else line for line in lines]
    for ends in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for block in blocks(lines, ends):
            for i in _sign(block, lines, kept):
                kept[i] = Line("", lines[i].number)
            if any(kept[i].text for i in block):
                break
    return kept if any(line.text for line in kept) else lines


def _sign(block: list[int], lines: list[Line], kept: list[Line]) -> list[int]:
    """What is kept before the last line of *block* that sells, if no longer than a shop's sign, nor text."""
    sold = [at for at, i in enumerate(block) if not kept[i].text and is_selling(lines[i].text)]
    outer = [i for i in block[: sold[-1]] if kept[i].text] if sold else []
    return [] if len(outer) > MOST_OF_A_SIGN or any(is_text(lines[i]) for i in outer) else outer


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


def is_furniture(text: str) -> bool:
    """Whether *text* belongs to the page alone; a breadcrumb does not, it says whose page it is."""
    return bool(_WRAPPING.fullmatch(text)) or (furniture.is_page(text) and not furniture.is_crumb(text))


def is_advertising(text: str) -> bool:
    """Whether *text* sells or belongs to the page: 【某素材库】……会员群 -> True."""
    if is_furniture(text) or (len(text) <= LONGEST_SIGN and CONFIDENTIAL.fullmatch(text)):
        return True
    return is_selling(text)


def is_selling(text: str) -> bool:
    """Whether *text* sells: 自建平台、实时分享，欢迎订阅 -> True."""
    words = set(_ANY_SELLING.findall(text))
    if len(words) < 2:
        return False
    selling = sum(1 for word in words if _SELLING.fullmatch(word))
    if _TELLING.search(text):
        return selling >= 4
    return selling >= 1 or len(text) <= TITLE_MAX


def is_text(line: Line) -> bool:
    """Whether *line* is the file's own: a row, prose, or a line that gives a figure and its unit."""
    prose = len(line.text) > 25 and line.text[-1] in TERMINAL
    return prose or line.kind != "paragraph" or _FIGURE.search(line.text) is not None
