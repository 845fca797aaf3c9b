"""Breaks each rule of broken_rules.tsv once, in a copy of the project, and says which test noticed.

python tests/telegram/broken_rules.py           # all of them, some minutes
python tests/telegram/broken_rules.py uploads   # those of keeping/uploads.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("broken_rules.tsv")
MODULES = Path("bot/telegram")
TESTS = Path("tests/telegram")


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule of a module, and how it is broken; *tests* name the test files that should notice."""

    module: str
    rule: str
    stands: str
    broken: str
    tests: tuple[Path, ...]


def breaches() -> list[Breach]:
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    cells = ([cell.replace("⏎", "\n") for cell in row] for row in rows)
    return [Breach(*row[:4], tests=tuple(map(file_of_tests, row[4].split(",")))) for row in cells]


def file_of_tests(name: str) -> Path:
    """The test file *name*: keeping/uploads -> tests/telegram/keeping/test_uploads.py."""
    return (TESTS / name).with_name(f"test_{Path(name).name}.py")


def noticed(breach: Breach, project: Path) -> str | None:
    """The test that fails in *project* once the rule is broken; the module is put back."""
    module = project / MODULES / breach.module
    whole = module.read_text(encoding="utf-8")
    module.write_text(whole.replace(breach.stands, breach.broken), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *map(str, breach.tests)]
    try:
        done = subprocess.run(
            command,
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    except subprocess.TimeoutExpired:
        return "a test that does not end"
    finally:
        module.write_text(whole, encoding="utf-8")
    found = re.search(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, flags=re.MULTILINE)
    return found.group(1) if found else None


def main(only: list[str]) -> int:
    """Print a line a rule; the number of those that nobody noticed."""
    chosen = [each for each in breaches() if not only or Path(each.module).stem in only]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__"))
        for each in chosen:
            test = noticed(each, project)
            unnoticed += test is None
            print(f"{each.module}: {each.rule}: {test or 'NOT NOTICED'}", flush=True)  # noqa: T201
    print(f"{len(chosen) - unnoticed} of {len(chosen)} noticed")  # noqa: T201
    return min(unnoticed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
