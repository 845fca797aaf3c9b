"""How the tests set and run the front."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.telegram import App
from bot.telegram.running.serving import serve
from tests.telegram.fake_api import TOKEN, FakeApi

HERE = Path(__file__).parent
OVER_SMALL_DESK = """
import sys
from tests.telegram.small_desk import SmallDesk
from bot.settings import Settings
from bot.telegram import run
sys.exit(run(Settings.read(), SmallDesk()))
"""


def settings_for(api: FakeApi, **more: Any) -> Settings:
    given = {"telegram_token": TOKEN, "telegram_api_base": api.base, "telegram_open_groups": True, **more}
    return Settings(_env_file=None, **given)


@asynccontextmanager
async def answering(application: App) -> AsyncIterator[App]:
    """*application* polling, as the front runs it, until the block ends."""
    task = asyncio.create_task(serve(application))
    api = FakeApi.running.get(application.bot.base_url.removesuffix(application.bot.token))
    if api is not None:
        api.is_busy = lambda: is_busy(application)
    try:
        yield application
    finally:
        if api is not None:
            api.is_busy = None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def is_busy(application: App) -> bool:
    """Whether *application* has an update that it is not done with."""
    return application.inbox.busy


async def begin(
    api: FakeApi, folder: Path, *arguments: str, token: str = TOKEN
) -> asyncio.subprocess.Process:
    """Python with *arguments* in a process and a home of its own, logging all it can."""
    paths = [str(HERE), str(HERE.parent.parent), *filter(None, sys.path)]
    given = {
        "PYTHONPATH": os.pathsep.join(paths),
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),  # of all tests: the bundled library is built once
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
        "PYTHONUTF8": "1",
        "WENJU_TELEGRAM_TOKEN": token,
        "WENJU_TELEGRAM_API_BASE": api.base,
        "WENJU_LOG_LEVEL": "DEBUG",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env={**os.environ, **given},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
