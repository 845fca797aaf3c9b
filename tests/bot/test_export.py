"""Answers as files: CSV with sources, Markdown with footnotes, and no other kind."""

from __future__ import annotations

import pytest

from bot.conversation import Conversation
from bot.export import csv_of, exported, markdown_of
from corpus.errors import InputError
from retrieval.comparison import Compared
from retrieval.desk import Desk


def test_markdown_has_a_footnote_for_each_citation(desk: Desk) -> None:
    answer = Conversation(desk).reply("大理州扫黑除恶成果")
    written = markdown_of(answer)
    assert written.startswith("# 大理州扫黑除恶成果\n\n")
    assert all(f"[^{c.n}]: {c.document}" in written and c.quote in written for c in answer.citations)


def test_markdown_has_the_table_of_a_comparison(desk: Desk) -> None:
    written = markdown_of(desk.compare(Compared.parse(["大理州", "宁夏"], "扫黑除恶", None)))
    head, rule, *_ = [line for line in written.splitlines() if line.startswith("|")]
    assert head == "|  | 大理州 2012—2021年 | 大理州 2018—2020年 | 大理州 2021年 | 宁夏 2021年 |"
    assert rule == "| --- | --- | --- | --- | --- |"


def test_csv_of_an_answer_without_a_table_has_its_sentences(desk: Desk) -> None:
    answer = Conversation(desk).reply("大理州扫黑除恶成果")
    heads, *lines = csv_of(answer).splitlines()
    assert heads == "\ufeff原文,出处"
    assert len(lines) == len(answer.statements)


def test_another_kind_of_file_is_refused(desk: Desk) -> None:
    answer = Conversation(desk).reply("大理州扫黑除恶成果")
    with pytest.raises(InputError, match=r"不能存为“\.txt”。请用这些后缀之一：\.docx、\.md、\.csv。"):
        exported(answer, ".txt")
