"""What tests are given: where things stand, tables of cases, and the folder beside the project."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from corpus.articles import cutting, splitting
from corpus.document import Article
from corpus.files.blocks import lines
from corpus.text import joining
from corpus.text.frontmatter import FrontMatter

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "corpus" / "library" / "documents"
SHARED = ROOT.parent / "shared"
RAW = SHARED / "raw"
EVAL = SHARED / "eval"
ROOMS = ("corpus", "retrieval", "bot")

needs_shared = pytest.mark.skipif(not EVAL.is_dir(), reason="the folder shared is not beside the project")


def table(path: Path) -> list[tuple[str, ...]]:
    """The rows of *path*: tab-separated, comments left out, ↵ a line break."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.replace("↵", "\n").split("\t")) for line in lines if line and not line.startswith("#")]


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def squeezed(text: str) -> str:
    """*text* as the scorer compares it: widths folded, blanks removed, D as 党."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("D", "党")


def cleaned(text: str) -> joining.Clean:
    """The clean text of a plain text file that holds *text*."""
    return joining.clean(lines(text, wrapped=True))


def cut_alone(text: str, matter: FrontMatter | None = None, *, other: str | None = None) -> list[Article]:
    """The articles of a clean *text* that stands in a library with *other*, or else by itself."""
    parts = splitting.parts(text)
    beside = text if other is None else other
    offered = cutting.firsts(beside, splitting.parts(beside))
    if other is not None or offered & cutting.openings(text, parts):
        parts = splitting.parts(text, anchors=cutting.anchored(text, offered))
    return cutting.cut(text, matter, parts)
