"""The gate: what cannot be proved by string equality is not shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answer import (
    Answer,
    Calculation,
    Cell,
    Citation,
    Line,
    Operand,
    Reading,
    Remark,
    Statement,
    Table,
)  # fmt: skip
from retrieval.answering.calculations import computed
from retrieval.answering.gate import figures, stands, verified

STORED = {
    "海屿市.txt": "三年来，全市共打掉涉黑组织3个、恶势力团伙21个。"
    "群众安全感满意度达到98.6%。𠮷祥社区调处纠纷57件。",
    "空.txt": "",
}


def citation(n: int, quote: str, **changed: object) -> Citation:
    start = STORED["海屿市.txt"].index(quote)
    cited = Citation(
        n=n,
        document="海屿市.txt",
        article="海屿市平安建设综述",
        section=None,
        place="海屿市",
        place_basis="stated",
        period="2019—2021年",
        masked=False,
        quote=quote,
        start=start,
        end=start + len(quote),
        line=1,
    )
    return replace(cited, **changed)  # type: ignore[arg-type]


GROUPS = citation(1, "三年来，全市共打掉涉黑组织3个、恶势力团伙21个。")
CONTENT = citation(2, "群众安全感满意度达到98.6%。")
PROVED = Answer(
    question="海屿市扫黑除恶打掉8个吗",
    read_as=Reading(place="海屿市", period="2020年"),
    status="answered",
    statements=(Statement("全市共打掉涉黑组织3个", (1,)), Statement("群众安全感满意度达到98.6%。", (2,))),
    citations=(GROUPS, CONTENT),
)


def gate(answer: Answer) -> Answer:
    return verified(answer, STORED.__getitem__)


def test_an_answer_that_is_proved_stays_as_it_is() -> None:
    assert gate(PROVED) == PROVED


def test_the_gate_passes_its_own_answers() -> None:
    bent = replace(PROVED, statements=(*PROVED.statements, Statement("全市共打掉涉黑组织9个", (1,))))
    assert gate(gate(bent)) == gate(bent)


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("全市共打掉涉黑组织8个", (1,)),  # another figure
        ("打掉涉黑组织 3个", (1,)),  # a blank put in
        ("打掉涉黑组织３个", (1,)),  # another width
        ("群众安全感满意度达到98.6%。", (1,)),  # stands in another quotation than it cites
        ("全市共打掉涉黑组织3个", ()),  # cites nothing
        ("全市共打掉涉黑组织3个", (7,)),  # cites what is not there
        ("全市共打掉涉黑组织3个", (1, 7)),
        ("", (1,)),
    ],
)
def test_a_statement_that_is_not_in_its_quotation_is_dropped_and_the_rest_stays(
    text: str, cites: tuple[int, ...]
) -> None:
    statements = (Statement(text, cites), *PROVED.statements)
    assert gate(replace(PROVED, statements=statements)) == PROVED


@pytest.mark.parametrize(
    "bent",
    [
        replace(GROUPS, quote=GROUPS.quote.replace("3", "8")),
        replace(GROUPS, quote=GROUPS.quote + "群"),
        replace(GROUPS, quote=GROUPS.quote + " "),
        replace(GROUPS, start=GROUPS.start + 1),
        replace(GROUPS, end=GROUPS.end - 1),
        replace(GROUPS, end=GROUPS.end + 1000),
        replace(GROUPS, document="空.txt"),
    ],
    ids=["figure", "longer", "a blank more", "later", "earlier end", "beyond the end", "other document"],
)
def test_a_citation_that_is_not_the_stored_text_is_dropped_with_its_statement(bent: Citation) -> None:
    left = replace(PROVED, statements=PROVED.statements[1:], citations=(CONTENT,))
    assert gate(replace(PROVED, citations=(bent, CONTENT))) == left


def test_a_citation_that_no_statement_needs_is_dropped() -> None:
    assert gate(replace(PROVED, statements=PROVED.statements[:1])).citations == (GROUPS,)


@pytest.mark.parametrize("status", ["answered", "masked"])
def test_an_answer_that_loses_every_statement_is_not_found(status: str) -> None:
    lost = replace(PROVED, status=status, statements=(Statement("全市共打掉涉黑组织8个", (1,)),))  # type: ignore[arg-type]
    assert gate(lost) == replace(PROVED, status="not_found", statements=(), citations=())


@pytest.mark.parametrize("status", ["help", "clarify", "not_found"])
def test_an_answer_without_statements_keeps_its_status(status: str) -> None:
    plain = replace(PROVED, status=status, statements=(), citations=())  # type: ignore[arg-type]
    assert gate(plain) == plain


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("“今年”：原文未注明年份。", True),
        ("问题里的“8个”在所引原文中没有出现。", True),  # the reader's own
        ("库内没有2020年的数据。", True),  # the year asked for
        ("有的是：2019年、2021年。", True),  # the period of a citation
        ("共 17 个文件。", True),  # a count that a remark gives
        ("有的是：2016年。", True),  # a period that a remark gives
        ("全市共打掉涉黑组织21个。", False),  # a figure of the report
        ("满意度98.6%。", False),
        ("共 18 个文件。", False),
        ("满意度９８.６％。", False),  # whatever its width
    ],
)
def test_a_note_with_a_foreign_figure_is_dropped(note: str, shown: bool) -> None:
    remarks = (Remark("count", {"documents": 17}), Remark("year_absent", {"period": "2016年"}))
    asked = replace(PROVED, remarks=remarks, notes=("以原文为准。", note))
    assert gate(asked).notes == (("以原文为准。", note) if shown else ("以原文为准。",))


TEXT = STORED["海屿市.txt"]
OFFSETS = st.integers(min_value=-len(TEXT) - 3, max_value=len(TEXT) + 3)


@given(OFFSETS, OFFSETS, OFFSETS, OFFSETS, st.sampled_from(["", " ", "8", "８", "\n", *TEXT]))
def test_no_offsets_let_a_wrong_quotation_pass(start: int, end: int, low: int, high: int, put: str) -> None:
    quote = TEXT[start:low] + put + TEXT[high:end]
    asked = replace(
        PROVED,
        statements=(Statement(quote, (1,)),),
        citations=(replace(GROUPS, quote=quote, start=start, end=end),),
    )
    proved = bool(quote) and quote == TEXT[start:end]
    assert bool(gate(asked).citations) == proved
    assert gate(asked).status == ("answered" if proved else "not_found")


@given(OFFSETS, OFFSETS, OFFSETS, OFFSETS)
def test_a_statement_that_passes_stands_in_its_quotation(start: int, end: int, low: int, high: int) -> None:
    asked = replace(
        PROVED,
        statements=(Statement(TEXT[low:high], (1,)),),
        citations=(replace(GROUPS, quote=TEXT[start:end], start=start, end=end),),
    )
    answer = gate(asked)
    assert bool(answer.statements) == (answer.status == "answered")
    assert all(s.text and s.text in answer.citations[0].quote for s in answer.statements)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("刑拘１５３５人", {"1535"}),
        ("涉案7.16亿元、满意率99.2%", {"7.16", "99.2"}),
        ("共1,535人", {"1,535"}),
        ("三年来", set()),
    ],
)
def test_figures_are_read_in_any_width(text: str, found: set[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("打掉8个", "共打掉18个。"),
        ("8个", "打掉涉黑组织18个。"),
        ("发生命案", "全年未发生命案。"),
        ("共刑拘犯罪嫌疑人1", "共刑拘犯罪嫌疑人1,535人。"),
        ("535人", "刑拘1,535人。"),
        ("满意率达98", "满意率达98.6%。"),
        ("", "共打掉18个。"),
    ],
)
def test_a_piece_torn_from_its_clause_does_not_stand(text: str, quote: str) -> None:
    assert not stands(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("共打掉18个。", "共打掉18个。"),
        ("刑拘1,535人", "共打掉18个,刑拘1,535人。"),
        ("“志愿之城”获推广", "银川交流经验,“志愿之城”获推广,固原居前。"),
        ("打掉8个", "打掉18个,打掉8个。"),
    ],
)
def test_a_clause_stands(text: str, quote: str) -> None:
    assert stands(text, quote)


def test_a_suggestion_with_a_figure_that_nobody_named_is_dropped() -> None:
    asked = replace(PROVED, suggestions=("海屿市打掉8个吗", "海屿市2020年打掉8个吗", "海屿市打掉9个吗"))
    assert gate(asked).suggestions == ("海屿市打掉8个吗", "海屿市2020年打掉8个吗")


ADDED = computed("sum", (Operand("3个", 1), Operand("21个", 1)), "个")
assert ADDED is not None


@pytest.mark.parametrize(
    ("calculation", "stays"),
    [
        (ADDED, True),
        (replace(ADDED, result="25个"), False),
        (replace(ADDED, text="3个 + 21个 = 25个"), False),
        (computed("sum", (Operand("3个", 1), Operand("1个", 1)), "个"), False),  # 1个 is a part of 21个
        (computed("sum", (Operand("3个", 2), Operand("21个", 1)), "个"), False),  # another citation
        (computed("sum", (Operand("98", 2), Operand("3个", 1)), "个"), False),  # of 98.6
        (computed("sum", (Operand("3个", 7), Operand("21个", 1)), "个"), False),
    ],
)
def test_a_calculation_stays_that_gives_its_result_again(calculation: Calculation, stays: bool) -> None:
    kept = gate(replace(PROVED, calculations=(calculation,))).calculations
    assert kept == ((calculation,) if stays else ())


def test_a_cell_that_does_not_stand_in_its_citation_is_blank_and_a_row_without_cells_goes() -> None:
    cell, wrong = Cell("3个", 3.0, "个", 1), Cell("1个", 1.0, "个", 1)
    lines = (Line("海屿市", None, None, (cell, wrong)), Line("海屿市", None, None, (wrong, None)))
    table = gate(replace(PROVED, table=Table(("甲", "乙"), lines))).table
    assert table == Table(("甲", "乙"), (replace(lines[0], cells=(cell, None)),))
    assert gate(replace(PROVED, table=Table(("甲", "乙"), lines[1:]))).table is None
