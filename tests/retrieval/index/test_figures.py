"""Figures of an index: found by what they count, where, when and in which unit."""

from __future__ import annotations

import pytest

from corpus.library.library import Library
from corpus.library.union import Joint
from corpus.places.gazetteer import Place, chain_of
from corpus.text.period import Period
from retrieval.index.figure_columns import Flag
from retrieval.index.figures import STATISTICS, Figures, Sought
from retrieval.index.files import opened
from retrieval.index.reader import IndexReader
from retrieval.index.schema import contents
from retrieval.language.terms import RECIPE, analyse, words

TEXTS = {
    "dali.txt": (
        "大理州2021年平安建设工作总结\n\n"
        "全州共打掉涉黑组织3个、恶势力集团21个，刑拘犯罪嫌疑人412人，同比下降12.3%。2020年打掉涉黑组织5个。"
        "群众安全感满意度达98.6%。大理市打掉涉黑组织1个。2022年力争群众安全感达到99%。"
    ),
    "yushu.txt": "玉树州2021年平安建设工作汇报\n\n玉树州化解矛盾纠纷5713件，化解率97.7%，打掉涉黑组织xx个。",
    "fengqiao.txt": "诸暨市枫桥镇2021年平安建设工作总结\n\n2021年，枫桥镇排查安全隐患35处。",
}


Read = tuple[Figures, IndexReader]


def read(*libraries: Library) -> Read:
    source = Joint(*libraries).again()
    with source.snapshot():
        arrays = opened(source)
    held = contents(arrays)
    return Figures(arrays, held), IndexReader(arrays, held, source)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("figures")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.in_memory(words=words, recipe=RECIPE)
    library.ingest([folder])
    return read(library)


@pytest.fixture
def figures(index: Read) -> Figures:
    return index[0]


def place(names: str) -> tuple[Place, ...]:
    return (chain_of(names),)


DALI, YUSHU = place("云南省 大理白族自治州"), place("青海省 玉树藏族自治州")
GANG = tuple(analyse("打掉涉黑组织"))

SOUGHT = {
    "terms": (Sought(terms=GANG), ["3", "5", "1", "21"]),
    "place": (Sought(terms=GANG, places=place("云南省 大理白族自治州 大理市")), ["1"]),
    "place above": (Sought(terms=GANG, places=place("云南省"), concept="涉黑组织数"), ["3", "5", "1"]),
    "town": (Sought(places=place("浙江省 绍兴市 诸暨市 /枫桥镇")), ["35"]),
    "county of a town": (Sought(places=place("浙江省 绍兴市 诸暨市")), ["35"]),
    "another town": (Sought(places=place("浙江省 绍兴市 诸暨市 /店口镇")), []),
    "another place": (Sought(terms=GANG, places=YUSHU), []),
    "blanked out": (Sought(terms=GANG, places=YUSHU, flags=STATISTICS | Flag.MASKED), ["xx"]),
    "period": (Sought(terms=GANG, concept="涉黑组织数", period=Period.of(2020)), ["5"]),
    "concept": (Sought(concept="群众安全感"), ["98.6"]),
    "planned too": (Sought(concept="群众安全感", flags=STATISTICS | Flag.PLANNED), ["98.6", "99"]),
    "unit": (Sought(families=("person",)), ["412"]),
    "changes": (Sought(flags=Flag.CHANGE), ["12.3"]),
    "within": (Sought(within=[("yushu.txt", 1)]), ["5713", "97.7"]),
    "nothing": (Sought(terms=("没有的词",)), []),
}


@pytest.mark.parametrize("what", SOUGHT)
def test_figures_are_found_by(what: str, figures: Figures) -> None:
    sought, values = SOUGHT[what]
    assert [row.figure.value for row in figures.search(sought)] == values


def test_the_figures_of_an_article_are_in_order(figures: Figures) -> None:
    found = [row.figure.value for row in figures.of(("dali.txt", 1))]
    assert found == ["3", "21", "412", "12.3", "5", "98.6", "1", "99"]


def test_a_sentence_has_its_rows(index: Read) -> None:
    figures, reader = index
    first, second, *_ = reader.sentences(("dali.txt", 1))
    assert [
        (row.figure.value, first.text[row.figure.value_start - first.start :][:3])
        for row in figures.between(first.key, first.start, first.end)
    ] == [("3", "3个、"), ("21", "21个"), ("412", "412"), ("12.3", "12.")]
    assert [row.figure.value for row in figures.between(second.key, second.start, second.end)] == ["5"]
    assert figures.between(first.key, 0, first.start) == []


def test_every_row_stands_in_one_sentence(compilations: tuple[Library, Library]) -> None:
    figures, reader = read(*compilations)
    for key in reader.articles:
        by_sentence = [
            row.number
            for sentence in reader.sentences(key)
            for row in figures.between(key, sentence.start, sentence.end)
        ]
        rows = list(figures.of(key))
        assert by_sentence == [row.number for row in rows]
        for row in rows:
            sentence = reader.sentence_at(key, row.figure.value_start)
            assert sentence is not None
            assert sentence.start <= row.figure.value_start < row.figure.value_end <= sentence.end


def test_a_change_is_related_to_what_changed(figures: Figures) -> None:
    rows = {row.figure.value: row for row in figures.of(("dali.txt", 1))}
    assert figures.related(rows["12.3"]) == rows["412"]
    assert figures.related(rows["412"]) is None


def test_a_library_without_figures_has_none() -> None:
    library = Library.in_memory(words=words, recipe=RECIPE)
    source = Joint(library).again()
    with source.snapshot():
        arrays = opened(source)
    assert Figures(arrays, contents(arrays)).search(Sought(terms=GANG)) == []
