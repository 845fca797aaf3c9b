"""A document's text into articles, their sections, and passages.

    for article in articles(text): for passage in passages(...): ...

Cutting loses nothing: the passages of an article, in order, hold every character of it that is
not blank or heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.articles import boundaries, headings, titles
from corpus.articles.doubts import contradictions
from corpus.articles.foot import Foot, foot
from corpus.articles.head import Head
from corpus.articles.lines import Line, lines
from corpus.document import Article, Passage, Section
from corpus.files.blocks import Kinds
from corpus.places.gazetteer import Mention, Place, gazetteer, highest
from corpus.text.cleaning import NUMBERED
from corpus.text.sentences import Span, sentences

LONGEST = 300  # characters of a passage; a single longer sentence stays whole
UNTITLED = 1200  # characters from which on an untitled stretch may hold several articles
_NO_LETTER = re.compile(r"[\W\d_xX〇零]+")
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]{1,2}、")


@dataclass(frozen=True, slots=True)
class Part:
    """An article of a text: its head and foot, and where its text stands without them.

    `document` is the head of the document, where that is not its own.
    """

    head: Head
    start: int
    end: int
    foot: Foot = field(default_factory=Foot)
    document: Head = field(default_factory=Head)

    @property
    def title(self) -> str | None:
        return self.head.title


Parts = tuple[Part, ...]


def parts(
    text: str, kinds: Kinds = (), known: str | None = None, anchors: frozenset[str] = frozenset()
) -> Parts:
    """Each article in *text*, in order.

    *kinds* says what its lines are in the file, *known* is a title that the file gives outside its text.
    *anchors* are first paragraphs of articles known from other documents: an untitled
    compilation that holds one of them is cut there.
    """
    all_lines = list(lines(text, kinds))
    groups = titles.grouped(all_lines, known)
    filled = [group for group in groups if group.lines]
    found: list[Part] = []
    outer = groups[0].head
    if filled[:1] == groups[:1] and not _opens(groups[0]):  # its title is its own article's alone
        outer = replace(outer, title=None, spans=(), number=None)
    for group in filled:
        cut = [_without_foot(part, all_lines) for part in _cut(group, anchors, alone=len(filled) == 1)]
        own = 1 if group is groups[0] else 0
        found += [*cut[:own], *(replace(part, document=outer) for part in cut[own:])]
    if not found and all_lines:
        whole = Part(groups[0].head, all_lines[0].start, all_lines[-1].end)
        found.append(_without_foot(whole, all_lines))
    return tuple(found)


def _cut(group: titles.Group, anchors: frozenset[str], *, alone: bool) -> Iterator[Part]:
    """The articles among the lines of one title."""
    body = group.lines
    size = body[-1].end - body[0].start
    if _opens(group) and (size < 80 or (not alone and size < 200)):
        return  # a compilation's title and preface
    if group.title is not None:
        body, *others = titles.moved(_runs(body))
        yield Part(group.head, body[0].start, body[-1].end)
        yield from _titled(titles.taken(others))
        return
    cut = list(_parts(body, anchors)) if size >= UNTITLED else [body]
    first, *rest = titles.taken(titles.moved(cut))
    yield Part(replace(group.head, title=first[0]), first[1][0].start, first[1][-1].end)
    yield from _titled(rest)


def _opens(group: titles.Group) -> bool:
    """Whether *group* is what stands before the first article of a compilation."""
    return group.opens or headings.is_compilation_title(group.title or "")


def _titled(taken: Iterable[tuple[str | None, list[Line]]]) -> Iterator[Part]:
    return (Part(Head(title), body[0].start, body[-1].end) for title, body in taken)


def _without_foot(part: Part, all_lines: list[Line]) -> Part:
    first = bisect_left(all_lines, part.start, key=_start)
    own = all_lines[first : bisect_left(all_lines, part.end, key=_start)]
    found = foot(own)
    return replace(part, end=own[len(own) - 1 - found.size].end if own else part.end, foot=found)


def _start(line: Line) -> int:
    return line.start


def _parts(body: list[Line], anchors: frozenset[str]) -> Iterator[list[Line]]:
    """*body* cut where the compilation goes over to another report, or at an anchor."""
    begins = set(boundaries.cuts([line.text for line in body]))
    anchored = {i for i, line in enumerate(body) if anchor(line.text) in anchors} if anchors else set()
    # A cut within three paragraphs of an anchor meant the anchor.
    begins = {i for i in begins if i == 0 or not any(0 < abs(i - a) <= 3 for a in anchored)} | anchored | {0}
    order = [*sorted(begins), len(body)]
    for start, end in pairwise(order):
        yield body[start:end]


def _runs(body: list[Line]) -> list[list[Line]]:
    """A titled report's lines, and those of untitled reports behind it, where two seem to stand in one.

    Where headings count anew from 一、, the second begins behind the last heading of the first.
    """
    text = "\n".join(line.text for line in body)
    if len(text) < UNTITLED:
        return [body]
    texts = [line.text for line in body]
    kinds = {doubt.kind for doubt in contradictions(text, level(text))}
    may_begin = set(range(len(texts)))
    if not kinds & {"provinces", "cities", "levels", "restart"}:
        may_begin = boundaries.introductions(texts)
    begins = may_begin.intersection(boundaries.cuts(texts)) if may_begin - {0} else set()
    begins = {i for i in begins if not _counts_on(texts, i)} | {0}
    return [body[start:end] for start, end in pairwise([*sorted(begins), len(body)])]


def _counts_on(texts: list[str], i: int) -> bool:
    """Whether the numbers of headings go on over the beginning of line *i*: 三、 behind 二、."""
    before, after = (
        [text.lstrip()[0] for text in part if _NUMBERED.match(text)] for part in (texts[:i], texts[i:])
    )
    return bool(before and after) and after[0] != "一"


def anchor(line: str) -> str:
    """*line* as compared between documents: letters only, figures and marks of blanking left out."""
    return _NO_LETTER.sub("", line)[:60]


def sections(text: str, start: int, end: int, kinds: Kinds = ()) -> tuple[Section, ...]:
    """The sections of text[start:end], cut at headings; a first one without heading may be empty."""
    found: list[Section] = []
    path: list[str] = []
    begin = start
    here = list(lines(text[start:end], [(offset - start, kind) for offset, kind in kinds]))
    named = headings.named([line.text for line in here], [line.kind for line in here])
    for line, name in zip(here, named, strict=True):
        at = start + line.start
        if name is None:
            continue
        if text[begin:at].strip():
            found.append(_section(path, begin, at))
        path = [*headings.above(path, name), name.rstrip("。！？!?") or name]
        # A run-in heading stays part of the text; a heading on a line of its own does not.
        begin = at if len(name) < len(line.text.lstrip("# ")) else start + line.end
    if text[begin:end].strip() or not found:
        found.append(_section(path, begin, end))
    return tuple(found)


def _section(path: list[str], start: int, end: int) -> Section:
    heading = path[-1] if path else None
    place = next((place for outer in reversed(path) if (place := headed_place(outer))), None)
    return Section(heading, start, end, path=tuple(path[:-1]), place=place)


def headed_place(heading: str) -> Place | None:
    """The one place that *heading* begins with: 二、成都市：四次捧杯 -> 成都市; not 安康 in 安康工程."""
    number = NUMBERED.match(heading)
    text = heading[number.end() :] if number else heading
    named = gazetteer().chains(text)
    if not named or named[0].start > 1 or not _is_clear(text, named[0]):
        return None
    places = highest(named[0].places)
    return places[0] if len(places) == 1 else None


def _is_clear(text: str, name: Mention) -> bool:
    """Whether *name* is surely a place's: in full, or with nothing behind it that may turn it."""
    return name.text[-1] in "省市县区州盟旗" or re.match(r"\W|经验|篇|$", text[name.end :]) is not None


def passages(text: str, document: str, article: Article) -> Iterator[Passage]:
    """The passages of *article*: whole sentences of one section, up to LONGEST characters."""
    for section in article.sections:
        held: list[Span] = []
        for start, end in sentences(text, section.start, section.end):
            paragraph = bool(held) and "\n" in text[held[-1][1] : start]
            size = end - held[0][0] if held else 0
            if held and (size > LONGEST or (paragraph and held[-1][1] - held[0][0] > LONGEST // 3)):
                yield Passage(document, article.number, section.heading, held[0][0], held[-1][1])
                held = []
            held.append((start, end))
        if held:
            yield Passage(document, article.number, section.heading, held[0][0], held[-1][1])


_LEVELS = (
    ("省", re.compile(r"全省|省委|我省|全区(?!域)|自治区党委|自治区")),
    ("市", re.compile(r"全市(?!域)|全州|市委|州委|我市|我州|该市|该州|(?:[xX*×]{1,3}|某)[市州]")),
    ("县", re.compile(r"全县|县委|我县|该县|(?:[xX*×]{1,3}|某)[县区旗]|街道党工委")),
)
_DISTRICT = re.compile(
    r"(?<!治)区委|区政府|公安分局|区(?:人民)?(?:法院|检察院)|区(?:司法|教育|应急)局|各街道"
)
_REGION = re.compile("自治区|全[市州盟]|我[市州盟]|各[盟市]")
_ANY_LEVEL = re.compile("|".join(pattern.pattern for _, pattern in _LEVELS))


def level(text: str) -> str | None:
    """Which level a report speaks for (省, 市 or 县), by what it calls itself; None if it does not say.

    A city's report names 全省 too, a province's hardly 全市: the lowest level that is named at
    least a third as often as the most frequent one is taken. Paragraphs that name a place do not
    count where others do: 全市 is that place there.
    """
    if _DISTRICT.search(text) and not _REGION.search(text):
        text = text.replace("全区", "全县").replace("我区", "我县")  # a district's, not a region's
    lines = [line for line in text.split("\n") if _ANY_LEVEL.search(line)]
    own = [line for line in lines if not gazetteer().mentions(line)]
    for body in ("\n".join(own), "\n".join(lines)):
        counts = {name: len(pattern.findall(body)) for name, pattern in _LEVELS}
        if most := max(counts.values()):
            break
    else:
        return None
    return next(name for name in ("县", "市", "省") if counts[name] * 3 >= most and counts[name])
