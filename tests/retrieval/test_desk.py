"""Questions over the bundled library, each asked in a conversation; the cases are in questions.jsonl.

A case holds the kind of question, the question (and the one before it, `context`), the status (one of
several, parted by |), what must and must not stand in the statements and notes, and the places that its
citations lie in: all of them, no other; [] none at all; left out, whatever they are. It may also hold
`max_chars`, how long the statements may be together, and `basis`, how the citations' places are known.
The same cases are driven through Telegram, and through `wenju ask --batch` over a library built anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.conversation import Conversation
from corpus.errors import BadQuestion
from corpus.places.gazetteer import Place
from retrieval.answering.answer import Answer, Citation
from retrieval.answering.gate import figures, verified
from retrieval.desk import Desk
from retrieval.question.question import LONGEST, Question
from tests.given import ROOT, rows, squeezed

Case = dict[str, Any]
CASES = rows(ROOT / "tests" / "questions.jsonl")
UNCLEAR = [case for case in CASES if case["kind"] == "unclear"]
ADVERTISING = re.compile(
    r"哒哒|素材库|svip|cwk|网盘群|会员群|公众号|客服|代笔|扫一扫|本文标题|paid(?:begin|end)"
)


def asked(case: Case, desk: Desk) -> Answer:
    conversation = Conversation(desk)
    if "context" in case:
        conversation.reply(case["context"])
    return conversation.reply(case["question"])


def question_of(case: Case, desk: Desk) -> Question:
    """The question as a conversation reads it: after the one before, in the place of its answer."""
    before = desk.read(case["context"]) if "context" in case else None
    if before is not None:
        before = desk.grounded(before, desk.answer(before))
    return desk.read(case["question"], after=before)


def own_place(citation: Citation, desk: Desk) -> Place | None:
    """The place of the article that *citation* stands in."""
    articles = desk.document(citation.document).articles
    return next(article.place for article in articles if article.start <= citation.start < article.end)


def timeless(answer: Answer) -> dict[str, Any]:
    return asdict(replace(answer, elapsed_ms=0))


@pytest.fixture(scope="module")
def answers(desk: Desk) -> dict[str, tuple[Case, Answer]]:
    """Each case with its answer, asked once, by the questions."""
    return {f"{case.get('context', '')} {case['question']}": (case, asked(case, desk)) for case in CASES}


Answers = dict[str, tuple[Case, Answer]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['question']}")
def test_a_question_is_answered(case: Case, answers: Answers) -> None:
    answer = answers[f"{case.get('context', '')} {case['question']}"][1]
    shown = squeezed("\n".join([*(s.text for s in answer.statements), *wording.table(answer), *answer.notes]))
    quoted = squeezed("\n".join(c.quote for c in answer.citations))
    assert answer.status in case["status"].split("|"), shown
    assert [each for each in case["must"] if squeezed(each) not in shown] == [], shown
    assert [each for each in case["must_not"] if squeezed(each) in shown + quoted] == [], shown + quoted
    if "place" in case:
        cited = {c.place or "" for c in answer.citations}
        assert {next((p for p in case["place"] if c.startswith(p)), c) for c in cited} == set(case["place"])
    if "max_chars" in case:
        assert len("".join(s.text for s in answer.statements)) <= case["max_chars"]
    if "basis" in case:
        assert {c.place_basis for c in answer.citations} == {case["basis"]}


# What holds of every answer; a test gives the questions whose answers break it.


def test_the_gate_finds_nothing_to_drop(desk: Desk) -> None:
    """What is composed is provable before the gate sees it: the gate is a net, not a part of the work."""

    def composed(case: Case) -> Answer:
        answer = desk.answer(question_of(case, desk))
        return replace(answer, notes=wording.notes(answer))

    found = ((case["question"], composed(case)) for case in CASES)
    assert [asked for asked, answer in found if verified(answer, desk.text_of) != answer] == []


def test_citations_are_numbered_in_order_and_know_their_lines(answers: Answers, desk: Desk) -> None:
    def known(answer: Answer) -> bool:
        stated = {n for s in answer.statements for n in s.citations}
        cells = [cell for line in answer.table.rows for cell in line.cells if cell] if answer.table else []
        cited = sorted(stated | {cell.citation for cell in cells})
        lines = [desk.document(c.document).line(c.start) for c in answer.citations]
        return [(c.n, c.line) for c in answer.citations] == list(zip(cited, lines, strict=True))

    assert [asked for asked, (_, answer) in answers.items() if not known(answer)] == []


def test_every_citation_is_of_the_place_asked_about(answers: Answers, desk: Desk) -> None:
    """It is that place or one within it, or the article is of a place around it and names it."""

    def foreign(case: Case, citations: Iterable[Citation]) -> list[str]:
        wanted = [place for candidates in question_of(case, desk).places for place in candidates]
        return [c.quote for c in citations if wanted and not of(c, wanted)]

    def of(c: Citation, wanted: list[Place]) -> bool:
        if any((c.place or "").startswith(place.full) for place in wanted):
            return True
        own = own_place(c, desk)
        around = [place for place in wanted if own is not None and place.within(own)]
        return own is not None and c.place == own.full and any(place.short in c.quote for place in around)

    found = {asked: foreign(case, answer.citations) for asked, (case, answer) in answers.items()}
    assert {asked: quotes for asked, quotes in found.items() if quotes} == {}


def test_no_advertising_is_shown(answers: Answers) -> None:
    def said(answer: Answer) -> str:
        return "".join(
            [*(s.text for s in answer.statements), *(c.quote for c in answer.citations), *answer.notes]
        )

    assert [asked for asked, (_, answer) in answers.items() if ADVERTISING.search(said(answer))] == []


def test_every_figure_in_a_note_is_the_readers_own_or_a_year(answers: Answers) -> None:
    def told(answer: Answer) -> set[str]:
        allowed = figures(answer.read_as.period or "")
        for remark in answer.remarks:
            allowed |= figures(str(remark.values.get("period", "")))
        return {figure for note in answer.notes for figure in figures(note)} - allowed

    found = {asked: told(answer) - figures(asked) for asked, (_, answer) in answers.items()}
    assert {asked: figures for asked, figures in found.items() if figures} == {}


def test_only_what_is_answered_is_stated_and_what_is_not_is_explained(answers: Answers) -> None:
    def sound(answer: Answer) -> bool:
        stated = bool(answer.statements) == (answer.status in ("answered", "masked"))
        whole = all(note.endswith("。") and "\n" not in note for note in answer.notes)
        return stated and whole and bool(answer.statements or answer.notes)

    assert [asked for asked, (_, answer) in answers.items() if not sound(answer)] == []


@pytest.mark.parametrize("case", CASES[::-20], ids=lambda case: case["question"])
def test_a_question_asked_again_is_answered_alike(case: Case, desk: Desk) -> None:
    assert timeless(asked(case, desk)) == timeless(asked(case, desk))


@pytest.mark.parametrize("case", UNCLEAR, ids=lambda case: case["question"])
def test_each_choice_that_is_offered_is_answered(case: Case, desk: Desk) -> None:
    offered = asked(case, desk).suggestions
    assert offered
    assert {Conversation(desk).reply(each).status for each in offered} == {"answered"}


def test_a_topic_left_behind_is_not_carried_into_the_next_but_one(desk: Desk) -> None:
    conversation = Conversation(desk)
    conversation.reply("大理州扫黑除恶成果")
    conversation.reply("濮阳市平安志愿者有多少人")
    assert {c.place for c in conversation.reply("那三零创建的四大机制呢").citations} == {"河南省濮阳市"}


def test_after_a_greeting_the_question_before_it_is_still_known(desk: Desk) -> None:
    conversation = Conversation(desk)
    conversation.reply("大理州扫黑除恶成果")
    conversation.reply("谢谢")
    assert "99.2%" in "".join(s.text for s in conversation.reply("那群众满意率呢").statements)


def test_what_was_forgotten_is_not_carried_over(desk: Desk) -> None:
    conversation = Conversation(desk)
    conversation.reply("大理州扫黑除恶成果")
    conversation.forget()
    assert conversation.reply("那群众满意率呢").read_as.carried_over == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t　", "大" * (LONGEST + 1)], ids=["empty", "blank", "blanks", "long"]
)
def test_what_is_no_question_is_refused_in_one_sentence_and_changes_nothing(text: str, desk: Desk) -> None:
    conversation = Conversation(desk)
    conversation.reply("大理州扫黑除恶成果")
    before = conversation.question
    with pytest.raises(BadQuestion) as error:
        conversation.reply(text)
    assert "\n" not in str(error.value)
    assert conversation.question is before


@given(st.text(min_size=1, max_size=80))
def test_anything_typed_is_answered_or_refused_and_proved(desk: Desk, text: str) -> None:
    try:
        answer = Conversation(desk).reply(text)
    except BadQuestion:
        assert not text.strip()
        return
    assert verified(answer, desk.text_of) == answer
    assert answer.statements or answer.notes
