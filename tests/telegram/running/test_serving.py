"""Starting, running and stopping: one clear sentence for each thing that goes wrong."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import logs, wording
from bot.settings import Settings
from bot.telegram import build, run
from bot.telegram.running.serving import serve
from corpus.errors import BadSetting
from tests.telegram.driving import OVER_SMALL_DESK, answering, begin, settings_for
from tests.telegram.fake_api import TOKEN, FakeApi
from tests.telegram.small_desk import OUTCOME, SmallDesk


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith(("wenju", "telegram"))]


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (None, wording.telegram_no_token()),
        ("  ", wording.telegram_no_token()),
        ("bot token", wording.telegram_malformed_token()),
        ("https://t.me/wenju_bot", wording.telegram_malformed_token()),
        ("123456:", wording.telegram_malformed_token()),
    ],
)
def test_without_a_usable_token_there_is_one_sentence(token: str | None, said: str, desk: SmallDesk) -> None:
    settings = Settings(_env_file=None, telegram_token=token and SecretStr(token))
    with pytest.raises(BadSetting) as error:
        run(settings, desk)
    assert str(error.value) == said
    assert error.value.exit_code == 2


async def test_a_refused_token_is_one_sentence(
    api: FakeApi, desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "123456789:AAF-not_the_token_of_this_bot_at_all"
    with pytest.raises(BadSetting) as error:
        await serve(build(settings_for(api, telegram_token=wrong), desk))
    assert str(error.value) == wording.telegram_refused_token()
    assert error.value.__suppress_context__
    assert lines(caplog) == []


async def test_a_token_revoked_while_running_ends_the_bot(api: FakeApi, desk: SmallDesk) -> None:
    stream = io.StringIO()
    logs.set_up(settings_for(api, log_level="DEBUG"), stream=stream)
    task = asyncio.create_task(serve(build(settings_for(api), desk)))
    api.private("小李").say("/help")
    await api.next_sent()
    api.token = "1:revoked"
    api.group("平安工作群").say("大家好")  # ends the poll under way
    with pytest.raises(BadSetting, match="Telegram 不认这个令牌"):
        await task
    assert [line.partition(": ")[2] for line in stream.getvalue().splitlines()] == [
        wording.telegram_connected("wenju_bot")
    ]


async def test_a_second_poller_is_one_line_and_polling_goes_on(
    api: FakeApi, desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=2)
    async with answering(build(settings_for(api), desk)):
        api.private("小李").say(OUTCOME)
        assert (await api.next_sent()).text.startswith("三年来")
    assert [line for line in lines(caplog) if line.startswith(("另一个程序", "又连上"))] == [
        wording.connection_lost("conflict"),
        wording.connection_restored(),
    ]


@pytest.mark.parametrize("method", ["getMe", "getUpdates", "deleteWebhook", "setMyCommands"])
async def test_a_failing_server_is_tried_again(api: FakeApi, desk: SmallDesk, method: str) -> None:
    api.fail(method, 502, "Bad Gateway")
    async with answering(build(settings_for(api), desk)):
        api.private("小李").say(OUTCOME)
        assert (await api.next_sent()).text.startswith("三年来")


async def test_no_network_is_one_line_and_stopping_is_quick(
    api: FakeApi, desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    nobody = settings_for(api, telegram_api_base="http://127.0.0.1:1/bot")
    async with asyncio.timeout(5), answering(build(nobody, desk)):
        await asyncio.sleep(0.4)  # some attempts
    assert lines(caplog) == [wording.connection_lost("unreachable")]


async def test_a_proxy_that_is_not_there_is_no_network(api: FakeApi, desk: SmallDesk) -> None:
    settings = settings_for(api, telegram_proxy=SecretStr("http://user:secret@127.0.0.1:1"))
    async with answering(build(settings, desk)) as application:
        async with asyncio.timeout(5):
            while application.connection.state != "unreachable":
                await asyncio.sleep(0.01)
    assert api.requests == []


async def test_only_the_people_allowed_are_answered(api: FakeApi, desk: SmallDesk) -> None:
    admitted, other, group = api.private("小李"), api.private("小王"), api.group("别的群")
    chosen = settings_for(api, telegram_allowed_users=(admitted.id,), telegram_open_groups=False)
    async with answering(build(chosen, desk)):
        group.say(OUTCOME)
        admitted.say(OUTCOME)
        answer = await api.next_sent()
        assert answer.text.startswith("三年来")
        other.say(OUTCOME)
        assert (await api.next_sent()).text == wording.telegram_not_admitted(other.id)
        group.say(f"/ask {OUTCOME}")
        assert (await api.next_sent()).text == wording.telegram_closed(group.id)
        other.say(None, photo=[])
        assert len(api.sent()) == 3
    assert [asked.text for asked in desk.asked] == [OUTCOME]


async def test_what_is_being_answered_is_still_sent_when_stopping(api: FakeApi, desk: SmallDesk) -> None:
    async with answering(build(settings_for(api), desk)):
        api.private("小李").say("要想一会儿的问题")
        await api.until(lambda: bool(desk.asked) or bool(api.sent("sendChatAction")))
    assert len(api.sent()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_and_sigterm_end_it_cleanly(api: FakeApi, stop: signal.Signals, tmp_path: Path) -> None:
    process = await begin(api, tmp_path, "-c", OVER_SMALL_DESK)
    api.private("小李").say(OUTCOME)
    assert (await api.next_sent(within=20)).text.startswith("三年来")
    process.send_signal(stop)
    out, err = await process.communicate()
    said = err.decode()
    assert (process.returncode, out) == (0, b""), said
    assert wording.telegram_connected("wenju_bot") in said
    for absent in ("Traceback", TOKEN, OUTCOME):
        assert absent not in said


async def test_the_command_answers_from_the_bundled_library(api: FakeApi, tmp_path: Path) -> None:
    process = await begin(api, tmp_path, "-m", "bot", "telegram")
    chat = api.private("小李")
    chat.say("大理州扫黑除恶成果")
    answer = await api.next_sent(within=25)
    assert "1535人" in answer.text
    assert "[1]" in answer.text
    chat.press(answer, "[1] 原文")
    opened = await api.next_edited()
    assert "1535人" in opened.text
    process.terminate()
    _, err = await process.communicate()
    assert process.returncode == 0, err.decode()


@pytest.mark.parametrize(
    ("token", "said"),
    [("", wording.telegram_no_token()), ("123456789:AAF-wrong", wording.telegram_refused_token())],
    ids=["none", "refused"],
)
async def test_the_command_without_a_good_token_is_one_line_and_exit_code_2(
    api: FakeApi, tmp_path: Path, token: str, said: str
) -> None:
    process = await begin(api, tmp_path, "-m", "bot", "telegram", token=token)
    out, err = await process.communicate()
    assert (process.returncode, out, err.decode()) == (2, b"", said + "\n")
