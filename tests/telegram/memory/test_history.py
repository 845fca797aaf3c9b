"""The record: votes, figures, unanswered questions, cases and the audit log, and who may see them."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import wording
from bot.telegram.memory.history import DAY, History, Stats, ranked
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import State
from tests.telegram.fake_api import Sent
from tests.telegram.fake_teams import send_file
from tests.telegram.team_files import question, report, stock
from tests.telegram.teams import Team, team

ADMINS = ["/stats", "/unanswered", "/cases", "/audit", "/audit all"]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as made:
        stock(made.library(made.group), "昆明市", 2222)
        yield made


async def voted(here: Team, answer: Sent, label: str, *, by: str) -> str:
    """What shows for a moment when *label* is pressed."""
    before = len(here.api.sent("answerCallbackQuery"))
    here.group.press(answer, label, by=by)
    await here.api.until(lambda: len(here.api.sent("answerCallbackQuery")) > before)
    return str(here.api.sent("answerCallbackQuery")[-1].params.get("text"))


async def test_votes_are_thanked_for_and_a_bad_answer_becomes_a_case(here: Team) -> None:
    answers = [
        await here.answer_to(here.group, f"/ask {text}", by="小李")
        for text in (question("玉林市"), "那群众安全感满意度呢", question("昆明市"))
    ]
    assert await voted(here, answers[0], "👎", by="小李") == wording.thanks(good=False)
    assert await voted(here, answers[0], "👍", by="小李") == wording.thanks(good=True)
    assert await voted(here, answers[1], "👎", by="小李") == wording.thanks(good=False)
    assert await voted(here, answers[2], "👎", by="小张") == wording.telegram_anothers_button()
    here.boss.say("/cases")
    await here.api.until(lambda: bool(here.api.sent("sendDocument")))
    (sent,) = here.api.sent("sendDocument")
    assert sent.params["document"].filename == "disliked.jsonl"
    assert sent.params["caption"] == wording.cases(1)
    assert [json.loads(line) for line in sent.params["content"].splitlines()] == [
        {
            "kind": "disliked",
            "question": "那群众安全感满意度呢",
            "context": question("玉林市"),
            "status": "answered",
            "must": [],
            "must_not": [],
        }
    ]


async def test_stats_and_the_unanswered_questions(here: Team) -> None:
    for text in (question("玉林市"), question("昆明市"), question("桂林市"), question("桂林市")):
        answer = await here.answer_to(here.group, f"/ask {text}", by="小李")
    await voted(here, answer, "👎", by="小李")
    told = (await here.answer_to(here.boss, "/stats")).text.splitlines()
    assert [line.partition("：")[0] for line in told] == ["近 1 天", "近 7 天", "近 90 天"]
    assert re.fullmatch(
        r"近 1 天：提问 4，有答案 2，没有答案 2，👍 0，👎 1，用时中位 \d+ 毫秒、95% 在 \d+ 毫秒内", told[0]
    )
    unanswered = (await here.answer_to(here.boss, "/unanswered")).text
    assert re.fullmatch(
        r"查不到的问题：\n• 桂林市化解矛盾纠纷多少件（2 次，最近 \d\d-\d\d \d\d:\d\d）", unanswered
    )


async def test_the_audit_log_says_who_did_what(here: Team) -> None:
    await here.answer_to(here.group, f"/ask {question('昆明市')}", by="小李")
    await here.answer_to(here.group, "/remove 昆明市.txt", by="小张")
    here.group.press(await here.answer_to(here.group, "/undo", by="小张"), "撤销", by="小张")
    await here.edited()
    await here.answer_to(here.boss, f"/deny {here.other.id}")
    send_file(here.keeper, "赣州.txt", report("赣州市", 3333).encode())
    here.keeper.press(await here.api.next_sent(), "收入")
    await here.edited(2)
    told = (await here.answer_to(here.boss, "/audit")).text
    group, keeper, member = here.group.id, here.keeper.id, here.member.id
    assert [re.sub(r"^\d\d-\d\d \d\d:\d\d · ", "", line) for line in told.splitlines()] == [
        "最近的记录（/audit all 取全部）：",
        f"群 平安工作群（{group}） · 小张（{keeper}） 收入：赣州.txt",
        f"群 {here.other.id} · 老板（{here.boss.id}） 关闭群：{here.other.id}",
        f"群 平安工作群（{group}） · 小张（{keeper}） 撤销：昆明市.txt 又回来了",
        f"群 平安工作群（{group}） · 小张（{keeper}） 移出：昆明市.txt",
        f"群 平安工作群（{group}） · 小李（{member}） 问：{question('昆明市')}",
    ]
    assert "2222" not in told
    assert "3333" not in told
    here.boss.say("/audit all")
    await here.api.until(lambda: bool(here.api.sent("sendDocument")))
    (sent,) = here.api.sent("sendDocument")
    rows = [json.loads(line) for line in sent.params["content"].splitlines()]
    assert [(row["what"], row["person"]) for row in rows] == [
        ("added", keeper), ("denied", here.boss.id),
        ("undone", keeper), ("removed", keeper), ("asked", member),
    ]  # fmt: skip


@pytest.mark.parametrize("command", ADMINS)
async def test_only_who_runs_the_bot_may_know_and_only_in_private(here: Team, command: str) -> None:
    assert (await here.answer_to(here.keeper, command)).text == wording.not_admin()
    assert (await here.answer_to(here.group, command, by="小张")).text == wording.not_admin()
    assert (await here.answer_to(here.group, command, by="老板")).text == wording.private_only()
    assert here.api.sent("sendDocument") == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/unanswered", "没有查不到的问题。"),
        ("/cases", wording.no_cases()),
        ("/audit", "还没有记录。"),
    ],
)
async def test_with_nothing_on_record_there_is_a_sentence(here: Team, command: str, said: str) -> None:
    assert (await here.answer_to(here.boss, command)).text == said


def test_the_record_forgets_what_is_older_than_its_days(state: State) -> None:
    now = [0.0]
    history = History(state, days=2, clock=lambda: now[0])
    reader = Reader(-1, 7)
    old = history.asked(reader, "旧")
    history.voted(old, 7, good=False)
    history.changed(reader, "removed", ["旧.txt"], library=-1)
    history.answered(old, context=None, status="not_found", took=1.0)
    assert len(history.events()) == 2
    assert history.cases() != []
    now[0] = 2.5 * DAY
    history.asked(reader, "新")
    assert [event.detail for event in history.events()] == ["新"]
    assert history.cases() == []
    assert history.unanswered() == []


def test_figures_are_of_the_days_asked_for_and_leave_inline_out(state: State) -> None:
    now = [0.0]
    history = History(state, clock=lambda: now[0])
    for status, took in (("answered", 10.0), ("not_found", 20.0), ("masked", 30.0), ("help", 40.0)):
        history.answered(history.asked(Reader(7, 7), "问"), context=None, status=status, took=took)
    history.answered(
        history.asked(Reader(7, 7), "问", way="inline"), context=None, status="answered", took=9.0
    )
    history.asked(Reader(7, 7), "还没答")
    assert history.stats(days=1) == Stats(4, 1, 2, 0, 0, 20.0, 40.0)
    now[0] = 2 * DAY
    assert history.stats(days=1) == Stats(0, 0, 0, 0, 0, 0.0, 0.0)


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (1.0, 20)])
def test_percentiles_are_by_nearest_rank(share: float, value: float) -> None:
    assert ranked([float(n) for n in range(1, 21)], share) == value
