"""The front as people meet it: a real Application polling a Bot API server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fake_api import TOKEN, FakeApi
from small_desk import SmallDesk

from bot.settings import Settings
from bot.telegram import front


@pytest.fixture(autouse=True)
def _nothing_set_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, and no proxy, of the machine the tests run on."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for field in Settings.model_fields:
        monkeypatch.delenv(f"WENJU_{field.upper()}", raising=False)


@pytest.fixture(autouse=True)
async def _bounded() -> AsyncIterator[None]:
    async with asyncio.timeout(30):
        yield


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    """The server; a request it would not take from any bot fails the test."""
    async with FakeApi() as server:
        yield server
        assert server.refused == []


@pytest.fixture
def desk() -> SmallDesk:
    """What the bot asks. Any desk will do that answers the questions of `small_desk`."""
    return SmallDesk()


def settings_for(api: FakeApi, **more: Any) -> Settings:
    given = {"telegram_token": TOKEN, "telegram_api_base": api.base, **more}
    return Settings(_env_file=None, **given)


@asynccontextmanager
async def answering(application: front.App) -> AsyncIterator[front.App]:
    """*application* polling, as the front runs it, until the block ends."""
    task = asyncio.create_task(front.serve(application))
    try:
        yield application
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bot(api: FakeApi, desk: SmallDesk) -> AsyncIterator[front.App]:
    async with answering(front.build(settings_for(api), desk)) as application:
        yield application
