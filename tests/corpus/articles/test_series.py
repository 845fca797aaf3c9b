"""Collections: an article for each headline on a place, with the date and period of the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.articles import cutting, splitting
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
