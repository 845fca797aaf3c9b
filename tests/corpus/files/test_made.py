"""Reports made at random are read back: no figure is lost, fused or moved under another head.

`python -m tests.corpus.files.test_made 500` reads as many of each kind, and says what went wrong.
"""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from corpus.files.blocks import Content
from corpus.files.formats import FORMATS, kind_of
from corpus.text import joining
from tests.corpus.files.made.documents import Report, made
from tests.corpus.files.made.programs import (
    CONVERTED_SEED,
    PROGRAMS,
    UNRULED_SEEDS,
    WRITTEN,
    two_columns,
)

SEEDS = range(50)
# What LibreOffice made of reports, by `python -m tests.corpus.files.made.programs`.
CONVERTED = sorted(path.name for path in WRITTEN.glob("report.*"))


def wrong(report: Report, content: Content) -> list[str]:
    """What of *report* does not stand in *content* as it should."""
    texts = [block.text for block in content.blocks]
    bare = [_without_number(text, report.items) for text in texts]
    out = [f"lost: {part}" for part in report.texts if bare.count(part) != 1]
    for table in report.tables:
        for labels, head, value in table.facts:
            homes = [text for text in texts if f"{head}：{value}" in text.split("，")]
            if len(homes) != 1 or not all(f"：{label}" in homes[0] for label in labels):
                out.append(f"{labels} {head} {value}: {homes}")
    given = [*report.texts, *(cell.text for table in report.tables for row in table.rows for cell in row)]
    figures = {run for text in given for run in re.findall(r"\d+", text)}
    read = {run for text in bare for run in re.findall(r"\d+", text)}
    joined = joining.clean(list(content.blocks)).text
    stored = {run for run in re.findall(r"\d+", joined) if len(run) > 2}  # less number an item
    return out + [f"read or stored wrong: {run}" for run in sorted((read ^ figures) | (stored ^ figures))]


def _without_number(text: str, items: list[str]) -> str:
    """*text* without the number of an item, if it is one of *items*."""
    return next(
        (item for item in items if re.fullmatch(rf"\d{{1,2}}[.、．]\s*{re.escape(item)}", text)), text
    )


@pytest.mark.parametrize("kind", PROGRAMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_report_made_at_random_is_read_as_it_is(kind: str, seed: int) -> None:
    report = made(seed)
    assert wrong(report, FORMATS[kind](PROGRAMS[kind](report))) == []


@pytest.mark.parametrize("seed", [*range(10), 16, 23, 30, 51])  # the last four: three or four lines a column
def test_two_columns_are_read_one_after_the_other(seed: int) -> None:
    report = made(seed)
    joined = joining.clean(list(FORMATS["pdf"](two_columns(report)).blocks)).text
    assert joined.split("\n") == [report.title, *report.paragraphs]


@pytest.mark.parametrize("name", CONVERTED)
def test_a_report_that_libreoffice_has_converted_is_read_as_it_is(name: str) -> None:
    if not shutil.which("soffice") and not name.endswith(".pdf"):
        pytest.skip("LibreOffice is not installed")
    data = (WRITTEN / name).read_bytes()
    assert wrong(made(CONVERTED_SEED), FORMATS[kind_of(name, data)](data)) == []


@pytest.mark.parametrize("seed", UNRULED_SEEDS)
def test_tables_without_ruling_lines_are_read_by_the_places_of_their_words(seed: int) -> None:
    report = made(seed)
    content = FORMATS["pdf"]((WRITTEN / f"unruled_{seed}.pdf").read_bytes())
    assert wrong(report, content) == []
    assert content.left_out == (f"{len(report.tables)} 个表格没有框线，按文字位置读出",)


if __name__ == "__main__":
    for name, program in PROGRAMS.items():
        problems = {
            seed: wrong(made(seed), FORMATS[name](program(made(seed)))) for seed in range(int(sys.argv[1]))
        }
        failed = {seed: told for seed, told in problems.items() if told}
        print(f"{name}: {len(problems) - len(failed)} of {len(problems)} as they are")  # noqa: T201
        for seed, told in list(failed.items())[:3]:
            print(seed, *told[:3], sep="\n    ")  # noqa: T201
