"""Updates handed over by webhook: one after another, with the secret, again until they are taken."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.telegram.bot_api_rules import Refused

if TYPE_CHECKING:
    from tests.telegram.fake_api import FakeApi

PORTS = (None, 443, 80, 88, 8443)
AGAIN = 0.1  # seconds; the real server takes its time


class Webhook:
    """Where updates are sent. *behind* is what the TLS at the address's host leads to, on loopback."""

    def __init__(self, api: FakeApi) -> None:
        self.api = api
        self.params: dict[str, Any] = {}
        self.behind = ""
        self.error: str | None = None
        self.delivered: list[int] = []  # the statuses of the answers
        self._task: asyncio.Task[None] | None = None

    def set(self, params: dict[str, Any]) -> None:
        """Send to *params*' address from now on, if it is one."""
        address = urlsplit(params.get("url", ""))
        if address.scheme != "https" or address.port not in PORTS:
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", params.get("secret_token", "x")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.params = params
        self._task = self._task or asyncio.create_task(self._deliver())

    async def close(self) -> None:
        """Send nothing any more."""
        self.params = {}
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def post(self, update: dict[str, Any], *, secret: str | None) -> int:
        """Send *update* with *secret*; the status of the answer."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        url = self.behind + urlsplit(self.params["url"]).path
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=update, headers=headers) as answer,
        ):
            return answer.status

    async def _deliver(self) -> None:
        await asyncio.sleep(AGAIN)  # a bot listens once it knows that it is to
        while True:
            allowed = set(self.params.get("allowed_updates") or [])
            waiting = [u for u in self.api.updates if not allowed or set(u) & allowed]
            if not waiting or not self.params:
                await self.api.until(lambda: bool(self.api.updates), within=3600)
                await asyncio.sleep(0)
                if not waiting:
                    self.api.updates = [u for u in self.api.updates if not allowed or set(u) & allowed]
                continue
            status = 0
            with contextlib.suppress(aiohttp.ClientError):
                status = await self.post(waiting[0], secret=self.params.get("secret_token"))
            self.delivered.append(status)
            if status == 200:
                self.api.updates.remove(waiting[0])
                self.api.tell()
            else:
                self.error = f"Wrong response from the webhook: {status}"
                await asyncio.sleep(AGAIN)
