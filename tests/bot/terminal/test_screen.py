"""The terminal front: a conversation as it is read, through a pipe, and typed at a prompt."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot import wording
from bot.conversation import Conversation
from bot.terminal import screen
from retrieval.desk import Desk
from tests.given import ROOT, rows

OF_EACH_KIND = {case["kind"]: case for case in rows(ROOT / "tests" / "questions.jsonl")}.values()
TRANSCRIPT = Path(__file__).parent / "transcripts" / "chat.txt"


def typed(transcript: str) -> list[str]:
    """The lines a person types in a transcript."""
    return [
        line.removeprefix(wording.PROMPT)
        for line in transcript.splitlines()
        if line.startswith(wording.PROMPT)
    ]


def conversed(lines: Iterable[str], desk: Desk) -> str:
    """What a conversation of *lines* looks like: each typed line, then what is answered to it."""
    shown: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            shown.append(f"{wording.PROMPT}{line}")
            yield line + "\n"

    def write(styled: Iterable[screen.Line]) -> None:
        shown.extend(text for _, text in styled)

    screen.chat(Conversation(desk), noted(), write)
    return "\n".join(line.rstrip() for line in shown) + "\n"


def test_a_conversation_reads_as_its_transcript(desk: Desk) -> None:
    transcript = TRANSCRIPT.read_text(encoding="utf-8")
    assert conversed(typed(transcript), desk) == transcript


@pytest.mark.parametrize("case", OF_EACH_KIND, ids=lambda case: f"{case['kind']}: {case['question']}")
def test_an_answer_is_shown_with_each_citation_and_how_its_place_is_known(
    case: dict[str, Any], desk: Desk
) -> None:
    conversation = Conversation(desk)
    conversation.resume([case["context"]] if "context" in case else [])
    answer = conversation.reply(case["question"])
    lines = [text for _, text in screen.lines_of(answer)]
    sources = [line for line in lines if re.match(r"\[\d+\] ", line)]
    for c, source in zip(answer.citations, sources, strict=True):
        assert source.startswith(f"[{c.n}] {c.document}")
        assert not c.place or f"{c.place}{wording.BASES[c.place_basis]}" in source
        assert any(c.quote in line for line in lines)
    for statement in answer.statements:
        assert any(line.startswith(statement.text) for line in lines)
    assert [note for note in answer.notes if note not in lines] == []


def test_nothing_is_answered_after_the_end(desk: Desk) -> None:
    assert conversed(["/退出", "大理州扫黑除恶成果"], desk) == "问> /退出\n"


def test_blank_lines_are_passed_over(desk: Desk) -> None:
    assert conversed(["", "  ", "\t"], desk) == "问>\n" * 3


def test_how_many_questions_were_answered_is_counted(desk: Desk) -> None:
    lines = ["大理州扫黑除恶成果", "你好", "昆明市扫黑除恶成果", "那云南呢", "/来源"]
    assert screen.chat(Conversation(desk), lines, lambda styled: None) == (4, 2)


def test_every_style_that_is_written_is_one_that_is_defined(desk: Desk) -> None:
    styles: set[str] = set()
    lines = [*typed(TRANSCRIPT.read_text(encoding="utf-8"))[:-1], "大" * 3000]
    screen.chat(Conversation(desk), lines, lambda styled: styles.update(style for style, _ in styled))
    assert styles == set(screen.STYLES) - {"heading"}


def started(home: Path, stdin: int, stdout: int, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=home,
        env=environment,
        start_new_session=True,
    )


def test_a_conversation_through_a_pipe_is_plain_text(home: Path, desk: Desk) -> None:
    lines = ["大理州扫黑除恶成果", "那群众满意率呢", "/原文 1", "/退出"]
    process = started(home, subprocess.PIPE, subprocess.PIPE)
    out, errors = process.communicate("\n".join(lines).encode(), timeout=30)
    wanted = [line for line in conversed(lines, desk).splitlines() if not line.startswith(wording.PROMPT)]
    assert (out.decode().splitlines(), errors.decode(), process.returncode) == (wanted, "", 0)


def test_a_pipe_without_an_answer_ends_with_1(home: Path) -> None:
    process = started(home, subprocess.PIPE, subprocess.PIPE)
    out, errors = process.communicate("昆明市扫黑除恶成果\n".encode(), timeout=30)
    assert (b"\x1b" in out, errors, process.returncode) == (False, b"", 1)


def test_a_pipe_without_a_question_ends_with_0(home: Path) -> None:
    process = started(home, subprocess.PIPE, subprocess.PIPE)
    assert (*process.communicate("/退出\n".encode(), timeout=30), process.returncode) == (b"", b"", 0)


class Typist:
    """A person at a terminal: reads the screen, types, and waits for what should come."""

    READY = "\0"  # on `screen` where a new prompt begins to read: there bracketed pastes are asked for

    def __init__(self, home: Path) -> None:
        self.screen = ""
        self._master, slave = pty.openpty()
        self.process = started(home, slave, slave, "--library", "bundled")
        os.close(slave)

    def sees(self, text: str, *, within: float = 20.0) -> None:
        """Read on until *text* stands on the screen; what was read before it is forgotten."""
        end = time.monotonic() + within
        while text not in self.screen:
            ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
            read = b""
            with suppress(OSError):  # the other side has closed
                read = os.read(self._master, 65536) if ready else b""
            assert read, f"{text} not on the screen: {self.screen[-500:]}"
            if b"\x1b[6n" in read:  # prompt_toolkit asks where the cursor is
                os.write(self._master, b"\x1b[1;1R")
            text_read = read.decode(errors="replace").replace("\x1b[?2004h", self.READY)
            self.screen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text_read)
        self.screen = self.screen.partition(text)[2]

    def is_asked(self) -> None:
        """Wait for a new prompt: the one before may be drawn again, and what is typed between is lost."""
        self.sees(self.READY)
        self.sees(wording.PROMPT.strip())

    def types(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def leaves(self) -> tuple[int, str]:
        """The exit code and what stood on standard error, once the program has ended."""
        assert self.process.stderr is not None
        return self.process.wait(timeout=20), self.process.stderr.read().decode()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()
        os.close(self._master)


@pytest.fixture
def typist(home: Path) -> Iterator[Typist]:
    person = Typist(home)
    try:
        person.is_asked()
        yield person
    finally:
        person.close()


def test_ctrl_d_leaves(typist: Typist) -> None:
    typist.types("\x04")
    assert typist.leaves() == (0, "")


def test_ctrl_c_drops_the_line_and_a_second_one_leaves(typist: Typist) -> None:
    typist.types("没打完的问题\x03")
    typist.is_asked()
    typist.types("\x03")
    assert typist.leaves() == (0, "")


def test_what_was_typed_is_answered_and_kept_in_the_history(typist: Typist, home: Path) -> None:
    typist.types("大理州扫黑除恶得了什么奖\r")
    typist.sees("一等奖")
    typist.is_asked()
    typist.types("/退出\r")
    assert typist.leaves() == (0, "")
    history = home / "state" / "wenju" / "history"
    assert "大理州扫黑除恶得了什么奖" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o077 == 0
