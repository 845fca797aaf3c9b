"""What each command of the command line does: it reads its arguments, calls the rooms, and prints."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from bot import shelf, terminal, wording
from bot.conversation import Conversation
from bot.settings import Settings
from corpus.document import Article, Document
from corpus.errors import BadQuestion, InputError, MissingPath
from corpus.library import Library
from retrieval.asking import Desk


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

    def command(name: str, run: Any, **more: Any) -> Parser:
        added: Parser = commands.add_parser(name, help=wording.COMMAND_HELP[name], **more)
        added.set_defaults(run=run)
        added.add_argument("--library", metavar="DIR", help=wording.OPTION_LIBRARY)
        added.add_argument("--debug", action="store_true", help=wording.OPTION_DEBUG)
        return added

    asked = command("ask", ask)
    asked.add_argument("question", nargs="*", metavar="QUESTION", help=wording.ARGUMENT_QUESTION)
    asked.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    asked.add_argument("--batch", metavar="FILE", help=wording.OPTION_BATCH)
    command("chat", chat)
    taken = command("ingest", ingest)
    taken.add_argument("paths", nargs="+", metavar="PATH", type=Path, help=wording.ARGUMENT_PATHS)
    command("docs", docs).add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    shown = command("show", show)
    shown.add_argument("document", metavar="DOCUMENT", help=wording.ARGUMENT_DOCUMENT)
    shown.add_argument("--at", type=int, metavar="N", help=wording.OPTION_AT)
    command("remove", remove).add_argument("document", metavar="DOCUMENT", help=wording.ARGUMENT_DOCUMENT)
    command("telegram", telegram)
    return top


def ask(options: argparse.Namespace) -> int:
    """One question, or a file of them."""
    if options.batch:
        return _ask_batch(options)
    conversation = Conversation(_desk(options))
    answer = conversation.reply(" ".join(options.question))
    if options.json:
        _print_json(answer.as_dict())
    else:
        terminal.writer(screen=sys.stdout.isatty())(terminal.lines_of(answer))
    return 0 if answer.status in ("answered", "help") else 1


def _ask_batch(options: argparse.Namespace) -> int:
    """One answer object a line, in the order of the file's questions."""
    rows = _rows(options.batch)
    desk = _desk(options)
    for row in rows:
        conversation = Conversation(desk)
        if row.get("context"):
            conversation.reply(row["context"])
        try:
            fields = conversation.reply(row["question"]).as_dict()
        except BadQuestion as error:
            fields = {"question": row["question"], "status": "clarify", "notes": [str(error)]}
            fields |= {"statements": [], "citations": [], "suggestions": []}
        _print_json({"id": row.get("id"), **fields}, indent=None)
    return 0


def _rows(file: str) -> list[dict[str, Any]]:
    """The questions of a JSONL file. Raises InputError naming the line that is none."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MissingPath(wording.unreadable_batch(file)) from error
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row["question"], str) or not isinstance(row.get("context") or "", str):
                raise TypeError
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(wording.bad_batch_line(file, number)) from error
        rows.append(row)
    return rows


def chat(options: argparse.Namespace) -> int:
    """A conversation: typed at a prompt, or read from a pipe."""
    conversation = Conversation(_desk(options))
    write = terminal.writer(screen=sys.stdout.isatty())
    if sys.stdin.isatty():
        write([("plain", wording.chat_welcome(len(conversation.desk.catalogue.documents)))])
        terminal.chat(conversation, terminal.typed_lines(shelf.history_file()), write)
        return 0
    return 0 if terminal.chat(conversation, sys.stdin, write) else 1


def ingest(options: argparse.Namespace) -> int:
    """Take files and folders into the user's library."""
    library = shelf.open_to_change(options.library, _settings().library, create=True)
    report = library.ingest(options.paths)
    for _, reason in report.refused:
        print(reason, file=sys.stderr)  # noqa: T201
    write = terminal.writer(screen=sys.stdout.isatty())
    write([("plain", wording.ingested(report, len(library.names())))])
    taken = report.added or report.changed or report.unchanged
    return 0 if taken and not report.refused else 2 if report.refused else 1


def docs(options: argparse.Namespace) -> int:
    """What the library holds: documents, their articles, places and periods."""
    library = _library(options)
    documents = [library.document(name) for name in library.names()]
    counts = library.passage_counts()
    if options.json:
        _print_json([_described(document, counts, documents) for document in documents])
        return 0
    lines: list[terminal.Line] = []
    for document in documents:
        lines.append(("heading", document.name))
        for article in document.articles:
            first, last = document.line(article.start), document.line(max(article.start, article.end - 1))
            count = counts.get((document.name, article.number), 0)
            lines.append(("plain", f"    {wording.article(article, first, last, count)}"))
    terminal.writer(screen=sys.stdout.isatty())([*lines, ("note", wording.documents_in_all(len(documents)))])
    return 0 if documents else 1


def _described(
    document: Document, counts: dict[tuple[str, int], int], documents: list[Document]
) -> dict[str, Any]:
    def titled(key: tuple[str, int]) -> dict[str, Any]:
        twin = next(a for d in documents if d.name == key[0] for a in d.articles if a.number == key[1])
        return {"document": key[0], "title": twin.title}

    def fields(article: Article) -> dict[str, Any]:
        return {
            "title": article.title,
            "start_line": document.line(article.start),
            "end_line": document.line(max(article.start, article.end - 1)),
            "place": article.place.full if article.place else None,
            "place_basis": article.basis,
            "evidence": list(article.evidence),
            "level": article.level,
            "period": article.period,
            "masked": article.masked > 0,
            "masked_share": round(article.masked, 3),
            "twin_of": titled(article.twin_of) if article.twin_of else None,
            "passages": counts.get((document.name, article.number), 0),
        }

    return {"document": document.name, "articles": [fields(article) for article in document.articles]}


def show(options: argparse.Namespace) -> int:
    """A document, or what stands around one place in it."""
    desk = _desk(options)
    write = terminal.writer(screen=sys.stdout.isatty())
    document = desk.document(options.document)
    if options.at is None:
        write([("heading", document.name), ("quote", document.text)])
        return 0
    if not 0 <= options.at < len(document.text):
        raise InputError(wording.outside(document.name, len(document.text)))
    start, end = desk.sentence_at(document.name, options.at)
    write(terminal.lines_of_context(desk.context(document.name, start, end)))
    return 0


def remove(options: argparse.Namespace) -> int:
    """Take a document out of the user's library."""
    library = shelf.open_to_change(options.library, _settings().library)
    library.remove(options.document)
    terminal.writer(screen=sys.stdout.isatty())([("plain", wording.removed(options.document))])
    return 0


def telegram(options: argparse.Namespace) -> int:
    """Answer in Telegram until interrupted."""
    settings = _settings()
    from bot.telegram import run

    return run(settings, _desk(options))


def _settings() -> Settings:
    return Settings.read()


def _library(options: argparse.Namespace) -> Library:
    return shelf.open_to_ask(options.library, _settings().library)


def _desk(options: argparse.Namespace) -> Desk:
    return Desk(_library(options))


def _print_json(value: Any, *, indent: int | None = 2) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent))  # noqa: T201
