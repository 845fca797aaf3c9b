"""Rendering: an Answer as pages of text and entities, with buttons.

The text holds no markup, so nothing in a document can break it. Telegram counts in UTF-16 units and takes
4096 of them and 100 entities in one message. What does not fit goes on the next page, and a page ends
between two statements or two quotations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import MessageEntity
from telegram.constants import MessageLimit

from bot import wording
from bot.telegram.memory.conversations import Quotation, Turn
from bot.telegram.messages.keyboard import Button, Rows
from retrieval.answering.answer import Answer, Citation

UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
ENDS = "。！？；!?;\n"
BUTTONS_A_ROW = 4
CITATION_BUTTONS = 40
SUGGESTION_BUTTONS = 8
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


def answer_reply(answer: Answer, turn: Turn | None = None, *, more: bool = False) -> Reply:
    """*answer* with its passages, and the buttons of its *turn*, which holds its quotations and suggestions.

    *more* says whether there is more to show. The question stands on top if a button asked it: nobody
    wrote it in the chat.
    """
    asked = turn is not None and turn.pressed
    told = (*statements(answer), *beside(answer), *notes(answer), *closest(answer), *passages(answer))
    blocks = [*head(answer, asked=asked), *told]
    rows = buttons(answer, turn, more=more) if turn is not None and turn.id else ()
    return Reply(tuple(pages(blocks)), tuple(rows), turn.id if turn is not None else 0)


def further_reply(further: Answer, turn: Turn, *, page: int, more: bool) -> Reply:
    """Page *page* of what else is said on the question of *turn*: as much as one message holds."""
    title = wording.telegram_further(turn.texts[-1])
    blocks = [Block(title, (("bold", 0, len(title)),)), *statements(further), *passages(further)]
    shown = tuple(pages(blocks))[:1]
    if not turn.id:
        return Reply(shown)
    next_page = [Button(wording.BUTTON_MORE, "more", page + 1)] if more else []
    rows = (*citation_buttons(further, turn), (*next_page, Button(wording.BUTTON_BACK, "back")))
    return Reply(shown, rows, turn.id)


def head(answer: Answer, *, asked: bool) -> Iterator[Block]:
    """The question, if a button asked it."""
    if asked:
        question = wording.telegram_asked(answer.question)
        yield Block(question, (("bold", 0, len(question)),))


def statements(answer: Answer) -> Iterator[Block]:
    """Each statement with its citation numbers; one too long for a page is cut, every piece cited."""
    bullet = "• " if len(answer.statements) > 1 else ""
    gap = "\n\n"
    for statement in answer.statements:
        cited = "".join(f"[{n}]" for n in statement.citations)
        for piece in cut(statement.text.strip(), UNITS - units(bullet) - units(cited) - 1):
            yield Block(f"{bullet}{piece} {cited}", gap=gap)
            gap = "\n"


def beside(answer: Answer) -> Iterator[Block]:
    """The table and the calculations of a comparison."""
    yield from (Block(piece) for piece in cut("\n".join(wording.table(answer)), UNITS))


def closest(answer: Answer) -> Iterator[Block]:
    """The nearest sentences, where nothing answers."""
    if answer.closest:
        yield Block(wording.CLOSEST)
        yield from _passages(answer.closest)


def notes(answer: Answer) -> Iterator[Block]:
    """The notes, or a sentence for an answer that would be empty."""
    shown = answer.notes or (() if answer.statements else (wording.telegram_nothing(),))
    for note in shown:
        yield from (Block(piece) for piece in cut(note, UNITS))


def passages(answer: Answer) -> Iterator[Block]:
    """Each quoted passage, folded, under the line of its source."""
    yield from _passages(answer.citations)


def _passages(citations: Iterable[Citation]) -> Iterator[Block]:
    for citation in citations:
        source = wording.telegram_source(citation)
        for piece in cut(citation.quote, UNITS - units(source) - 1):
            start = len(source) + 1
            quoted = ("expandable_blockquote", start, start + len(piece))
            yield Block(f"{source}\n{piece}", (("bold", 0, len(source)), quoted))


def buttons(answer: Answer, turn: Turn, *, more: bool) -> Iterator[tuple[Button, ...]]:
    """Buttons for the citations, for more, for the question alone, for each suggestion, 👍 and 👎."""
    yield from citation_buttons(answer, turn)
    row = []
    if more:
        row.append(Button(wording.BUTTON_MORE, "more", 1))
    if answer.read_as.carried_over:
        row.append(Button(wording.BUTTON_LIFT, "alone"))
    if row:
        yield tuple(row)
    for suggestion in answer.suggestions[:SUGGESTION_BUTTONS]:
        yield (Button(label(suggestion), "ask", turn.suggestions.index(suggestion) + 1),)
    if turn.number is not None and answer.status != "help":
        yield tuple(Button(wording.OPINIONS[good], "vote", int(good)) for good in (True, False))


def label(text: str) -> str:
    """*text* as a button's label, cut if it is long."""
    return text if len(text) <= LABEL else text[: LABEL - 1] + "…"


def citation_buttons(answer: Answer, turn: Turn) -> Iterator[tuple[Button, ...]]:
    """Buttons that open the citations, some to a row."""
    opening = [
        Button(wording.telegram_open(c.n), "open", turn.quotations.index(Quotation.of(c)) + 1)
        for c in answer.citations[:CITATION_BUTTONS]
    ]
    for first in range(0, len(opening), BUTTONS_A_ROW):
        yield tuple(opening[first : first + BUTTONS_A_ROW])


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
