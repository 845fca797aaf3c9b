"""Connection: the HTTP clients, and one log line when the connection to Telegram changes."""

from __future__ import annotations

import functools
import json
import logging
import ssl
from http import HTTPStatus
from typing import Any, Literal

import httpx
from telegram.request import HTTPXRequest

from bot import wording

logger = logging.getLogger("wenju.telegram")

State = Literal["up", "unreachable", "conflict", "limited", "refused"]

RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")

# What an older server of one's own leaves out of a result, although the library requires it.
OMITTED: dict[str, dict[str, Any]] = {
    "getMe": {"is_bot": True, "first_name": ""},
    "getChat": {
        "accent_color_id": 0,
        "max_reaction_count": 0,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    },
    "getChatMember": {**dict.fromkeys(RIGHTS, False), "until_date": 0},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


class Connection:
    """The result of the last request for updates; each change is logged once."""

    def __init__(self) -> None:
        self.state: State = "up"

    def saw(self, state: State) -> None:
        """Store *state*; log one line if it has changed."""
        if state == self.state:
            return
        self.state = state
        if state == "up":
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
    return "up" if status == HTTPStatus.OK else "unreachable"


@functools.cache
def certificates() -> ssl.SSLContext:
    """The trusted certificates; reading them takes 30 ms, and would be done for every client."""
    return httpx.create_ssl_context()


class Request(HTTPXRequest):
    """The library's requests, with certificates that are read once. Raises RuntimeError without SOCKS."""

    def __init__(self, **options: Any) -> None:
        super().__init__(httpx_kwargs={"verify": certificates()}, **options)

    async def do_request(self, url: str, *args: Any, **options: Any) -> tuple[int, bytes]:
        """The status and the payload of the answer, which is completed by what the library requires."""
        status, payload = await super().do_request(url, *args, **options)
        omitted = OMITTED.get(url.rpartition("/")[2])
        if omitted is not None and status == HTTPStatus.OK:
            answer = self.parse_json_payload(payload)
            payload = json.dumps({**answer, "result": {**omitted, **answer["result"]}}).encode()
        return status, payload
