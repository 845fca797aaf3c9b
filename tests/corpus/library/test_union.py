"""Several libraries behind one desk: each answers, names do not clash, and the common one is unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.library.library import Library
from retrieval.desk import Desk
from retrieval.language.terms import RECIPE, words
from tests.given import DOCUMENTS

YULIN = "玉林市平安建设综述\n\n2021年以来，玉林市共化解矛盾纠纷{n}件，群众安全感满意度达98.6%。\n"


def library(folder: Path, **files: str) -> Library:
    """A library in *folder* with these files, their names without the suffix."""
    made = Library.open(folder / "library", words=words, recipe=RECIPE, create=True)
    for name, text in files.items():
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        made.ingest([path])
    return made


def quotes(desk: Desk, question: str) -> list[tuple[str, str]]:
    return [(c.document, c.quote) for c in desk.answer(desk.read(question)).citations]


@pytest.fixture
def common(tmp_path: Path) -> Library:
    made = Library.open(tmp_path / "common", words=words, recipe=RECIPE, create=True)
    made.ingest([DOCUMENTS / "大理白族自治州.md"])
    return made


def test_a_desk_answers_over_the_common_library_and_another(common: Library, tmp_path: Path) -> None:
    team = library(tmp_path, 玉林=YULIN.format(n=4321))
    desk = Desk(common, team)
    assert quotes(desk, "玉林市化解矛盾纠纷多少件") == [
        ("玉林.txt", "2021年以来，玉林市共化解矛盾纠纷4321件，群众安全感满意度达98.6%。")
    ]
    outcome = "大理州扫黑除恶成果"
    assert quotes(desk, outcome) == quotes(Desk(common), outcome) != []
    assert desk.version == f"{common.version}+{team.version}"
    assert quotes(Desk(common), "玉林市化解矛盾纠纷多少件") == []


def test_another_text_under_a_name_already_taken_is_numbered(tmp_path: Path) -> None:
    first = library(tmp_path / "1", 汇编=YULIN.format(n=1111))
    second = library(tmp_path / "2", 汇编=YULIN.replace("玉林", "昆明").format(n=2222))
    third = library(tmp_path / "3", 汇编=YULIN.replace("玉林", "赣州").format(n=3333))
    desk = Desk(first, second, third)
    assert list(desk.catalogue.documents) == ["汇编.txt", "汇编（2）.txt", "汇编（3）.txt"]
    for place, figure, name in (("玉林", 1111, "汇编.txt"), ("昆明", 2222, "汇编（2）.txt")):
        ((document, quote),) = quotes(desk, f"{place}市化解矛盾纠纷多少件")
        assert (document, f"{figure}件" in quote) == (name, True)
        assert quote in desk.text_of(document)


def test_the_same_file_in_two_libraries_is_read_once(tmp_path: Path) -> None:
    first = library(tmp_path / "1", 玉林=YULIN.format(n=1111))
    second = library(
        tmp_path / "2", 另名=YULIN.format(n=1111), 昆明=YULIN.replace("玉林", "昆明").format(n=2)
    )
    desk = Desk(first, second)
    assert list(desk.catalogue.documents) == ["玉林.txt", "昆明.txt"]
    assert [name for name, _ in quotes(desk, "玉林市化解矛盾纠纷多少件")] == ["玉林.txt"]


def test_a_copy_with_blanked_figures_still_points_to_its_whole_under_its_new_name(tmp_path: Path) -> None:
    text = YULIN.format(n=4321) + "玉林市打掉涉黑组织8个，破获案件1754起，查封涉案资产7.16亿元。\n" * 3
    blanked = text.translate(str.maketrans("0123456789", "xxxxxxxxxx"))
    first = library(tmp_path / "1", 全文=YULIN.replace("玉林", "昆明").format(n=1))
    second = library(tmp_path / "2", 全文=text, 同文=blanked)
    (twin,) = second.document("同文.txt").articles
    assert twin.twin_of == ("全文.txt", 1)
    desk = Desk(first, second)
    assert desk.catalogue.copies == {("全文（2）.txt", 1): [("同文.txt", 1)]}
