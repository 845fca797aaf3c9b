"""Institutions and localities: a row of institutions.tsv that reads wrongly fails by its own example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.places.institutions import INSTITUTIONS, institutions, systems
from tests.given import table

OWNERS = table(Path(__file__).with_name("owners.tsv"))
SECOND = table(Path(__file__).with_name("owners_second.tsv"))
ROWS = [row for row in table(INSTITUTIONS) if row[3] != "-"]
SYSTEMS = [row for row in ROWS if row[0] == "system"]


def names(text: str) -> list[str]:
    return [each.text for each in institutions(text)]


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] != "system"], ids=lambda row: row[1])
def test_a_row_reads_its_example_and_not_its_counter_example(row: tuple[str, ...]) -> None:
    example, counter_example = row[3:5]
    (name,) = re.findall(r"\[(.+)\]", example)
    assert names(re.sub(r"[\[\]]", "", example)) == [name]
    assert names(counter_example) == []


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row[1])
def test_all_institutions_of_a_kind_are_read_as_one(row: tuple[str, ...]) -> None:
    (name,) = re.findall(r"\[(.+)\]", row[3])
    found = systems(re.sub(r"[\[\]]", "", row[3]))
    assert [(each.text, each.kind) for each in found] == [(name, row[1])]


@pytest.mark.parametrize("row", [row for row in OWNERS if row[3] != "-"], ids=lambda row: row[3])
def test_the_owner_of_a_figure_is_read(row: tuple[str, ...]) -> None:
    found = names(row[0])
    assert [name for name in row[3].split("|") if not any(each.endswith(name) for each in found)] == []


@pytest.mark.parametrize("row", SECOND, ids=lambda row: row[0])
def test_a_sentence_names_these_institutions_and_no_others(row: tuple[str, ...]) -> None:
    assert ("|".join(names(row[0])) or "-") == row[3]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("南京市公安局鼓楼分局破案3起", [("南京市公安局鼓楼分局", "公安分局", "鼓楼", "南京市")]),
        ("诸暨市枫桥派出所接警", [("诸暨市枫桥派出所", "派出所", "枫桥", "诸暨市")]),
        ("县妇联调解", [("县妇联", "妇联", "", "")]),
        ("古田镇司法所调解", [("古田镇司法所", "司法所", "古田", "")]),
        ("某县人民法院审结", [("某县人民法院", "法院", "", "")]),
        ("临水县法院和枫桥镇联调", [("枫桥镇", "镇", "枫桥", "")]),
        ("全市法院、各派出所、全镇", []),
        ("余村村民", [("余村", "村", "余", "")]),
        ("长安街道口", []),
    ],
)
def test_a_name_is_taken_apart(text: str, read: list[tuple[str, str, str, str]]) -> None:
    found = institutions(text)
    parts = [(e.text, e.kind, e.core, "".join(p.name for p in e.places[:1])) for e in found]
    assert parts == read


def test_a_name_stands_where_it_says() -> None:
    text = "会同柯城区人民法院、枫桥派出所和上海银行南宁分行，赴织里镇学习"
    for each in institutions(text):
        assert text[each.start : each.end] == each.text
