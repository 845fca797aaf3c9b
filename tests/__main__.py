"""Runs every check, each as a person would: ruff, mypy, import-linter, pytest. Stops at none.

    python -m tests [--all]

The cluster cases run only where something that they test has changed, or with --all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.retrieval.index.cluster import sources

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("pytest", "-q", "-n", "auto", "--dist", "worksteal"),
)
SECONDS, CLUSTER_SECONDS = 190, 110  # of one core


def main(arguments: list[str]) -> int:
    """Run the checks from the project's folder; the exit code says whether all passed."""
    if set(arguments) - {"--all"}:
        print("usage: python -m tests [--all]", file=sys.stderr)  # noqa: T201
        return 2
    with_cluster = "--all" in arguments or sources.changed()
    _say_what_to_expect(with_cluster)
    root = Path(__file__).resolve().parent.parent
    scripts = Path(sys.executable).parent
    failed = []
    for name, *options in CHECKS:
        chosen = [*options, *arguments] if name == "pytest" else options
        print(f"== {name} {' '.join(chosen)}", flush=True)  # noqa: T201
        if subprocess.run([str(scripts / name), *chosen], cwd=root, check=False).returncode:
            failed.append(name)
    if with_cluster and "pytest" not in failed and sources.changed():
        sources.record()
        print(f"The cluster cases passed: commit {sources.RECORD.relative_to(root)}")  # noqa: T201
    print("failed: " + ", ".join(failed) if failed else "all checks passed", flush=True)  # noqa: T201
    return 1 if failed else 0


def _say_what_to_expect(with_cluster: bool) -> None:
    cores = os.cpu_count() or 1
    seconds = (SECONDS + CLUSTER_SECONDS * with_cluster) // cores
    cases = "with the cluster cases" if with_cluster else "without the cluster cases, which --all adds"
    print(f"Takes about {seconds} seconds on {cores} idle cores, {cases}.", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
