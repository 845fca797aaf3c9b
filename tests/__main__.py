"""Runs every check, each as a person would: ruff, mypy, import-linter, pytest. Stops at none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("pytest", "-q", "-n", "auto", "--dist", "worksteal"),
)


def main() -> int:
    """Run the checks from the project's folder; the exit code says whether all passed."""
    root = Path(__file__).resolve().parent.parent
    scripts = Path(sys.executable).parent
    failed = []
    for name, *arguments in CHECKS:
        print(f"== {name} {' '.join(arguments)}", flush=True)  # noqa: T201
        if subprocess.run([str(scripts / name), *arguments], cwd=root, check=False).returncode:
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "all checks passed", flush=True)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
