"""What odd inputs cost: time, memory, size of the library, and what `wenju ingest` says of each.

    python -m tests.benchmarks.costs [NAME …]

Each input is made in a folder of its own and taken into a library of its own by the command line, whose
processes are measured: seconds on the clock and of processors, the largest process, the library with its
index, and a question's seconds afterwards.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

SENTENCE = "2023年，云溪市排查矛盾纠纷{}件，化解{}件，群众满意度为98.{}%；"
TOPICS = ("矛盾纠纷排查化解", "网格化服务管理", "社会治安整体防控", "重点行业领域整治", "信访积案办理")
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def report(characters: int) -> str:
    """*characters* of a report in one line."""
    number = characters // len(SENTENCE) + 1
    said = (SENTENCE.format(1000 + n, 900 + n, n % 10) for n in range(number))
    return "".join(said)[:characters]


def line(megabytes: float) -> Callable[[Path], None]:
    return lambda folder: _write(folder / "一行.txt", report(int(megabytes * 1_000_000 / 2.4)))


def one_character(folder: Path) -> None:
    _write(folder / "的.txt", "的" * 350_000)


def small_files(folder: Path) -> None:
    for number in range(20_000):
        below = folder / f"{number // 1000:02}"
        below.mkdir(exist_ok=True)
        parts = (f"{TOPICS[n]}情况。{SENTENCE.format(number + n, number, n)}" for n in range(len(TOPICS)))
        _write(below / f"{number}.txt", "\n\n".join((f"云溪市第{number}期平安建设简报", *parts)) + "\n")


def sheet(rows: int, columns: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        heads = "".join(f'<c t="inlineStr"><is><t>指标{n}（件）</t></is></c>' for n in range(columns))
        with zipfile.ZipFile(folder / "表.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("_rels/.rels", _relations(("rId1", f"{RELATED}/officeDocument", "xl/workbook.xml")))
            book.writestr(
                "xl/workbook.xml",
                f'<workbook xmlns="{SHEET}" xmlns:r="{RELATED}"><sheets>'
                '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            )
            book.writestr(
                "xl/_rels/workbook.xml.rels",
                _relations(("rId1", f"{RELATED}/worksheet", "worksheets/sheet1.xml")),
            )
            with book.open("xl/worksheets/sheet1.xml", "w") as part:
                part.write(f'<worksheet xmlns="{SHEET}"><sheetData><row>{heads}</row>'.encode())
                for row in range(rows):
                    cells = "".join(f"<c><v>{row * columns + n}</v></c>" for n in range(1, columns))
                    label = f'<c t="inlineStr"><is><t>第{row}组</t></is></c>'
                    part.write(f"<row>{label}{cells}</row>".encode())
                part.write(b"</sheetData></worksheet>")

    return make


def nested(folder: Path) -> None:
    _write(folder / "层.html", f"<html><body>{'<div>' * 200_000}云溪市破案12起。</body></html>")


def _relations(*relations: tuple[str, str, str]) -> str:
    listed = (f'<Relationship Id="{a}" Type="{b}" Target="{c}"/>' for a, b, c in relations)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{"".join(listed)}</Relationships>'


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


INPUTS: dict[str, Callable[[Path], None]] = {
    "a line of 0.5 MB": line(0.5),
    "a line of 5 MB": line(5),
    "1 MB of 的": one_character,
    "20,000 small files": small_files,
    "a sheet of 100,000 rows and 4 columns": sheet(100_000, 4),
    "a sheet of a million rows and 1 column": sheet(1_000_000, 1),
    "a sheet of a million rows and 4 columns": sheet(1_000_000, 4),
    "200,000 nested tags": nested,
}


def run(make: Callable[[Path], None]) -> str:
    """One row of the table: what it cost to take the input in."""
    with tempfile.TemporaryDirectory() as name:
        folder, library = Path(name, "input"), Path(name, "library")
        folder.mkdir()
        make(folder)
        homes = {f"XDG_{kind}_HOME": name for kind in ("DATA", "STATE", "CACHE")}
        command = [sys.executable, "-m", "bot"]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [*command, "ingest", "--library", str(library), str(folder)],
            env={**os.environ, **homes},
            capture_output=True,
            text=True,
        )
        took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        began = time.monotonic()
        subprocess.run(
            [*command, "ask", "--library", str(library), "云溪市化解矛盾纠纷多少件"],
            env={**os.environ, **homes},
            capture_output=True,
        )
        asked = time.monotonic() - began
        size = sum(file.stat().st_size for file in library.rglob("*") if file.is_file()) / 1e6
        given = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        said = (done.stdout + done.stderr).strip().splitlines() or [""]
        largest = after.ru_maxrss / 1000
        told = (f"{n:.1f}" for n in (given, took, spent, largest, size, asked))
        return f"{' | '.join(told)} | {said[-1][:90]}"


def main(arguments: list[str]) -> None:
    """Each input in a process of its own: the largest child is remembered by a process for good."""
    if arguments[:1] == ["--one"]:
        print(run(INPUTS[arguments[1]]))  # noqa: T201
        return
    print("| input | MB | s | CPU s | largest process, MB | library, MB | a question, s | said |")  # noqa: T201
    print("|---|---|---|---|---|---|---|---|")  # noqa: T201
    for name in arguments or INPUTS:
        command = [sys.executable, "-m", "tests.benchmarks.costs", "--one", name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        print(f"| {name} | {done.stdout.strip()} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
