"""The command line, every command as it is called: what it prints, its exit code, and what it keeps."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.conversation import Conversation
from retrieval.desk import Desk
from tests.given import DOCUMENTS, ROOT, rows

pytestmark = pytest.mark.usefixtures("home")

ISLAND = """海屿市平安建设工作综述

一、扫黑除恶

2018年以来，大理州共打掉涉黑组织3个、恶势力团伙21个。大理州破获刑事案件412起。

二、群众满意

2021年，大理州群众安全感满意度达到98.6%。
"""
LAKE = """玉树州平安建设工作汇报

一、矛盾纠纷化解

玉树州调解组织共化解矛盾纠纷5713件，玉树州矛盾纠纷化解率为97.7%。

二、队伍建设

玉树州有网格员620名，玉树州全年开展培训12场。
"""


@dataclass(frozen=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Wenju = Callable[..., Said]


@pytest.fixture
def wenju(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Wenju:
    """Calls the program: wenju("ask", "大理州扫黑除恶成果"), or wenju("ask", given="大理州扫黑除恶成果")."""

    def call(*arguments: str | Path, given: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        shown = capsys.readouterr()
        return Said(code, shown.out, shown.err)

    return call


@pytest.fixture
def reports(home: Path) -> Path:
    """A folder of two made-up reports."""
    folder = home / "材料"
    folder.mkdir()
    (folder / "海屿市.txt").write_text(ISLAND, encoding="utf-8")
    (folder / "玉树州.txt").write_text(LAKE, encoding="utf-8")
    return folder


def batch(home: Path, *lines: object) -> Path:
    path = home / "questions.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), encoding="utf-8")
    return path


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "elapsed_ms"}


# What goes wrong


UNUSABLE_LINES = ("number", "nan", "infinity", "deep", "brackets")


def unusable(home: Path) -> None:
    """Everything below that is not what it should be."""
    (home / "binary.txt").write_bytes(b"\x00\xff\xfe\x81" * 50)
    (home / "report.zip").write_bytes(b"PK\x03\x04")
    (home / "empty.txt").write_bytes(b"")
    (home / "blank.txt").write_text("\n　\n", encoding="utf-8")
    (home / "front.md").write_text("---\ntitle: [\n---\n正文。\n", encoding="utf-8")
    (home / "a file").write_text("x", encoding="utf-8")
    (home / "a folder").mkdir()
    (home / "broken").mkdir()
    (home / "broken" / "library.sqlite").write_text("no database, not at all " * 20, encoding="utf-8")
    for name in ("cut off", "cut off beside its index/index"):
        (home / name).mkdir(parents=True)
        (home / name.removesuffix("/index") / "library.sqlite").write_bytes(b"")
    (home / "lines.jsonl").write_text('{"id": 1, "question": "大理州"}\n{"id": 2}\n', encoding="utf-8")
    (home / "list.jsonl").write_text("[1]\n", encoding="utf-8")
    (home / "number.jsonl").write_text('{"question": 7}\n', encoding="utf-8")
    (home / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    for name, value in (("nan", "NaN"), ("infinity", "-1e999"), ("deep", "[" * 100_000 + "]" * 100_000)):
        (home / f"{name}.jsonl").write_text(f'{{"id": {value}, "question": "大理州"}}\n', encoding="utf-8")
    (home / "brackets.jsonl").write_text("[" * 100_000, encoding="utf-8")


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (["ask", ""], 2, "问题是空的"),
        (["ask"], 2, "问题是空的"),
        (["ask", " 　\n"], 2, "问题是空的"),
        (["ask", "大" * 10_000], 2, "10000 字"),
        (["ask", "大理", "--library", "a folder"], 2, "没有资料库"),
        (["ask", "大理", "--library", "a file"], 2, "没有资料库"),
        (["ask", "大理", "--library", "nowhere"], 2, "没有资料库"),
        (["ask", "大理", "--library", "broken"], 3, "请用备份换回"),
        (["ask", "大理", "--library", "cut off"], 3, "已损坏（0 字节）"),
        (["docs", "--library", "cut off beside its index"], 3, "已损坏（0 字节）"),
        (["ingest", "a file", "--library", "cut off beside its index"], 3, "已损坏（0 字节）"),
        (["ask", "--batch", "nowhere.jsonl"], 2, "nowhere.jsonl"),
        (["ask", "--batch", "a folder"], 2, "a folder"),
        (["ask", "--batch", "bytes.jsonl"], 2, "UTF-8"),
        (["ask", "--batch", "lines.jsonl"], 2, "第 2 行"),
        (["ask", "--batch", "list.jsonl"], 2, "第 1 行"),
        (["ask", "大理", "--explain", "--json"], 2, "--explain"),
        (["ask", "--batch", "list.jsonl", "--explain"], 2, "--explain"),
        *((["ask", "--batch", f"{name}.jsonl"], 2, "第 1 行") for name in UNUSABLE_LINES),
        (["ingest"], 2, "wenju ingest --help"),
        (["ingest", "nowhere", "--library", "own"], 2, "nowhere"),
        (["ingest", "binary.txt", "--library", "own"], 2, "binary.txt"),
        (["ingest", "report.zip", "--library", "own"], 2, "report.zip"),
        (["ingest", "empty.txt", "--library", "own"], 2, "empty.txt"),
        (["ingest", "blank.txt", "--library", "own"], 2, "blank.txt"),
        (["ingest", "front.md", "--library", "own"], 2, "front.md"),
        (["ingest", "front.md", "--library", "a file"], 3, "a file"),
        (["ingest", "front.md", "--library", "broken"], 3, "请用备份换回"),
        (["ingest", "front.md", "--library", "bundled"], 2, "不能改动"),
        (["docs", "--library", "a folder"], 2, "没有资料库"),
        (["show", "没有.md", "--library", "bundled"], 2, "没有.md"),
        (["show", "云南省.md", "--library", "bundled", "--at", "-1"], 2, "--at"),
        (["show", "云南省.md", "--library", "bundled", "--at", "99999999"], 2, "--at"),
        (["show", "云南省.md", "--library", "bundled", "--at", "中间"], 2, "“中间”不是整数"),
        (["show"], 2, "wenju show --help"),
        (["remove", "没有.md", "--library", "nowhere"], 2, "没有资料库"),
        (["remove", "云南省.md", "--library", "bundled"], 2, "不能改动"),
        (["place", "云南省.md", "赣州市", "--library", "bundled"], 2, "不能改动"),
        (["place", "云南省.md", "--library", "own"], 2, "wenju place --help"),
        (["library", "rollback", "1", "--library", "bundled"], 2, "不能改动"),
        (["library", "rollback", "1", "--library", "nowhere"], 2, "没有资料库"),
        (["library", "rollback", "x", "--library", "bundled"], 2, "不能改动"),
        (["library", "backup", "x", "--library", "bundled"], 2, "不能改动"),
        (["library", "backup", "--library", "bundled"], 2, "备份文件"),
        (["library", "restore", "--library", "own"], 2, "备份文件"),
        (["library", "restore", "nowhere", "--library", "own"], 2, "找不到备份"),
        (["library", "backup", "x", "--library", "nowhere"], 2, "没有资料库"),
        (["library", "nonsense"], 2, "wenju library --help"),
        (["chat", "--library", "a folder"], 2, "没有资料库"),
        (["telegram"], 2, "WENJU_TELEGRAM_TOKEN"),
        (["telegram", "extra"], 2, "--help"),
        (["nonsense"], 2, "wenju --help"),
        (["aks", "大理"], 2, "wenju 后面不认识“aks”，是不是 ask？"),
        (["大理州扫黑"], 2, "wenju 后面不认识“大理州扫黑”，是不是 wenju ask 大理州扫黑？"),
        (["ask", "大理", "--jsno"], 2, "wenju ask 后面不认识“--jsno”，是不是 --json？"),
        (["ask", "--librray=own", "大理"], 2, "不认识“--librray=own”，是不是 --library？"),
        (["library", "restroe", "x"], 2, "不认识“restroe”，是不是 restore？"),
        (["docs", "extra"], 2, "wenju docs 后面不认识“extra”。"),
        (["docs", "--library"], 2, "--library 后面还缺少内容。"),
        (["ingest", "a file", "--jobs", "99"], 2, "--jobs 请写 1 到 64 之间的数，不是 99。"),
        (["ingest", "a file", "--jobs", "两"], 2, "“两”不是整数"),
        (["show", "云南州.md", "--library", "bundled"], 2, "是不是《云南省.md》？"),
        (["show", "省", "--library", "bundled"], 2, "请写得再全一些"),
        (["export", "nowhere/回答.md", "大理州扫黑除恶成果", "--library", "bundled"], 2, "nowhere。请先建好"),
        (["--nonsense"], 2, "wenju --help"),
        (["ask", "大理", "--nonsense"], 2, "--help"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_one_sentence(
    call: list[str], code: int, said: str, wenju: Wenju, home: Path
) -> None:
    unusable(home)
    answer = wenju(*call)
    assert (answer.code, answer.errors.count("\n")) == (code, 1), answer.errors
    assert said in answer.errors
    assert "Traceback" not in answer.errors
    assert "程序内部出错" not in answer.errors


def test_a_library_that_was_only_begun_is_taken_for_new(wenju: Wenju, home: Path, reports: Path) -> None:
    unusable(home)
    assert wenju("ingest", reports, "--library", "cut off").code == 0
    assert len(wenju("docs", "--json", "--library", "cut off").json) == 2


def test_a_line_of_a_batch_ends_only_where_json_lines_do(wenju: Wenju, home: Path, reports: Path) -> None:
    wenju("ingest", reports, "--library", "own")
    file = batch(
        home, {"id": "1", "question": "大理州\u2028打掉涉黑组织\x85多少个"}, {"id": 2, "question": "大理州"}
    )
    answers = wenju("ask", "--batch", file, "--library", "own").lines
    assert [each["id"] for each in answers] == ["1", 2]


@pytest.mark.parametrize("words", [[], ["-"]], ids=["nothing", "a dash"])
def test_a_question_may_come_from_standard_input(words: list[str], wenju: Wenju) -> None:
    asked = ("--json", "--library", "bundled")
    answer = wenju("ask", *words, *asked, given="大理州扫黑除恶成果\n").json
    assert without_time(answer) == without_time(wenju("ask", "大理州扫黑除恶成果", *asked).json)


@pytest.mark.parametrize("name", ["大理白族自治州.md", "大理白族自治州", "大理", "白族"])
def test_a_document_is_shown_by_part_of_its_name(name: str, wenju: Wenju) -> None:
    shown = wenju("show", name, "--library", "bundled")
    assert (shown.code, shown.out.splitlines()[0]) == (0, "大理白族自治州.md")


def test_a_citation_is_opened_by_its_line(wenju: Wenju) -> None:
    [citation] = wenju("ask", "玉林市打掉恶势力犯罪集团多少个", "--json", "--library", "bundled").json[
        "citations"
    ]
    shown = wenju("show", citation["document"], "--line", str(citation["line"]), "--library", "bundled")
    assert (shown.code, f"引文在第 {citation['line']} 行" in shown.out) == (0, True)
    assert citation["quote"] in shown.out
    said = wenju("show", citation["document"], "--line", "9999", "--library", "bundled")
    assert (said.code, "--line 请写 1 到 " in said.errors) == (2, True)


def test_the_first_library_says_that_it_is_asked_from_now_on(wenju: Wenju, reports: Path) -> None:
    said = "这是你自己的资料库，从此提问用它；要问随程序附带的，加 --library bundled。"
    assert [wenju("ingest", file).out.count(said) for file in sorted(reports.iterdir())] == [1, 0]


def test_a_library_is_backed_up_and_restored(wenju: Wenju, reports: Path, home: Path) -> None:
    own = ("--library", "own")
    wenju("ingest", reports, *own)
    assert wenju("library", "backup", "库.sqlite", *own).out.startswith("已备份到 库.sqlite。")
    wenju("remove", "海屿市.txt", *own)
    restored = wenju("library", "restore", "库.sqlite", *own)
    assert restored.out.startswith("已恢复，资料库现有 2 个文件；原来的另存为 own/library-")
    assert wenju("ask", "大理州打掉涉黑组织多少个", *own).code == 0


@pytest.mark.skipif(os.name != "posix", reason="permissions are others here")
def test_a_library_is_readable_by_its_owner_alone(wenju: Wenju, home: Path, reports: Path) -> None:
    wenju("ingest", reports, "--library", "above/own")
    library = home / "above" / "own"
    modes = [each.stat().st_mode & 0o777 for each in (library, library / "library.sqlite", library / "index")]
    assert modes == [0o700, 0o600, 0o700]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names, or rewrite them")
def test_a_library_folder_may_have_a_name_that_is_no_text(wenju: Wenju, home: Path, reports: Path) -> None:
    name = os.fsdecode(b"li\xff\xfe#?%20")
    assert wenju("ingest", reports, "--library", name).code == 0
    answer = wenju("ask", "大理州打掉涉黑组织多少个", "--library", name)
    assert (answer.code, answer.errors) == (0, "")
    assert {"index", "library.sqlite"} <= {each.name for each in (home / name).iterdir()}


@pytest.mark.parametrize("name", ["binary.txt", "empty.txt", "report.zip", "nowhere", "front.md"])
def test_a_failed_ingest_loses_nothing_stored(name: str, wenju: Wenju, home: Path, reports: Path) -> None:
    unusable(home)
    wenju("ingest", reports, "--library", "own")
    before = wenju("docs", "--json", "--library", "own").json
    answer = wenju("ask", "大理州打掉涉黑组织多少个", "--json", "--library", "own").json
    assert wenju("ingest", name, "--library", "own").code == 2
    assert wenju("docs", "--json", "--library", "own").json == before
    after = wenju("ask", "大理州打掉涉黑组织多少个", "--json", "--library", "own").json
    assert without_time(after) == without_time(answer)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "道县公安局2023年禁毒工作总结\n来源：道县融媒体　时间：2024-01-10\n\n2023年，全县破案12起。\n",
            "1. 道县公安局2023年禁毒工作总结 · 第 4—4 行 · 湖南省永州市道县 · 2023年 · 发文 道县公安局"
            " · 日期 2024-01-10 · 1 段",
        ),
        (
            "道县2023年禁毒工作总结\n县委政法委\n\n2023年，道县公安局破案12起。\n",
            "1. 道县2023年禁毒工作总结 · 第 4—4 行 · 湖南省永州市道县 · 2023年 · 发文 县委政法委"
            " · 单位 道县公安局 · 1 段",
        ),
        (
            "---\ntitle: 道县禁毒小结\nplace: 湖南省\norgan: 未注明\nperiod: 2023年\n---\n破案12起。\n",
            "1. 道县禁毒小结 · 第 7—7 行 · 湖南省 · 2023年 · 1 段",
        ),
    ],
    ids=["organ and date", "another institution", "no organ"],
)
def test_documents_are_listed_with_who_issued_them_and_when(
    text: str, said: str, wenju: Wenju, home: Path
) -> None:
    (home / "总结.md").write_text(text, encoding="utf-8")
    wenju("ingest", home / "总结.md", "--library", "own")
    assert wenju("docs", "--library", "own").out == f"总结.md\n    {said}\n共 1 个文件。\n"


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(
    wenju: Wenju, home: Path, reports: Path
) -> None:
    (reports / "坏.txt").write_bytes(b"\x00\xff\x81" * 40)
    said = wenju("ingest", reports, "--library", "own")
    assert (said.code, said.errors.count("\n")) == (2, 1)
    assert [each["document"] for each in wenju("docs", "--json", "--library", "own").json] == [
        "海屿市.txt",
        "玉树州.txt",
    ]


# The way of a report


def test_a_report_is_taken_in_listed_asked_shown_and_removed(wenju: Wenju, reports: Path) -> None:
    own = ("--library", "own")
    assert wenju("ingest", reports, *own).code == 0

    first, second = wenju("docs", "--json", *own).json
    assert (first["document"], second["document"]) == ("海屿市.txt", "玉树州.txt")
    article = first["articles"][0]
    assert {
        name: article[name] for name in ("title", "start_line", "end_line", "place", "place_basis", "period")
    } == {
        "title": "海屿市平安建设工作综述",
        "start_line": 3,
        "end_line": 9,
        "place": "云南省大理白族自治州",
        "place_basis": "stated",
        "period": "2018—2021年",
    }
    assert article["masked"] is False
    assert article["twin_of"] is None
    assert article["passages"] >= 2
    rows = wenju("figures", "--json", *own).json
    assert article["figures"] == sum(row["document"] == "海屿市.txt" for row in rows) > 0
    assert isinstance(article["evidence"], list)
    assert article["level"] in ("省", "市", "县", None)

    said = wenju("ask", "大理州打掉涉黑组织多少个", "--json", *own)
    answer = said.json
    assert (said.code, said.errors, answer["status"]) == (0, "", "answered")
    assert [s["text"] for s in answer["statements"]] == [
        "2018年以来，大理州共打掉涉黑组织3个、恶势力团伙21个。"
    ]
    cited = answer["citations"][0]
    named = {
        "n",
        "document",
        "article",
        "section",
        "place",
        "place_basis",
        "period",
        "masked",
        "quote",
        "start",
        "end",
    }
    assert named <= set(cited)
    assert (cited["n"], cited["document"], cited["section"], cited["place"]) == (
        1,
        "海屿市.txt",
        "一、扫黑除恶",
        "云南省大理白族自治州",
    )

    shown = wenju("show", "海屿市.txt", "--at", str(cited["start"]), *own)
    assert (shown.code, shown.out.splitlines()[0]) == (0, "《海屿市.txt》第 1—9 行，引文在第 5 行：")
    assert cited["quote"] in shown.out.splitlines()
    assert "恶势力团伙21个。大理州破获" in wenju("show", "海屿市.txt", *own).out

    assert wenju("remove", "海屿市.txt", *own).code == 0
    gone = wenju("ask", "大理州打掉涉黑组织多少个", "--json", *own)
    assert (gone.code, gone.json["status"], gone.json["statements"]) == (1, "not_found", [])
    assert wenju("show", "海屿市.txt", *own).code == 2
    assert wenju("remove", "海屿市.txt", *own).code == 2


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("大理州破获案件12起。", "第 1 行："),
        (
            f"大理州破案12起。\n\n{'大理州开展培训。' * 40}\n\n大理州调解纠纷9件。",
            "第 3—5 行，引文在第 5 行：",
        ),
    ],
)
def test_over_a_passage_stand_the_lines_that_are_shown(
    text: str, heading: str, wenju: Wenju, home: Path
) -> None:
    (home / "文.txt").write_text(text + "\n", encoding="utf-8")
    wenju("ingest", home / "文.txt", "--library", "own")
    shown = wenju("show", "文.txt", "--at", str(len(text) - 1), "--library", "own")
    assert shown.out.splitlines()[0] == f"《文.txt》{heading}"


def test_an_answer_has_every_field_of_the_contract(wenju: Wenju) -> None:
    answer = wenju("ask", "大理州扫黑除恶成果", "--json", "--library", "bundled").json
    assert {
        "question",
        "read_as",
        "status",
        "statements",
        "citations",
        "notes",
        "suggestions",
        "library_version",
        "elapsed_ms",
    } <= set(answer)
    assert set(answer["read_as"]) >= {"place", "period", "topic", "wants", "carried_over"}
    assert answer["read_as"]["place"] == "云南省大理白族自治州"
    text = "\n".join(statement["text"] for statement in answer["statements"])
    figures = ["涉黑组织8个", "67个", "1535人", "1754起", "7.16亿元", "99.2%"]
    assert [figure for figure in figures if figure not in text] == []
    assert all(statement["citations"] for statement in answer["statements"])


def test_an_answer_in_words_holds_each_statement_with_its_number_and_source(wenju: Wenju) -> None:
    answer = wenju("ask", "大理州扫黑除恶成果", "--json", "--library", "bundled").json
    said = wenju("ask", "大理州扫黑除恶成果", "--library", "bundled")
    lines = said.out.splitlines()
    stated = [s["text"] + "".join(f"[{n}]" for n in s["citations"]) for s in answer["statements"]]
    assert (said.code, said.errors, lines[: len(stated)]) == (0, "", stated)
    for cited in answer["citations"]:
        source = next(line for line in lines if line.startswith(f"[{cited['n']}] "))
        assert [
            each for each in (cited["document"], cited["article"], cited["place"]) if each not in source
        ] == []
    assert "\x1b" not in said.out


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("大理州扫黑除恶成果", 0),
        ("你好", 0),
        ("昆明市扫黑除恶成果", 1),
        ("asdfghjkl", 1),
        ("打掉多少涉黑组织", 1),
    ],
)
def test_the_exit_code_says_whether_it_was_answered(question: str, code: int, wenju: Wenju) -> None:
    assert wenju("ask", question, "--library", "bundled").code == code


def test_the_words_of_a_question_need_no_quotation_marks(wenju: Wenju) -> None:
    apart = wenju("ask", "大理州", "扫黑除恶", "成果", "--json", "--library", "bundled").json
    whole = wenju("ask", "大理州 扫黑除恶 成果", "--json", "--library", "bundled").json
    assert without_time(apart) == without_time(whole)


# Which library is asked


def test_without_a_library_of_ones_own_the_bundled_one_is_asked(wenju: Wenju) -> None:
    own = wenju("docs", "--json").json
    assert own == wenju("docs", "--json", "--library", "bundled").json
    assert [each["document"] for each in own] == sorted(path.name for path in DOCUMENTS.glob("*.md"))


def test_once_there_is_a_library_of_ones_own_it_is_asked(wenju: Wenju, home: Path, reports: Path) -> None:
    assert wenju("ingest", reports).code == 0
    assert (home / "data" / "wenju" / "library" / "library.sqlite").is_file()
    assert [each["document"] for each in wenju("docs", "--json").json] == ["海屿市.txt", "玉树州.txt"]
    assert "涉黑组织3个" in wenju("ask", "大理州打掉涉黑组织多少个").out
    assert "涉黑组织8个" in wenju("ask", "大理州扫黑除恶成果", "--library", "bundled").out


def test_the_setting_names_the_library_and_the_option_goes_before_it(
    wenju: Wenju, home: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wenju("ingest", reports / "海屿市.txt", "--library", "one")
    wenju("ingest", reports / "玉树州.txt", "--library", "two")
    monkeypatch.setenv("WENJU_LIBRARY", str(home / "one"))
    assert [each["document"] for each in wenju("docs", "--json").json] == ["海屿市.txt"]
    assert [each["document"] for each in wenju("docs", "--json", "--library", "two").json] == ["玉树州.txt"]


def test_an_option_that_names_no_library_is_as_if_not_given(wenju: Wenju, reports: Path) -> None:
    bundled = wenju("ask", "玉树州矛盾纠纷化解率", "--library", "")
    assert bundled.code == 1
    wenju("ingest", reports, "--library", "")
    assert [len(wenju("docs", "--json", *given).json) for given in ([], ["--library", ""])] == [2, 2]
    assert wenju("ask", "玉树州矛盾纠纷化解率", "--library", "").code == 0


def test_asking_leaves_no_folder_where_there_was_none(wenju: Wenju, home: Path) -> None:
    for call in (["ask", "大理"], ["docs"], ["show", "x"], ["remove", "x"]):
        wenju(*call, "--library", "nowhere")
    assert not (home / "nowhere").exists()


# Versions


def version(wenju: Wenju, library: str) -> str:
    return str(wenju("ask", "大理州", "--json", "--library", library).json["library_version"])


def test_taking_the_same_in_twice_changes_nothing(wenju: Wenju, reports: Path) -> None:
    wenju("ingest", reports, "--library", "own")
    before = version(wenju, "own"), wenju("docs", "--json", "--library", "own").json
    assert wenju("ingest", reports, "--library", "own").code == 0
    assert (version(wenju, "own"), wenju("docs", "--json", "--library", "own").json) == before


def test_a_changed_file_changes_the_version_and_back_again(wenju: Wenju, reports: Path) -> None:
    wenju("ingest", reports, "--library", "own")
    before = version(wenju, "own")
    (reports / "海屿市.txt").write_text(ISLAND.replace("3个", "4个"), encoding="utf-8")
    assert wenju("ingest", reports, "--library", "own").code == 0
    assert version(wenju, "own") != before
    assert "涉黑组织4个" in wenju("ask", "大理州打掉涉黑组织多少个", "--library", "own").out
    (reports / "海屿市.txt").write_text(ISLAND, encoding="utf-8")
    wenju("ingest", reports, "--library", "own")
    assert version(wenju, "own") == before


def test_a_removed_document_taken_in_again_gives_the_same_version(wenju: Wenju, reports: Path) -> None:
    wenju("ingest", reports, "--library", "own")
    before = version(wenju, "own")
    wenju("remove", "海屿市.txt", "--library", "own")
    assert version(wenju, "own") != before
    wenju("ingest", reports, "--library", "own")
    assert version(wenju, "own") == before


def test_the_order_of_files_does_not_matter(wenju: Wenju, home: Path) -> None:
    names = ["大理白族自治州.md", "云南省.md", "宁夏回族自治区.md"]
    questions = [
        {"id": n, "question": q}
        for n, q in enumerate(["大理州扫黑除恶成果", "哪些地方扫黑除恶群众满意率最高"])
    ]
    file = batch(home, *questions)
    seen = []
    for number, order in enumerate(itertools.permutations(names)):
        for name in order:
            assert wenju("ingest", DOCUMENTS / name, "--library", f"l{number}").code == 0
        answers = [without_time(a) for a in wenju("ask", "--batch", file, "--library", f"l{number}").lines]
        seen.append((version(wenju, f"l{number}"), answers))
    assert seen == [seen[0]] * 6


def test_two_files_of_one_name_are_two_documents(wenju: Wenju, home: Path, reports: Path) -> None:
    other = home / "别处"
    shutil.copytree(reports, other)
    (other / "海屿市.txt").write_text(ISLAND.replace("大理州", "濮阳市"), encoding="utf-8")
    assert wenju("ingest", reports / "海屿市.txt", other / "海屿市.txt", "--library", "own").code == 0
    documents = wenju("docs", "--json", "--library", "own").json
    assert len({each["document"] for each in documents}) == 2
    assert {each["articles"][0]["place"] for each in documents} == {"云南省大理白族自治州", "河南省濮阳市"}


def places(wenju: Wenju, library: str) -> dict[str, tuple[str, str]]:
    documents = wenju("docs", "--json", "--library", library).json
    return {d["document"]: (a["place"], a["place_basis"]) for d in documents for a in d["articles"]}


def test_a_place_set_by_hand_stays_when_the_file_is_read_again(wenju: Wenju, reports: Path) -> None:
    wenju("ingest", reports, "--library", "own")
    assert wenju("place", "海屿市.txt#1", "赣州市", "--library", "own").code == 0
    assert places(wenju, "own")["海屿市.txt"] == ("江西省赣州市", "stated")
    (reports / "海屿市.txt").write_text(ISLAND.replace("3个", "4个"), encoding="utf-8")
    wenju("ingest", reports, "--library", "own")
    assert places(wenju, "own")["海屿市.txt"] == ("江西省赣州市", "stated")


def test_what_deserves_a_look_says_how_to_mend_it(wenju: Wenju, home: Path) -> None:
    text = "平安xx建设工作综述\n\n近年来，xx市坚持以人民为中心，全市共化解矛盾纠纷81件。\n"
    for name in ("综述（甲）.txt", "有 空格.txt"):
        (home / name).write_text(text, encoding="utf-8")
    wenju("ingest", home / "综述（甲）.txt", "--library", "own")
    (described,) = wenju("docs", "--problems", "--json", "--library", "own").json
    assert described == {
        "document": "综述（甲）.txt",
        "number": 1,
        "title": "平安xx建设工作综述",
        "problems": [{"kind": "undecided", "evidence": []}],
    }
    assert "wenju place 综述（甲）.txt#1 地名" in wenju("docs", "--problems", "--library", "own").out
    wenju("ingest", home / "有 空格.txt", "--library", "another")
    assert "wenju place '有 空格.txt#1' 地名" in wenju("docs", "--problems", "--library", "another").out


def test_a_version_can_be_gone_back_to(wenju: Wenju, reports: Path) -> None:
    wenju("ingest", reports / "海屿市.txt", "--library", "own")
    before = version(wenju, "own")
    wenju("ingest", reports / "玉树州.txt", "--library", "own")
    number = re.findall(r"\d+", wenju("library", "versions", "--library", "own").out.splitlines()[0])[0]
    assert wenju("library", "rollback", number, "--library", "own").code == 0
    assert (list(places(wenju, "own")), version(wenju, "own")) == (["海屿市.txt"], before)


# Many questions


def test_a_batch_is_answered_in_order_each_by_itself(wenju: Wenju, home: Path) -> None:
    file = batch(
        home,
        {"id": "b", "question": "那群众满意率呢", "context": "大理州扫黑除恶成果"},
        {"id": "a", "question": "昆明市扫黑除恶成果", "context": None},
        {"id": "c", "question": "那群众满意率呢"},
        {"id": "d", "question": ""},
        {"id": 5, "question": "大" * 3000},
        {"question": "你好"},
    )
    said = wenju("ask", "--batch", file, "--library", "bundled")
    assert (said.code, said.errors) == (0, "")
    assert [(each["id"], each["status"]) for each in said.lines] == [
        ("b", "answered"),
        ("a", "not_found"),
        ("c", "clarify"),
        ("d", "clarify"),
        (5, "clarify"),
        (None, "help"),
    ]
    assert said.lines[0]["read_as"]["carried_over"] == ["place"]
    assert "99.2%" in said.lines[0]["statements"][0]["text"]


def test_a_batch_answers_as_one_question_does(wenju: Wenju, home: Path) -> None:
    file = batch(home, {"id": "1", "question": "宁夏建成了多少个“塞上枫桥”人民法庭？"})
    one = wenju("ask", "宁夏建成了多少个“塞上枫桥”人民法庭？", "--json", "--library", "bundled").json
    many = wenju("ask", "--batch", file, "--library", "bundled").lines[0]
    assert without_time(many) == {**without_time(one), "id": "1"}


def test_the_table_of_questions_is_answered_by_a_batch_as_in_a_conversation(wenju: Wenju, desk: Desk) -> None:
    file = ROOT / "tests" / "questions.jsonl"
    answers = wenju("ask", "--batch", file, "--library", "bundled").lines
    for case, answer in zip(rows(file), answers, strict=True):
        conversation = Conversation(desk)
        if "context" in case:
            conversation.reply(case["context"])
        said = json.loads(json.dumps(conversation.reply(case["question"]).as_dict()))
        assert without_time(answer) == {"id": None, **without_time(said)}


def test_a_batch_may_begin_with_the_mark_that_windows_writes(wenju: Wenju, home: Path) -> None:
    path = batch(home, {"id": 1, "question": "大理州扫黑除恶成果"})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [each["id"] for each in wenju("ask", "--batch", path, "--library", "bundled").lines] == [1]


def test_an_empty_batch_has_no_answers(wenju: Wenju, home: Path) -> None:
    said = wenju("ask", "--batch", batch(home), "--library", "bundled")
    assert (said.code, said.out, said.errors) == (0, "", "")


# The program itself


def test_without_a_command_the_help_is_shown(wenju: Wenju) -> None:
    said = wenju()
    assert (said.code, said.errors, said.out.splitlines()[0][:3]) == (0, "", "用法:")


@pytest.mark.parametrize(
    "command", ["ask", "chat", "ingest", "docs", "show", "place", "remove", "library", "telegram"]
)
def test_every_command_explains_itself(command: str, wenju: Wenju) -> None:
    said = wenju(command, "--help")
    assert (said.code, said.errors) == (0, "")
    assert "--library" in said.out


def test_nothing_of_a_call_is_kept_outside_the_home(wenju: Wenju, home: Path, reports: Path) -> None:
    wenju("ingest", reports)
    wenju("ask", "大理州")
    assert sorted(path.name for path in home.iterdir()) == ["data", "材料"]
    assert not (ROOT / "library.sqlite").exists()


def test_what_of_a_file_has_no_text_is_said_at_ingest_and_afterwards(wenju: Wenju, tmp_path: Path) -> None:
    (tmp_path / "陇南.txt").write_text(ISLAND.replace("3个", "\u202e3\u202c个"), encoding="utf-8")
    said = "读取时留意：含不可见字符 2 处，已去掉"
    assert said in wenju("ingest", tmp_path / "陇南.txt", "--library", "own").out
    assert said in wenju("docs", "--problems", "--library", "own").out
    problems = [{"kind": "left_out", "evidence": ["含不可见字符 2 处，已去掉"]}]
    assert wenju("docs", "--problems", "--json", "--library", "own").json[0] == {
        "document": "陇南.txt", "number": None, "title": None, "problems": problems,
    }  # fmt: skip
    (described,) = wenju("docs", "--json", "--library", "own").json
    assert described["left_out"] == ["含不可见字符 2 处，已去掉"]
