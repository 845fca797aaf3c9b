"""The front as people meet it: the whole bot polling a Bot API server on loopback."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.settings import Settings
from bot.telegram import App, build
from bot.telegram.keeping import uploads
from bot.telegram.memory import state as state_file
from bot.telegram.memory.state import State
from bot.telegram.messages import service
from bot.telegram.running import limiter, receiving
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import SmallDesk

HERE = Path(__file__).parent
LONGEST = 60  # seconds; a machine may have much else to do


@pytest.fixture(autouse=True)
def _nothing_set_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting, no proxy and no state of the machine the tests run on."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for field in Settings.model_fields:
        monkeypatch.delenv(f"WENJU_{field.upper()}", raising=False)


# What the bot waits for, in seconds, long enough for people and networks; here both are at hand.
SHORTER = (
    (service, "PATIENCE", 0.15),
    (uploads, "ALBUM", 0.4),
    (receiving, "FIRST_PAUSE", 0.05),
    (limiter, "FIRST_PAUSE", 0.05),
    (state_file, "PATIENCE", 0.1),
)


@pytest.fixture(autouse=True)
def _shorter_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, seconds in SHORTER:
        monkeypatch.setattr(module, name, seconds)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No test of this folder waits for ever: a message that never comes fails it."""
    for item in items:
        here = HERE in item.path.parents
        if here and isinstance(item, pytest.Function) and iscoroutinefunction(item.obj):
            item.obj = bounded(item.obj)


def bounded(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def run(*args: Any, **kwargs: Any) -> None:
        async with asyncio.timeout(LONGEST):
            await test(*args, **kwargs)

    return run


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """The logging of the test run, put back."""
    root = logging.getLogger()
    level = root.level
    levels = {name: logging.getLogger(name).level for name in logs.LEVELS}
    yield
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    for handler in [h for h in root.handlers if h.get_name() == "wenju"]:
        root.removeHandler(handler)


@pytest.fixture
def state() -> Iterator[State]:
    """A state in memory, closed after the test."""
    memory = State.in_memory()
    yield memory
    memory.close()


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


@pytest.fixture
async def bot(api: FakeApi, desk: SmallDesk) -> AsyncIterator[App]:
    async with answering(build(settings_for(api), desk)) as application:
        yield application
