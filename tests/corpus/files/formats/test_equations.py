"""Equations of Word and of web pages in one line: equations.tsv. No two figures of one meet."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from corpus.files.formats import FORMATS, runs

LINES = Path(__file__).with_name("equations.tsv").read_text("utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("form", "source", "line"), CASES)
def test_an_equation_is_one_line(form: str, source: str, line: str) -> None:
    if form == "word":
        parsed = ElementTree.fromstring(f'<oMath xmlns="{runs.M[1:-1]}">{source}</oMath>')
        assert runs.equation(parsed) == line
    else:
        page = f"<html><body><p>增长<math>{source}</math>。</p></body></html>"
        assert FORMATS["html"](page.encode()).text == f"增长{line}。"
