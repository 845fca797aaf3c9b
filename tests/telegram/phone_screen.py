"""What of a message a phone shows: lines of so many half-width columns, long quotations folded to three."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

FOLDED = 3
FIGURE = re.compile(r"\d")


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def broken(text: str, columns: int) -> list[str]:
    """*text* in the lines of a bubble."""
    lines = [""]
    for character in text:
        if character == "\n":
            lines.append("")
        elif width(lines[-1] + character) > columns:
            lines.append(character)
        else:
            lines[-1] += character
    return lines


def shown(text: str, folded: Sequence[tuple[int, int]], columns: int) -> list[str]:
    """The lines of *text*; what stands in the spans *folded* can be expanded."""
    lines, at = [], 0
    for start, end in folded:
        if text[at:start]:
            lines += broken(text[at:start].removesuffix("\n"), columns)
        lines += broken(text[start:end], columns - 2)[:FOLDED]
        at = end + 1
    return lines + (broken(text[at:], columns) if text[at:] else [])


def first_figure(lines: Sequence[str]) -> int:
    """The line, counted from 1, in which the first digit stands that is no citation's; 0 if there is none."""
    bare = (re.sub(r"\[[\d–,]+\]", "", line) for line in lines)
    return next((n for n, line in enumerate(bare, 1) if FIGURE.search(line)), 0)


def repeated(lines: Sequence[str]) -> int:
    """How many lines say what another has said."""
    full = [line for line in lines if width(line) > 12]
    return len(full) - len(set(full))
