"""Doubts: what in one article speaks for two reports instead of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.articles.doubts import LONG, MASKED, Doubt, contradictions, problems
from corpus.document import Article
from tests.given import table

ROWS = table(Path(__file__).with_name("doubts.tsv"))


@pytest.mark.parametrize(("body", "level", "told"), ROWS)
def test_two_reports_in_one_article_contradict_each_other(body: str, level: str, told: str) -> None:
    found = [" ".join((doubt.kind, *doubt.evidence)) for doubt in contradictions(body, level)]
    assert ("/".join(found) or "-") == told


MERGED = "我市破案8起。" * 3 + "该市破案9起。" * 3


@pytest.mark.parametrize(
    ("text", "facts", "told"),
    [
        ("某市破案8起。", {"basis": "stated"}, []),
        ("某市破案8起。", {"basis": "undecided"}, [Doubt("undecided")]),
        ("某市破案8起。", {"basis": "hint", "evidence": ("白市",)}, [Doubt("hint", ("白市",))]),
        ("某市破案8起。", {"masked": MASKED}, [Doubt("masked")]),
        ("某市破案8起。", {"masked": MASKED - 0.01}, []),
        ("长" * (LONG + 1), {}, [Doubt("long")]),
        ("长" * (LONG + 1), {"title": "工作总结"}, []),
        (MERGED, {}, [Doubt("persons", ("我 3", "该 3"))]),
        (MERGED, {"basis": "undecided", "twin_of": ("a.txt", 1)}, []),
    ],
)
def test_what_a_person_should_look_at(text: str, facts: dict[str, Any], told: list[Doubt]) -> None:
    known = {"title": None, "start": 0, "end": len(text), "basis": "stated"}
    article = Article(1, **known | facts)
    assert problems(text, article) == told
