"""Cases of questions.jsonl asked through Telegram, one of each kind and some after another question.

One bot, a private chat for each person, everything said at once, as in a busy hour; each reply is held
against its case. The replies to all the others are composed without the bot and checked as the server would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot import wording
from bot.conversation import Conversation
from bot.settings import Settings
from bot.telegram import build
from bot.telegram.memory.conversations import Turn
from bot.telegram.memory.reader import Reader
from bot.telegram.messages.answers import answer_reply
from bot.telegram.messages.keyboard import keyboard
from bot.telegram.messages.rendering import Reply
from retrieval.answering.answer import Answer
from retrieval.desk import Desk
from tests.conftest import desk_over
from tests.given import DOCUMENTS, ROOT, rows, squeezed
from tests.telegram.bot_api_rules import check_keyboard, check_text
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.fake_chats import FakeChat, Sent

LONGEST = 120  # seconds
AFTER = 10  # cases asked after another question

CASES = rows(ROOT / "tests" / "questions.jsonl")
AFTER_ANOTHER = [case for case in CASES if "context" in case][:AFTER]
OF_EACH_KIND = {case["kind"]: case for case in CASES if "context" not in case}
ASKED = [*OF_EACH_KIND.values(), *AFTER_ANOTHER]
every_case = pytest.mark.parametrize("case", ASKED, ids=lambda case: f"{case['kind']}: {case['question']}")


@dataclass
class Told:
    """One message of a person's, the reply due to it, and the messages that came."""

    id: int
    due: Reply
    opened: str
    pages: list[Sent] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return "\n".join(page.text for page in self.pages)


@dataclass
class Run:
    """The desk, what was said over it, case by case, and what the server would not take."""

    desk: Desk
    said: list[list[Told]]
    refused: list[str]


def opened(answer: Answer) -> str:
    """What the buttons of *answer* open: the lines of the sources, and the quotations."""
    return "\n".join(f"{wording.telegram_source(c)}\n{c.quote}" for c in answer.citations)


def due(conversation: Conversation, text: str) -> tuple[Reply, str]:
    """The reply to *text*, with a button for more where there is more; and what its buttons open."""
    answer = conversation.reply(text)
    more = answer.status == "answered" and conversation.further(
        {(c.document, c.start) for c in answer.citations}
    )
    turn = Turn(Reader(1, 1), (text,), number=1, id=1).showing(answer)
    reply = answer_reply(answer, turn, question=conversation.read, more=bool(more))
    return reply, opened(answer)


def asked(case: dict[str, Any], chat: FakeChat, desk: Desk) -> list[Told]:
    """The person says the question before, if there is one, and the question."""
    conversation = Conversation(desk)
    texts = [case["context"], case["question"]] if "context" in case else [case["question"]]
    return [Told(chat.say(text)["message_id"], *due(conversation, text)) for text in texts]


async def driven(desk: Desk) -> Run:
    """Every case put to one bot, each by a person of its own; and what the server would not take."""
    async with asyncio.timeout(LONGEST), FakeApi() as api:
        async with answering(build(settings_for(api), desk)):
            chats = [api.private(f"甲{n}") for n, _ in enumerate(ASKED)]
            said = [asked(case, chat, desk) for chat, case in zip(chats, ASKED, strict=True)]
            for _ in [page for each in said for told in each for page in told.due.pages]:
                await api.next_sent(within=30)
            assert await api.quiet()
        for chat, each in zip(chats, said, strict=True):
            taking: Told | None = None
            for sent in (sent for sent in api.sent() if sent.params["chat_id"] == chat.id):
                if sent.reply_to is not None:
                    (taking,) = [told for told in each if told.id == sent.reply_to]
                assert taking is not None
                taking.pages.append(sent)
        return Run(desk, said, api.refused)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The bundled documents, and all that was said over them."""
    with pytest.MonkeyPatch.context() as outside:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            outside.delenv(name, raising=False)
            outside.delenv(name.upper(), raising=False)
        for name in Settings.model_fields:
            outside.delenv(f"WENJU_{name.upper()}", raising=False)
        outside.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        for desk in desk_over(DOCUMENTS, tmp_path_factory.mktemp("documents")):
            yield asyncio.run(driven(desk))


@pytest.fixture
def told(case: dict[str, Any], run: Run) -> list[Told]:
    return run.said[ASKED.index(case)]


def test_there_are_cases_after_another_question_and_the_server_took_every_reply(run: Run) -> None:
    assert len(AFTER_ANOTHER) == AFTER
    assert [len(each) for each in run.said] == [2 if "context" in case else 1 for case in ASKED]
    assert run.refused == []


def test_the_reply_to_every_other_case_is_whole_and_one_that_the_server_takes(run: Run) -> None:
    others = [case for case in CASES if "context" not in case and case not in ASKED]
    assert len(others) > 300
    behind = 0
    for case in others:
        reply, held = due(Conversation(run.desk), case["question"])
        for page in reply.pages:
            check_text({"text": page.text, "entities": [entity.to_dict() for entity in page.entities]})
        made = keyboard(reply.rows, reply.turn)
        check_keyboard({"reply_markup": made.to_dict()} if made is not None else {})
        shown = squeezed("\n".join(page.text for page in reply.pages))
        behind += sum(squeezed(each) not in shown for each in case["must"])
        assert [each for each in case["must"] if squeezed(each) not in shown + squeezed(held)] == [], shown
        assert [each for each in case["must_not"] if squeezed(each) in shown] == [], shown
    assert behind <= 0.02 * len(others)  # not in the reply, but behind its buttons


@every_case
def test_the_reply_holds_what_it_must_and_nothing_that_it_must_not(
    case: dict[str, Any], told: list[Told]
) -> None:
    shown = squeezed(told[-1].shown)
    assert [each for each in case["must"] if squeezed(each) not in shown + squeezed(told[-1].opened)] == []
    assert [each for each in case["must_not"] if squeezed(each) in shown] == [], shown


@every_case
def test_each_message_gets_one_reply_and_it_answers_that_message(
    case: dict[str, Any], told: list[Told]
) -> None:
    for each in told:
        assert [page.text for page in each.pages] == [page.text for page in each.due.pages]
        labels = [button.label for row in each.due.rows for button in row]
        assert each.pages[-1].labels == labels
        assert [page.reply_to for page in each.pages] == [each.id] + [None] * (len(each.pages) - 1)
