"""How the tests set and run the front."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fake_api import TOKEN, FakeApi

from bot.settings import Settings
from bot.telegram import front


def settings_for(api: FakeApi, **more: Any) -> Settings:
    given = {"telegram_token": TOKEN, "telegram_api_base": api.base, "telegram_open_groups": True, **more}
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
