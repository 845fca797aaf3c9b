"""Gathering: the sentences that may answer a question, the likeliest first."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from retrieval.answering.gathering import UNUSED, sought
from retrieval.question.question import Question
from tests.given import table
from tests.retrieval.answering.reports import desk_over, finder_of, numbered, read

ROWS = table(Path(__file__).with_name("gathering.tsv"))


@pytest.mark.parametrize(("question", "reports", "order"), ROWS)
def test_the_likeliest_sentence_comes_first(question: str, reports: str, order: str, tmp_path: Path) -> None:
    desk = desk_over(numbered(re.sub("^道", "道县2022年工作总结\n\n", reports)), tmp_path)
    found = finder_of(desk).gathering.weighed(read(desk, question), None, None)
    assert " ".join(evidence.sentence.text for evidence in found) == order


def test_passages_are_sought_by_what_means_the_same_and_by_the_whole_question() -> None:
    terms = sought(Question.parse("道县破案多少起"))
    assert {"破案", "道县"} < set(terms)
    assert terms.count("破案") > terms.count("道县")


def test_a_word_weighs_less_the_more_passages_hold_it(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"道县工作总结\n\n打掉团伙{n}个。{'排查隐患9处。' * (n == 1)}" for n in range(1, 5)}
    gathering = finder_of(desk_over(texts, tmp_path)).gathering
    often, rare, never = (
        gathering.weight(Question.parse(f"道县{word}多少").terms[0]) for word in ("团伙", "隐患", "羊毛")
    )
    assert (often, rare) == (pytest.approx(math.log(2)), pytest.approx(math.log(5)))
    assert never == pytest.approx(UNUSED * math.log(1 + 2 * gathering.index.size))
