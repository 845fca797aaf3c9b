"""`wenju telegram --check`: each thing that can be wrong, in one line, with its exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import locations, wording
from bot.settings import Settings
from bot.telegram import build
from bot.telegram.running.checking import check, exit_code
from tests.telegram.driving import answering, begin, settings_for
from tests.telegram.fake_api import BOT, FakeApi
from tests.telegram.small_desk import SmallDesk

LIBRARY = wording.check_library(17)


async def said(settings: Settings, documents: int = 17) -> tuple[list[str], int]:
    found = await check(settings, documents)
    return [each.said for each in found], exit_code(found)


async def test_all_is_well(api: FakeApi) -> None:
    state = str(locations.telegram_state(BOT["id"]))
    lines, code = await said(settings_for(api, telegram_admins=(7,)))
    assert code == 0
    assert lines == [
        LIBRARY,
        wording.check_admins(1),
        wording.check_readers(users=0, chats=0, open_groups=True),
        wording.check_state_new(state),
        wording.check_reached("wenju_bot"),
        wording.check_hears(hears=False),
        wording.check_no_inline(),
        wording.check_polling(webhook_set=False),
    ]
    assert api.requests == []  # nothing was changed


async def test_beside_a_running_bot_it_disturbs_nothing(api: FakeApi, desk: SmallDesk) -> None:
    async with answering(build(settings_for(api), desk)):
        api.private("小李").say("/help")
        await api.next_sent()
        lines, code = await said(settings_for(api))
        assert wording.check_state_in_use(str(locations.telegram_state(BOT["id"]))) in lines
        assert code == 0
        api.private("小李").say("/help")
        await api.next_sent()
    lines, _ = await said(settings_for(api))
    assert wording.check_state(str(locations.telegram_state(BOT["id"]))) in lines


@pytest.mark.parametrize(
    ("given", "line", "code"),
    [
        ({"telegram_token": None}, wording.telegram_no_token(), 2),
        ({"telegram_token": SecretStr("nonsense")}, wording.telegram_malformed_token(), 2),
        ({"telegram_token": SecretStr("123456789:AAF-wrong")}, wording.telegram_refused_token(), 2),
        ({"telegram_api_base": "http://127.0.0.1:1/bot"}, wording.check_unreachable(proxied=False), 3),
        ({"telegram_proxy": SecretStr("http://127.0.0.1:1")}, wording.check_unreachable(proxied=True), 3),
    ],
    ids=["no token", "malformed", "refused", "no network", "no proxy"],
)
async def test_what_is_wrong_is_said(api: FakeApi, given: dict[str, Any], line: str, code: int) -> None:
    lines, found = await said(settings_for(api, **given))
    assert (lines[-1], found) == (line, code)


async def test_an_empty_library_and_a_bot_that_may_not_join_are_said(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BOT, "can_join_groups", False)
    lines, code = await said(settings_for(api), documents=0)
    assert {wording.check_library(0), wording.check_no_groups()} < set(lines)
    assert code == 2


async def test_a_damaged_state_is_said(api: FakeApi, tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"no database " * 100)
    lines, code = await said(settings_for(api, telegram_state=path))
    assert wording.state_damaged(str(path)) in lines
    assert code == 3


async def test_flooding_is_said(api: FakeApi) -> None:
    api.fail("getWebhookInfo", 429, "Too Many Requests: retry after 5")
    api.failures["getWebhookInfo"][0].parameters["retry_after"] = 5
    lines, code = await said(settings_for(api))
    assert (lines[-1], code) == (wording.connection_lost("limited"), 3)


async def test_the_webhook_is_described_and_its_errors_are_said(api: FakeApi) -> None:
    url = "https://bot.example.org/wenju"
    lines, code = await said(settings_for(api, telegram_webhook=url))
    assert (lines[-1], code) == (wording.check_webhook(url, already=False), 0)
    api.webhook.params = {"url": url}
    api.webhook.error = "Connection refused"
    api.private("小李").say("在吗")
    lines, code = await said(settings_for(api, telegram_webhook=url))
    assert lines[-3:] == [
        wording.check_webhook(url, already=True),
        wording.check_webhook_error("Connection refused"),
        wording.check_waiting(1),
    ]
    assert code == 3
    lines, code = await said(settings_for(api))
    assert lines[-2:] == [wording.check_polling(webhook_set=True), wording.check_waiting(1)]


async def test_the_command_prints_a_line_each(api: FakeApi, tmp_path: Path) -> None:
    process = await begin(api, tmp_path, "-m", "bot", "telegram", "--check", "--library", "bundled")
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    lines = out.decode().splitlines()
    assert f"✓ {LIBRARY}" in lines
    assert f"✓ {wording.check_reached('wenju_bot')}" in lines
    assert all(line.startswith("✓ ") for line in lines)
    assert err == b""
