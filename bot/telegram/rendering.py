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
from bot.telegram.actions import Ask, Open, Vote
from bot.telegram.presses import Action
from retrieval.answer import Answer
from retrieval.asking import Context

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


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent for one question: pages in order, and rows of buttons under the last."""

    pages: tuple[Page, ...]
    rows: tuple[tuple[Button, ...], ...] = ()


def units(text: str) -> int:
    """The length of *text* as Telegram counts it: 𠌕 -> 2."""
    return sum(2 if character > "\uffff" else 1 for character in text)


def plain(text: str) -> Reply:
    """A reply that is only a sentence of ours."""
    return Reply(tuple(pages(Block(piece) for piece in cut(text, UNITS))))


def answer_reply(answer: Answer, *, asked: bool = False, number: int | None = None) -> Reply:
    """*answer* with its passages and buttons; with its question on top if *asked* by a button.

    With the *number* of the question in the record, there are 👍 and 👎 to press.
    """
    blocks = [*head(answer, asked=asked), *statements(answer), *notes(answer), *passages(answer)]
    votes = [opinions(number)] if number is not None and answer.status != "help" else []
    return Reply(tuple(pages(blocks)), (*rows(answer), *votes))


def opinions(number: int) -> tuple[Button, ...]:
    """👍 and 👎."""
    return tuple(Button(wording.OPINIONS[good], Vote(number, good)) for good in (True, False))


def context_reply(source: str, context: Context) -> Reply:
    """The passage quoted from *source*, in bold, between what stands before and after it."""
    title = Block(f"{source}\n{wording.telegram_line(context.line)}", (("bold", 0, len(source)),))
    room = UNITS - units(title.text) - 1
    if units(context.quote) > room:
        quoted = (quotation(piece, kind="blockquote") for piece in cut(context.quote, UNITS))
        return Reply(tuple(pages([title, *quoted])))
    before, after = trimmed(context.before.lstrip(), context.after.rstrip(), room - units(context.quote))
    text = before + context.quote + after
    start = len(before)
    marks = (("blockquote", 0, len(text)), ("bold", start, start + len(context.quote)))
    return Reply(tuple(pages([title, Block(text, marks, gap="\n")])))


def trimmed(before: str, after: str, room: int) -> tuple[str, str]:
    """The end of *before* and the beginning of *after* that fit in *room* units, halved fairly."""
    half = room // 2
    for_before = max(half, room - units(after))
    before = before[len(before) - fitting(before[::-1], for_before) :]
    return before, after[: fitting(after, room - units(before))]


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


def rows(answer: Answer) -> Iterator[tuple[Button, ...]]:
    """Buttons that open the citations, some to a row, then one a row for each suggestion."""
    opening = [Button(wording.telegram_open(c.n), Open.of(c)) for c in answer.citations[:CITATION_BUTTONS]]
    for first in range(0, len(opening), BUTTONS_A_ROW):
        yield tuple(opening[first : first + BUTTONS_A_ROW])
    for suggestion in answer.suggestions[:SUGGESTION_BUTTONS]:
        label = suggestion if len(suggestion) <= LABEL else suggestion[: LABEL - 1] + "…"
        yield (Button(label, Ask(suggestion)),)


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
    """*text* in pieces of at most *room* units, at sentence ends where there are any; nothing lost."""
    while units(text) > room:
        most = fitting(text, room)
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
