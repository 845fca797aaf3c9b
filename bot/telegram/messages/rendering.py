"""Rendering: an Answer as pages of text and entities.

Nothing is marked up in the text, so nothing in a document can break it. Telegram counts in UTF-16
units, takes 4096 of them a message and 100 entities; what does not fit goes on the next page,
and a page ends between two statements or two quotations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import MessageEntity
from telegram.constants import MessageLimit

from bot import wording
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.presses import Action
from bot.telegram.messages.actions import Ask, Back, Lift, More, Open, Vote
from retrieval.answering.answer import Answer

UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
ENDS = "。！？；!?;\n"
BUTTONS_A_ROW = 4
CITATION_BUTTONS = 40
SUGGESTION_BUTTONS = 8
LABEL = 60


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that stands on one page; *marks* are (kind, start, end) in characters of *text*."""

    text: str
    marks: tuple[tuple[str, int, int], ...] = ()
    gap: str = "\n\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One message: its text, and its entities in UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    action: Action


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent for one question: pages in order, rows of buttons under the last, and its turn's id."""

    pages: tuple[Page, ...]
    rows: Rows = ()
    turn: int = 0


def units(text: str) -> int:
    """The length of *text* as Telegram counts it: 𠌕 -> 2."""
    return sum(2 if character > "\uffff" else 1 for character in text)


def plain(text: str) -> Reply:
    """A reply that is only a sentence of ours."""
    return Reply(tuple(pages(Block(piece) for piece in cut(text, UNITS))))


def answer_reply(answer: Answer, turn: Turn | None = None, *, more: bool = False) -> Reply:
    """*answer* with its passages, and with the buttons of its *turn*; *more* says whether there is more.

    With its question on top, if a button asked it: nobody wrote it in the chat.
    """
    asked = turn is not None and turn.pressed
    blocks = [*head(answer, asked=asked), *statements(answer), *notes(answer), *passages(answer)]
    return Reply(tuple(pages(blocks)), tuple(rows(answer, turn, more=more)), turn.id if turn else 0)


def further_reply(found: Answer, turn: Turn, *, page: int, more: bool) -> Reply:
    """What else is said on the question of *turn*, as much as one page takes; from there back, or on."""
    title = wording.telegram_further(turn.texts[-1])
    blocks = [Block(title, (("bold", 0, len(title)),)), *statements(found), *passages(found)]
    leafing = [Button(wording.BUTTON_MORE, More(turn.id, page + 1))] if more else []
    buttons = (*opening(found, turn), (*leafing, Button(wording.BUTTON_BACK, Back(turn.id))))
    return Reply(tuple(pages(blocks))[:1], buttons, turn.id)


def opinions(number: int) -> tuple[Button, ...]:
    """👍 and 👎."""
    return tuple(Button(wording.OPINIONS[good], Vote(number, good)) for good in (True, False))


def head(answer: Answer, *, asked: bool) -> Iterator[Block]:
    """The question, if a button asked it: nobody wrote it in the chat."""
    if asked:
        question = wording.telegram_asked(answer.question)
        yield Block(question, (("bold", 0, len(question)),))


def statements(answer: Answer) -> Iterator[Block]:
    """Each statement with its citation numbers; one too long for a page on several, all cited."""
    bullet = "• " if len(answer.statements) > 1 else ""
    gap = "\n\n"
    for statement in answer.statements:
        cited = "".join(f"[{n}]" for n in statement.citations)
        for piece in cut(statement.text.strip(), UNITS - units(bullet) - units(cited) - 1):
            yield Block(f"{bullet}{piece} {cited}", gap=gap)
            gap = "\n"


def notes(answer: Answer) -> Iterator[Block]:
    """The notes, or a sentence for an answer that would say nothing at all."""
    said = answer.notes or (() if answer.statements else (wording.telegram_nothing(),))
    for note in said:
        yield from (Block(piece) for piece in cut(note, UNITS))


def passages(answer: Answer) -> Iterator[Block]:
    """Each quoted passage folded under the line of its source."""
    for citation in answer.citations:
        source = wording.telegram_source(citation)
        for piece in cut(citation.quote, UNITS - units(source) - 1):
            quoted = quotation(piece, kind="expandable_blockquote")
            shift = len(source) + 1
            marks = tuple((kind, start + shift, end + shift) for kind, start, end in quoted.marks)
            yield Block(f"{source}\n{piece}", (("bold", 0, len(source)), *marks))


def quotation(text: str, *, kind: str) -> Block:
    return Block(text, ((kind, 0, len(text)),), gap="\n")


def rows(answer: Answer, turn: Turn | None, *, more: bool) -> Iterator[tuple[Button, ...]]:
    """What opens the citations; more and less of it; a row for each suggestion; 👍 and 👎."""
    yield from opening(answer, turn)
    changes = []
    if turn is not None and more:
        changes.append(Button(wording.BUTTON_MORE, More(turn.id)))
    if turn is not None and answer.read_as.carried_over:
        changes.append(Button(wording.BUTTON_LIFT, Lift(turn.id)))
    if changes:
        yield tuple(changes)
    for suggestion in answer.suggestions[:SUGGESTION_BUTTONS]:
        label = suggestion if len(suggestion) <= LABEL else suggestion[: LABEL - 1] + "…"
        yield (Button(label, Ask(suggestion)),)
    if turn is not None and turn.number is not None and answer.status != "help":
        yield opinions(turn.number)


def opening(answer: Answer, turn: Turn | None) -> Iterator[tuple[Button, ...]]:
    """Buttons that open the citations, some to a row."""
    number = turn.id if turn else 0
    buttons = [Button(wording.telegram_open(c.n), Open.of(c, turn=number)) for c in answer.citations]
    for first in range(0, len(buttons[:CITATION_BUTTONS]), BUTTONS_A_ROW):
        yield tuple(buttons[first : min(first + BUTTONS_A_ROW, CITATION_BUTTONS)])


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
