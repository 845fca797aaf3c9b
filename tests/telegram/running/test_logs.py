"""No secret, and nothing anybody wrote, is ever in the log."""

from __future__ import annotations

import io
import logging
import traceback

import pytest
from pydantic import SecretStr

from bot import logs
from bot.settings import Settings
from bot.telegram import build
from tests.telegram import small_desk
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import TOKEN, FakeApi
from tests.telegram.small_desk import OUTCOME, SmallDesk

SECRET_HALF = TOKEN.partition(":")[2]
PROXY = "http://reader:p%40ss-word@127.0.0.1:1"


def settings() -> Settings:
    return Settings(
        _env_file=None, telegram_token=SecretStr(TOKEN), telegram_proxy=SecretStr(PROXY), log_level="debug"
    )


async def test_a_whole_scenario_at_debug_logs_no_token_and_no_message(
    api: FakeApi, desk: SmallDesk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = io.StringIO()
    chosen = settings_for(api, log_level="DEBUG")
    logs.set_up(chosen, stream=stream)
    caplog.handler.setLevel(logging.DEBUG)
    api.fail("getUpdates", 502, "Bad Gateway")
    async with answering(build(chosen, desk)):
        chat = api.private("小李")
        for text in (OUTCOME, small_desk.BROKEN, small_desk.SHUT, "/help"):
            chat.say(text)
            await api.next_sent()
        api.fail("sendMessage", 400, "Bad Request: chat not found")
        chat.say(OUTCOME)
        await api.until(lambda: not api.failures["sendMessage"])
        chat.press(api.sent()[0], "[1] 原文")
        await api.until(lambda: bool(api.sent("editMessageText")))
    written = stream.getvalue()
    printed = "".join(capfd.readouterr())
    assert "KeyError at small_desk.py:" in written
    for secret in (TOKEN, SECRET_HALF, OUTCOME, small_desk.BROKEN, small_desk.CLEARED):
        for output in (written, caplog.text, printed):
            assert secret not in output


def test_a_record_is_redacted_wherever_the_secret_stands() -> None:
    stream = io.StringIO()
    logs.set_up(settings(), stream=stream)
    logger = logging.getLogger("somebody.else")
    logger.info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logger.info(f"ExtBot[token={TOKEN}] %d", 7)
    logger.info("quoted %s", TOKEN.replace(":", "%3A"))
    logger.info("half %(token)s", {"token": SECRET_HALF})
    logger.info("proxy %s", PROXY)
    logger.info("password p@ss-word")
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")
    except ValueError:
        logger.exception("failed", stack_info=True)
    written = stream.getvalue()
    assert written.count(logs.REDACTED) == 7
    for secret in (TOKEN, SECRET_HALF, "p%40ss-word", "p@ss-word"):
        assert secret not in written
    assert "ExtBot[token=[redacted]] 7" in written
    assert "ValueError: The token `[redacted]` was rejected" in written


def test_a_record_whose_arguments_do_not_fit_is_redacted_and_kept() -> None:
    record = logging.makeLogRecord({"msg": "too few %s %s", "args": (TOKEN,)})
    assert logs.Redaction(logs.secrets(settings())).filter(record)
    assert record.getMessage() == "too few %s %s ('[redacted]',)"


def test_an_exception_that_says_the_token_in_its_cause_is_redacted() -> None:
    stream = io.StringIO()
    logs.set_up(settings(), stream=stream)
    error = ValueError("outer")
    error.__cause__ = KeyError(TOKEN)
    assert SECRET_HALF in "".join(traceback.format_exception(error))
    logging.getLogger("x").error("failed", exc_info=error)
    assert SECRET_HALF not in stream.getvalue()
    assert "ValueError: outer" in stream.getvalue()


def test_setting_up_twice_writes_each_line_once() -> None:
    stream = io.StringIO()
    logs.set_up(settings(), stream=stream)
    logs.set_up(settings(), stream=stream)
    logging.getLogger("x").info("once")
    assert stream.getvalue().count("once") == 1


def test_where_an_error_was_is_said_without_its_words() -> None:
    def answer() -> None:
        raise KeyError("大理州")

    with pytest.raises(KeyError) as error:
        answer()
    line = answer.__code__.co_firstlineno + 1
    assert logs.where(error.value) == f"KeyError at test_logs.py:{line} in answer"
    assert logs.where(ValueError("大理州")) == "ValueError"


@pytest.mark.parametrize(("password", "others"), [("a", "banana"), ("", "banana")])
def test_a_short_password_does_not_black_out_the_log(password: str, others: str) -> None:
    chosen = Settings(_env_file=None, telegram_proxy=SecretStr(f"http://me:{password}@127.0.0.1:1"))
    redaction = logs.Redaction(logs.secrets(chosen))
    assert redaction.redacted(others) == others
    assert redaction.redacted("http://me:a@127.0.0.1:1") == (
        "http://me[redacted]127.0.0.1:1" if password else "http://me:a@127.0.0.1:1"
    )


def test_the_key_of_the_cluster_is_redacted() -> None:
    chosen = Settings(_env_file=None, index="qdrant://k%2Fey-of-ours@127.0.0.1:6333/wenju")
    redaction = logs.Redaction(logs.secrets(chosen))
    for written in ("k/ey-of-ours", "k%2Fey-of-ours"):
        assert redaction.redacted(f"api-key: {written}") == "api-key: [redacted]"
