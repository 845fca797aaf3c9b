"""A question starts without what it does not need: what is loaded decides how long a start takes."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = (
    "pydantic pydantic_settings telegram httpx rich prompt_toolkit yaml rank_bm25 pkg_resources pypinyin"
    " qdrant_client pypdfium2 selectolax corpus.files.reading corpus.articles.cutting"
    " corpus.text.cleaning bot.terminal.library_commands"
    " retrieval.index.build retrieval.index.okapi importlib.metadata numpy.ma"
    " bot.wording.telegram bot.wording.telegram_keeping"
)
ASKING = """
import json, sys
from bot.__main__ import main
main(["ask", "--json", "--library", "bundled", sys.argv[1]])
loaded = [name for name in sys.argv[2].split() if name in sys.modules]
print(json.dumps(loaded), file=sys.stderr)
"""


def asked(question: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What comes of a question, and on stderr which of HEAVY were loaded for it."""
    return subprocess.run(
        [sys.executable, "-c", ASKING, question, HEAVY],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        cwd=folder, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def _bundled(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The bundled library and its index, which the first question makes."""
    folder = tmp_path_factory.mktemp("first")
    asked("大理州扫黑除恶成果", folder, HOME=str(folder), XDG_CACHE_HOME=str(cache))


@pytest.mark.usefixtures("_bundled")
@pytest.mark.parametrize(
    ("question", "status", "written"),
    [
        ("大理州扫黑除恶成果", "answered", ""),
        ("大理州扫黑除恶成果", "answered", "WENJU_TELEGRAM_TOKEN=1:a\n"),
        ("大里州扫嘿除恶成果", "answered", ""),
        ("群众安全感满意度是多少", "clarify", ""),
        ("大理州冰川融化", "not_found", ""),
        ("你好", "help", ""),
    ],
    ids=["answered", "with a .env", "slips set right", "asked back", "nothing found", "greeted"],
)
def test_a_question_loads_nothing_that_it_does_not_need(
    question: str, status: str, written: str, home: Path
) -> None:
    (home / ".env").write_text(written, encoding="utf-8")
    run = asked(question, home)
    assert (json.loads(run.stdout)["status"], json.loads(run.stderr)) == (status, [])
    assert not list(home.rglob("*-wal"))  # which SQLite leaves where a library is not closed


@pytest.mark.parametrize("call", ["--help", "--version", "ask --help"])
def test_help_loads_next_to_nothing(call: str, home: Path) -> None:
    code = f"""
import sys
from bot.__main__ import main
try:
    main({call.split()})
except SystemExit:
    print(sorted({{"numpy", "dataclasses", "sqlite3", "retrieval"}} & set(sys.modules)), file=sys.stderr)
"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        cwd=home, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert (bool(run.stdout), run.stderr) == (True, "[]\n")


def said(home: Path, *call: str, encoding: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
    """The exit code, output and errors of `wenju` with *call*, all in another *encoding* than UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *call],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONIOENCODING": encoding},
        cwd=home, input=given, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_what_the_terminal_has_no_letter_for_is_a_question_mark(home: Path) -> None:
    own, file = ("--library", "own"), home / "字.txt"
    file.write_text("大理州有䶮字。\n" + "大理州破获案件12起。" * 9, encoding="utf-8")
    assert said(home, "ingest", str(file), *own, encoding="utf-8")[0] == 0
    code, out, errors = said(home, "show", "字.txt", *own, encoding="gb2312")
    assert (code, out.decode("gb2312").splitlines()[1], errors) == (0, "大理州有?字。", b"")
    code, out, errors = said(home, "show", "字.txt", *own, encoding="ascii")
    assert (code, out.splitlines()[1], errors) == (0, b"???????", b"")


def test_json_loses_no_letter_where_the_terminal_lacks_some(home: Path) -> None:
    code, out, errors = said(home, "ask", "--json", "大理州扫黑除恶成果", encoding="ascii")
    assert (code, json.loads(out)["question"], errors) == (0, "大理州扫黑除恶成果", b"")


def test_a_line_that_cannot_be_read_does_not_end_a_conversation(home: Path) -> None:
    lines = "大理州扫黑除恶成果\n/新话题\n".encode()
    code, out, errors = said(home, "chat", encoding="ascii", given=lines)
    assert (code, out.count(b"\n"), errors) == (1, 3, b"")


def called(home: Path, *call: str, output: Any = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """What came of `wenju` with *call*, its output going to *output*."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *call],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        cwd=home, stdout=output, stderr=subprocess.PIPE, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="permissions are others here")
def test_a_dry_run_needs_no_permission_to_write(home: Path) -> None:
    file, library = home / "字.txt", home / "own" / "library.sqlite"
    file.write_text("大理州破获案件12起。" * 9, encoding="utf-8")
    assert called(home, "ingest", str(file), "--library", "own").returncode == 0
    before = library.read_bytes()
    file.write_text("大理州破获案件13起。" * 9, encoding="utf-8")
    library.chmod(0o444)
    library.parent.chmod(0o555)
    # The superuser may write all the same, but for this.
    bound = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    if bound and shutil.which(bound[0]) is None:
        pytest.skip("there is no setpriv here")
    tried, done = (
        subprocess.run(
            [*bound, sys.executable, "-m", "bot", "ingest", *dry, str(file), "--library", "own"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            cwd=home, capture_output=True, text=True, timeout=120, check=False,
        )
        for dry in (["--dry-run"], [])
    )  # fmt: skip
    assert (tried.returncode, tried.stderr) == (0, "")
    assert tried.stdout.endswith("试运行：更新 1 个，得文章 1 篇、1 段。没有改动资料库。\n")
    assert (done.returncode, library.read_bytes() == before) == (3, True)


def test_a_library_that_is_set_is_read_from_the_settings(home: Path) -> None:
    (home / ".env").write_text("wenju_library=nowhere\n", encoding="utf-8")
    run = called(home, "ask", "大理州扫黑除恶成果")
    assert run.returncode == 2
    assert "nowhere" in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("call", [["ask", "大理州扫黑除恶成果"], ["docs", "--json"]], ids=["ask", "docs"])
def test_output_that_cannot_be_written_is_one_sentence(call: list[str], home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        run = called(home, *call, "--library", "bundled", output=full)
    said = "系统不让读写（No space left on device）。请检查磁盘空间、权限和输出的去处，再试一次。\n"
    assert (run.returncode, run.stderr) == (3, said)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize(
    ("to", "why"),
    [(">&-", "Bad file descriptor"), (">/dev/full", "No space left on device"), (">&- 2>&- <&-", None)],
)
def test_a_change_that_cannot_be_shown_is_said_to_be_made(to: str, why: str | None, home: Path) -> None:
    (home / "字.txt").write_text("大理州破获案件12起。" * 9, encoding="utf-8")
    said = f"资料库已经改好，只是结果没能写到输出（{why}）。请用 wenju docs 查看。\n" if why else ""
    for call, kept in (["ingest", "字.txt"], ["字.txt"]), (["remove", "字.txt"], []):
        made = redirected(home, to, *call)
        assert (made.returncode, made.stderr) == (0, said)
        shown = called(home, "docs", "--json", "--library", "own")
        assert [each["document"] for each in json.loads(shown.stdout)] == kept
    read = redirected(home, to, "docs")
    assert (read.returncode, read.stderr.startswith("系统不让读写")) == (3, why is not None)


def redirected(home: Path, to: str, *call: str) -> subprocess.CompletedProcess[str]:
    """What came of `wenju` with *call* when a shell sends its streams elsewhere."""
    command = shlex.join([sys.executable, "-m", "bot", *call, "--library", "own"])
    return subprocess.run(
        ["sh", "-c", f"{command} {to}"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        cwd=home, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("wait", [0, 0.02, 0.1], ids=str)
def test_a_change_stands_although_its_process_is_killed_after_the_commit(wait: float, home: Path) -> None:
    (home / "字.txt").write_text("大理州破获案件12起。\n" * 9, encoding="utf-8")
    assert called(home, "ingest", "字.txt", "--library", "own").returncode == 0
    (home / "字.txt").write_text("大理州破获案件13起。\n" * 9, encoding="utf-8")
    call = [sys.executable, "-m", "bot", "ingest", "字.txt", "--library", "own"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with (
        contextlib.closing(sqlite3.connect(home / "own" / "library.sqlite")) as db,
        subprocess.Popen(call, cwd=home, env=environment, stdout=subprocess.DEVNULL) as run,
    ):
        while db.execute("select max(id) from versions").fetchone() == (1,):
            time.sleep(0.001)
        time.sleep(wait)
        run.kill()
    asked = called(home, "ask", "大理州破获案件多少起", "--library", "own")
    assert (asked.returncode, "13起" in asked.stdout, asked.stderr) == (0, True, "")
    assert called(home, "doctor", "--library", "own").returncode == 0


def test_a_reader_that_has_gone_is_told_nothing_more(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = called(home, "docs", "--library", "bundled", output=writing)
    os.close(writing)
    assert (run.returncode, run.stderr) == (0, "")
