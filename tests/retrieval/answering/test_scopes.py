"""Whose figure it is: made-up libraries in which another place's, year's or report's figure lies near."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.conversation import Conversation
from retrieval.answering.answer import Answer
from tests.retrieval.answering.reports import desk_over

DALI = "---\ntitle: 大理州平安建设综述\nplace: 云南省 大理白族自治州\nlevel: 州\n---\n"


@dataclass(frozen=True)
class Case:
    """Documents by name, a question, and what the statements must and must not hold."""

    name: str
    documents: dict[str, str]
    question: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


CASES = [
    Case(
        "another city in the same sentence's article",
        {"a.md": DALI + "大理州推进扫黑除恶。昆明市打掉涉黑组织15个。\n"},
        "大理州打掉涉黑组织多少个",
        must_not=("15",),
    ),
    Case(
        "the country's and the province's figures in a city's report",
        {"a.md": DALI + "全国共打掉涉黑组织3644个。全省共打掉涉黑组织173个。全州共打掉涉黑组织8个。\n"},
        "大理州打掉涉黑组织多少个",
        ("8个",),
        ("3644", "173"),
    ),
    Case(
        "a county's figure does not stand for its prefecture",
        {"a.md": DALI + "鹤庆县扎实推进扫黑除恶。打掉涉黑组织3个。\n"},
        "大理州打掉涉黑组织多少个",
        must_not=("3个",),
    ),
    Case(
        "a heading names the county",
        {"a.md": DALI + "## 一、鹤庆县\n\n打掉涉黑组织3个，刑拘21人。\n"},
        "鹤庆县打掉涉黑组织多少个",
        ("3个",),
    ),
    Case(
        "and not its prefecture",
        {"a.md": DALI + "## 一、鹤庆县\n\n打掉涉黑组织3个，刑拘21人。\n"},
        "大理州打掉涉黑组织多少个",
        must_not=("3个",),
    ),
    Case(
        "a city's figures do not answer for its province",
        {"a.md": "---\ntitle: 综述\nplace: 广东省 广州市\n---\n全市共打掉涉黑组织12个，刑拘900人。\n"},
        "广东省扫黑除恶成果",
        must_not=("12个", "900人"),
    ),
    Case(
        "an unnamed county's figures do not answer for its province",
        {"a.md": "---\nplace: 陕西省 某县\nplace_basis: inferred\n---\n全县共打掉涉黑组织3个。\n"},
        "陕西省打掉涉黑组织多少个",
        must_not=("3个",),
    ),
    Case(
        "two years on one template are no copies",
        {
            "2020.md": DALI + "2020年，大理州打掉涉黑组织4个，破获案件210起，刑拘330人，查扣资产1.2亿元。\n",
            "2021.md": DALI + "2021年，大理州打掉涉黑组织6个，破获案件185起，刑拘290人，查扣资产0.9亿元。\n",
        },
        "大理州2021年打掉涉黑组织多少个",
        ("6个",),
        ("4个",),
    ),
    Case(
        "two counties on one template are no copies",
        {
            name: f"---\ntitle: 综述\nplace: 云南省 大理白族自治州 {name}\n---\n"
            f"{name}坚持大抓基层，推进平安建设，打掉恶势力团伙{n}个，化解矛盾纠纷{n}12件，群众满意。\n"
            for name, n in (("鹤庆县", 2), ("洱源县", 5))
        },
        "洱源县打掉恶势力团伙多少个",
        ("5个",),
        ("2个",),
    ),
    Case(
        "rows of figures stay rows",
        {"a.txt": "大理州平安建设总结\n\n情况如下。\n2021年打掉组织12\n2020年打掉组织34\n2019年打掉组织56\n"},
        "大理州2021年打掉组织多少",
        must_not=("122020", "342019"),
    ),
    Case(
        "a comma inside a figure ends no clause",
        {
            "a.md": DALI
            + "三年来，大理州坚持以人民为中心的发展思想，深入推进扫黑除恶专项斗争，"
            + "压实责任、健全机制、强化保障，" * 12
            + "共刑拘犯罪嫌疑人1,535人，社会治安持续好转。\n"
        },
        "大理州刑拘犯罪嫌疑人多少人",
        ("1,535人",),
    ),
    Case(
        "the second part of a question keeps the year",
        {
            "a.md": DALI
            + "2021年，大理州打掉涉黑组织1个。2020年，大理州抓获电诈嫌疑人50人。"
            + "2021年，大理州抓获电诈嫌疑人70人。\n"
        },
        "大理州2021年打掉涉黑组织和抓获电诈嫌疑人各多少",
        must_not=("50人",),
    ),
    Case(
        "a place that is only part of another name",
        {"a.md": "---\ntitle: 综述\nplace: 甘肃省 庆阳市\n---\n平安庆阳建设中，全市打掉涉黑组织9个。\n"},
        "安徽省安庆市打掉涉黑组织多少个",
        must_not=("9个",),
    ),
    Case(
        "an ordinary word that sounds like a city",
        {"a.md": "---\ntitle: 综述\nplace: 四川省 成都市\n---\n全市群众满意度达98.6%。\n"},
        "鹤岗市群众满意程度是多少",
        must_not=("98.6",),
    ),
]


def answer(case: Case, folder: Path) -> Answer:
    files = {(name if "." in name else f"{name}.md"): text for name, text in case.documents.items()}
    return Conversation(desk_over(files, folder)).reply(case.question)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_figure_is_shown_as_its_own_place_s_and_year_s(case: Case, tmp_path: Path) -> None:
    shown = "\n".join(statement.text for statement in answer(case, tmp_path).statements)
    assert [each for each in case.must if each not in shown] == [], shown
    assert [each for each in case.must_not if each in shown] == [], shown


def test_a_place_of_which_there_are_two_is_asked_back(tmp_path: Path) -> None:
    case = Case(
        "鼓楼区",
        {
            "a.md": "---\ntitle: 甲\nplace: 江苏省 南京市 鼓楼区\n---\n全区化解矛盾纠纷120件。\n",
            "b.md": "---\ntitle: 乙\nplace: 福建省 福州市 鼓楼区\n---\n全区化解矛盾纠纷340件。\n",
        },
        "鼓楼区化解矛盾纠纷多少件",
    )
    found = answer(case, tmp_path)
    assert (found.status, found.statements) == ("clarify", ())
    assert len(found.suggestions) == 2


def test_a_span_of_years_is_said_to_be_one(tmp_path: Path) -> None:
    case = Case(
        "span", {"a.md": DALI + "2018至2020年，全州共打掉涉黑组织8个。\n"}, "大理州2019年打掉涉黑组织多少个"
    )
    found = answer(case, tmp_path)
    assert [statement.text for statement in found.statements] == ["2018至2020年，全州共打掉涉黑组织8个。"]
    assert any("合计" in note for note in found.notes)


def test_a_claim_is_not_found_inside_a_longer_figure(tmp_path: Path) -> None:
    case = Case("claim", {"a.md": DALI + "全州共打掉涉黑组织18个。\n"}, "大理州打掉涉黑组织8个对吗")
    assert any("没有出现" in note for note in answer(case, tmp_path).notes)


@pytest.mark.parametrize(
    ("question", "must", "must_not"),
    [
        ("衢州市2024年破获电信网络诈骗案件多少起", ("1217起",), ("1043起",)),
        ("衢州市2023年破获电信网络诈骗案件多少起", ("1043起",), ("1217起",)),
        ("衢州市破获电信网络诈骗案件多少起", ("1043起", "1217起"), ()),
        ("衢州市2022年破获电信网络诈骗案件多少起", (), ("1043起", "1217起")),
    ],
)
def test_a_report_is_of_the_year_in_its_title(
    question: str, must: tuple[str, ...], must_not: tuple[str, ...], tmp_path: Path
) -> None:
    documents = {
        f"{year}.txt": f"衢州市{year}年平安建设工作总结\n\n今年以来，衢州市全力护航发展。\n"
        f"全市破获电信网络诈骗案件{cases}起，止付资金{cases}万元，群众安全感满意度达{share}%。\n"
        for year, cases, share in ((2023, 1043, "98.12"), (2024, 1217, "98.47"))
    }
    case = Case("two years", documents, question, must, must_not)
    test_a_figure_is_shown_as_its_own_place_s_and_year_s(case, tmp_path)


def test_a_claim_is_measured_by_the_place_s_own_figure(tmp_path: Path) -> None:
    documents = {
        "省.md": "---\nplace: 四川省\n---\n全省推进平安建设。群众安全感满意度达98.6%。"
        "成都市、绵阳市入选试点合格城市。\n",
        "市.md": "---\nplace: 四川省 绵阳市\n---\n全市推进平安建设。群众安全感满意度达98.2%。\n",
    }
    case = Case("claim", documents, "绵阳市群众安全感满意度98.6%，对吗", ("98.2%",), ("98.6%",))
    test_a_figure_is_shown_as_its_own_place_s_and_year_s(case, tmp_path)


def test_a_baseline_year_has_its_own_figure(tmp_path: Path) -> None:
    case = Case(
        "baseline",
        {"a.md": DALI + "刑事案件立案数从2012年的3120起降至2021年的2240起。\n"},
        "大理州2012年刑事案件立案数",
        ("3120起",),
    )
    test_a_figure_is_shown_as_its_own_place_s_and_year_s(case, tmp_path)


def test_two_cities_run_together_are_nobody_s(tmp_path: Path) -> None:
    """Untitled and short, so not cut: the figures of the one must not get the name of the other."""
    text = (
        "宁波市把平安宁波建设作为头号工程。宁波市海曙区、鄞州区、余姚市先后推广经验，宁波市走在前列。\n"
        "全市破获电信网络诈骗案件6210起。海曙区、鄞州区、奉化区群众满意。\n"
        "站在新的起点上，宁波将为高质量发展保驾护航。\n"
        "平安是老百姓最朴素的期盼。近年来，丽水市立足山区实际，丽水市龙泉市、青田县、云和县先后推广经验。\n"
        "全市破获电信网络诈骗案件785起。龙泉市、庆元县、缙云县群众满意，丽水市走在前列，丽水市再上台阶。\n"
    )
    case = Case("merged", {"汇编.txt": text}, "宁波市破获电信网络诈骗案件多少起", (), ("785起",))
    test_a_figure_is_shown_as_its_own_place_s_and_year_s(case, tmp_path)
