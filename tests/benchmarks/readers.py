"""The reading of files against other readers, on reports made at random (tests/corpus/files/made).

    python -m tests.benchmarks.readers 20 wenju markitdown=/path/to/its/python docling=…

The first number is how many reports are written in each form. Each reader runs in the Python named (its own
environment), once over all files to warm up and once measured. Prints a Markdown table:

cells     of the figures in tables the share that stand in the row of their labels and below their heads
          (a blank cell takes what stands before it, as a merged cell does)
figures   of the runs of digits in the file the share that came back whole, one for one
foreign   of the pairs of neighbouring letters in the output the share that stand nowhere in the file
whole     of paragraphs, items and notes the share that came back as one line each
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
OURS = ("pypdfium2", "pypdfium2_raw", "selectolax")
TOOLS = ("pip", "setuptools", "_distutils_hack", "pkg_resources")
CONVERTED = 3  # reports written as .doc, by LibreOffice
_MARKS = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!|<>~])|\*\*|&(?:amp|nbsp);|<[^<>]{1,40}>")
_ITEM = re.compile(r"^[\s#>*+-]*(?:\d{1,2}[.．、)](?!\d)|\d{1,2}[.．、)](?=\d{3}))?\s*")
_RULE = re.compile(r"[\s|:+-]+")
_BLANK = re.compile(r"NaN|Unnamed:\d+")  # what pandas writes for a blank cell


def wenju() -> Callable[[Path], str]:
    from corpus.files.formats import FORMATS, kind_of

    return lambda path: FORMATS[kind_of(path.suffix, path.read_bytes()) or ""](path.read_bytes()).text


def markitdown() -> Callable[[Path], str]:
    from markitdown import MarkItDown  # type: ignore[import-not-found]

    reader = MarkItDown()
    return lambda path: str(reader.convert(str(path)).text_content)


def docling() -> Callable[[Path], str]:
    from docling.document_converter import DocumentConverter  # type: ignore[import-not-found]

    reader = DocumentConverter()
    return lambda path: str(reader.convert(path).document.export_to_markdown())


READERS = {"wenju": wenju, "markitdown": markitdown, "docling": docling}


def read_all(name: str, folder: Path) -> dict[str, object]:
    """What the reader *name* makes of each file in *folder*, in this Python: its text, or its error."""
    begun = time.perf_counter()
    reader = READERS[name]()
    out: dict[str, object] = {"start": time.perf_counter() - begun, "megabytes": megabytes(name)}
    seconds: dict[str, float] = {}
    texts: dict[str, str] = {}
    errors: dict[str, str] = {}
    for path in sorted(folder.iterdir()) * 2:
        begun = time.perf_counter()
        try:
            texts[path.name] = reader(path)
        except Exception as error:  # a reader that cannot is a line of the table
            errors[path.stem.partition("-")[2]] = type(error).__name__
        seconds[path.name] = time.perf_counter() - begun
    return {**out, "texts": texts, "seconds": seconds, "errors": errors}


def megabytes(name: str) -> float:
    """The size of this environment without pip; of our own reader, of its dependencies alone."""
    packages = Path(sysconfig.get_path("purelib"))
    own = (file for file in packages.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    counted = (file for file in own if _counts(file.relative_to(packages).parts[0], name))
    return sum(file.stat().st_size for file in counted) / 1e6


def _counts(package: str, name: str) -> bool:
    return package in OURS if name == "wenju" else package.split("-")[0] not in TOOLS


def rows(text: str) -> Iterator[list[list[str]]]:
    """The tables in *text*, Markdown: their rows, blanks filled with what stands before them."""
    table: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "|" in line.strip()[:1]:
            if not _RULE.fullmatch(line):
                table.append([_folded(cell) for cell in line.strip().strip("|").split("|")])
        elif table:
            yield _filled(table)
            table = []


def _filled(table: list[list[str]]) -> list[list[str]]:
    """*table* with each blank cell as the one on its left above the first figures, else as that above."""
    body = next((n for n, row in enumerate(table) if sum(cell.isdigit() for cell in row) > 1), len(table))
    filled: list[list[str]] = []
    for number, row in enumerate(table):
        before = ""
        cells: list[str] = []
        for at, cell in enumerate(row):
            above = filled[-1][at] if filled and at < len(filled[-1]) else ""
            before = cell or ((before or above) if number < body else above)
            cells.append(before)
        filled.append(cells)
    return filled


def _folded(text: str) -> str:
    return _BLANK.sub("", re.sub(r"\s", "", _MARKS.sub("", text)))


def placed(fact: tuple[tuple[str, ...], str, str], text: str, tables: list[list[list[str]]]) -> bool:
    """Whether the figure of *fact* stands beside its labels and under its heads."""
    labels, head, value = fact
    for line in text.splitlines():
        told = line.split("，")
        if f"{head}：{value}" in told:
            return all(f"：{label}" in line for label in labels)
    for table in tables:
        for number, row in enumerate(table):
            for at in (at for at, cell in enumerate(row) if cell == value):
                above = "\n".join(up[at] for up in table[:number] if at < len(up))
                return all(label in row for label in labels) and all(h in above for h in head.split(" / "))
    return False


def _pairs(text: str) -> Iterator[str]:
    for run in re.findall(r"[\w%（）]+", text):
        yield from map("".join, pairwise(run))


def compared(report: Report, text: str, *, tables: bool) -> list[tuple[int, int]]:
    """(part, whole) of cells, figures, foreign pairs and paragraphs; *tables*: the file has them."""
    found = list(rows(text))
    held = report.tables if tables else []
    facts = [fact for table in held for fact in table.facts]
    texts = report.texts if tables else report.paragraphs
    given = [report.title, *texts, *(cell.text for table in held for row in table.rows for cell in row)]
    plain = _MARKS.sub("", text)
    once = Counter(re.findall(r"\d{3,}", plain))
    asked = {run for each in given for run in re.findall(r"\d{3,}", each)} - {year[:4] for year in YEARS}
    known = {pair for each in [*given, *(head for _, head, _ in facts)] for pair in _pairs(_folded(each))}
    pairs = [pair for line in plain.splitlines() for pair in _pairs(line)]
    lines = {_folded(_ITEM.sub("", line.strip(" |"))) for line in plain.splitlines()}
    return [
        (sum(placed(fact, text, found) for fact in facts), len(facts)),
        (sum(once[run] == 1 for run in asked), len(asked)),
        (sum(pair not in known for pair in pairs), len(pairs)),
        (sum(_folded(each) in lines for each in texts), len(texts)),
    ]


def shares(reports: dict[str, Report], texts: dict[str, str], kind: str) -> str:
    """The cells of a row of the table: of cells, figures, foreign pairs and whole paragraphs."""
    told = [compared(reports[file[:3]], text, tables=kind != "columns") for file, text in texts.items()]
    sums = [tuple(map(sum, zip(*each, strict=True))) for each in zip(*told, strict=True)]
    return " | ".join(f"{part / whole:.1%}" if whole else "–" for part, whole in sums)


def write(reports: dict[str, Report], folder: Path) -> None:
    """*reports* in each form; a name is the report's number, its kind and the suffix."""
    for seed, report in reports.items():
        for kind, program in PROGRAMS.items():
            (folder / f"{seed}-{kind}.{kind}").write_bytes(program(report))
        (folder / f"{seed}-columns.pdf").write_bytes(two_columns(report))
    for seed in list(reports)[:CONVERTED]:
        data = (folder / f"{seed}-docx.docx").read_bytes()
        (folder / f"{seed}-doc.doc").write_bytes(converted(data, "docx", "doc"))


def main(arguments: list[str]) -> None:
    reports = {f"{seed:03}": made(seed) for seed in range(int(arguments[0]))}
    print("| reader | file | cells | figures | foreign | whole | seconds |")  # noqa: T201
    print("|---|---|---|---|---|---|---|")  # noqa: T201
    installed = []
    with tempfile.TemporaryDirectory() as folder:
        write(reports, Path(folder))
        for argument in arguments[1:]:
            reader, _, python = argument.partition("=")
            command = [python or sys.executable, str(Path(__file__)), "--read", reader, folder]
            done = subprocess.run(command, capture_output=True, text=True, timeout=3000, check=True)
            read = json.loads(done.stdout.splitlines()[-1])
            installed.append(f"{reader}: {read['megabytes']:.0f} MB, {read['start']:.1f} s to start")
            for kind in (*PROGRAMS, "columns", "doc"):
                mine = {file: text for file, text in read["texts"].items() if f"-{kind}." in file}
                spent = sum(read["seconds"][file] for file in mine) / max(1, len(mine))
                told = (
                    f"{shares(reports, mine, kind)} | {spent:.3f}" if mine else read["errors"].get(kind, "–")
                )
                print(f"| {reader} | {kind} | {told} |")  # noqa: T201
    print("\nInstalled: " + "; ".join(installed))  # noqa: T201


if sys.argv[1:2] == ["--read"]:
    print("\n" + json.dumps(read_all(sys.argv[2], Path(sys.argv[3]))))  # noqa: T201
else:  # another reader's environment has none of these
    from tests.corpus.files.made.documents import YEARS, Report, made
    from tests.corpus.files.made.programs import PROGRAMS, converted, two_columns

    if __name__ == "__main__":
        main(sys.argv[1:])
