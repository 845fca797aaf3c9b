"""A document's text into articles, their sections, and passages.

    for article in articles(text): for passage in passages(...): ...

Cutting loses nothing: the passages of an article, in order, hold every character of it that is
not blank or heading.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.articles import boundaries, headings, titles
from corpus.articles.doubts import contradictions
from corpus.articles.titles import Line
from corpus.document import Article, Passage, Section
from corpus.places.gazetteer import gazetteer
from corpus.text.sentences import Span, sentences

LONGEST = 300  # characters of a passage; a single longer sentence stays whole
UNTITLED = 1200  # characters from which on an untitled stretch may hold several articles
_NO_LETTER = re.compile(r"[\W\d_xX〇零]+")
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]{1,2}、")


@functools.lru_cache(maxsize=64)  # asked for what a text offers others, and again when it is cut
def spans(text: str, anchors: frozenset[str] = frozenset()) -> tuple[tuple[str | None, int, int], ...]:
    """(title, start, end) of each article in *text*; the span leaves the title out.

    *anchors* are first paragraphs of articles known from other documents: an untitled
    compilation that holds one of them is cut there.
    """
    lines = _lines(text)
    titled = [group for group in titles.grouped(lines) if group[1]]
    found: list[tuple[str | None, int, int]] = []
    for title, body in titled:
        size = body[-1].end - body[0].start
        if title is None and (size < 80 or (len(titled) > 1 and size < 200)):
            continue  # a compilation's title, a contents list
        if title is not None:
            body, *others = _runs(body)
            found.append((title, body[0].start, body[-1].end))
            found += [(own, part[0].start, part[-1].end) for own, part in titles.taken(others)]
            continue
        parts = list(_parts(body, anchors)) if size >= UNTITLED else [body]
        found += [(own, part[0].start, part[-1].end) for own, part in titles.taken(parts)]
    if not found and lines:
        found.append((None, lines[0].start, lines[-1].end))
    return tuple(found)


def _lines(text: str) -> list[Line]:
    lines, offset, alone = [], 0, True
    for piece in text.split("\n"):
        if piece.strip():
            lines.append(Line(piece, offset, alone))
        alone = not piece.strip()
        offset += len(piece) + 1
    return lines


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
    begins = set(boundaries.cuts([line.text for line in body]))
    kinds = {doubt.kind for doubt in contradictions(text, level(text))}
    if not kinds & {"provinces", "cities", "levels", "restart"}:
        begins = {i for i in begins if boundaries.introduces([line.text for line in body], i)}
    numbered = [i for i, line in enumerate(body) if _NUMBERED.match(line.text)]
    for i in sorted(begins - {0}):
        before = [body[at].text.lstrip()[0] for at in numbered if at < i]
        after = [body[at].text.lstrip()[0] for at in numbered if at >= i]
        if before and after and after[0] != "一":
            begins.discard(i)  # 三、 goes on behind 二、
    return [body[start:end] for start, end in pairwise([*sorted(begins | {0}), len(body)])]


def anchor(line: str) -> str:
    """*line* as compared between documents: letters only, figures and marks of blanking left out."""
    return _NO_LETTER.sub("", line)[:60]


def sections(text: str, start: int, end: int) -> tuple[Section, ...]:
    """The sections of text[start:end], cut at headings; a first one without heading may be empty."""
    found: list[Section] = []
    heading: str | None = None
    begin = start
    lines = _lines(text[start:end])
    for line, named in zip(lines, headings.named([line.text for line in lines]), strict=True):
        at = start + line.start
        if named is None:
            continue
        if text[begin:at].strip():
            found.append(Section(heading, begin, at))
        heading = named.rstrip("。！？!?") or None
        # A run-in heading stays part of the text; a heading on a line of its own does not.
        begin = at if len(named) < len(line.text.lstrip("# ")) else start + line.end
    if text[begin:end].strip() or not found:
        found.append(Section(heading, begin, end))
    return tuple(found)


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
    ("市", re.compile(r"全市(?!域)|全州|市委|州委|我市|我州|该市|该州|[xX*]{1,3}市")),
    ("县", re.compile(r"全县|县委|我县|该县|[xX*]{1,3}县|[xX*]{1,3}区|街道党工委")),
)
_ANY_LEVEL = re.compile("|".join(pattern.pattern for _, pattern in _LEVELS))


def level(text: str) -> str | None:
    """Which level a report speaks for (省, 市 or 县), by what it calls itself; None if it does not say.

    A city's report names 全省 too, a province's hardly 全市: the lowest level that is named at
    least a third as often as the most frequent one is taken. Paragraphs that name a place do not
    count where others do: 全市 is that place there.
    """
    lines = [line for line in text.split("\n") if _ANY_LEVEL.search(line)]
    own = [line for line in lines if not gazetteer().mentions(line)]
    for body in ("\n".join(own), "\n".join(lines)):
        counts = {name: len(pattern.findall(body)) for name, pattern in _LEVELS}
        if most := max(counts.values()):
            break
    else:
        return None
    return next(name for name in ("县", "市", "省") if counts[name] * 3 >= most and counts[name])
