"""Every answer of the transcripts on phones of 44 and 36 columns: short, its figure on top, nothing twice.

`screens.tsv` records them: transcript, columns, answers, the median and the most lines, the lowest line with
the first figure, repeated lines. Where it should change: python tests/telegram/test_phone_screens.py.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.telegram.phone_screen import first_figure, repeated, shown

HERE = Path(__file__).parent
PATHS = sorted(HERE.glob("transcripts/**/*.txt"))
TABLE = HERE / "screens.tsv"
COLUMNS = (44, 36)
MOST = 25  # lines
OPENED = " 行起："  # a page of a document, which is as long as a message


def answers(transcript: str) -> Iterator[tuple[str, list[str]]]:
    """Each answer, by its line of sources, and the beginnings of what is folded in it."""
    text: list[str] = []
    folded: list[str] = []
    for line in [*transcript.splitlines(), ""]:
        if line.startswith("    | ") or line == "    |":
            text.append(line[6:])
        elif line.startswith("    expandable_blockquote: "):
            folded.append(line.partition(": ")[2].split("……")[0].split("⏎")[0])
        elif not line.startswith("    ") and text:
            if any(said.startswith("[1") for said in text) and not any(OPENED in said for said in text):
                yield "\n".join(text), folded
            text, folded = [], []


def spans(text: str, folded: list[str]) -> list[tuple[int, int]]:
    """Where what is folded stands: each to the end of its line."""
    starts = [text.index(beginning) for beginning in folded]
    return [(start, (text + "\n").index("\n", start)) for start in starts]


def rows() -> Iterator[str]:
    for path in PATHS:
        found = list(answers(path.read_text(encoding="utf-8")))
        for columns in COLUMNS if found else ():
            screens = [shown(text, spans(text, folded), columns) for text, folded in found]
            heights = [len(lines) for lines in screens]
            cells = (
                path.stem, columns, len(found), int(statistics.median(heights)), max(heights),
                max(map(first_figure, screens)), max(map(repeated, screens)),
            )  # fmt: skip
            yield "\t".join(map(str, cells))


def test_the_screens_are_as_recorded() -> None:
    assert list(rows()) == TABLE.read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("row", TABLE.read_text(encoding="utf-8").splitlines()[1:])
def test_no_answer_is_long_hides_its_figure_or_says_a_line_twice(row: str) -> None:
    _, _, _, _, most, figure, twice = row.split("\t")
    assert int(most) <= MOST
    assert int(figure) <= 4
    assert int(twice) == 0


if __name__ == "__main__":
    head = (
        "# transcript\tcolumns\tanswers\tmedian lines\tmost lines\tline of the first figure\trepeated lines"
    )
    TABLE.write_text("\n".join([head, *rows()]) + "\n", encoding="utf-8")
