"""Visual lines of pages into blocks: running heads and page numbers out, broken lines joined, tables read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.files import tables
from corpus.files.blocks import Block, Kind
from corpus.files.formats import aligned
from corpus.files.formats.pages import Line, Table, glued
from corpus.files.formats.runs import Left

EDGE = 0.12  # of the page's height, above and below: where running heads and page numbers stand
NUMBER = re.compile(  # — 3 —, 第3页, 第三页, 3/10, 第 3 页 共 10 页, iv
    r"[-—–－·\s]*(?:第\s*)?(?:\d{1,4}|[一二三四五六七八九十百]{1,5}|[ivxlc]{1,6})(?:\s*页)?"
    r"(?:\s*[/／,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·\s]*"
)
ENDS = tuple("。！？!?；;：:…”’」』")
ITEM = re.compile(
    r"第[一二三四五六七八九十百]+[章节部分篇条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}(?:、|[.．](?!\d))|[①-⑳●■◆★▲•]"
)
UNBROKEN = re.compile(r"[“‘（《「『【(]*(?:[!-~]+|.)[，。、；：？！”’）》」』】…]*")
# What stands in larger letters than the title: the name of a paper, not of a report.
LETTERHEAD = re.compile(
    r"[^\d]{0,40}(?:文\s*件|简\s*报|快\s*报|专\s*报|通\s*报|信\s*息|动\s*态|内\s*参|公\s*报)(?:〔.*)?"
)
LARGE, LARGER = 1.2, 1.08  # than the letters of the text: a title, a heading
FINE = 0.88  # of the letters of the text: notes at the foot of a page
FOOT = 0.6  # of the page's height: notes stand below it
LONGEST_TITLE, LONGEST_HEADING = 60, 42
FEWEST_BROKEN = 3  # lines that end at one place in mid-sentence
FEWEST_COUNTED = 5  # lines of one length that show where a program breaks them
DIGIT, NEAR = 0.6, 6.0  # letters: how wide a digit is at most, and so near the edge a line may be full
REACHED = 0.6  # of the page's width: so far lines of its last column reach
REPEATED = 0.6  # of the pages: what stands on so many at one place, and no table does, is a watermark


def blocks(lines: Sequence[Line], left: Left) -> Iterator[Block]:
    """The blocks of *lines*, which come in reading order: 犯罪嫌疑/人2283人 -> one paragraph.

    *left* counts tables that have no ruling lines and watermarks.
    """
    kept = aligned.gathered(without_watermarks(without_furniture(aligned.rows(lines)), left), left)
    sizes = _Sizes.of(kept)
    text, notes = sizes.parted(kept)
    margins = {
        recognised: _Margins.of([line for line in text if line.page.is_recognised == recognised])
        for recognised in (False, True)
    }
    said, number = "", 0
    runs = list(_runs(text, margins, sizes))
    torn = {at for at, _ in runs[1:] if _may_be_torn(text[at - 1], text[at], margins)}
    for start, end in runs:
        run = text[start:end]
        if run[0].is_row:
            number += 1
            told = list(_table(run, said, number, left))
        else:
            words = ""
            for line in run:
                words = glued(words, line.text)
            wrapped = not torn.isdisjoint((start, end))
            told = [Block(words, sizes.kind(run[0]), run[0].page.where, wrapped)]
        yield from told
        said = told[-1].text if told else said
        for place in range(start, end):
            yield from notes.pop(place, ())


def _runs(
    lines: Sequence[Line], margins: Mapping[bool, _Margins], sizes: _Sizes
) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph and each table in *lines*."""
    start = 0
    for at in range(1, len(lines)):
        if not _belongs(lines[at - 1], lines[at], margins[lines[at].page.is_recognised], sizes):
            yield start, at
            start = at
    if lines:
        yield start, len(lines)


def _belongs(line: Line, following: Line, margins: _Margins, sizes: _Sizes) -> bool:
    if line.table is not None and following.table is not None:
        return _continues(line, line.table, following, following.table)
    if line.is_row or following.is_row:
        near = line.page == following.page and following.top - line.bottom < 2.5 * following.size
        return len(line.cells) > 1 and len(following.cells) > 1 and near
    if sizes.kind(line) == "title":
        near = line.page == following.page and following.top - line.bottom < 1.5 * line.size
        return near and sizes.kind(following) == "title" and sizes.is_centred(line)
    return goes_on(line, following, margins)


def _continues(line: Line, table: Table, following: Line, other: Table) -> bool:
    """Whether a table goes on at the top of the next page: its columns are the same."""
    if following.page.number != line.page.number + 1 or len(table.xs) != len(other.xs):
        return False
    moved = other.xs[0] - table.xs[0]
    return all(abs(b - a - moved) < 6 for a, b in zip(table.xs, other.xs, strict=True))


def _table(run: Sequence[Line], above: str, number: int, left: Left) -> Iterator[Block]:
    """The rows of a table, ruled or only aligned; rows that do not stand in columns side by side."""
    parts = [line.table for line in run if line.table is not None]
    if not parts:
        if len(run) > 1:
            left.add("处并排的文字没有分出行列，按文字收入")
        yield from (Block(line.text, "row", line.page.where) for line in run)
        return
    grid = [row for table in parts for row in table.rows]
    pages = [page for table in parts for page in table.pages]
    yield from tables.blocks(grid, where=lambda at: f"{pages[at].where}表{number}第{at + 1}行", above=above)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How large the letters of the text are, and those of its title: 0.0 where none are larger."""

    text: float
    title: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Sizes:
        plain = [line for line in lines if not line.is_row]
        letters = sorted((line.size, len(line.text)) for line in plain)
        half, seen, text = sum(length for _, length in letters) / 2, 0, 0.0
        for size, length in letters:
            seen += length
            if seen >= half:
                text = size
                break
        first = [line for line in plain if line.page.number == 0 and len(line.text) <= LONGEST_TITLE]
        named = [line for line in first if not LETTERHEAD.fullmatch(line.text)]
        over = any(line.size >= LARGE * text for line in first if LETTERHEAD.fullmatch(line.text))
        title = max((line.size for line in named), default=0.0)
        return cls(text, title if title >= (LARGER if over else LARGE) * text else 0.0)

    def kind(self, line: Line) -> Kind:
        """What *line* is by its size."""
        as_large = bool(self.title) and abs(line.size - self.title) <= 0.04 * self.title
        is_section = ITEM.match(line.text) is not None or line.text[0] in "【["
        if as_large and len(line.text) <= LONGEST_TITLE and not is_section:
            return "title"
        ends = line.text[-1] in "。；，"
        return (
            "heading"
            if line.size >= LARGER * self.text and len(line.text) <= LONGEST_HEADING and not ends
            else "paragraph"
        )

    def is_centred(self, line: Line) -> bool:
        return abs(line.left - (line.page.width - line.right)) < 2.5 * line.size

    def parted(self, lines: Sequence[Line]) -> tuple[list[Line], dict[int, list[Block]]]:
        """The lines of the text, and the notes at the foot of pages by the last line before them."""
        text: list[Line] = []
        notes: dict[int, list[Block]] = defaultdict(list)
        for page in _pages(lines):
            end = len(page)
            while end and self._is_note(page[end - 1]):
                end -= 1
            end = end if end else len(page)
            text += page[:end]
            for line in page[end:]:
                told = notes[len(text) - 1]
                if told and not _begins_note(line.text):
                    told[-1] = replace(told[-1], text=glued(told[-1].text, line.text))
                else:
                    told.append(Block(line.text, "note", line.page.where))
        return text, notes

    def _is_note(self, line: Line) -> bool:
        return not line.is_row and line.size <= FINE * self.text and line.top > FOOT * line.page.height


def _begins_note(text: str) -> bool:
    return re.match(r"\d{1,2}(?=\D)|[①-⑳]|[\[［【〔]\d|[*＊※]|注", text) is not None


def _pages(lines: Sequence[Line]) -> Iterator[list[Line]]:
    page: list[Line] = []
    for line in lines:
        if page and line.page != page[-1].page:
            yield page
            page = []
        page.append(line)
    if page:
        yield page


def without_watermarks(lines: Sequence[Line], left: Left) -> list[Line]:
    """*lines* without what stands at one place on most pages and is drawn over the text: 内部资料."""
    pages = len({line.page for line in lines})
    places = Counter(map(_place, lines))
    often = {place for place, times in places.items() if times > 1 and times >= REPEATED * pages}
    over = {_place(line) for line in lines if _place(line) in often and _is_over(line, lines)}
    kept = [line for line in lines if line.is_row or _place(line) not in over]
    if len(kept) < len(lines):
        left.add("种水印没有收入")
    return kept


def _place(line: Line) -> tuple[str, int, int]:
    return line.text, round(line.left / 8), _band(line)


def _is_over(line: Line, lines: Sequence[Line]) -> bool:
    """Whether *line* is drawn over another line of its page."""
    return any(
        other is not line
        and other.page == line.page
        and min(line.right, other.right) - max(line.left, other.left) > line.size
        and min(line.bottom, other.bottom) - max(line.top, other.top) > 0.3 * min(line.size, other.size)
        for other in lines
    )


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
        page = line.page.number
        tops[page] = min(line.top, tops.get(page, line.top))
        bottoms[page] = max(line.bottom, bottoms.get(page, line.bottom))
    return [
        line
        for line in kept
        if not (_at_edge(line) and NUMBER.fullmatch(line.text))
        or (line.top > tops[line.page.number] and line.bottom < bottoms[line.page.number])
    ]


def _at_edge(line: Line) -> bool:
    high = line.page.height
    return line.table is None and (line.bottom < EDGE * high or line.top > (1 - EDGE) * high)


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", "".join(line.text.split()))


def _band(line: Line) -> int:
    """Which height of the page *line* stands at, in steps of a tenth of an inch or so."""
    return round(line.top / 8)


@dataclass(frozen=True, slots=True)
class _Margins:
    """(left, right) of each column: where many lines begin, and how far those reach.

    *letters*: of a full line, where a program has broken the text after so many characters; else 0.
    """

    columns: tuple[tuple[float, float], ...]
    letters: int = 0

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Margins:
        """The margins of *lines*; a left edge within six letters of one further left is an indent."""
        plain = [line for line in lines if not line.is_row]
        lefts = _lefts(plain)
        columns = (
            (
                left,
                _right([line for line in plain if _begins_at(line, left)], left, is_last=left == lefts[-1]),
            )
            for left in lefts
        )
        return cls(tuple(columns), _letters(plain))

    def column(self, line: Line) -> tuple[float, float]:
        """The column that *line* stands in."""
        fitting = [column for column in self.columns if column[0] <= line.left + line.size]
        return fitting[-1] if fitting else (line.left, line.right)


def _lefts(lines: Sequence[Line]) -> list[float]:
    """Where many of *lines* begin, but for indents."""
    at: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        at[round(line.left / 4)].append(line)
    lefts: list[float] = []
    for _, there in sorted(at.items()):
        left, size = min(line.left for line in there), median(line.size for line in there)
        often = len(there) >= max(2, 0.08 * len(lines))
        if often and (not lefts or left > lefts[-1] + 6 * size):
            lefts.append(left)
    return lefts


def _letters(lines: Sequence[Line]) -> int:
    """The letters of a full line of a program that breaks the text after so many, else 0."""
    letters, times = Counter(len(line.text) for line in lines).most_common(1)[0] if lines else (0, 0)
    if times < max(FEWEST_COUNTED, 0.4 * len(lines)) or any(len(line.text) > letters for line in lines):
        return 0
    reaching = (line for line in lines if line.right > REACHED * line.page.width)
    return letters if any(len(line.text) == letters for line in reaching) else 0


def _begins_at(line: Line, left: float) -> bool:
    """Whether *line* begins at the left edge of a column, indented perhaps; a centred title does not."""
    return left - line.size <= line.left <= left + 6 * line.size


def _right(lines: Sequence[Line], left: float, *, is_last: bool) -> float:
    """Where full lines of a column end; nowhere if none seems to be broken for want of room.

    The margins of a page are alike, or else several lines break off in mid-sentence at one place, which
    in the last column is not far from the page's edge.
    """
    edge = sorted(line.right for line in lines)[-1 - len(lines) // 10]  # but for stray ones
    near = [line for line in lines if line.right > edge - 1.2 * line.size]
    alike = any(edge > line.page.width - left - 3 * line.size for line in near)
    broken = sum(1 for line in near if not line.text.endswith(ENDS))
    has_room = is_last and all(edge < REACHED * line.page.width for line in near)
    return edge if alike or (broken >= FEWEST_BROKEN and not has_room) else float("inf")


def goes_on(line: Line, following: Line, margins: _Margins) -> bool:
    """Whether *following* continues the paragraph of *line*: it is full, the next not indented."""
    if line.is_row or following.is_row or abs(line.size - following.size) > 0.15 * line.size:
        return False
    right = margins.column(line)[1]
    left = margins.column(following)[0]
    # Full is a line that had no room for what the next begins with: 下降 / 14.6%和19.8%
    # Full is a line that had no room for what the next begins with: 下降 / 14.6%和19.8%; in the midst of a
    # figure, for one digit more.
    needed = DIGIT * line.size if _figures_meet(line, following) else _unbroken(following) + 0.7 * line.size
    full = right - line.right <= needed or len(line.text) == margins.letters
    if not full or following.left > left + 0.8 * following.size:
        return False
    if line.page == following.page and 0 < following.top - line.bottom > 1.3 * line.size:
        return False
    return not ITEM.match(following.text)


def _figures_meet(line: Line, following: Line) -> bool:
    return line.text[-1:].isdigit() and following.text[:1].isdigit()


def _may_be_torn(line: Line, following: Line, margins: Mapping[bool, _Margins]) -> bool:
    """Whether a figure at the end of *line*, near the edge, may go on in *following*, which is not joined."""
    if line.is_row or following.is_row or not _figures_meet(line, following):
        return False
    right = margins[line.page.is_recognised].column(line)[1]
    return right - line.right < NEAR * line.size


def _unbroken(line: Line) -> float:
    """About how wide the first part of *line* is that no line break may part: “14.6%， -> 4 letters."""
    first = UNBROKEN.match(line.text)
    return line.size * sum(0.55 if char.isascii() else 1.0 for char in first[0]) if first else 0.0
