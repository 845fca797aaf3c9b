"""A parser that hangs, eats memory or crashes is a line in the report, and the other files go on."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.files.blocks import Content, lines
from corpus.files.formats import FORMATS
from corpus.files.reading import Raw, Readers, Refusal, Source

needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a child's memory")


def loop(data: bytes) -> Content:
    while True:
        pass


def allocate(data: bytes) -> Content:
    held = []
    while True:
        held.append(bytearray(50_000_000))


def crash(data: bytes) -> Content:
    os.abort()


def fail(data: bytes) -> Content:
    raise IndexError("a bug in a parser")


def shout(data: bytes) -> Content:
    print("noise on standard output", flush=True)  # noqa: T201
    return Content(lines(data.decode()))


def process(data: bytes) -> Content:
    return Content(lines(str(os.getpid())))


def raw(text: str, kind: str) -> Raw:
    """A file of one line; that of a plain text may be wrapped."""
    return Raw(Content(lines(text, wrapped=kind in ("txt", "md"))), kind)


BAD: dict[str, Callable[[bytes], Content]] = {
    "loop": loop, "allocate": allocate, "crash": crash, "fail": fail, "shout": shout, "process": process
}  # fmt: skip


def found(folder: Path, *names: str) -> list[Source]:
    out = []
    for name in names:
        (folder / name).write_text("文", encoding="utf-8")
        digest = hashlib.sha256("文".encode()).hexdigest()
        out.append(Source(name, str(folder / name), digest))
    return out


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("loop", "a.loop：2 秒内没有读完，请拆分或另存后再收入。"),
        pytest.param("allocate", "a.allocate：内存不够，请拆分后再收入。", marks=needs_limits),
        ("crash", "a.crash：读取时程序崩溃或内存超限，请拆分或另存后再收入。"),
        ("fail", "a.fail：文件已损坏，请用原来的程序打开后重新保存。"),
        ("none", "a.none：暂不支持这种格式，请另存为 .docx、.pdf 或 .txt 后再收入。"),
    ],
)
def test_a_child_that_dies_is_one_line_and_the_others_go_on(tmp_path: Path, kind: str, reason: str) -> None:
    files = found(tmp_path, "0.txt", "1.shout", f"a.{kind}", "2.shout", "3.md")
    seconds = 2 if kind == "loop" else 30  # on a busy machine a good file needs more than one
    with Readers(processes=1, seconds=seconds, megabytes=300, formats={**FORMATS, **BAD}) as readers:
        outcomes = list(readers.read_all(files))
    refused = Refusal(f"a.{kind}", reason)
    texts = [raw("文", "txt"), raw("文", "shout"), refused, raw("文", "shout"), raw("文", "md")]
    assert outcomes == list(zip(files, texts, strict=True))


def test_many_files_come_back_in_the_order_given(tmp_path: Path) -> None:
    files = found(tmp_path, *(f"{n}.{'txt' if n % 3 else 'shout'}" for n in range(40)))
    with Readers(processes=3, formats={**FORMATS, **BAD}) as readers:
        assert [source for source, _ in readers.read_all(files)] == files


def test_files_are_looked_for_only_a_little_ahead(tmp_path: Path) -> None:
    asked: list[Source] = []
    with Readers(processes=2) as readers:
        outcomes = readers.read_all(
            asked.append(one) or one for one in found(tmp_path, *map("{}.txt".format, range(50)))
        )
        next(outcomes)
        assert len(asked) == 7


def test_plain_text_costs_no_process_and_all_else_has_one(tmp_path: Path) -> None:
    formats = {**FORMATS, "txt": process, "process": process}
    with Readers(processes=1, formats=formats) as readers:
        (_, here), (_, there), (_, again) = readers.read_all(
            found(tmp_path, "a.txt", "a.process", "b.process")
        )
    assert here == Raw(Content(lines(str(os.getpid()))), "txt")
    assert there != raw(str(os.getpid()), "process")
    assert there == again


def test_leaving_early_ends_the_children_at_once(tmp_path: Path) -> None:
    begun = time.perf_counter()
    with Readers(processes=2, formats={**FORMATS, **BAD}) as readers:
        outcomes = readers.read_all(found(tmp_path, "a.txt", *(f"{n}.loop" for n in range(9))))
        assert next(outcomes)[1] == raw("文", "txt")
    assert time.perf_counter() - begun < 3


def test_a_child_imports_nothing_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Readers(processes=1, formats={**FORMATS, **BAD}) as readers:
        ((_, outcome),) = readers.read_all(found(tmp_path, "a.shout"))
    assert outcome == raw("文", "shout")
