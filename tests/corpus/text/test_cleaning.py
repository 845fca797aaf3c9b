"""Cleaning and masking: tables of cases. A line that comes out wrong belongs in joins.tsv."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import locations
from corpus.text import masking
from tests.given import EVAL, RAW, cleaned, needs_shared, squeezed, table

JOINS = table(Path(__file__).with_name("joins.tsv"))
MASKED = table(Path(__file__).with_name("masked.tsv"))


@pytest.mark.parametrize(("what", "broken", "clean"), JOINS, ids=[what for what, _, _ in JOINS])
def test_a_text_is_cleaned(what: str, broken: str, clean: str) -> None:
    assert cleaned(broken)[0] == clean


@pytest.mark.parametrize(("what", "broken", "clean"), JOINS, ids=[what for what, _, _ in JOINS])
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_a_text_with_other_line_ends_is_cleaned_alike(end: str, what: str, broken: str, clean: str) -> None:
    assert cleaned(broken.replace("\n", end)) == cleaned(broken)


@pytest.mark.parametrize(("what", "broken", "clean"), JOINS, ids=[what for what, _, _ in JOINS])
def test_a_clean_text_has_nothing_left_to_clean(what: str, broken: str, clean: str) -> None:
    assert cleaned(clean)[0] == clean


def test_the_texts_of_a_library_are_clean(tmp_path: Path) -> None:
    """The same table, through files and the store."""
    files = tmp_path / "files"
    files.mkdir()
    for number, (_, broken, _) in enumerate(JOINS, 1):
        (files / f"{number:02}.txt").write_text(broken, encoding="utf-8")
    library = locations.open_to_change(str(tmp_path / "library"), None, create=True)
    assert library.ingest([files]).refused == []
    assert [library.text(name) for name in library.names()] == [clean for _, _, clean in JOINS]
    library.close()


def test_a_joined_line_remembers_both_of_its_lines() -> None:
    text, lines, *_ = cleaned("一、概况\n\n全市打掉涉黑组织3个，\n恶势力团伙21个。")
    assert text == "一、概况\n\n全市打掉涉黑组织3个，恶势力团伙21个。"
    assert lines == ((0, 1), (6, 3), (17, 4))


@given(st.text(max_size=300))
def test_cleaning_adds_no_character_but_党_and_line_breaks(text: str) -> None:
    clean, lines, *_ = cleaned(text)
    assert set(clean) <= set(text) | {"\n", "党"}
    assert list(lines) == sorted(lines)
    assert all(0 <= offset <= len(clean) for offset, _ in lines)


@needs_shared
@pytest.mark.parametrize("name", [path.name for path in sorted(RAW.glob("*.txt"))])
def test_no_advertising_is_left_of_a_raw_file(name: str) -> None:
    clean = squeezed(cleaned((RAW / name).read_text(encoding="utf-8"))[0])
    selling = json.loads((EVAL / "boilerplate.json").read_text(encoding="utf-8"))["forbidden_substrings"]
    assert [each for each in selling if squeezed(each) in clean] == []


@pytest.mark.parametrize(("text", "hidden", "given_"), MASKED, ids=[text for text, _, _ in MASKED])
def test_blanked_figures_are_told_from_given_ones(text: str, hidden: str, given_: str) -> None:
    assert (masking.masked_figures(text), len(masking.GIVEN.findall(text))) == (int(hidden), int(given_))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("全市平安建设取得成效", 0.0),
        ("打掉8个", 0.0),
        ("打掉x个", 1.0),
        ("打掉x个、抓获xx人、满意率99.2%", 2 / 3),
    ],
)
def test_the_share_of_blanked_figures_is_of_all_figures(text: str, share: float) -> None:
    assert masking.masked_share(text) == pytest.approx(share)
