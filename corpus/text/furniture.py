"""What of a file's lines belongs to its page: breadcrumbs, labels (来源：…　浏览次数：…), buttons, notices.

furniture.tsv says which words make a line one; what a label's value is, is its role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

FURNITURE = Path(__file__).with_name("furniture.tsv")
Role = Literal["source", "organ", "date", "title", "number", "secrecy", "author", "page", "mail"]
LABELS: tuple[Role, ...] = get_args(Role)
_LONGEST_LINE = 120  # characters; a longer one is prose
_LONGEST_VALUE = 48  # characters; a longer one is prose
_GAP = re.compile(r"[ \t　\xa0]{2,}|　|[|｜丨]|(?<=[】\])）])|(?=[【\[])")
_PART = re.compile(r"\s*(?:>>|[>＞»›→|｜丨/／]|—>|(?<=\s)[-–—－](?=\s)|－{1,2})\s*")
_BRACKETS = re.compile(r"^[\s【\[（(〔<《·•]+|[\s】\]）)〕>》]+$")
_LEADING = re.compile(r"^[\s　【\[（(〔<《]+")
_END = "。！？；"
_ENDED = re.compile(f"[{_END}]")
_PARTS = re.compile(r"[\s　|｜丨/／·•【】\[\]>＞]+")
_ARROW = re.compile("[>＞»›→]")
_MARKS = re.compile("[。，！；？]")
_remembered = lru_cache(maxsize=4096)  # a line is asked about when it is cleaned, joined, tagged and cut
_CRUMB_PART = 14  # characters of one step of a breadcrumb
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line, its value, and the value's place in the line: 来源：临水县司法局 -> source."""

    role: Role
    word: str
    value: str
    start: int
    end: int


@_remembered
def labels(line: str) -> tuple[Label, ...]:
    """The labels of *line* in order, () if it is not made of labels: 来源：某局　时间：2023-04-12 -> two."""
    if not _labelled().match(_LEADING.sub("", line)):
        return ()
    found = list(_labelled().finditer(line))
    ends = [*(match.start() for match in found[1:]), len(line)]
    made: list[Label] = []
    for match, end in zip(found, ends, strict=True):
        value = _GAP.split(line[match.end() : end].strip("　 \t"), maxsplit=1)[0]
        start = line.index(value, match.end()) if value else match.end()
        value = _BRACKETS.sub("", value)
        if not value.startswith("http") and (len(value) > _LONGEST_VALUE or _ENDED.search(value)):
            return ()
        word = re.sub(r"\s", "", match.group("word"))
        made.append(Label(_words()[word], word, value, start, start + len(value)))
    return tuple(made)


@_remembered
def is_crumb(line: str) -> bool:
    """Whether *line* is a breadcrumb: 首页 > 政务公开 > 部门动态 -> True."""
    if line.startswith(_beginnings("crumb")):
        return len(line) <= 80
    if _MARKS.search(line) or not _PART.search(text := line.strip()):
        return False
    parts = [part for part in _PART.split(text) if part]
    if len(parts) < 2:
        return False
    short = all(len(part) <= _CRUMB_PART for part in parts)
    known = sum(_is_phrase(part) for part in parts) + _is_site(parts[0])
    arrows = len(_ARROW.findall(line))
    return short and (known >= 1 or arrows >= 2) and (arrows >= 1 or not _DIGIT.search(line))


@_remembered
def is_page(line: str) -> bool:
    """Whether *line* belongs to the page alone: 【打印】【关闭】, 责任编辑：某某　分享到：微信 -> True."""
    text = line.strip()
    if text.startswith(_beginnings("opening")) or is_crumb(text):
        return True
    if not text or len(text) > _LONGEST_LINE:
        return False
    roles = {label.role for label in labels(text)}
    if roles and roles <= {"page", "author"}:
        return "page" in roles
    return _is_menu(text)


def _is_menu(text: str) -> bool:
    """Whether *text* is made of a page's own words, mostly: 【打印】【关闭】."""
    if _MARKS.search(text):
        return False
    parts = [part for each in _PARTS.split(text) if (part := _BRACKETS.sub("", each))]
    known = sum(map(_is_phrase, parts))
    return 0 < known == len(parts) or (known >= 2 and known * 3 >= 2 * len(parts) and len(text) <= 60)


def stands_alone(line: str) -> bool:
    """Whether *line* is a breadcrumb or made of labels, and so no part of a sentence broken over lines."""
    return is_crumb(line) or bool(labels(line))


def _is_site(part: str) -> bool:
    return len(part) > 2 and part.endswith(tuple(_rows()["site"]))


def _is_phrase(part: str) -> bool:
    return part in _rows()["phrase"]


@cache
def _rows() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in FURNITURE.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            role, words, *_ = row.split("\t")
            kept = (word.replace("_", " ") for word in words.split(" "))
            found[role] = found.get(role, frozenset()) | {*kept}
    return found


@cache
def _beginnings(role: str) -> tuple[str, ...]:
    return tuple(_rows()[role])


@cache
def _words() -> dict[str, Role]:
    return {word: role for role in LABELS for word in _rows()[role]}


@cache
def _labelled() -> re.Pattern[str]:
    """A label word, which may be spaced out, and what stands between it and its value."""
    spaced = (r"[ 　]*".join(map(re.escape, word)) for word in sorted(_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\u4e00-\u9fff])(?P<word>{'|'.join(spaced)})[ 　]*[:：]")
