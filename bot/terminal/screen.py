"""The terminal front: answers as lines, coloured on a screen and plain in a pipe, and the chat."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import wording
from bot.conversation import Conversation
from corpus import characters
from corpus.errors import WenjuError
from retrieval.answering.answer import Answer, Citation
from retrieval.desk import Context

if TYPE_CHECKING:
    from retrieval.answering.explanation import Explanation

Line = tuple[str, str]  # a style's name, and the text
Write = Callable[[Iterable[Line]], None]

STYLES = {
    "statement": "bold",
    "source": "cyan",
    "quote": "default",
    "cited": "bold yellow",
    "note": "yellow",
    "suggestion": "green",
    "heading": "bold cyan",
    "error": "bold red",
    "plain": "default",
}
_COMMAND = re.compile(r"/(\S+)\s*(.*)")


def lines_of(answer: Answer) -> Iterator[Line]:
    """*answer* as lines: statements, notes, then each citation, with its quotation where that says more."""
    for statement in answer.statements:
        yield "statement", statement.text + "".join(f"[{n}]" for n in statement.citations)
    for line in wording.table(answer):
        yield "plain", line
    for note in answer.notes:
        yield "note", note
    if answer.closest:
        yield "note", wording.CLOSEST
        for citation in answer.closest:
            yield "quote", f"    {wording.quoted(citation.quote)}"
            yield "source", f"    {wording.source(citation)} · {wording.line(citation.line)}"
    if answer.suggestions:
        yield "suggestion", wording.suggestions(answer)
    if answer.citations:
        yield "plain", ""
    stated = {statement.text for statement in answer.statements}
    for citation in answer.citations:
        source, quotation = lines_of_citation(citation)
        yield source
        if citation.quote not in stated:
            yield quotation


def lines_of_citation(citation: Citation) -> tuple[Line, Line]:
    """Where *citation* stands, and what."""
    source = f"[{citation.n}] {wording.source(citation)} · {wording.line(citation.line)}"
    return ("source", source), ("quote", f"    {wording.quoted(citation.quote)}")


def lines_of_context(context: Context) -> Iterator[Line]:
    """A quotation between what stands before and after it."""
    yield "source", wording.context_heading(context.document, context.lines, context.line)
    if context.before.strip():
        yield "quote", context.before.strip("\n")
    yield "cited", context.quote
    if context.after.strip():
        yield "quote", context.after.strip("\n")


def lines_of_explanation(explanation: Explanation) -> Iterator[Line]:
    """How a question was read, who could answer, and how their sentences weighed."""
    yield "plain", ""
    yield "heading", wording.explained_question(explanation)
    for ground in explanation.grounds:
        yield "source", wording.explained_ground(ground)
        for weighed in ground.weighed:
            yield "quote", f"    {wording.explained_sentence(weighed)}"


def writer(*, screen: bool) -> Write:
    """Writes lines to standard output: with colours and wrapped on a *screen*, else plain."""
    if not screen:

        def write_plain(lines: Iterable[Line]) -> None:
            for _, text in lines:
                print(characters.printable(text, lines=True))  # noqa: T201

        return write_plain

    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)

    def write_screen(lines: Iterable[Line]) -> None:
        for style, text in lines:
            text = characters.printable(text, lines=True)
            body = text.lstrip(" ")
            console.print(Padding(Text(body, style=STYLES[style]), (0, 0, 0, len(text) - len(body))))

    return write_screen


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """*value* on standard output as JSON, letters as \\u4e2d where the output may not have them."""
    whole = (sys.stdout.encoding or "").lower().startswith("utf")
    written = json.dumps(value, ensure_ascii=not whole, indent=indent)
    print(characters.escaped(written))  # noqa: T201


def chat(conversation: Conversation, lines: Iterable[str], write: Write) -> tuple[int, int]:
    """Answer each of *lines* until they end or /退出 comes; returns how many were asked and answered."""
    asked = answered = 0
    for line in lines:
        text = line.strip()
        if not text:
            continue
        command = _COMMAND.fullmatch(text)
        try:
            if command and command.group(1) in wording.COMMANDS:
                act = wording.COMMANDS[command.group(1)]
                if act == "quit":
                    break
                write(_acted(conversation, act, command.group(2).strip()))
                continue
            if command and command.group(1) not in wording.ASKING:
                write([("note", wording.NO_SUCH_COMMAND)])
                continue
            asked += 1
            figures = _figures(conversation, text)
            if figures:
                answered += 1
                write([*figures, ("plain", "")])
                continue
            answer = conversation.reply(text)
            answered += answer.status == "answered"
            write([*lines_of(answer), ("plain", "")])
        except WenjuError as error:
            write([("error", str(error))])
        except KeyboardInterrupt:  # while an answer is worked out: that answer is given up, not the chat
            write([("note", wording.INTERRUPTED)])
    return asked, answered


def _figures(conversation: Conversation, text: str) -> list[Line]:
    """The table that 大理州有哪些数据 asks for; nothing for another question, or where no place is named."""
    asked = wording.FIGURES_ASKED.fullmatch(text)
    if asked is None:
        return []
    from bot.terminal.figure_commands import lines_of
    from retrieval.answering.figure_listing import asked_of

    listed = asked_of(asked["about"])
    rows = conversation.desk.figures(listed) if listed is not None else []
    return list(lines_of(rows, conversation.desk)) if rows else []


def _acted(conversation: Conversation, act: str, argument: str) -> list[Line]:
    """What a command shows: /来源 the citations of the last answer, /原文 1 one in its context."""
    citations = conversation.answer.citations if conversation.answer else ()
    if act == "help":
        return [("plain", wording.CHAT_HELP)]
    if act == "new":
        conversation.forget()
        return [("plain", wording.FORGOTTEN)]
    if not citations:
        return [("note", wording.NO_CITATIONS)]
    if act == "sources":
        return [line for citation in citations for line in lines_of_citation(citation)]
    wanted = argument or ("1" if len(citations) == 1 else "")
    for citation in citations:
        if str(citation.n) == wanted:
            context = conversation.desk.context(citation.document, citation.start, citation.end)
            return list(lines_of_context(context))
    return [("note", wording.which_citation(len(citations)))]


def typed_lines(history: Path) -> Iterator[str]:
    """Lines typed at a prompt with editing and history; Ctrl-D ends them, Ctrl-C drops the line.

    A second Ctrl-C, on an empty line, ends them too.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    kept: History
    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        kept = FileHistory(str(history))
    except OSError:
        kept = InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=kept)
    interrupted = False
    while True:
        try:
            line = session.prompt(wording.PROMPT)
        except KeyboardInterrupt:
            if interrupted:
                return
            interrupted = True
            continue
        except EOFError:
            return
        interrupted = False
        yield line
