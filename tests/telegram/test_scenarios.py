"""Each transcript played to a real bot, by polling and by webhook, and compared whole."""

from __future__ import annotations

import io
import logging
import re

import pytest

from bot import logs
from bot.settings import Settings
from tests.telegram.fake_api import TOKEN
from tests.telegram.scenarios import LINE, TRANSCRIPTS, Transport, acts, played
from tests.telegram.small_desk import TEXT

PATHS = sorted(TRANSCRIPTS.glob("*.txt"))
SECRET_HALF = TOKEN.partition(":")[2]


@pytest.mark.parametrize("transport", ["polling", "webhook"])
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_what_is_sent_is_what_the_transcript_says(path: object, transport: Transport) -> None:
    """Where this fails and should, write it anew: python tests/telegram/scenarios.py."""
    transcript = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert await played(transcript, transport) == transcript


async def test_all_scenarios_at_debug_log_no_token_no_question_and_no_document(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = io.StringIO()
    logs.set_up(Settings(_env_file=None, telegram_token=TOKEN, log_level="DEBUG"), stream=stream)
    caplog.handler.setLevel(logging.DEBUG)
    transcripts = [path.read_text(encoding="utf-8") for path in PATHS]
    for transcript in transcripts:
        await played(transcript, "polling", log_level="DEBUG")
        await played(transcript, "webhook", log_level="DEBUG")
    said = {LINE.fullmatch(act)["what"] for t in transcripts for act in acts(t) if act[0] != "#"}
    questions = {re.sub(r"^/ask(@\w+)? |@wenju_bot ?", "", what) for what in said}
    sentences = {each for each in re.split(r"[。\n]", TEXT) if each}
    secrets = {TOKEN, SECRET_HALF, "p_1-", *sentences, *(q for q in questions if len(q) > 8)}
    assert len(secrets) > 50
    printed = "".join(capfd.readouterr())
    assert "已连上 Telegram" in stream.getvalue()
    for output in (stream.getvalue(), caplog.text, printed):
        assert [secret for secret in secrets if secret in output] == []
