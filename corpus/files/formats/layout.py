"""Visual lines of pages into paragraphs: running heads and page numbers out, broken lines joined."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.files.blocks import Block

EDGE = 0.12  # of the page's height, above and below: where running heads and page numbers stand
NUMBER = re.compile(  # — 3 —, 第3页, 第三页, 3/10, 第 3 页 共 10 页, iv
    r"[-—–－·\s]*(?:第\s*)?(?:\d{1,4}|[一二三四五六七八九十百]{1,5}|[ivxlc]{1,6})(?:\s*页)?"
    r"(?:\s*[/／,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·\s]*"
)
ENDS = tuple("。！？!?；;：:…”’」』")
ITEM = re.compile(
    r"第[一二三四五六七八九十百]+[章节部分篇条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳●■◆★▲•]"
)
UNBROKEN = re.compile(r"[“‘（《「『【(]*(?:[!-~]+|.)[，。、；：？！”’）》」』】…]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line and its box in points: x from the left, y from the top of page number *page*."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float  # height of its letters
    height: float  # of the page


def paragraphs(lines: Sequence[Line]) -> Iterator[Block]:
    """The paragraphs of *lines*, which come in reading order: 犯罪嫌疑/人2283人 -> one paragraph."""
    kept = without_furniture(rows(lines))
    margins = _margins(kept)
    words, page = "", 0
    for number, line in enumerate(kept):
        page = page if words else line.page
        words = _glued(words, line.text)
        following = kept[number + 1] if number + 1 < len(kept) else None
        if following is None or not goes_on(line, following, margins):
            yield Block(words, "row" if "｜" in words else "paragraph", f"第{page + 1}页")
            words = ""


def _glued(words: str, more: str) -> str:
    """*words* and *more* as if there had been no line break: hanzi touch, Latin words do not."""
    if re.search(r"[A-Za-z]-$", words) and re.match("[a-z]", more):
        return words[:-1] + more
    between = " " if re.search("[A-Za-z,;.]$", words) and re.match("[A-Za-z]", more) else ""
    return words + between + more


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """*lines* without what stands at the edge of several pages alike but for its digits, and page numbers.

    A number is a page's if nothing stands between it and the edge; a table may have one there, too.
    """
    pages = len({line.page for line in lines})
    edge = {(_shape(line), _band(line), line.page) for line in lines if _at_edge(line)}
    seen = Counter((shape, band) for shape, band, _ in edge if re.search(r"[^\W\d_]", shape))
    often = max(2, 0.4 * pages)  # left and right pages may have heads of their own
    kept = [line for line in lines if not (_at_edge(line) and seen[_shape(line), _band(line)] >= often)]
    tops: dict[int, float] = {}
    bottoms: dict[int, float] = {}
    for line in kept:
        tops[line.page] = min(line.top, tops.get(line.page, line.top))
        bottoms[line.page] = max(line.bottom, bottoms.get(line.page, line.bottom))
    return [
        line
        for line in kept
        if not (_at_edge(line) and NUMBER.fullmatch(line.text))
        or (line.top > tops[line.page] and line.bottom < bottoms[line.page])
    ]


def _at_edge(line: Line) -> bool:
    return line.bottom < EDGE * line.height or line.top > (1 - EDGE) * line.height


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", "".join(line.text.split()))


def _band(line: Line) -> int:
    """Which height of the page *line* stands at, in steps of a tenth of an inch or so."""
    return round(line.top / 8)


def rows(lines: Sequence[Line]) -> list[Line]:
    """*lines* with the cells of one table row, drawn as several lines, as one: 临江区｜1286｜2734."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        if before is not None and _beside(before, line):
            text = f"{before.text}｜{line.text}"
            top, bottom = min(before.top, line.top), max(before.bottom, line.bottom)
            out[-1] = Line(text, line.page, before.left, line.right, top, bottom, before.size, line.height)
        else:
            out.append(line)
    return out


def _beside(line: Line, following: Line) -> bool:
    overlap = min(line.bottom, following.bottom) - max(line.top, following.top)
    same = line.page == following.page and overlap > 0.6 * min(line.size, following.size)
    return same and following.left > line.right + 0.5 * line.size and "。" not in line.text


def _margins(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """(left, right) of each column: where many lines begin, and how far those reach.

    A left edge within six letters of one further left is the indent of first lines.
    """
    at: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        at[round(line.left / 4)].append(line)
    often = sorted(place for place, there in at.items() if len(there) >= max(2, 0.08 * len(lines)))
    columns: list[tuple[float, float]] = []
    for place in often:
        left = min(line.left for line in at[place])
        size = max(line.size for line in at[place])
        if not columns or left > columns[-1][0] + 6 * size:
            columns.append((left, 0.0))
    for number, (left, _) in enumerate(columns):
        end = columns[number + 1][0] if number + 1 < len(columns) else float("inf")
        rights = sorted(line.right for line in lines if left - line.size <= line.left < end)
        columns[number] = (left, rights[int(0.9 * (len(rights) - 1))])
    return columns


def goes_on(line: Line, following: Line, margins: Sequence[tuple[float, float]]) -> bool:
    """Whether *following* continues the paragraph of *line*: it is full, the next not indented."""
    if "｜" in line.text or "｜" in following.text or abs(line.size - following.size) > 0.15 * line.size:
        return False
    right = _column(line, margins)[1]
    left = _column(following, margins)[0]
    # Full is a line that had no room for what the next begins with: 下降 / 14.6%和19.8%
    room = right - line.right
    if room > _unbroken(following) + 0.7 * line.size or following.left > left + 0.8 * following.size:
        return False
    if line.page == following.page and 0 < following.top - line.bottom > 1.3 * line.size:
        return False
    return not (ITEM.match(following.text) and (line.text.endswith(ENDS) or ITEM.match(line.text)))


def _unbroken(line: Line) -> float:
    """About how wide the first part of *line* is that no line break may part: “14.6%， -> 4 letters."""
    first = UNBROKEN.match(line.text)
    return line.size * sum(0.55 if char.isascii() else 1.0 for char in first[0]) if first else 0.0


def _column(line: Line, margins: Sequence[tuple[float, float]]) -> tuple[float, float]:
    fitting = [column for column in margins if column[0] <= line.left + line.size]
    return fitting[-1] if fitting else (line.left, line.right)
