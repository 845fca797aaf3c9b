"""Comparison: places, and the years of one, side by side, each figure with the sentence it stands in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.errors import InputError
from retrieval.answering.answer import Answer
from retrieval.answering.gate import verified
from retrieval.comparison import Compared
from retrieval.desk import Desk
from tests.conftest import desk_over

REPORTS = {
    "大理州.txt": """大理州2021年平安建设工作总结

扫黑除恶斗争中，全州共打掉涉黑组织3个，刑拘犯罪嫌疑人412人，查扣涉案资产约1.37亿元。州公安局破获命案12起。

2020年，全州打掉涉黑组织5个。群众安全感满意度达98.6%以上。2022年力争达到99%。
""",
    "宁夏.txt": """宁夏回族自治区2021年平安建设工作总结

扫黑除恶斗争中，全区共打掉涉黑组织9个，查扣涉案资产2.5亿元，同比上升12.3%。银川市打掉涉黑组织2个。
""",
}
Told = tuple[tuple[str | None, str | None, tuple[str | None, ...]], ...]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "texts").mkdir()
    for name, text in REPORTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    yield from desk_over(folder / "texts", folder / "library")


def told(answer: Answer) -> tuple[tuple[str, ...], Told]:
    assert answer.table is not None
    lines = (
        (line.place, line.period, tuple(cell.text if cell else None for cell in line.cells))
        for line in answer.table.rows
    )
    return answer.table.columns, tuple(lines)


def test_what_several_places_count_comes_first_and_parts_offices_changes_and_plans_are_left_out(
    reports: Desk,
) -> None:
    answer = reports.compare(Compared.parse(["大理州", "宁夏"], "扫黑除恶", None))
    assert told(answer) == (
        ("打掉涉黑组织", "查扣涉案资产", "刑拘犯罪嫌疑人"),
        (
            ("大理州", "2020年", ("5个", None, None)),
            ("大理州", "2021年", ("3个", "约1.37亿元", "412人")),
            ("宁夏", "2021年", ("9个", "2.5亿元", None)),
        ),
    )


def test_the_years_of_one_place_stand_below_each_other(reports: Desk) -> None:
    answer = reports.compare(Compared.parse(["大理州"], None, "2020-2021"))
    assert told(answer) == (
        ("打掉涉黑组织", "刑拘犯罪嫌疑人", "查扣涉案资产", "群众安全感满意度"),
        (
            ("大理州", "2020年", ("5个", None, None, None)),
            ("大理州", "2021年", ("3个", "412人", "约1.37亿元", "98.6%以上")),
        ),
    )


def test_every_cell_stands_in_what_it_cites(reports: Desk) -> None:
    answer = reports.compare(Compared.parse(["大理州", "宁夏"], None, None))
    kept = verified(answer, reports.text_of, reports.is_unsure)
    assert kept.table == answer.table
    assert len(kept.citations) == len(answer.citations)


def test_a_place_that_the_library_says_nothing_of_is_named(reports: Desk) -> None:
    answer = reports.compare(Compared.parse(["大理州", "昆明市"], "扫黑除恶", None))
    assert [(each.kind, each.values) for each in answer.remarks] == [
        ("compare_lacks", {"place": "云南省昆明市"})
    ]


@pytest.mark.parametrize(
    ("places", "years"), [(["火星"], None), (["大理州"], "去年"), (["大理州"], "2021-2019")]
)
def test_what_is_no_place_and_what_are_no_years_is_said(places: list[str], years: str | None) -> None:
    with pytest.raises(InputError):
        Compared.parse(places, None, years)
