"""A Bot API server for tests: HTTP on loopback, strict where the real one is, and it remembers.

    async with FakeApi() as api:          # api.base goes into WENJU_TELEGRAM_API_BASE
        chat = api.private("小李")
        question = chat.say("大理州扫黑除恶成果")
        sent = await api.next_sent()

It refuses, with the real server's status and much of its wording: a wrong token (401), a second
poller (409), an empty or over-long text, entities out of bounds or nested quotations, over-long
callback data, unknown chats, topics and reply targets, and a button answered twice. `floods` says how
much it takes before it answers 429; `before` and `after` are called before and after a method is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.telegram.bot_api_rules import Floods, Refused, check_keyboard, check_text, decoded
from tests.telegram.fake_chats import FakeChat, Sent
from tests.telegram.fake_webhook import Webhook

TOKEN = "123456789:AAF-fake_token_for_tests_0123456789"
BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "问据",
    "username": "wenju_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}

ADMIN_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


class FakeApi:
    """The server; `requests` is what the bot got through, in order, `refused` the mistakes it made."""

    running: ClassVar[dict[str, FakeApi]] = {}  # by their addresses

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.requests: list[Sent] = []
        self.updates: list[dict[str, Any]] = []
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.chats: dict[int, FakeChat] = {}
        self.people: dict[str, int] = {}
        self.open_queries: set[str] = set()
        self.floods = Floods()
        self.webhook = Webhook(self)
        self.before: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {}
        self.after: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {}
        self.failures: dict[str, list[Refused]] = {}
        self.refused: list[str] = []
        self.is_busy: Callable[[], bool] | None = None  # whether the bot is about something, where we know it
        self.message_ids = itertools.count(1)
        self.query_ids = itertools.count(1)
        self.person_ids = itertools.count(9000)
        self._update_ids = itertools.count(1000)
        self._chat_ids = itertools.count(500)
        self._poll = 0
        self._news = asyncio.Condition()
        self._taken = self._edits_taken = 0
        self._background: set[asyncio.Task[None]] = set()
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._server = TestServer(application, host="127.0.0.1")

    async def __aenter__(self) -> FakeApi:
        await self._server.start_server(shutdown_timeout=0.1, access_log=None)
        self.running[self.base] = self
        return self

    async def __aexit__(self, *_: object) -> None:
        self.running.pop(self.base, None)
        await self.webhook.close()
        await self._server.close()

    @property
    def base(self) -> str:
        return str(self._server.make_url("/bot"))

    # People's side

    def private(self, name: str) -> FakeChat:
        return self._chat("private", name, next(self._chat_ids))

    def group(self, title: str, *, topics: set[int] | None = None) -> FakeChat:
        return self._chat("supergroup", title, -1001000000000 - next(self._chat_ids), topics or set())

    def basic_group(self, title: str) -> FakeChat:
        """A group of the old kind, which may become a supergroup."""
        return self._chat("group", title, -next(self._chat_ids))

    def member(self, standing: str) -> dict[str, Any]:
        """The bot as a member of a chat, with all that Telegram says of one."""
        more: dict[str, Any] = {}
        if standing == "administrator":
            more = dict.fromkeys(ADMIN_RIGHTS, True)
        elif standing == "kicked":
            more = {"until_date": 0}
        return {"user": BOT, "status": standing, **more}

    def fail(self, method: str, status: int, description: str, *, times: int = 1) -> None:
        """Refuse the next *times* calls of *method*."""
        self.failures.setdefault(method, []).extend([Refused(status, description)] * times)

    def push(self, update: dict[str, Any]) -> None:
        """Hand the bot an update."""
        self.updates.append({"update_id": next(self._update_ids), **update})
        self.tell()

    def sent(self, method: str = "sendMessage") -> list[Sent]:
        """What the bot got through by *method* so far."""
        return [request for request in self.requests if request.method == method]

    async def next_sent(self, *, within: float = 15.0) -> Sent:
        """The next message the bot sends that was not taken yet."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(self.sent()) > self._taken)
        self._taken += 1
        return self.sent()[self._taken - 1]

    async def next_edited(self, *, within: float = 15.0) -> Sent:
        """The next message the bot edits that was not taken yet."""
        await self.until(lambda: len(self.sent("editMessageText")) > self._edits_taken, within=within)
        self._edits_taken += 1
        return self.sent("editMessageText")[self._edits_taken - 1]

    async def until(self, condition: Callable[[], bool], *, within: float = 15.0) -> None:
        """Wait until *condition* holds; it is looked at whenever something happens here."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(condition)

    @property
    def polled(self) -> bool:
        """Whether the bot asks for updates."""
        return self._poll > 0

    def catch_up(self) -> None:
        """Take all that was sent so far."""
        self._taken = len(self.sent())

    async def quiet(self) -> bool:
        """Whether nothing more is sent for what was said: a word to the bot elsewhere is all it answers.

        Updates are handled in the order they came, so once that word is answered the bot has seen the rest;
        then it is waited until the bot is done with them, or a little where it runs in another process.
        """
        chat = self.private("门卫")
        before = self._taken
        chat.say("/help")
        async with asyncio.timeout(15), self._news:
            await self._news.wait_for(lambda: any(s.params["chat_id"] == chat.id for s in self.sent()))
        if self.is_busy is None:
            await asyncio.sleep(0.15)
        else:
            while self.updates or self.is_busy():
                await asyncio.sleep(0.002)
        silent = [s for s in self.sent()[before:] if s.params["chat_id"] != chat.id] == []
        self._taken = len(self.sent())
        return silent

    # The server's side

    def _chat(self, kind: str, title: str, number: int, topics: set[int] | None = None) -> FakeChat:
        chat = FakeChat(self, number, kind, title, topics or set())
        self.chats[number] = chat
        return chat

    def tell(self) -> None:
        """Let whoever waits look again."""

        async def tell() -> None:
            async with self._news:
                self._news.notify_all()

        task = asyncio.get_running_loop().create_task(tell())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            if request.match_info["token"] != self.token:
                raise Refused(401, "Unauthorized")
            if self.failures.get(method):
                failure = self.failures[method].pop(0)
                self.tell()
                raise failure
            handler: Callable[[dict[str, Any]], Awaitable[Any]] | None = getattr(self, f"_{method}", None)
            if handler is None:
                raise Refused(404, "Not Found")
            params = decoded(dict(await request.post()), request.query)
            if method in self.before:
                await self.before[method](params)
            if method.startswith(("send", "edit")):
                self.floods.check(params.get("chat_id"))
            result = await self._checked(method, handler, params)
            if method in self.after:
                await self.after[method](params)
        except Refused as refusal:
            self.tell()
            body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return web.json_response(body, status=refusal.status)
        return web.json_response({"ok": True, "result": result})

    async def _checked(
        self, method: str, handler: Callable[[dict[str, Any]], Awaitable[Any]], params: dict[str, Any]
    ) -> Any:
        """What *handler* makes of *params*; a mistake of the bot's is kept in `refused`."""
        try:
            return await handler(params)
        except Refused as refusal:
            if refusal.status == 400:
                self.refused.append(f"{method}: {refusal.description}")
            raise

    def _record(self, method: str, params: dict[str, Any], message: dict[str, Any] | None = None) -> None:
        self.requests.append(Sent(method, params, message))
        self.tell()

    async def _getMe(self, _: dict[str, Any]) -> dict[str, Any]:
        return BOT

    async def _deleteWebhook(self, params: dict[str, Any]) -> bool:
        await self.webhook.close()
        self._record("deleteWebhook", params)
        return True

    async def _setWebhook(self, params: dict[str, Any]) -> bool:
        self.webhook.set(params)
        self._record("setWebhook", params)
        return True

    async def _getWebhookInfo(self, _: dict[str, Any]) -> dict[str, Any]:
        error = {"last_error_date": 1, "last_error_message": self.webhook.error} if self.webhook.error else {}
        return {
            "url": self.webhook.params.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            **error,
        }

    async def _setMyCommands(self, params: dict[str, Any]) -> bool:
        if not re.fullmatch(r"([a-z]{2})?", params.get("language_code", "")):
            raise Refused(400, "Bad Request: LANG_CODE_INVALID")
        for command in params["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self._record("setMyCommands", params)
        return True

    async def _getUpdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook.params:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        allowed = set(params.get("allowed_updates") or [])
        offset = params.get("offset", 0)
        self.tell()

        def waiting() -> list[dict[str, Any]]:
            self.updates = [u for u in self.updates if not allowed or set(u) & allowed]
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
            return self.updates

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(params.get("timeout", 0)), self._news:
                await self._news.wait_for(lambda: self._poll != mine or bool(waiting()))
        if self._poll != mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return waiting()[: params.get("limit", 100)]

    async def _sendMessage(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._known_chat(params)
        check_text(params)
        check_keyboard(params)
        topic = params.get("message_thread_id")
        if topic is not None and topic not in chat.topics:
            raise Refused(400, "Bad Request: message thread not found")
        reply = params.get("reply_parameters")
        target = self.messages.get((chat.id, reply["message_id"])) if reply else None
        if reply and target is None and not reply.get("allow_sending_without_reply"):
            raise Refused(400, "Bad Request: message to be replied not found")
        message = {
            "message_id": next(self.message_ids),
            "date": int(time.time()),
            "chat": chat.as_json,
            "from": BOT,
            "text": params["text"],
            "entities": params.get("entities", []),
            **({"message_thread_id": topic, "is_topic_message": True} if topic else {}),
            **({"reply_markup": params["reply_markup"]} if "reply_markup" in params else {}),
        }
        self.messages[chat.id, message["message_id"]] = message
        self._record("sendMessage", params, message)
        return message

    async def _editMessageText(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._known_chat(params)
        check_text(params)
        check_keyboard(params)
        message = self.messages.get((chat.id, params.get("message_id", 0)))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message["from"] != BOT:
            raise Refused(400, "Bad Request: message can't be edited")
        new = {k: params.get(k) or None for k in ("text", "entities", "reply_markup")}
        if all((message.get(k) or None) == v for k, v in new.items()):
            raise Refused(400, "Bad Request: message is not modified: it would stay as it is")
        for key in new.keys() & message.keys():
            del message[key]  # a message edited without buttons loses those it had
        message.update({k: v for k, v in new.items() if v is not None})
        self._record("editMessageText", params, dict(message))
        return message

    async def _editMessageReplyMarkup(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._known_chat(params)
        check_keyboard(params)
        message = self.messages.get((chat.id, params.get("message_id", 0)))
        if message is None or message["from"] != BOT:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.get("reply_markup") == params.get("reply_markup"):
            raise Refused(400, "Bad Request: message is not modified: it would stay as it is")
        message["reply_markup"] = params["reply_markup"]
        self._record("editMessageReplyMarkup", params, dict(message))
        return message

    async def _answerCallbackQuery(self, params: dict[str, Any]) -> bool:
        if params["callback_query_id"] not in self.open_queries:
            raise Refused(400, "Bad Request: query is too old or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        url = params.get("url", "")
        if url and not re.fullmatch(rf"https://t\.me/{BOT['username']}\?start=[A-Za-z0-9_-]{{1,64}}", url):
            raise Refused(400, "Bad Request: URL_INVALID")
        self.open_queries.remove(params["callback_query_id"])
        self._record("answerCallbackQuery", params)
        return True

    async def _sendChatAction(self, params: dict[str, Any]) -> bool:
        self._known_chat(params)
        self._record("sendChatAction", params)
        return True

    def _known_chat(self, params: dict[str, Any]) -> FakeChat:
        chat = self.chats.get(params.get("chat_id", 0))
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        if chat.moved_to is not None:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, said, migrate_to_chat_id=chat.moved_to)
        if chat.standing in ("left", "kicked"):
            who = (
                "was blocked by the user"
                if chat.type == "private"
                else f"was kicked from the {chat.type} chat"
            )
            raise Refused(403, f"Forbidden: bot {who}")
        return chat
