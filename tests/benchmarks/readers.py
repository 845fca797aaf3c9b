"""The reading of files against other readers, on the files of tests/corpus/files/files.

    python -m tests.benchmarks.readers wenju markitdown=/path/to/its/python unstructured=… docling=…

Each reader runs in the Python named (its own environment), once to warm up and three times measured.
Prints a Markdown table: of the source's characters the share that came back in order (blanks and
Markdown's marks left out), of the reader's characters the share that is not in the source, of the
source's paragraphs the share that came back as one line each, seconds, megabytes installed.
"""

from __future__ import annotations

import difflib
import importlib.metadata
import json
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "corpus" / "files" / "files"
KINDS = ("docx", "doc", "pdf", "html", "epub", "xlsx")
OURS = ("pypdfium2", "selectolax")
TOOLS = ("pip", "setuptools", "_distutils_hack", "pkg_resources")


def wenju() -> Callable[[Path], str]:
    sys.path.insert(0, str(ROOT))
    from corpus.files.formats import FORMATS

    return lambda path: FORMATS[path.suffix[1:]](path.read_bytes()).text


def markitdown() -> Callable[[Path], str]:
    from markitdown import MarkItDown  # type: ignore[import-not-found]

    reader = MarkItDown()
    return lambda path: str(reader.convert(str(path)).text_content)


def unstructured() -> Callable[[Path], str]:
    from unstructured.partition.auto import partition  # type: ignore[import-not-found]

    return lambda path: "\n".join(str(part) for part in partition(str(path), strategy="fast"))


def docling() -> Callable[[Path], str]:
    from docling.document_converter import DocumentConverter  # type: ignore[import-not-found]

    reader = DocumentConverter()
    return lambda path: str(reader.convert(path).document.export_to_markdown())


READERS = {"wenju": wenju, "markitdown": markitdown, "unstructured": unstructured, "docling": docling}


def folded(text: str) -> str:
    """*text* without blanks and marks of Markdown or tables, which readers set as they like."""
    return re.sub(r"[\s#|｜\\*_\-]", "", text)


def source(kind: str) -> list[str]:
    lines = (FILES / "report.txt").read_text(encoding="utf-8").splitlines()
    return [folded(line) for line in lines if kind != "xlsx" or line.startswith("|")]


def compared(paragraphs: list[str], text: str) -> tuple[float, float, float]:
    """(share of the source that came back, share of *text* that is foreign, share of paragraphs whole)."""
    whole, got = "".join(paragraphs), folded(text)
    blocks = difflib.SequenceMatcher(None, whole, got, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    lines = {folded(line) for line in text.splitlines()}
    kept = sum(paragraph in lines for paragraph in paragraphs)
    return same / len(whole), 1 - same / max(1, len(got)), kept / len(paragraphs)


def measured(name: str) -> dict[str, list[float] | str]:
    """What the reader *name* makes of each kind, in this Python: the shares and seconds, or its error."""
    begun = time.perf_counter()
    read = READERS[name]()
    out: dict[str, list[float] | str] = {
        "start": [time.perf_counter() - begun],
        "megabytes": [megabytes(name)],
    }
    for kind in KINDS:
        path = FILES / f"report.{kind}"
        try:
            text = read(path)
            begun = time.perf_counter()
            for _ in range(3):
                text = read(path)
        except Exception as error:  # a reader that cannot is a line of the table
            out[kind] = type(error).__name__
            continue
        out[kind] = [*compared(source(kind), text), (time.perf_counter() - begun) / 3]
    return out


def megabytes(name: str) -> float:
    """The size of this environment without pip; of our own reader, of its dependencies alone."""
    packages = Path(sysconfig.get_path("purelib"))
    files = packages.rglob("*")
    if name == "wenju":
        listed = (importlib.metadata.files(package) or [] for package in OURS)
        files = (Path(str(file.locate())) for found in listed for file in found)
    own = (file for file in files if not file.is_relative_to(packages) or not _is_tool(file, packages))
    return (
        sum(file.stat().st_size for file in own if file.is_file() and "__pycache__" not in file.parts) / 1e6
    )


def _is_tool(file: Path, packages: Path) -> bool:
    return file.relative_to(packages).parts[0].split("-")[0] in TOOLS


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--one"]:
        print("\n" + json.dumps(measured(arguments[1])))  # noqa: T201
        return
    print("| reader | file | back | foreign | paragraphs whole | seconds |")  # noqa: T201
    print("|---|---|---|---|---|---|")  # noqa: T201
    installed = []
    for argument in arguments:
        name, _, python = argument.partition("=")
        command = [python or sys.executable, str(Path(__file__)), "--one", name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
        results = json.loads(done.stdout.splitlines()[-1])
        installed.append(f"{name}: {results['megabytes'][0]:.0f} MB, {results['start'][0]:.1f} s to start")
        for kind in KINDS:
            match results[kind]:
                case [back, foreign, whole, seconds]:
                    shares = f"{back:.1%} | {foreign:.1%} | {whole:.0%} | {seconds:.3f}"
                    print(f"| {name} | {kind} | {shares} |")  # noqa: T201
                case error:
                    print(f"| {name} | {kind} | – | – | – | {error} |")  # noqa: T201
    print("\nInstalled: " + "; ".join(installed))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
