"""Settings: the example and the model name the same ones, and a bad value is one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import PREFIX, Quota, Settings
from corpus.errors import BadSetting
from tests.given import ROOT

EXAMPLE = ROOT / ".env.example"
NAMES = [PREFIX + field.upper() for field in Settings.model_fields]


@pytest.fixture(autouse=True)
def _nothing_set_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def written(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_has_a_line_for_every_setting_and_a_setting_for_every_line() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert [line.partition("=")[0] for line in lines if line and not line.startswith("#")] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_example_is_explained_on_the_line_before(name: str) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{name}="))
    assert re.fullmatch(r"# [A-Z][ -~]{10,}\.", lines[at - 1])


def test_the_example_loads_and_sets_nothing_but_the_defaults() -> None:
    assert Settings.read(EXAMPLE) == Settings.read(None)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = Settings.read(tmp_path / "none")
    assert settings.telegram_token is None
    assert settings.telegram_api_base == "https://api.telegram.org/bot"
    assert settings.telegram_allowed_chats == ()
    assert settings.telegram_open_groups is False
    assert settings.telegram_user_quota == ()
    assert settings.library is None
    assert settings.log_level == "INFO"


def test_every_setting_is_read_from_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "WENJU_TELEGRAM_TOKEN=1:a\nWENJU_TELEGRAM_API_BASE=http://localhost:8081/\n"
        "WENJU_TELEGRAM_PROXY=socks5://me:secret@127.0.0.1:1080\n"
        "WENJU_TELEGRAM_ADMINS=7\nWENJU_TELEGRAM_ALLOWED_USERS=7 8\nWENJU_TELEGRAM_OPEN_GROUPS=true\n"
        "WENJU_TELEGRAM_USER_QUOTA=60/hour, 300/day\nWENJU_TELEGRAM_GROUP_QUOTA=600/day\n"
        "WENJU_TELEGRAM_LIBRARIES=~/群\nWENJU_TELEGRAM_RETENTION_DAYS=30\n"
        "WENJU_TELEGRAM_ALLOWED_CHATS=12, -100345，67\nWENJU_LIBRARY=~/库\nWENJU_LOG_LEVEL=debug\nOTHER=1\n",
    )
    settings = Settings.read(path)
    assert settings == Settings(
        _env_file=None,
        telegram_token=SecretStr("1:a"),
        telegram_api_base="http://localhost:8081/bot",
        telegram_proxy=SecretStr("socks5://me:secret@127.0.0.1:1080"),
        telegram_admins=(7,),
        telegram_allowed_users=(7, 8),
        telegram_allowed_chats=(12, -100345, 67),
        telegram_open_groups=True,
        telegram_user_quota=(Quota(60, "hour"), Quota(300, "day")),
        telegram_group_quota=(Quota(600, "day"),),
        telegram_libraries=Path("~/群").expanduser(),
        telegram_retention_days=30,
        library=Path("~/库").expanduser(),
        log_level="DEBUG",
    )
    assert "me:secret" not in repr(settings)
    assert "1:a" not in repr(settings)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_LOG_LEVEL", "ERROR")
    assert Settings.read(written(tmp_path, "WENJU_LOG_LEVEL=DEBUG\n")).log_level == "ERROR"


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("WENJU_TELEGRAM_ALLOWED_CHATS", "12,群", "聊天编号"),
        ("WENJU_TELEGRAM_ADMINS", "@wang", "用户编号"),
        ("WENJU_TELEGRAM_OPEN_GROUPS", "perhaps", "true"),
        ("WENJU_TELEGRAM_USER_QUOTA", "60/week", "60/hour"),
        ("WENJU_TELEGRAM_GROUP_QUOTA", "-3/hour", "600/hour"),
        ("WENJU_TELEGRAM_GROUP_QUOTA", "many", "600/hour"),
        ("WENJU_TELEGRAM_RETENTION_DAYS", "-5", "天数"),
        ("WENJU_TELEGRAM_API_BASE", "api.telegram.org", "http://"),
        ("WENJU_TELEGRAM_API_BASE", "ftp://api.telegram.org/bot", "http://"),
        ("WENJU_TELEGRAM_API_BASE", "http://[bad/bot", "http://"),
        ("WENJU_TELEGRAM_PROXY", "me:hunter2@host", "socks5://"),
        ("WENJU_TELEGRAM_PROXY", "hunter2", "socks5://"),
        ("WENJU_LOG_LEVEL", "chatty", "DEBUG"),
    ],
)
def test_a_malformed_setting_is_one_sentence_that_does_not_repeat_it(
    name: str, value: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as error:
        Settings.read(None)
    said = str(error.value)
    assert said.startswith(f"设置 {name} 不对：应是")
    assert form in said
    assert said.count("。") == 1
    assert "\n" not in said
    assert value not in said
    assert error.value.__suppress_context__


@pytest.mark.parametrize("content", [b"WENJU_LOG_LEVEL=\xff\xfe\xfa", None], ids=["not UTF-8", "a folder"])
def test_a_file_that_cannot_be_read_is_one_sentence(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    if content is None:
        path.mkdir()
        assert Settings.read(path).log_level == "INFO"
        return
    path.write_bytes(content)
    with pytest.raises(BadSetting, match="UTF-8"):
        Settings.read(path)
