"""A file's text into clean lines: no advertising, no page furniture, broken lines joined.

Every line keeps the number of the file's line it began in; joining removes a line break and the
blanks around it, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

# Whole lines that web pages and shops put around a text.
FURNITURE = re.compile(
    r"(?:微信)?扫一扫.{0,20}|本文(?:标题|链接|地址)[:：].*|(?:链接|原文)地址[:：].*|https?://\S+|版权声明[:：]?"
    r"|微信(?:订阅号|公众号)|联系客服|上一篇[:：].*|下一篇[:：].*|返回(?:首页|顶部|目录)|打印本页|关闭窗口"
    r"|第\s*\d+\s*页(?:\s*[/共]\s*\d+\s*页?)?|[-—－]\s*\d{1,4}\s*[-—－]|\d{1,4}\s*/\s*\d{1,4}"
    r"|仅供(?:学习|参考|内部).{0,12}|.{0,12}(?:禁止|严禁)(?:外传|转载|传播).{0,12}|作者原创.{0,60}"
)
# Words of selling. One of them may stand in a report (某公司会计在QQ群中…); two in a line do not.
SELLING = re.compile(
    r"素材库|会员|公众号|QQ群|微信群|网盘|客服|代笔|代写|订阅|倒卖|加群|入群|加微信|扫码|添加微信|素材|下载|谨防假冒"
    r"|永久(?:免费|更新)|每日更新|更新材料|润笔|付费|优惠|永久会员|实时分享|自建平台|不断迭代"
)
MARKER = re.compile(r"##\w{2,20}##")
TERMINAL = "。！？!?；;：:…”’』」）)》】"
NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]+[章节部分篇]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|#{1,6}\s|[-*•]\s)"
)
PARTY = re.compile(r"(?<![A-Za-z0-9])D(?=[的建委组员政史纪风群对和章校内外领课费务])")
TITLE_MAX = 42  # characters; no heading of the reports seen is longer


@dataclass(frozen=True, slots=True)
class Line:
    """One clean line, and the number (from 1) of the file's line it began in. "" is a blank line."""

    text: str
    number: int


def clean(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The clean text of a file, and (offset, line number) pairs that lead back to its lines.

    A line joined to the one before adds a pair of its own: "犯罪嫌疑" + "人2283人" -> one line, two pairs.
    """
    raw = MARKER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(PARTY.findall(raw)) >= 3:  # one D may be a section's letter; three before 的建委组… are 党
        raw = PARTY.sub("党", raw)
    lines = [Line(line.strip(" \t　﻿\xa0"), number) for number, line in enumerate(raw.split("\n"), 1)]
    return joined(without_advertising(lines))


def without_advertising(lines: list[Line]) -> list[Line]:
    """*lines* with page furniture and advertising made blank.

    A block (lines between blank lines) at the head or foot of the file goes whole if it has an
    advertising line and no sentence of prose.
    """
    kept = [Line("", line.number) if is_advertising(line.text) else line for line in lines]
    for ends in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for block in blocks(lines, ends):
            sold = [i for i in block if lines[i].text and not kept[i].text]
            if not sold or any(is_prose(lines[i].text) for i in block if kept[i].text):
                break
            for i in block:
                kept[i] = Line("", lines[i].number)
    return kept


def blocks(lines: list[Line], order: Iterable[int]) -> Iterable[list[int]]:
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
    return bool(FURNITURE.fullmatch(text)) or len(set(SELLING.findall(text))) >= 2


def is_prose(text: str) -> bool:
    return len(text) > 25 and text[-1] in TERMINAL


def joined(lines: list[Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """*lines* as one text in which lines broken in mid-sentence are whole again."""
    lengths = [len(line.text) for line in lines if line.text]
    open_ends = sum(1 for line in lines if line.text and line.text[-1] not in TERMINAL)
    # Text wrapped at a fixed width: most lines end open, and a full line is no heading.
    wrapped = bool(lengths) and open_ends > 0.5 * len(lengths) and median(lengths) <= 60
    full = 0.8 * max(lengths, default=0) if wrapped else TITLE_MAX
    out: list[str] = []
    pairs: list[tuple[int, int]] = []
    offset = 0
    previous = ""
    for line in lines:
        if not line.text and (not previous or not out):
            previous = ""
            continue
        if not (previous and line.text and is_broken(previous, line.text, full)) and out:
            out.append("\n")
            offset += 1
        if line.text:
            pairs.append((offset, line.number))
        out.append(line.text)
        offset += len(line.text)
        previous = line.text
    return "".join(out), tuple(pairs)


def is_broken(line: str, following: str, full: float) -> bool:
    """Whether *line* breaks off in mid-sentence and *following* goes on with it."""
    if line[-1] in TERMINAL or NUMBERED.match(following):
        return False
    if line[-1] in "，,、":
        return True
    return len(line) >= full
