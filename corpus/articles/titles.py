"""Which lines of a compilation are the titles of its articles, and which its contents list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.articles import headings
from corpus.articles.head import Head, head
from corpus.articles.issuers import issuers
from corpus.articles.lines import Line
from corpus.articles.series import Headline, Series, series
from corpus.places.gazetteer import gazetteer
from corpus.text.cleaning import NUMBERED, TERMINAL, TITLE_MAX

_CONTENTS = frozenset({"目录", "目錄", "目次", "本期目录", "本期要目", "要目", "本期导读", "contents"})
_DASHES = ("—", "－－", "--")
_BLANKS = re.compile(r"\s+")
_BULLET = re.compile(r"^[●▲■◆★○·•▪▶◎※☆◇□]\s*")
_HEAD = 12  # lines behind a title that may belong to its head


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of an article, and its head: what stands before them.

    `opens` is whether its lines may be no more than a preface to the articles that follow.
    """

    head: Head
    lines: list[Line]
    opens: bool = False

    @property
    def title(self) -> str | None:
        return self.head.title


def grouped(lines: list[Line], known: str | None = None) -> list[Group]:
    """The lines under the titles that stand among them; heads and contents lists are left out.

    The head of the first group is the document's. *known* is a title that the file gives outside its text.
    """
    contents, listed = _contents(lines)
    begins = (i for i, line in enumerate(lines) if i in contents or _key(line.text) in listed)
    first, told = _document(lines, known, next(begins, len(lines)), contents)
    numbered = _numbered(lines)
    groups = [Group(first, [], opens=first.title is None or bool(told.headlines))]
    skipped = first.size
    for i, line in enumerate(lines):
        if i < skipped or i in contents or _is_compilation(line, groups):
            continue
        if (headline := told.headlines.get(i)) is not None:
            groups.append(_headed(lines, i, headline))
        elif title := numbered.get(i) or _title(lines, i, listed):
            _add_titled(groups, lines, i, title)
        else:
            if i > told.end and headings.is_rule(line.text):
                groups.append(Group(Head(), []))  # 市平安办点评：… behind the last of a series
            groups[-1].lines.append(line)
            continue
        skipped = i + groups[-1].head.size
    return groups


def _document(
    lines: list[Line], known: str | None, end: int, contents: frozenset[int]
) -> tuple[Head, Series]:
    """The head of the document, which ends before line *end*, and the headlines behind it."""
    first = head(lines[:end], known=known, closed=end < len(lines))
    told = series(lines, first, without=contents)
    begin = min(told.headlines, default=end)
    if begin < end:
        first = head(lines[:begin], known=known, closed=True)
    return replace(first, title=first.title and headings.unordered(first.title)), told


def _add_titled(groups: list[Group], lines: list[Line], at: int, title: str) -> None:
    """Add the article that line *at* is the *title* of, with the rest of its head behind it."""
    if title.startswith(_DASHES):
        _subtitled(groups, title)
        return
    own = head(lines[at : at + _HEAD], title_at=0)
    groups.append(Group(replace(own, title=title + (own.subtitle or "")), []))


def _is_compilation(line: Line, groups: list[Group]) -> bool:
    return headings.is_compilation_title(line.text) and not any(group.lines for group in groups)


def moved(parts: list[list[Line]]) -> list[list[Line]]:
    """*parts* of a stretch, each with the title that stands at the end of the one before."""
    for i, part in enumerate(parts[:-1]):
        if len(part) > 2 and _is_caption(part[-1].text) and part[-2].text[-1] in TERMINAL:
            parts[i + 1].insert(0, part.pop())
    return parts


def taken(parts: list[list[Line]]) -> Iterator[tuple[str | None, list[Line]]]:
    """*parts* of an untitled stretch, each with the title that its first line is."""
    for part in parts:
        while len(part) > 1 and headings.is_rule(part[0].text):
            del part[0]
        while len(part) > 1 and headings.is_rule(part[-1].text):
            del part[-1]
        first, *rest = part
        if rest and rest[0].alone and not NUMBERED.match(first.text) and _is_caption(first.text):
            yield first.text, rest
        else:
            yield None, part


def _is_caption(text: str) -> bool:
    return 4 <= len(text) <= TITLE_MAX and headings.heading(text) == text


def _contents(lines: list[Line]) -> tuple[frozenset[int], frozenset[str]]:
    """The indices of the lines of contents lists, and the titles these list.

    A list begins under 目录, or where three entries follow each other that all stand again below.
    """
    # A row is no entry, though a table may stand twice.
    keys = [_key(line.text) if line.kind != "row" else f"{i}\t" for i, line in enumerate(lines)]
    last = {key: i for i, key in enumerate(keys)}
    found: set[int] = set()
    begin: int | None = None  # of the list that line i may belong to
    for i in range(len(lines)):
        if keys[i].strip("【】[]：:") in _CONTENTS:
            begin = i + 1
            found.add(i)
        elif begin is None and i <= len(lines) // 2 and _three_again(keys, last, i):
            begin = i
        if begin is None or i < begin:
            continue
        if _is_entry(lines, keys, begin, i):
            found.add(i)
        else:
            begin = None
    return frozenset(found), frozenset(keys[i] for i in found if last[keys[i]] not in found)


def _is_entry(lines: list[Line], keys: list[str], begin: int, i: int) -> bool:
    """Whether line *i* goes on the list that begins at line *begin*: most entries stand again below."""
    text, key = lines[i].text, keys[i]
    if text in (line.text for line in lines[begin:i]):
        return False
    again = key in keys[i + 1 :] and len(text) <= TITLE_MAX + 18
    if headings.is_contents_entry(text) and (again or keys.count(key) == 1):
        return True
    return again and not headings.is_contents_entry(lines[begin].text)


def _three_again(keys: list[str], last: dict[str, int], i: int) -> bool:
    three = keys[i : i + 3]
    entries = all(4 <= len(key) <= TITLE_MAX and key[-1] not in "。！？；，" for key in three)
    return entries and len(set(three)) == 3 and all(last[key] > i + 2 for key in three)


def _key(text: str) -> str:
    return _BLANKS.sub("", headings.entry_title(_BULLET.sub("", text))) if len(text) <= 60 else text


def _title(lines: list[Line], i: int, listed: frozenset[str]) -> str | None:
    """The title that line *i* is, or None.

    One that stands in the contents list; one that a compiler numbered; one with a blank line before
    it; one between two paragraphs, if it says whose report it is.
    """
    text = lines[i].text
    if len(text) > TITLE_MAX + 8:
        return None
    if listed and (key := _key(text)) in listed:
        return headings.entry_title(_BULLET.sub("", text)) if key != text else text
    if (order := headings.numbered_title(text)) and order[1]:
        return order[0]
    return text if headings.is_title(text) and _stands_free(lines, i) else None


def _stands_free(lines: list[Line], i: int) -> bool:
    """Whether line *i* stands apart, or between two paragraphs and says whose report it is."""
    text = lines[i].text
    before, after = lines[i - 1].text if i else "", lines[i + 1].text if i + 1 < len(lines) else ""
    if lines[i].alone or (text.startswith(_DASHES) and _is_caption(before)):
        return True
    follows = len(after) > 25 or (i + 1 < len(lines) and lines[i + 1].alone)
    between = (before[-1] in TERMINAL or headings.is_rule(before)) and follows
    return between and (headings.is_owned(text) or bool(gazetteer().mentions(text)))


def _numbered(lines: list[Line]) -> dict[int, str]:
    """Titles numbered as headings are (3.道县工作总结), by index: at least two, on different places.

    一、县公安局工作情况 and 二、县法院工作情况 are sections of one report.
    """
    found: dict[int, str] = {}
    places = set()
    for i, line in enumerate(lines):
        order = headings.numbered_title(line.text)
        named = gazetteer().mentions(order[0]) if order and not order[1] else []
        if order and named:
            found[i] = order[0]
            places.add(named[0].text)
    return found if len(places) >= 2 else {}


def _headed(lines: list[Line], at: int, headline: Headline) -> Group:
    """The article that *headline* of line *at* begins, with the rest of its head behind it."""
    last = at + headline.size - 1
    own = head(lines[last : last + _HEAD], title_at=0)
    bodies = issuers(headline.beside or "")
    return Group(
        replace(
            own,
            title=headline.title,
            subtitle=headline.beside,
            organs=own.organs or bodies,
            size=own.size + headline.size - 1,
        ),
        [],
    )


def _subtitled(groups: list[Group], subtitle: str) -> None:
    """Puts *subtitle* (——道县基层治理纪实) behind the title above it."""
    last = groups[-1]
    if last.title is not None and not last.lines:
        groups[-1] = Group(replace(last.head, title=last.title + subtitle, size=0), [])
    elif last.lines and _is_caption(last.lines[-1].text):
        groups.append(Group(Head(last.lines.pop().text + subtitle), []))
    else:
        groups.append(Group(Head(subtitle), []))
