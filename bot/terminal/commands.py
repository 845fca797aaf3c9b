"""The command line: its grammar, and the commands that ask. Those that keep the library are elsewhere."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot import locations, wording
from bot.conversation import Conversation
from bot.terminal import screen
from corpus.errors import BadQuestion, BadSetting, InputError, MissingPath
from retrieval.desk import Desk

if TYPE_CHECKING:
    from bot.settings import Settings


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and answers a wrong call in one sentence."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, add_help=False, allow_abbrev=False)
        self._positionals.title, self._optionals.title = wording.ARGUMENTS, wording.OPTIONS
        self.add_argument("-h", "--help", action="help", help=wording.OPTION_HELP)

    def error(self, message: str) -> NoReturn:
        raise InputError(wording.bad_usage(self.prog))

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", wording.USAGE)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", wording.USAGE)


def parser() -> Parser:
    """The whole command line, each command with the function that runs it."""
    top = Parser(prog="wenju", description=wording.ABOUT)
    top.set_defaults(run=lambda options: print(top.format_help()) or 0)  # noqa: T201
    commands = top.add_subparsers(title=wording.COMMANDS_TITLE, metavar=wording.COMMAND, parser_class=Parser)

    def command(name: str, run: Any, *, changes: bool = False) -> Parser:
        added: Parser = commands.add_parser(name, help=wording.COMMAND_HELP[name])
        added.set_defaults(run=run, changes=changes)
        added.add_argument("--library", metavar="DIR", help=wording.OPTION_LIBRARY)
        added.add_argument("--debug", action="store_true", help=wording.OPTION_DEBUG)
        return added

    asked = command("ask", ask)
    asked.add_argument("question", nargs="*", metavar="QUESTION", help=wording.ARGUMENT_QUESTION)
    asked.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    asked.add_argument("--explain", action="store_true", help=wording.OPTION_EXPLAIN)
    asked.add_argument("--batch", metavar="FILE", help=wording.OPTION_BATCH)
    command("chat", chat)
    taken = command("ingest", _kept("ingest"), changes=True)
    taken.add_argument("paths", nargs="+", metavar="PATH", type=Path, help=wording.ARGUMENT_PATHS)
    taken.add_argument("--dry-run", action="store_true", help=wording.OPTION_DRY_RUN)
    jobs = range(1, wording.MOST_JOBS + 1)
    taken.add_argument("--jobs", type=int, choices=jobs, metavar="N", help=wording.OPTION_JOBS)
    listed = command("docs", _kept("docs"))
    listed.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    listed.add_argument("--problems", action="store_true", help=wording.OPTION_PROBLEMS)
    tabled = command("figures", figures)
    tabled.add_argument("--place", metavar="PLACE", help=wording.OPTION_PLACE)
    tabled.add_argument("--topic", metavar="TOPIC", help=wording.OPTION_TOPIC)
    tabled.add_argument("--period", metavar="PERIOD", help=wording.OPTION_PERIOD)
    tabled.add_argument("--csv", action="store_true", help=wording.OPTION_CSV)
    tabled.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    tabled.add_argument("--left-out", action="store_true", help=wording.OPTION_LEFT_OUT)
    checked = command("check", check)
    checked.add_argument("draft", metavar="FILE", help=wording.ARGUMENT_DRAFT)
    checked.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    checked.add_argument("--docx", metavar="OUT", help=wording.OPTION_COMMENTED)
    compared = command("compare", compare)
    compared.add_argument("places", nargs="+", metavar="PLACE", help=wording.ARGUMENT_PLACES)
    compared.add_argument("--topic", metavar="TOPIC", help=wording.OPTION_TOPIC)
    compared.add_argument("--years", metavar="A-B", help=wording.OPTION_YEARS)
    compared.add_argument("--csv", action="store_true", help=wording.OPTION_CSV)
    compared.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    exported = command("export", export)
    exported.add_argument("out", metavar="FILE", help=wording.ARGUMENT_OUT)
    exported.add_argument("question", nargs="+", metavar="QUESTION", help=wording.ARGUMENT_QUESTION)
    compared.add_argument("--out", metavar="FILE", help=wording.OPTION_OUT)
    for saving in (exported, compared):
        saving.add_argument("--gongwen", action="store_true", help=wording.OPTION_OFFICIAL)
    shown = command("show", _kept("show"))
    shown.add_argument("document", metavar="DOCUMENT", help=wording.ARGUMENT_DOCUMENT)
    shown.add_argument("--at", type=int, metavar="N", help=wording.OPTION_AT)
    placed = command("place", _kept("place"), changes=True)
    placed.add_argument("article", metavar="ARTICLE", help=wording.ARGUMENT_ARTICLE)
    placed.add_argument("place", metavar="PLACE", help=wording.ARGUMENT_PLACE)
    removed = command("remove", _kept("remove"), changes=True)
    removed.add_argument("document", metavar="DOCUMENT", help=wording.ARGUMENT_DOCUMENT)
    kept = command("library", _kept("library"), changes=True)
    actions = ("versions", "rollback", "backup", "restore", "index")
    kept.add_argument("action", choices=actions, metavar="|".join(actions))
    kept.add_argument("what", nargs="?", metavar="N|FILE", help=wording.ARGUMENT_VERSION)
    answering = command("telegram", telegram, changes=True)
    answering.add_argument("--check", action="store_true", help=wording.OPTION_CHECK)
    return top


def _kept(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of library_commands.py, which is imported when it runs: a question needs none of it."""

    def run(options: argparse.Namespace) -> int:
        from bot.terminal import library_commands

        return int(getattr(library_commands, name)(options))

    return run


def ask(options: argparse.Namespace) -> int:
    """One question, or a file of them."""
    if options.explain and (options.json or options.batch):
        raise InputError(wording.EXPLAINED_IN_WORDS)
    if options.batch:
        if options.question:
            raise InputError(wording.BATCH_OR_QUESTION)
        return _ask_batch(options)
    conversation = Conversation(_desk(options))
    answer = conversation.reply(" ".join(options.question))
    if options.json:
        screen.print_json({"id": None, **answer.as_dict()})
    else:
        write = screen.writer(screen=sys.stdout.isatty())
        write(screen.lines_of(answer))
        if options.explain:
            desk = conversation.desk
            write(screen.lines_of_explanation(desk.explain(desk.read(answer.question))))
    return 0 if answer.status in ("answered", "help") else 1


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
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a line that cannot be read is not understood, no more
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
