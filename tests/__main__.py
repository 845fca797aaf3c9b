"""Runs every check, each as a person would: ruff, mypy, import-linter, pytest. Stops at none.

    python -m tests [--all]

The cluster cases run only where something that they test has changed, or with --all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.retrieval.index.cluster import sources

CORES = os.cpu_count() or 1
# One process more than cores: some tests wait for a network on loopback or for a process.
TESTS = ("pytest", "-q", "-n", str(CORES + 1), "--dist", "worksteal")
BESIDE = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("lint-imports",))
SECONDS, CLUSTER_SECONDS = 220, 110  # of one core


def main(arguments: list[str]) -> int:
    """Run the checks from the project's folder; the exit code says whether all passed."""
    if set(arguments) - {"--all"}:
        print("usage: python -m tests [--all]", file=sys.stderr)  # noqa: T201
        return 2
    with_cluster = "--all" in arguments or sources.changed()
    _say_what_to_expect(with_cluster)
    root = Path(__file__).resolve().parent.parent
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(lambda: [_run(check, root, quiet=True) for check in BESIDE])
        tested = _run((*TESTS, *arguments), root)
    failed = [Path(run.args[0]).name for run in (tested, *beside.result()) if run.returncode]
    if with_cluster and "pytest" not in failed and sources.changed():
        sources.record()
        print(f"The cluster cases passed: commit {sources.RECORD.relative_to(root)}")  # noqa: T201
    print("failed: " + ", ".join(failed) if failed else "all checks passed", flush=True)  # noqa: T201
    return 1 if failed else 0


def _run(check: Sequence[str], root: Path, *, quiet: bool = False) -> subprocess.CompletedProcess[Any]:
    """*check*, whose output is printed as it comes, or all at its end if it is *quiet*."""
    command = [str(Path(sys.executable).parent / check[0]), *check[1:]]
    header = f"== {' '.join(check)}"
    if not quiet:
        print(header, flush=True)  # noqa: T201
        return subprocess.run(command, cwd=root, check=False)
    run = subprocess.run(
        command, cwd=root, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(f"\n{header}\n{run.stdout}", end="", flush=True)  # noqa: T201
    return run


def _say_what_to_expect(with_cluster: bool) -> None:
    seconds = (SECONDS + CLUSTER_SECONDS * with_cluster) // CORES
    cases = "with the cluster cases" if with_cluster else "without the cluster cases, which --all adds"
    print(f"Takes about {seconds} seconds on {CORES} idle cores, {cases}.", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
