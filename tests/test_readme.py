"""The README: every command is in it, every command in it exists, and its sessions run as shown."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wording
from bot.__main__ import main
from bot.terminal.commands import parser
from tests.given import ROOT

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = parser()._actions
    return next(dict(a.choices) for a in actions if isinstance(a, argparse._SubParsersAction))


def calls() -> Iterator[list[str]]:
    """The arguments of each call of wenju in a code block."""
    for _, block in BLOCKS:
        for line in block.splitlines():
            for call in re.split(r"&&|\||;", line.removeprefix("$ ")):
                words = shlex.split(call, comments=True)
                if words and Path(words[0]).name == "wenju":
                    yield words[1:]


def sessions() -> Iterator[tuple[str, list[str]]]:
    """(call, lines shown) of each session in a console block."""
    for language, block in BLOCKS:
        if language == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                call, _, shown = part.partition("\n")
                yield call, shown.splitlines()


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"`wenju {name}\b", TEXT)


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_help_of_every_command_has_examples_that_can_be_typed(name: str) -> None:
    shown = commands()[name].format_help()
    for each in wording.EXAMPLES[name]:
        assert each in shown
        assert each.split()[:2] == ["wenju", name]
        assert parser().parse_args(shlex.split(each)[1:]).run
    assert "退出码：0" in shown


def test_every_command_the_readme_names_exists() -> None:
    assert {name for name in re.findall(r"\bwenju ([a-z]+)\b", TEXT)} <= set(commands())


def test_every_option_the_readme_names_exists() -> None:
    prose = re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    known = {option for each in commands().values() for option in each._option_string_actions}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", prose)) <= known


@pytest.mark.parametrize("arguments", list(calls()), ids=" ".join)
def test_every_call_in_a_code_block_is_one_that_can_be_made(arguments: list[str]) -> None:
    assert parser().parse_args(arguments).run


@pytest.mark.parametrize(("call", "shown"), list(sessions()), ids=[call for call, _ in sessions()])
@pytest.mark.usefixtures("home")
def test_a_session_of_the_readme_begins_as_it_is_shown(
    call: str, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(shlex.split(call)[1:])
    assert capsys.readouterr().out.splitlines()[: len(shown)] == shown


def test_every_file_the_readme_names_is_there() -> None:
    prose = re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    paths = re.findall(r"`((?:corpus|retrieval|bot|tests)/[\w./]*)`", prose)
    paths += re.findall(r"\]\(((?!https?:)[^)#]+)\)", prose)
    assert [path for path in paths if not (ROOT / path).exists()] == []
