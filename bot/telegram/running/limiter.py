"""Limiter: messages to each chat in order, one at a time, and not before Telegram's retry_after is over.

A chat that gets 429 waits alone: its later requests queue behind, "typing…" is dropped, nothing is tried
before the time is over. Telegram does not say when a 429 applies to all chats. The limiter assumes so when a
chat is refused that was sent less than the documented limit while another chat is waiting already.

A message that never left this machine, or that Telegram answers with a 5xx, is retried for RETRIED seconds,
then its update is left for the next start. One that gets no answer in time is retried once: most likely it
has arrived, but a duplicate is better than a lost message.
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
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
GROUP = (20, 60.0)  # messages, seconds
PRIVATE = (1, 1.0)
SLACK = 0.1  # seconds added to retry_after
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between two attempts of a request that failed
RETRIED = 1800.0  # seconds after its first failure; most outages are shorter
TRIES_WITHOUT_ANSWER = 2
NEVER_SENT = (httpx.ConnectTimeout, httpx.PoolTimeout)

# From version 23 on the library gives times as timedelta; before, it does so if this is set, and else warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

Result = Any


class LeftForLater(TelegramError):
    """A request abandoned because the bot is stopping, or after many attempts; the next start makes it."""


@dataclass(slots=True)
class Lane:
    """The queue of one chat: how many requests are in it, until when it waits, when it was sent messages."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    until: float = 0.0
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP[0]))

    def below(self, limit: tuple[int, float], now: float) -> bool:
        """Whether fewer messages were sent than *limit* allows."""
        count, seconds = limit
        return sum(1 for at in self.sent if at > now - seconds) < count


class Limiter(BaseRateLimiter[None]):
    """Keeps the order of requests and the pauses of each chat."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lanes: dict[Any, Lane] = {}
        self._until = 0.0
        self._stopping = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def stop_waiting(self) -> None:
        """The bot is stopping: requests that wait are abandoned."""
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
        """Make the request as soon as its chat's turn has come. Raises LeftForLater."""
        chat = data.get("chat_id")
        if chat is None or not endpoint.startswith(("send", "edit")):
            await self._its_time(Lane())
            return await callback(*args, **kwargs)
        lane = self._lanes.setdefault(chat, Lane())
        if endpoint == "sendChatAction":
            return True if self._busy(lane) else await callback(*args, **kwargs)
        lane.users += 1
        try:
            async with lane.lock:
                return await self._made(lane, chat, callback, args, kwargs)
        finally:
            lane.users -= 1
            self._sweep()

    def _busy(self, lane: Lane) -> bool:
        """Whether *lane* waits, or has other requests."""
        return lane.lock.locked() or max(lane.until, self._until) > self._clock()

    async def _made(
        self,
        lane: Lane,
        chat: Any,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Result:
        """The result of the request, retried as described above."""
        pause, unanswered, given_up = FIRST_PAUSE, 0, self._clock() + RETRIED
        while True:
            await self._its_time(lane)
            try:
                result = await callback(*args, **kwargs)
            except RetryAfter as error:
                self._cool(lane, chat, _seconds(error))
            except BadRequest:
                raise  # a subclass of NetworkError, although Telegram has answered
            except (NetworkError, InvalidToken) as error:  # a token refused is confirmed by the next poll
                if self._clock() > given_up:
                    raise LeftForLater(type(error).__name__) from error
                unanswered += isinstance(error, TimedOut) and not isinstance(error.__cause__, NEVER_SENT)
                if unanswered >= TRIES_WITHOUT_ANSWER:
                    raise
                lane.until = max(lane.until, self._clock() + pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                lane.sent.append(self._clock())
                return result

    async def _its_time(self, lane: Lane) -> None:
        """Wait until *lane* may be used. Raises LeftForLater when the bot is stopping."""
        while (wait := max(lane.until, self._until) - self._clock()) > 0:
            try:
                await asyncio.wait_for(self._stopping.wait(), wait)
            except TimeoutError:
                continue
            raise LeftForLater("stopping")

    def _cool(self, lane: Lane, chat: Any, seconds: float) -> None:
        """Let *lane* wait for *seconds*, and all others too if this chat alone is not over its limit."""
        now = self._clock()
        others = any(other.until > now for other in self._lanes.values() if other is not lane)
        lane.until = now + seconds + SLACK
        limit = GROUP if not isinstance(chat, int) or chat < 0 else PRIVATE
        if others and lane.below(limit, now):
            self._until = max(self._until, lane.until)

    def _sweep(self) -> None:
        """Drop the lanes that are idle, once there are many."""
        if len(self._lanes) > 1000:
            late = self._clock() - GROUP[1]
            for chat, lane in list(self._lanes.items()):
                if not lane.users and lane.until < late and (not lane.sent or lane.sent[-1] < late):
                    del self._lanes[chat]


def _seconds(error: RetryAfter) -> float:
    """retry_after in seconds."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
