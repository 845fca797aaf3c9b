"""Connection: one log line when the connection to Telegram changes, instead of a traceback a second.

Polling with its pauses and retries is the library's; this watches the results.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import ssl
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal

import httpx
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot import wording

logger = logging.getLogger("wenju.telegram")

State = Literal["up", "unreachable", "conflict", "limited", "refused"]


class Connection:
    """The result of the last request for updates; each change is logged once."""

    def __init__(self) -> None:
        self.state: State = "up"
        self.refused = asyncio.Event()

    def saw(self, state: State) -> None:
        """Store *state*; log one line if it has changed."""
        if state == self.state:
            return
        self.state = state
        if state == "refused":
            self.refused.set()  # serving.py ends with the error
        elif state == "up":
            logger.info(wording.connection_restored())
        else:
            logger.warning(wording.connection_lost(state))


def state_of(status: int) -> State:
    """The state that an HTTP status means: 200 -> up, 409 -> conflict."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        return "refused"  # 404 is what a malformed token gets
    if status == HTTPStatus.CONFLICT:
        return "conflict"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "limited"
    return "up" if status < HTTPStatus.BAD_REQUEST else "unreachable"


@functools.cache
def certificates() -> ssl.SSLContext:
    """The trusted certificates; reading them takes 30 ms, and would be done for every client."""
    return httpx.create_ssl_context()


class Request(HTTPXRequest):
    """The library's requests, with certificates that are read once. Raises RuntimeError without SOCKS."""

    def __init__(self, **options: Any) -> None:
        super().__init__(httpx_kwargs={"verify": certificates()}, **options)


class WatchedRequest(Request):
    """Requests that report each result to *saw*."""

    __slots__ = ("_saw",)

    def __init__(self, saw: Callable[[State], None], **options: Any) -> None:
        super().__init__(**options)
        self._saw = saw

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except NetworkError:
            self._saw("unreachable")
            raise
        self._saw(state_of(status))
        return status, payload
