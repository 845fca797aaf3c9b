"""No line of a text is longer than two thousand characters, so that work on a line costs what a line costs.

A longer one is parted behind a sentence, a clause or a word, and never inside a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.errors import UnreadableDocument

LONGEST = 2_000
# Where a line is parted, the best first; a comma between digits parts nothing.
_ENDS = (
    re.compile(r"[。！？!?；;]+[”’」』）)】]*"),
    re.compile(r"(?<!\d)[，,、：:]|[，,、：:](?!\d)"),
    re.compile(r"\s+"),
    re.compile(r"[^\d.,，:：/%％‰+\-–—−~～⁰-⁹]"),
    re.compile(r"\D(?=\D)"),
)


def pieces(line: str) -> Iterator[str]:
    """*line* in pieces of at most LONGEST characters. Raises UnreadableDocument where a figure is longer."""
    start = 0
    while len(line) - start > LONGEST:
        end = _end(line, start)
        yield line[start:end]
        start = end
    yield line[start:]


def _end(line: str, start: int) -> int:
    """Where the piece that begins at *start* ends: in its second half, as late as possible."""
    last = start + LONGEST
    for ends in _ENDS:  # one character beyond is looked at: what follows may go on with a figure
        found = [match.end() for match in ends.finditer(line, start + LONGEST // 2, last + 1)]
        if before := [end for end in found if end <= last]:
            return before[-1]
    raise UnreadableDocument(f"有一处连着 {LONGEST // 2} 位以上的数字，不是文字，请检查文件内容。")
