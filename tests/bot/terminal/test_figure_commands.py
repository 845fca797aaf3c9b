"""wenju figures: the rows of a library as a table, as CSV and as JSON, and the numbers left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.conversation import Conversation
from bot.locations import open_to_ask, open_to_change
from bot.terminal import screen
from retrieval.desk import Desk

pytestmark = pytest.mark.usefixtures("home")

REPORT = """大理州2021年平安建设工作总结

一、扫黑除恶

全州共打掉涉黑组织3个，刑拘犯罪嫌疑人412人，同比下降12.3%。

二、群众满意

全州群众安全感满意度达98.6%以上，2022年力争达到99%。12345热线全年受理诉求xxxx件。
"""
Asked = Callable[..., tuple[int, str]]


@pytest.fixture
def library(home: Path) -> Path:
    (home / "大理州.txt").write_text(REPORT, encoding="utf-8")
    library = open_to_change(str(home / "library"), None, create=True)
    library.ingest([home / "大理州.txt"])
    library.close()
    return home / "library"


@pytest.fixture
def figures(library: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Calls `wenju figures` on that library: its exit code and what it prints."""

    def call(*arguments: str) -> tuple[int, str]:
        code = main(["figures", "--library", str(library), *arguments])
        return code, capsys.readouterr().out

    return call


TABLE = """大理州.txt · 大理州2021年平安建设工作总结 · 云南省大理白族自治州
    打掉涉黑组织 3个 · 2021年 · 大理州 · 第5行
    刑拘犯罪嫌疑人 412人↓ · 2021年 · 大理州 · 第5行
    刑拘犯罪嫌疑人 下降12.3%（同比） · 2021年 · 大理州 · 第5行
    群众安全感满意度 98.6%（以上） · 2021年 · 大理州 · 第9行
    群众安全感满意度 99% · 2022年 · 大理州 · 计划 · 第9行
    12345热线受理诉求 xxxx件 · 2021年 · 大理州 · 原文隐去 · 第9行
共 6 条数据。
"""


def test_figures_are_listed_with_their_sources(figures: Asked) -> None:
    assert figures() == (0, TABLE)


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        (["--place", "大理州"], ["3", "412", "12.3", "98.6", "99", "xxxx"]),
        (["--place", "云南省"], ["3", "412", "12.3", "98.6", "99", "xxxx"]),
        (["--place", "青海省"], []),
        (["--topic", "扫黑除恶"], ["3", "412", "12.3"]),
        (["--topic", "安全感"], ["98.6", "99"]),
        (["--period", "2022"], ["99"]),
        (["--period", "2021年上半年"], ["3", "412", "12.3", "98.6", "xxxx"]),
    ],
    ids=lambda each: " ".join(each),
)
def test_figures_are_listed_by(arguments: list[str], values: list[str], figures: Asked) -> None:
    _, out = figures(*arguments, "--json")
    assert [row["value"] for row in json.loads(out)] == values


def test_a_figure_is_whole_in_json(figures: Asked) -> None:
    _, out = figures("--json", "--topic", "安全感", "--period", "2021")
    assert json.loads(out) == [
        {
            "document": "大理州.txt",
            "article": "大理州2021年平安建设工作总结",
            "value": "98.6",
            "number": 98.6,
            "low": 98.6,
            "high": None,
            "unit": "%",
            "qualifier": "以上",
            "kind": "share",
            "direction": None,
            "base": None,
            "indicator": "群众安全感满意度",
            "concept": "群众安全感",
            "topic": "群众满意",
            "concepts": ["群众安全感", "群众满意"],
            "period": "2021年",
            "period_basis": "title",
            "scope": "大理州",
            "place": "云南省大理白族自治州",
            "institution": None,
            "planned": False,
            "masked": False,
            "start": 70,
            "end": 88,
            "value_start": 81,
            "value_end": 85,
            "relation": None,
            "of": None,
            "quote": "全州群众安全感满意度达98.6%以上",
            "line": 9,
        }
    ]


def test_figures_are_written_as_csv(figures: Asked) -> None:
    _, out = figures("--csv", "--topic", "涉黑")
    assert out.startswith("\ufeff")
    (row,) = csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))
    assert (row["指标"], row["数值"], row["单位"], row["类别"]) == ("打掉涉黑组织", "3", "个", "数量")
    assert (row["时间"], row["地方"], row["文件"], row["行"]) == (
        "2021年",
        "云南省大理白族自治州",
        "大理州.txt",
        "5",
    )


def test_the_numbers_left_out_have_a_reason(figures: Asked) -> None:
    code, out = figures("--left-out")
    assert code == 0
    assert "大理州.txt 第9行：022年力争达到99%。【12345】热线全年受理诉求xxxx —— 名称里的数字" in out
    assert out.splitlines()[-1].startswith("共 2 个数字没有收作数据：")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--place", "没有的地方"],
            "“没有的地方”不是地名表里的一个地方。请写正式名称，例如：大理白族自治州。\n",
        ),
        (["--period", "从前"], "看不懂时间“从前”。请写年份或时段，例如：2021、2022年上半年。\n"),
    ],
)
def test_what_cannot_be_sought_is_said(
    arguments: list[str], said: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", "--library", str(library), *arguments]) == 2
    assert capsys.readouterr().err == said


def test_no_figures_are_said_to_be_none(figures: Asked) -> None:
    assert figures("--place", "青海省") == (
        1,
        "没有符合的数据。用 wenju docs 查看库内有哪些地方和文章。\n",
    )


@pytest.mark.parametrize("question", ["大理州有哪些数据", "大理州有什么数据？"])
def test_the_chat_lists_the_figures_of_a_place(question: str, library: Path) -> None:
    told: list[screen.Line] = []
    conversation = Conversation(Desk(open_to_ask(str(library), None)))
    assert screen.chat(conversation, [question], told.extend) == (1, 1)
    assert "\n".join(text for _, text in told) + "\n" == TABLE + "\n"
