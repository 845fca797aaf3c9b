"""Where sentences and clauses end: the units that are quoted, and the cuts of passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A sentence ends after 。！？； (with closing quotes and brackets behind it) or at a line's end.
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)》】\"']*|\n|$)")
# A comma between three digits and three more is no clause's end: 1,535人.
_CLAUSE = re.compile(r"(?:[^,，\n。！？!?；;]|(?<=\d)[,，](?=\d{3}(?!\d)))+[,，。！？!?；;]*[”’」』）)》】]*")
_ELLIPTIC = re.compile(r"\s*(?:19|20)\d\d年(?:底|末)?(?:为|是|达|又|再|则|上升|下降|升|降|增|减|提|\d)")
_OPEN, _CLOSED = re.compile("[“‘「『（(《【]"), re.compile("[”’」』）)》】]")

Span = tuple[int, int]


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """(start, end) of each sentence of text[start:end], blanks at both sides left out.

    An end inside an open quotation or bracket ends nothing: “去哪？”他问。 is one sentence; nor does a
    semicolon before a year that has no subject of its own: 安全感2021年为97%；2022年为98%。
    """
    end = len(text) if end is None else end
    begin = at = start
    while at < end:
        match = _SENTENCE.match(text, at, end)
        assert match is not None  # the pattern matches everywhere, if only the empty end
        at = match.end() if match.end() > at else at + 1
        piece = text[begin:at]
        goes_on = _is_open(piece) or (text[at - 1] in "；;" and _ELLIPTIC.match(text, at, end))
        if at < end and text[at - 1] != "\n" and at - begin < 400 and goes_on:
            continue
        yield from _trimmed(text, begin, at)
        begin = at
    yield from _trimmed(text, begin, end)


def clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """(start, end) of each clause, cut at commas: 打掉组织8个,刑拘1535人 -> two."""
    for match in _CLAUSE.finditer(text, start, end):
        yield from _trimmed(text, match.start(), match.end())


def _is_open(piece: str) -> bool:
    opened = len(_OPEN.findall(piece))
    return opened > 0 and opened > len(_CLOSED.findall(piece))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
