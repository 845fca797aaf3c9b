"""Limiter: the requests to each chat in a lane of its own, in their order.

A chat that Telegram asks to wait (429, retry_after) waits alone; what it is sent meanwhile waits behind,
"typing…" is dropped, and nothing is tried before the time is over. That Telegram means all chats is not
said in its answer: it is taken to be so when a chat is refused that was sent less than the least any
chat may be sent, while another waits already.

A request that never left this machine is tried again until it does, one whose fate is unknown (a
timeout, a 502) once more: a message is better there twice than not at all.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
GROUP = (20, 60.0)  # messages, seconds
PRIVATE = (1, 1.0)
SLACK = 0.1  # seconds after the time that Telegram names
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between two attempts of a request that failed
UNKNOWN_FATE_TRIES = 2
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

# The library says times as timedeltas from version 23 on; until then it does if told to, and else warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

Result = Any


class LeftForLater(TelegramError):
    """A request given up because the bot is stopping; its update is handled at the next start."""


@dataclass(slots=True)
class Lane:
    """The requests to one chat: who is in it, until when it waits, and when it was last sent something."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    until: float = 0.0
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP[0]))

    def below(self, limit: tuple[int, float], now: float) -> bool:
        """Whether fewer messages than *limit* allows were sent of late."""
        count, seconds = limit
        return sum(1 for at in self.sent if at > now - seconds) < count


class Limiter(BaseRateLimiter[None]):
    """Keeps each chat's order and every chat's pauses."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lanes: dict[Any, Lane] = {}
        self._until = 0.0
        self._stopping = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to begin."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    def stop_waiting(self) -> None:
        """The bot is stopping: what waits for its time is left for later."""
        self._stopping.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        """Make the request when its chat may be sent something. Raises LeftForLater."""
        chat = data.get("chat_id")
        if chat is None:
            await self._its_time(Lane())
            return await callback(*args, **kwargs)
        lane = self._lanes.setdefault(chat, Lane())
        if endpoint == "sendChatAction" and self._busy(lane):
            return True
        lane.users += 1
        try:
            async with lane.lock:
                return await self._made(lane, chat, callback, args, kwargs)
        finally:
            lane.users -= 1
            self._sweep()

    def _busy(self, lane: Lane) -> bool:
        """Whether *lane* waits, or has something more useful to send."""
        return lane.lock.locked() or max(lane.until, self._until) > self._clock()

    async def _made(
        self,
        lane: Lane,
        chat: Any,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Result:
        """The result of the request, tried as often as it takes."""
        pause, unknown = FIRST_PAUSE, 0
        while True:
            await self._its_time(lane)
            try:
                result = await callback(*args, **kwargs)
            except RetryAfter as error:
                self._cool(lane, chat, _seconds(error))
            except BadRequest:
                raise  # a kind of NetworkError to the library, though Telegram has answered
            except NetworkError as error:
                if not isinstance(error.__cause__, NEVER_SENT):
                    unknown += 1
                    if unknown >= UNKNOWN_FATE_TRIES:
                        raise
                lane.until = max(lane.until, self._clock() + pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                lane.sent.append(self._clock())
                return result

    async def _its_time(self, lane: Lane) -> None:
        """Wait until *lane* may be sent something. Raises LeftForLater when the bot is stopping."""
        while (wait := max(lane.until, self._until) - self._clock()) > 0:
            try:
                await asyncio.wait_for(self._stopping.wait(), wait)
            except TimeoutError:
                continue
            raise LeftForLater("stopping")

    def _cool(self, lane: Lane, chat: Any, seconds: float) -> None:
        """Let *lane* wait for *seconds*; and all others, if it is not this chat that was sent too much."""
        now = self._clock()
        others = any(other.until > now for other in self._lanes.values() if other is not lane)
        lane.until = now + seconds + SLACK
        limit = GROUP if not isinstance(chat, int) or chat < 0 else PRIVATE
        if others and lane.below(limit, now):
            self._until = max(self._until, lane.until)

    def _sweep(self) -> None:
        """Let go of lanes nobody is in and nothing is known of, once there are many."""
        if len(self._lanes) > 1000:
            late = self._clock() - GROUP[1]
            for chat, lane in list(self._lanes.items()):
                if not lane.users and lane.until < late and (not lane.sent or lane.sent[-1] < late):
                    del self._lanes[chat]


def _seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
