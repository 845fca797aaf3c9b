"""Which lines of a compilation are the titles of its articles, and which its contents list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.articles import headings
from corpus.places.gazetteer import gazetteer
from corpus.text.cleaning import NUMBERED, TERMINAL, TITLE_MAX

_CONTENTS = frozenset({"目录", "目錄", "目次", "目　录", "本期目录", "contents"})
_DASHES = ("—", "－－", "--")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that is not blank, and where it begins."""

    text: str
    start: int
    alone: bool  # a blank line, or the text's beginning, stands before it

    @property
    def end(self) -> int:
        return self.start + len(self.text)


Group = tuple[str | None, list[Line]]


def grouped(lines: list[Line]) -> list[Group]:
    """The lines under the titles that stand among them, contents lists and titles left out.

    The first group has no title: what stands before the first one.
    """
    contents, listed = _contents(lines)
    numbered = _numbered(lines)
    groups: list[Group] = [(None, [])]
    for i, line in enumerate(lines):
        if i in contents or (
            headings.is_compilation_title(line.text) and not any(body for _, body in groups)
        ):
            continue
        title = numbered.get(i) or _title(lines, i, listed)
        if title is None:
            groups[-1][1].append(line)
        elif title.startswith(_DASHES):
            _subtitled(groups, title)
        else:
            groups.append((title, []))
    return groups


def taken(parts: list[list[Line]]) -> Iterator[Group]:
    """*parts* of an untitled stretch, each with the title that its first line, or the last before it, is."""
    for i, part in enumerate(parts[:-1]):
        if len(part) > 2 and _is_caption(part[-1].text) and part[-2].text[-1] in TERMINAL:
            parts[i + 1].insert(0, part.pop())
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
    keys = [_key(line.text) for line in lines]
    last = {key: i for i, key in enumerate(keys)}
    found: set[int] = set()
    begin: int | None = None  # of the list that line i may belong to
    for i, line in enumerate(lines):
        if keys[i] in _CONTENTS:
            begin = i + 1
            found.add(i)
        elif begin is None and i <= len(lines) // 2 and _three_again(keys, last, i):
            begin = i
        if begin is None or i < begin:
            continue
        entry = headings.is_contents_entry(line.text)
        again = last[keys[i]] > i and len(line.text) <= TITLE_MAX + 18
        unnumbered = not headings.is_contents_entry(lines[begin].text)
        seen = any(lines[j].text == line.text for j in range(begin, i))
        if not seen and (
            (entry and (again or last[keys[i]] == keys.index(keys[i]))) or (again and unnumbered)
        ):
            found.add(i)
        else:
            begin = None
    return frozenset(found), frozenset(keys[i] for i in found if last[keys[i]] not in found)


def _three_again(keys: list[str], last: dict[str, int], i: int) -> bool:
    three = keys[i : i + 3]
    entries = all(4 <= len(key) <= TITLE_MAX and key[-1] not in "。！？；，" for key in three)
    return entries and len(set(three)) == 3 and all(last[key] > i + 2 for key in three)


def _key(text: str) -> str:
    return _BLANKS.sub("", headings.entry_title(text)) if len(text) <= 60 else text


def _title(lines: list[Line], i: int, listed: frozenset[str]) -> str | None:
    """The title that line *i* is, or None.

    One that stands in the contents list; one that a compiler numbered; one with a blank line before
    it; one between two paragraphs, if it says whose report it is.
    """
    text = lines[i].text
    if len(text) > TITLE_MAX + 8:
        return None
    if listed and (key := _key(text)) in listed:
        return headings.entry_title(text) if key != text else text
    if (order := headings.numbered_title(text)) and order[1]:
        return order[0]
    if not headings.is_title(text):
        return None
    before, after = lines[i - 1].text if i else "", lines[i + 1].text if i + 1 < len(lines) else ""
    if lines[i].alone or (text.startswith(_DASHES) and _is_caption(before)):
        return text
    follows = len(after) > 25 or (i + 1 < len(lines) and lines[i + 1].alone)
    between = (before[-1] in TERMINAL or headings.is_rule(before)) and follows
    return text if between and (headings.is_owned(text) or gazetteer().mentions(text)) else None


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


def _subtitled(groups: list[Group], subtitle: str) -> None:
    """Puts *subtitle* (——道县基层治理纪实) behind the title above it."""
    title, body = groups[-1]
    if title is not None and not body:
        groups[-1] = (title + subtitle, body)
    elif body and _is_caption(body[-1].text):
        groups.append((body.pop().text + subtitle, []))
    else:
        groups.append((subtitle, []))
