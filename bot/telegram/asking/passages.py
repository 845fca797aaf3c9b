"""Leaves: a document opened at a quotation, and leafed through from there, a piece at a time."""

from __future__ import annotations

from bot import wording
from bot.telegram.messages.actions import Back, Leaf, Open, digest
from bot.telegram.messages.rendering import UNITS, Block, Button, Reply, fitting, pages, plain, units
from corpus.document import Document
from retrieval.desk import context_of

STEP = 800  # characters of a piece before or after the quotation


def opened(document: Document, passage: Open) -> Reply:
    """The quotation, in bold, with what stands around it."""
    context = context_of(document, passage.start, passage.end)
    return leaf(document, passage, passage.start - len(context.before), passage.end + len(context.after))


def leafed(document: Document, to: Leaf) -> Reply:
    """The piece before or after the one that was shown."""
    text = document.text
    if to.before is not None:
        low = text.rfind("\n", 0, max(0, to.before - STEP)) + 1
        return leaf(document, to.quotation, max(low, to.before - 2 * STEP), to.before)
    low = to.after or 0
    line_end = text.find("\n", min(len(text), low + STEP))
    high = line_end if line_end >= 0 else len(text)
    return leaf(document, to.quotation, low, min(high, low + 2 * STEP))


def leaf(document: Document, passage: Open, low: int, high: int) -> Reply:
    """text[low:high] of *document* on one page, as far as it fits, with buttons to go on and back."""
    text = document.text
    if digest(text[passage.start : passage.end]) != passage.digest:
        return plain(wording.telegram_changed())
    while low < high and text[low].isspace():
        low += 1
    title = f"{passage.source}\n{wording.telegram_line(document.line(min(low, len(text) - 1)))}"
    high = low + fitting(text[low:high], UNITS - units(title) - 1)
    shown = text[low:high].rstrip()
    start, end = (min(max(at - low, 0), len(shown)) for at in (passage.start, passage.end))
    marks = (("blockquote", 0, len(shown)), ("bold", start, end))
    blocks = (Block(title, (("bold", 0, len(passage.source)),)), Block(shown, marks, gap="\n"))
    return Reply(tuple(pages(blocks)), rows(document, passage, low, high))


def rows(document: Document, passage: Open, low: int, high: int) -> tuple[tuple[Button, ...], ...]:
    """Earlier and later, where there is more, and back to the answer, where there is one."""
    where = (passage.source, passage.document, passage.start, passage.end, passage.digest, passage.turn)
    leafing = []
    if document.text[:low].strip():
        leafing.append(Button(wording.BUTTON_EARLIER, Leaf(*where, before=low)))
    if document.text[high:].strip():
        leafing.append(Button(wording.BUTTON_LATER, Leaf(*where, after=high)))
    back = (Button(wording.BUTTON_BACK, Back(passage.turn)),) if passage.turn else ()
    return tuple(row for row in (tuple(leafing), back) if row)
