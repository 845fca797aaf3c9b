"""The command line: its grammar. What its commands do is imported when one runs: --help needs none of it."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from bot import wording
from corpus.errors import InputError

_MISSING = re.compile(r"the following arguments are required: (?P<what>.+)")
_NO_VALUE = re.compile(r"argument (?P<what>\S+): expected .+")


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and answers a wrong call in one sentence that names the word."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, add_help=False, allow_abbrev=False)
        self._positionals.title, self._optionals.title = wording.ARGUMENTS, wording.OPTIONS
        self.add_argument("-h", "--help", action="help", help=wording.OPTION_HELP)

    def parse_known_args(  # type: ignore[override]
        self, args: Any = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        options, left = super().parse_known_args(args, namespace)
        if left:
            word = next((each for each in left if each.startswith("-")), left[0])
            raise InputError(wording.unknown_word(self.prog, word, self._near(word.partition("=")[0])))
        return options, left

    def _near(self, word: str) -> str | None:
        """The option of this command that is most like *word*, if one is."""
        return _nearest(word, self._option_string_actions) if word.startswith("-") else None

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            near = _nearest(str(value), list(map(str, action.choices)))
            raise InputError(wording.unknown_word(self.prog, str(value), near))

    def error(self, message: str) -> NoReturn:
        for pattern, said in ((_MISSING, wording.missing_words), (_NO_VALUE, wording.no_value)):
            if found := pattern.fullmatch(message):
                raise InputError(said(self.prog, found["what"]))
        raise InputError(wording.bad_usage(self.prog))

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", wording.USAGE)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", wording.USAGE)


class _Version(argparse.Action):
    """Prints which version this is: its metadata is read only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"wenju {version('wenju')}")  # noqa: T201
        parser.exit()


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), None)


def _number(written: str) -> int:
    """The number *written*. Raises InputError."""
    try:
        return int(written)
    except ValueError as error:
        raise InputError(wording.no_number(written)) from error


def _jobs(written: str) -> int:
    """How many processes. Raises InputError."""
    number = _number(written)
    if not 1 <= number <= wording.MOST_JOBS:
        raise InputError(wording.too_many_jobs(written))
    return number


def parser() -> Parser:
    """The whole command line, each command with the function that runs it."""
    top = Parser(prog="wenju", description=wording.ABOUT)
    top.set_defaults(run=lambda options: print(top.format_help()) or 0)  # noqa: T201
    top.add_argument("--version", action=_Version, nargs=0, help=wording.OPTION_VERSION)
    commands = top.add_subparsers(title=wording.COMMANDS_TITLE, metavar=wording.COMMAND, parser_class=Parser)

    def command(name: str, run: Any, *, changes: bool = False) -> Parser:
        said = wording.COMMAND_HELP[name]
        shown = argparse.RawDescriptionHelpFormatter
        epilog = wording.examples(name)
        added: Parser = commands.add_parser(
            name, help=said, description=said, epilog=epilog, formatter_class=shown
        )
        added.set_defaults(run=run, changes=changes)
        added.add_argument("--library", metavar="DIR", help=wording.OPTION_LIBRARY)
        added.add_argument("--debug", action="store_true", help=wording.OPTION_DEBUG)
        return added

    asked = command("ask", _run("asking_commands", "ask"))
    asked.add_argument("question", nargs="*", metavar="QUESTION", help=wording.ARGUMENT_ASKED)
    asked.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    asked.add_argument("--explain", action="store_true", help=wording.OPTION_EXPLAIN)
    asked.add_argument("--batch", metavar="FILE", help=wording.OPTION_BATCH)
    command("chat", _run("asking_commands", "chat"))
    taken = command("ingest", _run("library_commands", "ingest"), changes=True)
    taken.add_argument("paths", nargs="+", metavar="PATH", type=Path, help=wording.ARGUMENT_PATHS)
    taken.add_argument("--dry-run", action="store_true", help=wording.OPTION_DRY_RUN)
    taken.add_argument("--jobs", type=_jobs, metavar="N", help=wording.OPTION_JOBS)
    listed = command("docs", _run("library_commands", "docs"))
    listed.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    listed.add_argument("--problems", action="store_true", help=wording.OPTION_PROBLEMS)
    tabled = command("figures", _run("asking_commands", "figures"))
    tabled.add_argument("--place", metavar="PLACE", help=wording.OPTION_PLACE)
    tabled.add_argument("--topic", metavar="TOPIC", help=wording.OPTION_TOPIC)
    tabled.add_argument("--period", metavar="PERIOD", help=wording.OPTION_PERIOD)
    tabled.add_argument("--csv", action="store_true", help=wording.OPTION_CSV)
    tabled.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    tabled.add_argument("--left-out", action="store_true", help=wording.OPTION_LEFT_OUT)
    checked = command("check", _run("asking_commands", "check"))
    checked.add_argument("draft", metavar="FILE", help=wording.ARGUMENT_DRAFT)
    checked.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    checked.add_argument("--docx", metavar="OUT", help=wording.OPTION_COMMENTED)
    compared = command("compare", _run("asking_commands", "compare"))
    compared.add_argument("places", nargs="+", metavar="PLACE", help=wording.ARGUMENT_PLACES)
    compared.add_argument("--topic", metavar="TOPIC", help=wording.OPTION_TOPIC)
    compared.add_argument("--years", metavar="A-B", help=wording.OPTION_YEARS)
    compared.add_argument("--csv", action="store_true", help=wording.OPTION_CSV)
    compared.add_argument("--json", action="store_true", help=wording.OPTION_JSON)
    exported = command("export", _run("asking_commands", "export"))
    exported.add_argument("out", metavar="FILE", help=wording.ARGUMENT_OUT)
    exported.add_argument("question", nargs="+", metavar="QUESTION", help=wording.ARGUMENT_QUESTION)
    compared.add_argument("--out", metavar="FILE", help=wording.OPTION_OUT)
    for saving in (exported, compared):
        saving.add_argument("--gongwen", action="store_true", help=wording.OPTION_OFFICIAL)
    shown = command("show", _run("library_commands", "show"))
    shown.add_argument("document", metavar="DOCUMENT", help=wording.ARGUMENT_SHOWN)
    where = shown.add_mutually_exclusive_group()
    where.add_argument("--line", type=_number, metavar="N", help=wording.OPTION_LINE)
    where.add_argument("--at", type=_number, metavar="N", help=wording.OPTION_AT)
    placed = command("place", _run("library_commands", "place"), changes=True)
    placed.add_argument("article", metavar="ARTICLE", help=wording.ARGUMENT_ARTICLE)
    placed.add_argument("place", metavar="PLACE", help=wording.ARGUMENT_PLACE)
    removed = command("remove", _run("library_commands", "remove"), changes=True)
    removed.add_argument("document", metavar="DOCUMENT", help=wording.ARGUMENT_DOCUMENT)
    kept = command("library", _run("library_commands", "library"), changes=True)
    actions = ("versions", "rollback", "backup", "restore", "index")
    kept.add_argument("action", choices=actions, metavar="|".join(actions))
    kept.add_argument("what", nargs="?", metavar="N|FILE", help=wording.ARGUMENT_VERSION)
    command("doctor", _run("doctor_command", "doctor"))
    answering = command("telegram", _run("asking_commands", "telegram"), changes=True)
    answering.add_argument("--check", action="store_true", help=wording.OPTION_CHECK)
    return top


def _run(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """The command *name* of a *module* of this package, which is imported when it runs."""

    def run(options: argparse.Namespace) -> int:
        return int(getattr(import_module(f"bot.terminal.{module}"), name)(options))

    return run
