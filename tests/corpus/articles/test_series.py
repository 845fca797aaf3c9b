"""Collections: an article for each headline on a place, with the date and period of the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles import cutting, splitting
from corpus.files.blocks import Block, Kind
from corpus.files.formats import markdown
from corpus.text import joining
from tests.given import table

ROWS = table(Path(__file__).with_name("series.tsv"))
PARAGRAPH = "护林员每天上山巡护，排查隐患312处，化解山林纠纷48件，群众的满意度明显提高。"


@pytest.mark.parametrize(("collection", "articles"), ROWS, ids=[row[1] for row in ROWS])
def test_a_collection_is_cut_at_headlines_on_a_place_each(collection: str, articles: str) -> None:
    content = markdown.content(collection.replace("＃", "#").replace("§", PARAGRAPH * 4).encode())
    clean = joining.clean(content.blocks)
    found = cutting.cut(
        clean.text, None, splitting.parts(clean.text, clean.kinds, content.title), clean.kinds
    )
    told = ((a.title, a.place.name if a.place else None, a.date, a.period) for a in found)
    assert " ".join("|".join(each or "-" for each in article) for article in told) == articles


def test_sheets_on_a_place_each_are_articles_though_their_rows_are_alike() -> None:
    rows = ["类别：盗窃，立案（起）：12", "类别：诈骗，立案（起）：21", "类别：合计，立案（起）：33"]
    title: Kind = "title"
    row: Kind = "row"
    blocks = [
        block
        for place in ("道县", "宁远县")
        for block in [Block(f"{place}2022年立案统计表", title), *(Block(text, row) for text in rows)]
    ]
    clean = joining.clean(blocks)
    found = cutting.cut(clean.text, None, splitting.parts(clean.text, clean.kinds), clean.kinds)
    told = [(a.place.name if a.place else None, clean.text[a.start : a.end].split("\n")) for a in found]
    assert told == [("道县", rows), ("宁远县", rows)]
