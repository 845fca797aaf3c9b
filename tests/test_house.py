"""The house: what stands where, by the rules that no other tool checks."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import errors
from tests.given import ROOMS, ROOT, table
from tests.structure import ROOMS as STRUCTURED
from tests.structure import branches, parsed, room

MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
PROJECT = [
    path
    for path in sorted(ROOT.rglob("*"))
    if path.suffix in {".py", ".md", ".toml", ".tsv", ".txt", ".example", ".cfg", ".yml"}
    and not {"tests", ".ci", ".git", ".venv", "build"} & set(path.relative_to(ROOT).parts)
    and not any(part.startswith((".", "wenju.egg")) for part in path.relative_to(ROOT).parts[:-1])
]
LONGEST = 400  # lines
WIDEST = 12  # branches of a function
WIDER = {(path, name): int(many) for path, name, many in table(ROOT / "tests" / "wider.tsv")}
_HAN = re.compile(r"[\u3400-\u9fff]")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each string literal of a module; documentation and comments are none."""
    documentation = {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    kinds = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type in kinds and token.start not in documentation:
                yield token.start[0], token.string


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_is_too_long_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_function_has_more_branches_than_recorded() -> None:
    """12, or as many as wider.tsv allows, whose rows only fall."""
    many = {(named(path), name): count for path in MODULES for name, count in branches(path).items()}
    assert {key: count for key, count in many.items() if count > WIDER.get(key, WIDEST)} == {}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [named(path) for path in MODULES if path.stem in nothing] == []


@pytest.mark.parametrize("path", [p for p in MODULES if named(p).startswith("bot/")], ids=named)
def test_every_chinese_sentence_a_front_says_is_in_the_wording(path: Path) -> None:
    found = [(line, text) for line, text in strings(path) if _HAN.search(text)]
    assert named(path).startswith("bot/wording/") or found == []


def test_the_strings_of_the_wording_are_found() -> None:
    """The reader of string literals reads them: else the test above could not fail."""
    assert any("库内" in text for _, text in strings(ROOT / "bot" / "wording" / "answers.py"))


def test_the_folder_beside_the_project_is_named_only_in_tests() -> None:
    beside = re.compile(r"\.\./shared|[\"']shared[\"']|\bshared/")
    assert [named(path) for path in PROJECT if beside.search(path.read_text(encoding="utf-8"))] == []


def test_no_type_is_defined_twice() -> None:
    defined: dict[tuple[str, str], list[str]] = {}
    for path in MODULES:
        for node in parsed(path).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
                name = ast.unparse(node.targets[0])
                defined.setdefault((name, ast.unparse(node.value)), []).append(named(path))
    assert len(defined) > 5
    assert {name: paths for name, paths in defined.items() if len(paths) > 1} == {}


def test_every_error_stands_in_the_tree_that_is_drawn_of_them() -> None:
    drawn = re.findall(r"^[│├└─ ]*(\w+) {2,}", errors.__doc__ or "", re.MULTILINE)
    assert sorted(drawn) == sorted(name for name in vars(errors) if isinstance(getattr(errors, name), type))


def test_no_file_of_data_lacks_its_source() -> None:
    tables = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.tsv"))]
    assert tables
    assert [named(path) for path in tables if not path.read_text(encoding="utf-8").startswith("#")] == []


@pytest.mark.parametrize("name", STRUCTURED)
def test_the_sub_packages_of_a_room_import_in_one_direction(name: str) -> None:
    assert room(name).cycles == []


LISTED = [
    path for path in MODULES if path.name == "__init__.py" and ".py" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("package", LISTED, ids=named)
def test_a_package_that_lists_its_modules_lists_them_all(package: Path) -> None:
    said = ast.get_docstring(parsed(package)) or ""
    listed = set(re.findall(r"(?<![\w./])(\w+\.py)\b", said))
    assert listed == {path.name for path in package.parent.glob("*.py")} - {package.name}
