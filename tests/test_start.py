"""A question starts without what it does not need: what is loaded decides how long a start takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = (
    "pydantic pydantic_settings telegram httpx rich prompt_toolkit yaml rank_bm25 pkg_resources pypinyin"
    " qdrant_client openpyxl pypdfium2 selectolax corpus.reading corpus.cutting corpus.cleaning bot.librarian"
    " retrieval.binding retrieval.bm25 importlib.metadata"
)
ASKING = """
import json, sys
from bot.__main__ import main
code = main(["ask", "--library", "bundled", "大理州扫黑除恶成果"])
print(json.dumps([code, [name for name in sys.argv[1].split() if name in sys.modules]]))
"""


@pytest.mark.parametrize("written", ["", "WENJU_TELEGRAM_TOKEN=1:a\n"], ids=["no .env", ".env"])
def test_a_question_loads_nothing_that_it_does_not_need(home: Path, written: str) -> None:
    (home / ".env").write_text(written, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    for _ in range(2):  # the first may make the library and its index
        run = subprocess.run(
            [sys.executable, "-c", ASKING, HEAVY],
            env=environment, cwd=home, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
    assert json.loads(run.stdout.splitlines()[-1]) == [0, []]


def test_a_library_that_is_set_is_read_from_the_settings(home: Path) -> None:
    (home / ".env").write_text("wenju_library=nowhere\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "大理州扫黑除恶成果"],
        env=environment, cwd=home, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert "nowhere" in run.stderr
