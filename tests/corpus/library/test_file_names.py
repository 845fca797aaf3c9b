"""File names: what they say where the text is silent, and nothing where it speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.library.library import Library
from retrieval.language.terms import RECIPE, words

ROWS = "县区,立案（起）,破案（起）\n柯城区,12,7\n龙游县,15,9\n"
CITY, COUNTY = "浙江省衢州市", "浙江省衢州市龙游县"
# file name, its text, title, place and its ground, period
CASES = [
    ("衢州市2022年刑事案件统计.csv", ROWS, "衢州市2022年刑事案件统计", CITY, "inferred", "2022年"),
    ("统计表.csv", ROWS, None, CITY, "inferred", None),
    ("龙游县总结.txt", "2023年工作总结\n\n全县排查隐患31处。\n", "2023年工作总结", COUNTY, "hint", "2023年"),
    (
        "总结（2021年）.txt",
        "衢州市工作总结\n\n全市排查隐患31处。\n",
        "衢州市工作总结",
        CITY,
        "stated",
        "2021年",
    ),
    (
        "龙游县2021年.txt",
        "衢州市2023年总结\n\n全市排查31处。\n",
        "衢州市2023年总结",
        CITY,
        "stated",
        "2023年",
    ),
    (
        "赣州市2022年案件统计.csv",
        ROWS.replace("柯城区", "甲"),
        "赣州市2022年案件统计",
        COUNTY,
        "stated",
        "2022年",
    ),
]


@pytest.mark.parametrize(
    ("name", "text", "title", "place", "basis", "period"), CASES, ids=lambda x: str(x)[:16]
)
def test_what_the_text_does_not_say_the_name_may(
    tmp_path: Path, name: str, text: str, title: str | None, place: str, basis: str, period: str | None
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    library = Library.in_memory(words=words, recipe=RECIPE)
    library.ingest([tmp_path / name])
    ((article,),) = (document.articles for document in library.documents())
    found = article.place.full if article.place else None
    assert (article.title, found, article.basis, article.period) == (title, place, basis, period)
    library.close()


def test_the_year_in_a_name_dates_what_the_articles_do_not_date(tmp_path: Path) -> None:
    file = tmp_path / "护林经验2022.txt"
    body = "道县：大家来护林\n上半年，全县护林员走访村寨312个，登记护林员87名，化解山林纠纷48件。\n\n"
    file.write_text(body + body.replace("道县", "宁远县").replace("上半年，", ""), encoding="utf-8")
    library = Library.in_memory(words=words, recipe=RECIPE)
    library.ingest([file])
    ((one, other),) = (document.articles for document in library.documents())
    assert (one.period, other.period) == ("2022年上半年", "2022年")
    library.close()
