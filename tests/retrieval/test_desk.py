"""Questions over the bundled library, each asked in a conversation; the cases are in questions.jsonl.

A case holds the kind of question, the question (and the one before it, `context`), the status (one of
several, parted by |), what must and must not stand in the statements and notes, and the places that its
citations lie in: all of them, no other; [] none at all; left out, whatever they are. It may also hold
`max_chars`, how long the statements may be together, and `basis`, how the citations' places are known.
The same cases are driven through Telegram in telegram/asking/test_cases.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.conversation import Conversation
from bot.terminal import screen
from corpus.errors import BadQuestion
from corpus.places.gazetteer import Place
from retrieval.answering.answer import Answer, Citation
from retrieval.answering.gate import figures, verified
from retrieval.desk import Desk
from retrieval.question.question import LONGEST
from tests.given import ROOT, rows, squeezed

CASES = rows(ROOT / "tests" / "questions.jsonl")
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['question']}")
CITED = [case for case in CASES if set(case["status"].split("|")) & {"answered", "masked"}]
every_cited_case = pytest.mark.parametrize(
    "case", CITED, ids=lambda case: f"{case['kind']}: {case['question']}"
)
UNCLEAR = [case for case in CASES if case["kind"] == "unclear"]
ADVERTISING = re.compile(
    r"哒哒|素材库|svip|cwk|网盘群|会员群|公众号|客服|代笔|扫一扫|本文标题|paid(?:begin|end)"
)
Ask = Callable[[dict[str, Any]], Answer]


def asked(case: dict[str, Any], desk: Desk) -> Answer:
    conversation = Conversation(desk)
    if "context" in case:
        conversation.reply(case["context"])
    return conversation.reply(case["question"])


def places_asked(case: dict[str, Any], desk: Desk) -> list[Place]:
    """The places the case names, or takes from the question before it."""
    before = desk.read(case["context"]) if "context" in case else None
    question = desk.read(case["question"], after=before)
    return [place for candidates in question.places for place in candidates]


def own_place(citation: Citation, desk: Desk) -> Place | None:
    """The place of the article that *citation* stands in."""
    articles = desk.document(citation.document).articles
    return next(article.place for article in articles if article.start <= citation.start < article.end)


def timeless(answer: Answer) -> dict[str, Any]:
    return asdict(replace(answer, elapsed_ms=0))


@pytest.fixture(scope="module")
def ask(desk: Desk) -> Ask:
    """Asks a case once and keeps the answer."""
    answers: dict[int, Answer] = {}

    def answer(case: dict[str, Any]) -> Answer:
        if id(case) not in answers:
            answers[id(case)] = asked(case, desk)
        return answers[id(case)]

    return answer


@every_case
def test_a_question_is_answered(case: dict[str, Any], ask: Ask) -> None:
    answer = ask(case)
    shown = squeezed("\n".join([*(s.text for s in answer.statements), *answer.notes]))
    assert answer.status in case["status"].split("|"), shown
    assert [each for each in case["must"] if squeezed(each) not in shown] == [], shown
    assert [each for each in case["must_not"] if squeezed(each) in shown] == [], shown
    if "place" in case:
        cited = {c.place or "" for c in answer.citations}
        assert {next((p for p in case["place"] if c.startswith(p)), c) for c in cited} == set(case["place"])
    if "max_chars" in case:
        assert len("".join(s.text for s in answer.statements)) <= case["max_chars"]
    if "basis" in case:
        assert {c.place_basis for c in answer.citations} == {case["basis"]}


@every_case
def test_the_terminal_shows_what_was_asked_and_nothing_else(case: dict[str, Any], ask: Ask) -> None:
    shown = squeezed("\n".join(text for _, text in screen.lines_of(ask(case))))
    assert [each for each in case["must"] if squeezed(each) not in shown] == [], shown
    assert [each for each in case["must_not"] if squeezed(each) in shown] == [], shown


@every_cited_case
def test_the_terminal_shows_each_citation_and_how_its_place_is_known(case: dict[str, Any], ask: Ask) -> None:
    answer = ask(case)
    lines = [text for _, text in screen.lines_of(answer)]
    for c in answer.citations:
        (source,) = [line for line in lines if line.startswith(f"[{c.n}] ")]
        assert c.document in source
        assert not c.place or f"{c.place}{wording.BASES[c.place_basis]}" in source
        assert any(squeezed(c.quote) in squeezed(line) for line in lines)
    for statement in answer.statements:
        assert any(line.startswith(statement.text) for line in lines)


@every_case
def test_every_statement_stands_in_its_quotation_and_every_quotation_in_its_document(
    case: dict[str, Any], ask: Ask, desk: Desk
) -> None:
    answer = ask(case)
    cited = {c.n: c for c in answer.citations}
    assert list(cited) == sorted({n for s in answer.statements for n in s.citations})
    assert [s.text for s in answer.statements if not any(s.text in cited[n].quote for n in s.citations)] == []
    for c in answer.citations:
        assert desk.text_of(c.document)[c.start : c.end] == c.quote
        assert c.line == desk.document(c.document).line(c.start)


@every_cited_case
def test_every_figure_of_a_statement_stands_in_its_quotation(case: dict[str, Any], ask: Ask) -> None:
    answer = ask(case)
    quoted = {c.n: figures(c.quote) for c in answer.citations}
    for statement in answer.statements:
        assert figures(statement.text) <= set().union(*(quoted[n] for n in statement.citations))


@every_cited_case
def test_every_citation_is_of_the_place_asked_about(case: dict[str, Any], ask: Ask, desk: Desk) -> None:
    """It is that place or one within it, or the article is of a place around it and names it."""
    wanted = places_asked(case, desk)
    for c in ask(case).citations:
        own = own_place(c, desk)
        if not any((c.place or "").startswith(place.full) for place in wanted) and wanted:
            assert own is not None
            assert c.place == own.full
            around = [place for place in wanted if place.within(own)]
            assert [place.full for place in around if place.short in c.quote] != [], (c.place, c.quote)


@every_case
def test_no_advertising_is_shown(case: dict[str, Any], ask: Ask) -> None:
    answer = ask(case)
    said = [*(s.text for s in answer.statements), *(c.quote for c in answer.citations), *answer.notes]
    assert [each for each in said if ADVERTISING.search(each)] == []


@every_case
def test_every_figure_in_a_note_is_the_readers_own_or_a_year(case: dict[str, Any], ask: Ask) -> None:
    answer = ask(case)
    allowed = (
        figures(case["question"]) | figures(case.get("context", "")) | figures(answer.read_as.period or "")
    )
    for remark in answer.remarks:
        allowed |= figures(str(remark.values.get("period", "")))
    told = {figure for note in answer.notes for figure in figures(note)}
    assert told - allowed == set()


@every_case
def test_only_what_is_answered_is_stated_and_what_is_not_is_explained(case: dict[str, Any], ask: Ask) -> None:
    answer = ask(case)
    assert bool(answer.statements) == (answer.status in ("answered", "masked"))
    assert answer.statements or answer.notes
    assert [note for note in answer.notes if "\n" in note or not note.endswith("。")] == []


@every_case
def test_the_gate_finds_nothing_to_drop_in_an_answer(case: dict[str, Any], desk: Desk) -> None:
    """What is composed is provable before the gate sees it: the gate is a net, not a part of the work."""
    before = desk.read(case["context"]) if case.get("context") else None
    if before is not None:
        before = desk.grounded(before, desk.answer(before))
    composed = desk.answer(desk.read(case["question"], after=before))
    composed = replace(composed, notes=wording.notes(composed))
    assert verified(composed, desk.text_of) == composed


@every_case
def test_a_question_asked_twice_is_answered_alike(case: dict[str, Any], ask: Ask, desk: Desk) -> None:
    assert timeless(asked(case, desk)) == timeless(ask(case))


@every_case
def test_a_library_built_anew_answers_alike(case: dict[str, Any], ask: Ask, desk_again: Desk) -> None:
    assert timeless(asked(case, desk_again)) == timeless(ask(case))


@pytest.mark.parametrize("case", UNCLEAR, ids=lambda case: case["question"])
def test_each_choice_that_is_offered_is_answered(case: dict[str, Any], ask: Ask, desk: Desk) -> None:
    assert ask(case).suggestions
    assert {Conversation(desk).reply(each).status for each in ask(case).suggestions} == {"answered"}


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
