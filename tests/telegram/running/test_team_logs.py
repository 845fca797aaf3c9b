"""Nothing of a team's is ever in the log: no file, no name of one, no question, no number of a person."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest

from bot import logs
from bot.settings import Settings
from tests.telegram.fake_api import TOKEN
from tests.telegram.fake_teams import send_file, type_inline
from tests.telegram.team_files import question, report
from tests.telegram.teams import team


async def test_at_debug_the_log_holds_no_file_no_name_no_question_and_no_token(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = io.StringIO()
    logs.set_up(Settings(_env_file=None, telegram_token=TOKEN, log_level="DEBUG"), stream=stream)
    caplog.handler.setLevel(logging.DEBUG)
    name, text, asked = "内部总结.txt", report("昆明市", 2222), question("昆明市")
    async with team(tmp_path) as here:
        send_file(here.group, name, text.encode(), by="小张", caption="@wenju_bot 请收入总结")
        summary = await here.api.next_sent()
        here.group.press(summary, "收入", by="小张")
        await here.edited()
        here.api.fail("getFile", 502, "Bad Gateway")
        for file in (name, "坏.docx"):
            send_file(here.boss, file, b"PK\x03\x04")
            await here.api.next_sent()
        for said in (f"/ask {asked}", "/docs", f"/remove {name}", "/undo"):
            await here.answer_to(here.group, said, by="小张")
        for said in ("/stats", "/audit", "/unanswered"):
            await here.answer_to(here.boss, said)
        type_inline(here.api, "小李", asked)
        await here.api.until(lambda: bool(here.api.sent("answerInlineQuery")))
        here.api.fail("answerInlineQuery", 400, "Bad Request: query is too old")
        type_inline(here.api, "小李", asked)
        await here.api.until(lambda: not here.api.failures["answerInlineQuery"])
        people = [str(chat.id) for chat in (here.group, here.other)]
    printed = "".join(capfd.readouterr())
    assert stream.getvalue() != ""
    for secret in (TOKEN.partition(":")[2], name, "内部总结", "请收入总结", asked, "2222", *people):
        for output in (stream.getvalue(), caplog.text, printed):
            assert secret not in output
