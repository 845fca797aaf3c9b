"""Phone: how much of a phone's screen a text takes. Chinese characters are two half-width columns wide."""

from __future__ import annotations

import unicodedata

COLUMNS = 36  # half-width columns of a line in a bubble on a small phone
FOLDED = 3  # lines that Telegram shows of a quotation that can be expanded


def width(text: str) -> int:
    """The half-width columns of *text*: 8个 -> 3."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def lines(text: str, columns: int = COLUMNS) -> int:
    """The lines that *text* takes, broken wherever a line is full."""
    return sum(max(1, -(-width(line) // columns)) for line in text.split("\n"))


def shortened(text: str, columns: int) -> str:
    """*text* with … for its middle, where it is wider than *columns*: its end tells files apart."""
    if width(text) <= columns:
        return text
    front, back = text, text
    while width(front) > columns * 2 // 3 - 1:
        front = front[:-1]
    while width(front) + width(back) + 1 > columns:
        back = back[1:]
    return f"{front}…{back}"


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """*text* with blanks, to be *columns* wide."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks
