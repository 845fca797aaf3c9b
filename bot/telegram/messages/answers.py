"""Answers: an Answer laid out for a phone.

    8个 2018—2020年 [1]                       what was asked for, in bold, first
    大理州打掉涉黑组织8个，打掉恶势力…          the statement; folded where it is long
    [1] 大理州 · 2018—2020年 · 汇编.txt        a line for each article

A reply to a question for one figure takes at most FIGURE lines, any other ANY. What does not fit is behind
the buttons: each citation opens in its context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import wording
from bot.telegram.memory.conversations import Quotation, Turn
from bot.telegram.messages.emphasis import requested
from bot.telegram.messages.keyboard import Button
from bot.telegram.messages.phone import COLUMNS, FOLDED, lines
from bot.telegram.messages.rendering import ENDS, UNITS, Block, Reply, cut, label, pages, units
from bot.telegram.messages.tables import monospaced
from corpus.figures.quantities import quantities
from retrieval.answering.answer import Answer, Citation
from retrieval.question.question import Question

FIGURE, ANY = 12, 24  # lines, of the narrowest phone
LONG = 4  # lines of a statement or a note; a longer one is folded
BUTTONS_A_ROW = 4
CITATION_BUTTONS = 40
SUGGESTION_BUTTONS = 8

Mark = tuple[str, int, int]


def answer_reply(
    answer: Answer, turn: Turn | None = None, *, question: Question | None = None, more: bool = False
) -> Reply:
    """*answer* to *question*, and the buttons of its *turn*, which holds its quotations and suggestions.

    *more* says whether there is more to show. The question stands on top if a button asked it: nobody
    wrote it in the chat.
    """
    asked = turn is not None and turn.pressed
    figure = question if question is not None and question.numeric and answer.table is None else None
    top = [*head(answer, asked=asked), *table(answer)]
    below, tabled = [*notes(answer), *closest(answer)], in_table(answer)
    taken = sum(map(height, (*top, *below, *sources(tabled))))
    single = figure is not None and figure.wants == "figure" and len(figure.places) < 2 and not figure.items
    room = (FIGURE if single else ANY) - taken + (not top)  # nothing stands above the first line
    said = list(statements(answer, question, figure))
    if single:
        said.sort(key=lambda each: each.headline is None)  # what was asked for comes first
    chosen = fitting(said, room, tabled)
    cited = {c.n for c in (*tabled, *chosen.cited)}
    gap = "\n" if below else "\n\n"
    below += sources([c for c in answer.citations if c.n in cited], gap=gap)
    rows = buttons(answer, turn, more=more) if turn is not None and turn.id else ()
    blocks = [*top, *chosen.blocks(), *below]
    return Reply(tuple(pages(blocks)), tuple(rows), turn.id if turn is not None else 0)


def further_reply(further: Answer, turn: Turn, *, page: int, more: bool) -> Reply:
    """Page *page* of what else is said on the question of *turn*: as much as one message holds."""
    title = wording.telegram_further(turn.texts[-1])
    chosen = fitting(list(statements(further, None, None)), ANY - lines(title), ())
    top = Block(title, (("bold", 0, len(title)),))
    shown = tuple(pages([top, *chosen.blocks(), *sources(chosen.cited)]))[:1]
    if not turn.id:
        return Reply(shown)
    next_page = [Button(wording.BUTTON_MORE, "more", page + 1)] if more else []
    rows = (*citation_buttons(further, turn), (*next_page, Button(wording.BUTTON_BACK, "back")))
    return Reply(shown, rows, turn.id)


# what is shown


def head(answer: Answer, *, asked: bool) -> Iterator[Block]:
    """The question, if a button asked it."""
    if asked:
        question = wording.telegram_asked(answer.question)
        yield Block(question, (("bold", 0, len(question)),))


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: its *headline*, its text, the place that it begins with, and its citations."""

    headline: Block | None
    text: str
    place: str
    citations: tuple[Citation, ...]

    @property
    def cited(self) -> str:
        return "".join(f"[{citation.n}]" for citation in self.citations)

    @property
    def block(self) -> Block:
        """The headline and the text; long text is in a quotation that can be expanded."""
        above = f"{self.headline.text}\n" if self.headline is not None else self.place
        text = self.text if self.headline is not None else f"{self.text} {self.cited}"
        marks = [*self.headline.marks] if self.headline is not None else [("bold", 0, len(above))]
        if lines(text) > LONG:
            above = f"{above.rstrip()}\n" if above else ""
            marks.append(("expandable_blockquote", len(above), len(above) + len(text)))
        return Block(f"{above}{text}", tuple(marks), gap="\n")


def from_first_figure(text: str) -> str:
    """*text* from the sentence of its first figure on, if that would be folded away: ……共打掉涉黑组织8个."""
    if lines(text) <= LONG:
        return text
    found, _ = quantities(text, 0, len(text))
    first = next((quantity.start for quantity in found), 0)
    start = max(text.rfind(mark, 0, first) for mark in ENDS) + 1
    return wording.left_out_before(text[start:]) if start and lines(text[:first]) > 2 else text


def statements(answer: Answer, question: Question | None, figure: Question | None) -> Iterator[Said]:
    """The statements of *answer*, with the figure that was asked for as headline, if one was.

    Where results are asked for (成果, 数据), a long one begins with the sentence of its first figure.
    Where several places are spoken of, the first of each place in a row begins with its name.
    """
    by_number = {citation.n: citation for citation in answer.citations}
    cited = [tuple(by_number[n] for n in s.citations if n in by_number) for s in answer.statements]
    named_as = [wording.place_named(citations[0]) if citations else "" for citations in cited]
    places = [name or wording.PLACE_UNKNOWN for name in named_as]
    several, before = len(set(places)) > 1, ""
    for statement, citations, place in zip(answer.statements, cited, places, strict=True):
        named, before = place if several and place != before else "", place
        text = _told(statement.text.strip(), question)
        above = headline(text, figure, named, citations) if figure is not None else None
        yield Said(above, text, f"{named}：" if named else "", citations)


def _told(text: str, question: Question | None) -> str:
    results = question is not None and question.generic and question.wants == "overview"
    return from_first_figure(text) if results else text


def headline(text: str, question: Question, place: str, citations: Sequence[Citation]) -> Block | None:
    """The figure of *text* that *question* asks for, with its place and period: 8个 2018—2020年 [1]."""
    span = requested(text, question)
    if span is None:
        return None
    figure = text[slice(*span)]
    period = wording.period_named(citations[0]) if citations else ""
    before = f"{place} " if place else ""
    numbers = "".join(f"[{citation.n}]" for citation in citations)
    line = " ".join(filter(None, (before + figure, period, numbers)))
    return Block(line, (("bold", 0, len(before) + len(figure)),))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown of an answer's statements, in order, and those that are left to the buttons."""

    shown: tuple[tuple[Said, Block], ...]
    left: tuple[Said, ...]

    @property
    def cited(self) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(c for said, _ in self.shown for c in said.citations))

    def blocks(self) -> Iterator[Block]:
        gap = "\n\n"
        for _, block in self.shown:
            yield from whole(Block(block.text, block.marks, gap))
            gap = "\n"
        if self.left:
            cited = "".join(dict.fromkeys(each.cited for each in self.left))
            yield Block(wording.statements_left(len(self.left), cited), gap=gap)


def fitting(said: Sequence[Said], room: int, known: Sequence[Citation]) -> Chosen:
    """Which of *said* fit in *room* lines with their sources, and the line for those that do not.

    The first of each place comes before the second of another. A statement that does not fit may by its
    headline. Without *known*, citations whose sources are shown anyway, the first is shown in any case.
    """
    room -= 1 + bool(said and not known)  # the blank lines above statements and sources
    heads = [at for at, each in enumerate(said) if each.place]
    order = [*heads, *(at for at in range(len(said)) if at not in heads)]
    chosen, left = packed(said, order, room, known)
    if left:
        chosen, left = packed(said, order, room - 1, known)
    told = tuple(said[at] for at in sorted(left) if not {*said[at].citations} <= {*known})
    return Chosen(tuple((said[at], chosen[at]) for at in sorted(chosen)), told)


def packed(
    said: Sequence[Said], order: Sequence[int], room: int, known: Sequence[Citation]
) -> tuple[dict[int, Block], list[int]]:
    """The form of each of *said* that is shown, tried in *order*, and those that are left out."""
    chosen: dict[int, Block] = {}
    cited = list(known)
    for at in order:
        each, forced = said[at], not chosen and not known
        form = each.headline if each.headline is not None and not forced else each.block
        with_it = [*cited, *(c for c in each.citations if c not in cited)]
        cost = height(form) + lines_of_sources(with_it) - lines_of_sources(cited)
        if forced or cost <= room:
            room, cited = room - cost, with_it
            chosen[at] = form
    for at, form in chosen.items():
        longer = height(said[at].block) - height(form)
        if 0 < longer <= room:
            room -= longer
            chosen[at] = said[at].block
    return chosen, [at for at in order if at not in chosen]


def lines_of_sources(citations: Sequence[Citation]) -> int:
    return sum(map(lines, wording.source_lines(sorted(citations, key=lambda c: c.n))))


def whole(block: Block) -> Iterator[Block]:
    """*block*, in pieces if it is longer than a message."""
    if units(block.text) <= UNITS:
        yield block
        return
    for piece in cut(block.text, UNITS):
        yield Block(piece, (("expandable_blockquote", 0, len(piece)),), block.gap)


def height(block: Block) -> int:
    """The lines of *block* on a phone, and of the blank line above it."""
    blank = block.gap.count("\n") - 1
    folded = next((mark for mark in block.marks if mark[0] == "expandable_blockquote"), None)
    if folded is None:
        return lines(block.text) + blank
    above = block.text[: folded[1]].removesuffix("\n")
    inside = min(FOLDED, lines(block.text[folded[1] : folded[2]], COLUMNS - 2))
    return (lines(above) if above else 0) + inside + blank


def table(answer: Answer) -> Iterator[Block]:
    """The table of a comparison, monospaced, and what was computed of it."""
    if answer.table is not None and answer.table.rows:
        text = monospaced(answer.table)
        yield Block(text, (("pre", 0, len(text)),))
    for calculation in wording.calculations(answer):
        yield Block(calculation, gap="\n")


def in_table(answer: Answer) -> list[Citation]:
    """The citations that the table and the calculations of *answer* show."""
    rows = answer.table.rows if answer.table is not None else ()
    cited = {cell.citation for row in rows for cell in row.cells if cell is not None}
    cited |= {operand.citation for each in answer.calculations for operand in each.operands}
    return [citation for citation in answer.citations if citation.n in cited]


def closest(answer: Answer) -> Iterator[Block]:
    """The nearest sentences, where nothing answers."""
    if answer.closest:
        yield Block(wording.CLOSEST)
        for citation in answer.closest[:3]:
            yield folding(f"[{citation.n}] {citation.quote}", gap="\n")
        yield from sources(answer.closest[:3])


def notes(answer: Answer) -> Iterator[Block]:
    """The notes, or a sentence for an answer that would be empty; long ones folded.

    That a place is inferred, its line of the sources says in a word, and the opened citation in full.
    """
    inferred = {wording.remark(each) for each in answer.remarks if each.kind == "inferred"}
    shown = [note for note in answer.notes if note not in inferred or not answer.citations]
    shown = shown or ([] if answer.statements or answer.notes else [wording.telegram_nothing()])
    gap = "\n\n"
    for note in shown:
        for piece in cut(note, UNITS):
            yield folding(piece, gap=gap)
            gap = "\n"


def folding(text: str, *, gap: str) -> Block:
    """*text*, in a quotation that can be expanded if it is long."""
    marks: tuple[Mark, ...] = (("expandable_blockquote", 0, len(text)),) if lines(text) > LONG else ()
    return Block(text, marks, gap)


def sources(citations: Sequence[Citation], *, gap: str = "\n\n") -> Iterator[Block]:
    """A line for each article that is cited: [1–4] 大理州 · 2018—2021年 · 汇编.txt."""
    for line in wording.source_lines(citations):
        yield Block(line, gap=gap)
        gap = "\n"


# buttons


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


def citation_buttons(answer: Answer, turn: Turn) -> Iterator[tuple[Button, ...]]:
    """Buttons that open the citations, some to a row."""
    opening = [
        Button(wording.telegram_open(c.n), "open", turn.quotations.index(Quotation.of(c)) + 1)
        for c in answer.citations[:CITATION_BUTTONS]
    ]
    for first in range(0, len(opening), BUTTONS_A_ROW):
        yield tuple(opening[first : first + BUTTONS_A_ROW])
