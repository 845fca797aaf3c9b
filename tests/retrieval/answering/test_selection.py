"""Selection: which sentences of a report answer a question, and how many are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.evidence import Weighing
from retrieval.answering.selection import beginning, chosen, defines, is_story, more_to_tell, suffices
from tests.given import table
from tests.retrieval.answering.reports import FILLER, desk_over, read, sentences_of

ROWS = table(Path(__file__).with_name("selection.tsv"))


def sufficing(text: str, report: str, folder: Path) -> tuple:
    """The question, the sentences' starts, and those that answer, best first."""
    desk = desk_over({"道县.txt": f"道县工作总结\n\n{report.replace('……', FILLER)}"}, folder)
    question, sentences = read(desk, text), sentences_of(desk)
    weighed = map(Weighing(question, lambda term: 1.0).support, sentences)
    good = [each for each in weighed if each is not None and suffices(each, question)]
    return question, [s.start for s in sentences], sorted(good, key=lambda each: -each.score)


@pytest.mark.parametrize(("text", "report", "shown", "so"), ROWS)
def test_sentences_that_answer_are_shown_in_order(
    text: str, report: str, shown: str, so: str, tmp_path: Path
) -> None:
    question, starts, good = sufficing(text, report, tmp_path)
    best = chosen(good, question) if good else []
    told = ["story"] * bool(best and is_story(best, question))
    told += ["more"] * more_to_tell(good, best, question) if best else []
    numbers = [str(starts.index(each.sentence.start) + 1) for each in best]
    assert (" ".join(numbers) or "-", " ".join(told) or "-") == (shown, so)


def test_a_story_begins_with_the_first_sentence_that_speaks_of_it(tmp_path: Path) -> None:
    report = "工友讨薪。\n干部上门。\n工友讨薪求助，讨薪当日解决。"
    _, starts, good = sufficing("道县工友讨薪求助怎么解决", report, tmp_path)
    assert starts.index(beginning(good).sentence.start) == 0


@pytest.mark.parametrize(
    ("report", "is_definition"),
    [("网格化管理，即一格一员。", True), ("网格化管理：一格一员。", True), ("网格化管理成效好。", False)],
)
def test_a_definition_says_what_a_term_is(report: str, is_definition: bool, tmp_path: Path) -> None:
    question, _, good = sufficing("道县网格化是什么", report, tmp_path)
    assert [defines(each, question) for each in good] == [is_definition]
