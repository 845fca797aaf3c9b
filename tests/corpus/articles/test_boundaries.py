"""Boundaries: where one report ends and the next begins, though no title says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles import boundaries
from tests.given import table

CLOSING = "下一步，将锚定目标，全力为高质量发展保驾护航。"


@pytest.mark.parametrize(("before", "after", "gain"), table(Path(__file__).with_name("boundaries.tsv")))
def test_an_end_and_a_beginning_are_told_by_what_they_say(before: str, after: str, gain: str) -> None:
    assert boundaries.boundary(before, after) == float(gain)


def report(place: str, part: str, *, paragraphs: int = 5, length: int = 90) -> list[str]:
    """The paragraphs of a report on *place*, which its first and *part* its others name."""
    told = [
        f"{part}全市{n}季度打掉团伙，化解纠纷，服务群众。".ljust(length, "好") for n in range(paragraphs - 2)
    ]
    return [f"平安是民生所盼。近年来，{place}扎实推进平安建设，{place}群众满意。", *told, CLOSING]


def spoken(place: str, person: str) -> list[str]:
    return [
        f"近年来，{place}扎实推进平安建设。",
        *[f"{person}市打掉团伙{n}个。".ljust(90, "好") for n in range(4)],
        CLOSING,
    ]


@pytest.mark.parametrize(
    ("reports", "cuts"),
    [
        ([report("宁波市", "海曙区"), report("丽水市", "青田县")], [0, 5]),
        (
            [report("宁波市", "海曙区"), report("宁波市", "海曙区")],
            [0],
        ),  # one report, as far as anyone can tell
        ([report("宁波市", "海曙区", length=30), report("丽水市", "青田县")], [0]),  # too short for a report
        ([report("宁波市", "海曙区"), report("丽水市", "青田县", length=30)], [0]),
        ([report("宁波市", "海曙区", paragraphs=3), report("丽水市", "青田县", paragraphs=2)], [0]),
        ([spoken("全市", "我"), spoken("全市", "该")], [0, 6]),
        ([spoken("全市", "我"), spoken("全市", "我")], [0]),
    ],
)
def test_reports_run_together_are_cut_where_the_next_begins(
    reports: list[list[str]], cuts: list[int]
) -> None:
    assert boundaries.cuts([paragraph for report in reports for paragraph in report]) == cuts


@pytest.mark.parametrize(
    ("voices", "cuts"),
    [
        ("我我我我我我我我该该该该该", [0]),  # five paragraphs of another voice cost less than a change
        ("我我我我我我我我该该该该该该该", [0, 8]),
        ("我我我我该该该该该该该我我我我", [0]),  # there and back is two changes
        ("我我我我我我我我该该该该该该该该该该该该该我我我我我我我我", [0, 8, 21]),
    ],
)
def test_a_report_changes_its_voice_for_some_paragraphs_only(voices: str, cuts: list[int]) -> None:
    paragraphs = [f"{voice}市打掉团伙{n}个。".ljust(60, "好") for n, voice in enumerate(voices)]
    assert boundaries.cuts(paragraphs) == cuts


@pytest.mark.parametrize(("often", "cuts"), [(1, [0]), (2, [0, 6])])
def test_a_place_that_is_new_makes_up_for_words_that_end_and_begin(often: int, cuts: list[int]) -> None:
    first = ["宁波市" if n < often else "全市" for n in range(6)]
    second = ["丽水市" if n < 3 else "全市" for n in range(6)]
    paragraphs = [f"{who}打掉团伙{n}个。".ljust(60, "好") for n, who in enumerate([*first, *second])]
    assert boundaries.cuts(paragraphs) == cuts


@pytest.mark.parametrize(
    ("paragraphs", "introduces"),
    [
        (["全省打掉团伙。", "丽水市位于浙南。", "丽水市打掉团伙。", "丽水市化解纠纷。"], True),
        (["全省打掉团伙。", "丽水市位于浙南。", "丽水市打掉团伙。"], False),  # hardly named later
        (["丽水市打掉团伙。", "丽水市位于浙南。", "丽水市化解纠纷。"], False),  # named before
        (
            [
                "全省打掉团伙。",
                "位于浙江省西南部、瓯江之畔，山清水秀的江南名城丽水市。",
                "丽水市。",
                "丽水市。",
            ],
            True,
        ),
    ],
)
def test_a_paragraph_introduces_a_place_that_is_named_later(paragraphs: list[str], introduces: bool) -> None:
    assert (1 in boundaries.introductions(paragraphs)) == introduces
