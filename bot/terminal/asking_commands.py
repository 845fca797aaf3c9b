"""The commands that ask: ask, chat, figures, check, compare, export, telegram."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import locations, wording
from bot.conversation import Conversation
from bot.terminal import screen
from corpus.errors import BadQuestion, BadSetting, InputError, MissingPath
from retrieval.desk import Desk

if TYPE_CHECKING:
    from bot.settings import Settings


def ask(options: argparse.Namespace) -> int:
    """One question, or a file of them."""
    if options.explain and (options.json or options.batch):
        raise InputError(wording.EXPLAINED_IN_WORDS)
    if options.batch:
        if options.question:
            raise InputError(wording.BATCH_OR_QUESTION)
        return _ask_batch(options)
    conversation = Conversation(_desk(options))
    answer = conversation.reply(_question(options.question))
    if options.json:
        screen.print_json({"id": None, **answer.as_dict()})
    else:
        write = screen.writer(screen=sys.stdout.isatty())
        write(screen.lines_of(answer))
        if options.explain:
            desk = conversation.desk
            write(screen.lines_of_explanation(desk.explain(desk.read(answer.question))))
    return 0 if answer.status in ("answered", "help") else 1


def _question(words: list[str]) -> str:
    """The question in *words*; from standard input if there are none, or only a -."""
    if (words and words != ["-"]) or (not words and sys.stdin.isatty()):
        return " ".join(words)
    _read_what_can_be()
    return sys.stdin.read().strip()


def _read_what_can_be() -> None:
    """Have standard input replace bytes that are no text: they are not understood, no more."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def _ask_batch(options: argparse.Namespace) -> int:
    """One answer object a line, in the order of the file's questions."""
    rows = _rows(options.batch)
    desk = _desk(options)
    for row in rows:
        conversation = Conversation(desk)
        try:
            if (row.get("context") or "").strip():
                conversation.reply(row["context"])
            fields = conversation.reply(row["question"]).as_dict()
        except BadQuestion as error:
            fields = {"question": row["question"], "status": "clarify", "notes": [str(error)]}
            fields |= {"statements": [], "citations": [], "suggestions": []}
        screen.print_json({"id": row.get("id"), **fields}, indent=None)
    return 0


def _rows(file: str) -> list[dict[str, Any]]:
    """The questions of a JSONL file. Raises InputError naming the line that is none."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        text = text.removeprefix("\ufeff")  # the mark that Windows puts before a text
    except (OSError, UnicodeDecodeError) as error:
        raise MissingPath(wording.unreadable_batch(file)) from error
    rows = []
    for number, line in enumerate(text.split("\n"), 1):  # U+2028 and the like may stand inside a question
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            json.dumps(row.get("id"), allow_nan=False)  # it is given back, and must be JSON
            if not isinstance(row["question"], str) or not isinstance(row.get("context") or "", str):
                raise TypeError
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise InputError(wording.bad_batch_line(file, number)) from error
        rows.append(row)
    return rows


def chat(options: argparse.Namespace) -> int:
    """A conversation: typed at a prompt, or read from a pipe."""
    conversation = Conversation(_desk(options))
    write = screen.writer(screen=sys.stdout.isatty())
    if sys.stdin.isatty():
        write([("plain", wording.chat_welcome(len(conversation.desk.catalogue.documents)))])
        screen.chat(conversation, screen.typed_lines(locations.history_file()), write)
        return 0
    _read_what_can_be()
    asked, answered = screen.chat(conversation, sys.stdin, write)
    return 0 if answered or not asked else 1


def figures(options: argparse.Namespace) -> int:
    """The figures of the library as a table, CSV or JSON."""
    from bot.terminal import figure_commands

    return figure_commands.figures(options, _desk(options))


def check(options: argparse.Namespace) -> int:
    """The figures of a draft, each with what the library says of it."""
    from bot.terminal import check_command

    return check_command.check(options, _desk(options))


def compare(options: argparse.Namespace) -> int:
    """Places, or the years of one, side by side."""
    from bot.terminal import compare_command

    return compare_command.compare(options, _desk(options))


def export(options: argparse.Namespace) -> int:
    """The answer to a question as a file."""
    from bot.terminal import compare_command

    return compare_command.export(options, _desk(options))


def telegram(options: argparse.Namespace) -> int:
    """Answer in Telegram until interrupted."""
    from bot.settings import Settings
    from bot.telegram import libraries_of, run

    settings = Settings.read()
    if options.check:
        return _check_telegram(options, settings)
    if settings.telegram_token is None:
        raise BadSetting(wording.telegram_no_token())
    libraries = libraries_of(settings, named=options.library)
    if not libraries.common_desk().catalogue.documents:  # said here, not to the first reader
        raise InputError(wording.documents_in_all(0))
    return run(settings, libraries)


def _check_telegram(options: argparse.Namespace, settings: Settings) -> int:
    """What is set for Telegram and what is wrong with it, a line each."""
    from bot.telegram import libraries_of
    from bot.telegram.running import checking

    documents = libraries_of(settings, named=options.library).common_desk().catalogue.documents
    found = checking.checked(settings, len(documents))
    for each in found:
        print(wording.CHECK_WRONG if each.wrong else wording.CHECK_FINE, each.said)  # noqa: T201
    return checking.exit_code(found)


def _desk(options: argparse.Namespace) -> Desk:
    library = locations.open_to_ask(options.library, locations.setting("library"))
    if not library.names():
        raise InputError(wording.documents_in_all(0))
    address = locations.setting("index")
    if address is None:
        return Desk(library)
    from retrieval.index.cluster import opened

    return Desk(library, index_of=opened(address).index)
