"""Rendering: blocks of text as pages of text and entities, with buttons.

The text holds no markup, so nothing in a document can break it. Telegram counts in UTF-16 units and takes
4096 of them and 100 entities in one message. What does not fit goes on the next page, and a page ends
between two statements or two quotations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import MessageEntity
from telegram.constants import MessageLimit

from bot.telegram.messages.keyboard import Rows

UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
ENDS = "。！？；!?;\n"
LABEL = 60  # characters of a button's label


@dataclass(frozen=True, slots=True)
class Block:
    """Text that is not divided between pages; *marks* are (kind, start, end) in characters of *text*."""

    text: str
    marks: tuple[tuple[str, int, int], ...] = ()
    gap: str = "\n\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One message: its text, and its entities in UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """Pages in order, rows of buttons under the last, and the id of the turn that the buttons refer to."""

    pages: tuple[Page, ...]
    rows: Rows = ()
    turn: int = 0


def units(text: str) -> int:
    """The length of *text* as Telegram counts it: 𠌕 -> 2."""
    return sum(2 if character > "\uffff" else 1 for character in text)


def plain(text: str) -> Reply:
    """A reply that is a text of the wording, without buttons."""
    return Reply(tuple(pages(Block(piece) for piece in cut(text, UNITS))))


def label(text: str) -> str:
    """*text* as a button's label, cut if it is long."""
    return text if len(text) <= LABEL else text[: LABEL - 1] + "…"


def pages(blocks: Iterable[Block]) -> Iterator[Page]:
    """The blocks, each whole, on as few pages as take them in order."""
    held: list[Block] = []
    size = marks = 0
    for block in blocks:
        if not block.text.strip():
            continue
        more = units(block.gap) + units(block.text)
        if held and (size + more > UNITS or marks + len(block.marks) > ENTITIES):
            yield page(held)
            held, size, marks = [], 0, 0
        if not held:
            more = units(block.text)
        held.append(block)
        size, marks = size + more, marks + len(block.marks)
    if held:
        yield page(held)


def page(blocks: Sequence[Block]) -> Page:
    """The blocks as one message, their marks as entities in UTF-16 units."""
    text, entities = "", []
    for block in (replace(blocks[0], gap=""), *blocks[1:]):
        text += block.gap
        entities += [MessageEntity(kind, len(text) + a, b - a) for kind, a, b in block.marks if b > a]
        text += block.text
    return Page(text, tuple(MessageEntity.adjust_message_entities_to_utf_16(text, entities)))


def cut(text: str, room: int) -> Iterator[str]:
    """*text* in pieces of at most *room* units, at sentence ends where there are any; nothing lost.

    Where not even one character fits, a piece is one character all the same.
    """
    while units(text) > room and len(text) > 1:
        most = max(1, fitting(text, room))
        end = max(text.rfind(mark, 0, most) for mark in ENDS) + 1 or most
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def fitting(text: str, room: int) -> int:
    """How many characters of *text* fit in *room* units."""
    taken = 0
    for count, character in enumerate(text):
        taken += units(character)
        if taken > room:
            return count
    return len(text)
