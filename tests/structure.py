"""The structure of the rooms: sub-packages, the levels their imports make, and the imports between them.

    python -m tests.structure

A room is drawn from its top level down; a module directly in the room counts as a sub-package of its own.
Raises no error for an import that runs upward: `Room.cycles` names the sub-packages that import each other,
and test_house.py fails on any. Imports under TYPE_CHECKING count.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.given import ROOT

ROOMS = ("corpus", "retrieval", "bot", "bot/telegram")
_BRANCHES = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.comprehension, ast.ExceptHandler, ast.BoolOp,
    ast.match_case,
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """One folder of code; `imports` holds (importing part, imported part) pairs, parts by their names."""

    name: str
    parts: tuple[str, ...]
    imports: frozenset[tuple[str, str]]

    @cached_property
    def cycles(self) -> list[str]:
        """The parts of one import cycle, or none."""
        try:
            TopologicalSorter(self._below()).prepare()
        except CycleError as error:
            return list(error.args[1])
        return []

    @cached_property
    def levels(self) -> list[list[str]]:
        """The parts by level, the lowest first: each imports only from lower ones. Empty where a cycle is."""
        if self.cycles:
            return []
        below = self._below()
        level: dict[str, int] = {}
        for part in TopologicalSorter(below).static_order():
            level[part] = max((level[other] + 1 for other in below[part]), default=0)
        return [sorted(p for p in level if level[p] == n) for n in range(max(level.values()) + 1)]

    def _below(self) -> dict[str, set[str]]:
        return {part: {low for high, low in self.imports if high == part} for part in self.parts}


def room(name: str) -> Room:
    """The structure of the folder *name*: corpus, retrieval, bot or bot/telegram."""
    folder = ROOT / name
    files = [path for path in folder.rglob("*.py") if path.parent != folder or path.stem != "__init__"]
    imports: set[tuple[str, str]] = set()
    parts = {_part(path.relative_to(folder)) for path in files}
    prefix = name.replace("/", ".") + "."
    for path in files:
        own = _part(path.relative_to(folder))
        for module in imported(path):
            if module.startswith(prefix) and (other := module[len(prefix) :].split(".")[0]) in parts - {own}:
                imports.add((own, other))
    return Room(name, tuple(sorted(parts)), frozenset(imports))


def imported(path: Path) -> Iterator[str]:
    """The modules that the module at *path* imports, dotted; `from a import b` gives a.b."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def branches(path: Path) -> dict[str, int]:
    """How many branches each function of the module at *path* has, by name; and, or, each loop count."""
    found: dict[str, int] = {}
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            many = sum(isinstance(part, _BRANCHES) for part in ast.walk(node))
            found[node.name] = max(many, found.get(node.name, 0))
    return found


def _part(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def described(found: Room) -> str:
    """*found* in a few lines of text."""
    folders = sum((ROOT / found.name / part).is_dir() for part in found.parts)
    counts = f"{folders} sub-packages, {len(found.levels)} levels, {len(found.imports)} imports"
    head = f"{found.name}/: {counts} between them"
    lines = [f"  {'  '.join(level)}" for level in reversed(found.levels)]
    lines += [f"  cycle: {' → '.join(found.cycles)}"] if found.cycles else []
    return "\n".join([head, *lines])


def main() -> int:
    """Print the structure; 1 if there is a cycle."""
    rooms = list(map(room, ROOMS))
    print(*map(described, rooms), sep="\n")  # noqa: T201
    return int(any(each.cycles for each in rooms))


if __name__ == "__main__":
    sys.exit(main())
