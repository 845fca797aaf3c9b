"""wenju compare: a table that fits the terminal, CSV, and an exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main

pytestmark = pytest.mark.usefixtures("home")


def test_places_stand_side_by_side_with_a_citation_in_every_cell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "大理州", "宁夏", "--topic", "扫黑除恶", "--library", "bundled"]) == 0
    shown = capsys.readouterr().out
    assert "1754起 [3]" in shown
    assert "[3] 大理白族自治州.md" in shown


def test_csv_has_the_source_of_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "大理州", "宁夏", "--topic", "扫黑除恶", "--csv", "--library", "bundled"]) == 0
    heads, *lines = capsys.readouterr().out.removeprefix("\ufeff").splitlines()
    assert heads.startswith("地方,时间,")
    assert heads.endswith(",出处")
    assert all(".md · " in line for line in lines)


def test_nothing_to_compare_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "昆明市", "--library", "bundled"]) == 1
    assert capsys.readouterr().out == (
        "库内没有可以并排的数据。可以换个主题或年份再试。\n库内没有云南省昆明市的可比数据。\n"
    )


def test_an_answer_is_saved_as_a_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "成果.docx", "大理州扫黑除恶成果", "--library", "bundled"]) == 0
    assert capsys.readouterr().out == "已存为 成果.docx。\n"
    assert (home / "成果.docx").read_bytes().startswith(b"PK")


def test_nothing_is_saved_where_nothing_is_found(home: Path) -> None:
    assert main(["export", "成果.md", "昆明市扫黑除恶成果", "--library", "bundled"]) == 1
    assert not (home / "成果.md").exists()
