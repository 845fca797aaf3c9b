"""Splitting: for which level a report speaks, and its passages."""

from __future__ import annotations

import pytest

from corpus.articles import splitting
from tests.given import cleaned, cut_alone


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("全省平安。全省稳定。", "省"),
        ("自治区平安。", "省"),
        ("全市平安。我市稳定。", "市"),
        ("全州平安。", "市"),
        ("全县平安。我县稳定。", "县"),
        ("街道党工委抓平安。", "县"),
        ("某县平安。", "县"),
        ("xx市平安。", "市"),
        ("全省第一。全市平安。全市稳定。全市和谐。", "市"),
        ("全省第一。全省前列。全省先进。全市平安。", "市"),  # a third as often is often
        ("全省第一。全省前列。全省先进。全省典型。全市平安。", "省"),
        ("道县全县平安。\n全市第一。", "市"),  # 全县 is 道县 there
        ("道县全县平安。", "县"),
        ("全市域治理。", None),
        ("平安。", None),
    ],
)
def test_a_report_speaks_for_a_level(text: str, level: str | None) -> None:
    assert splitting.level(text) == level


@pytest.mark.parametrize(
    ("lengths", "passages"),
    [
        ([100, 100, 100], [300]),  # of one paragraph
        ([100, 100, 101], [200, 101]),
        ([400, 10], [400, 10]),
        ([100, -100], [201]),  # a paragraph goes on where the one before it is short
        ([101, -100], [101, 100]),
    ],
)
def test_passages_are_whole_sentences_up_to_a_size(lengths: list[int], passages: list[int]) -> None:
    """Negative lengths begin a paragraph."""
    body = "".join("\n" * (length < 0) + "好" * (abs(length) - 1) + "。" for length in lengths)
    text = cleaned(f"道县工作总结\n\n{body}").text
    (article,) = cut_alone(text)
    found = splitting.passages(text, "a.txt", article)
    assert [passage.end - passage.start for passage in found] == passages
