"""A Bot API server for tests: HTTP on loopback, strict where the real one is, and it remembers.

    async with FakeApi() as api:          # api.base goes into WENJU_TELEGRAM_API_BASE
        chat = api.private("小李")
        question = chat.say("大理州扫黑除恶成果")
        sent = await api.next_sent()

It refuses, with the real server's status and much of its wording: a wrong token (401), a second
poller (409), an empty or over-long text, entities out of bounds or nested quotations, over-long
callback data, unknown chats, topics and reply targets, and a button answered twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from bot_api_rules import Refused, check_keyboard, check_text, decoded, found_entities, piece

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


@dataclass
class Sent:
    """A request the bot made, its JSON decoded, and the message that came of it."""

    method: str
    params: dict[str, Any]
    message: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        return str(self.params["text"])

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons in reading order."""
        return [b for row in self.params.get("reply_markup", {}).get("inline_keyboard", []) for b in row]

    @property
    def reply_to(self) -> int | None:
        return self.params.get("reply_parameters", {}).get("message_id")

    def button(self, label: str) -> dict[str, str]:
        """The button that says *label*."""
        return next(b for b in self.buttons if b["text"] == label)

    def marked(self, kind: str) -> list[str]:
        """What the entities of *kind* cover: the quoted passages, the bold words."""
        return [
            piece(self.text, e["offset"], e["length"])
            for e in self.params.get("entities", [])
            if e["type"] == kind
        ]


@dataclass
class FakeChat:
    """A chat as the people in it see it: they say things and press buttons."""

    api: FakeApi
    id: int
    type: str
    title: str
    topics: set[int] = field(default_factory=set)

    @property
    def as_json(self) -> dict[str, Any]:
        named = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, **named, **forum}

    def say(
        self,
        text: str | None,
        *,
        by: str | None = None,
        reply_to: dict[str, Any] | None = None,
        topic: int | None = None,
        kind: str = "message",
        **more: Any,
    ) -> dict[str, Any]:
        """Somebody writes *text*; returns the message. *more* is put into it as it stands."""
        message = {
            "message_id": next(self.api.message_ids),
            "date": int(time.time()),
            "chat": self.as_json,
            "from": self.person(by),
            **({} if text is None else {"text": text, "entities": found_entities(text)}),
            **({"reply_to_message": reply_to} if reply_to else {}),
            **({"message_thread_id": topic, "is_topic_message": True} if topic else {}),
            **more,
        }
        self.api.messages[self.id, message["message_id"]] = message
        self.api.push({kind: message})
        return message

    def press(self, sent: Sent, label: str, *, by: str | None = None, data: str | None = None) -> str:
        """Somebody presses the button *label* under *sent*; returns the query's id."""
        query = f"query-{next(self.api.query_ids)}"
        self.api.open_queries.add(query)
        button_data = data if data is not None else sent.button(label)["callback_data"]
        message = {**(sent.message or {}), "chat": self.as_json}
        chat_instance = str(self.id)
        self.api.push({"callback_query": {
            "id": query, "from": self.person(by), "message": message,
            "chat_instance": chat_instance, "data": button_data,
        }})  # fmt: skip
        return query

    def person(self, name: str | None) -> dict[str, Any]:
        name = name or (self.title if self.type == "private" else "小王")
        if self.type == "private":
            self.api.people[name] = self.id
        elif name not in self.api.people:
            self.api.people[name] = next(self.api.person_ids)
        return {"id": self.api.people[name], "is_bot": False, "first_name": name}


class FakeApi:
    """The server; `requests` is what the bot got through, in order, `refused` the mistakes it made."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.requests: list[Sent] = []
        self.updates: list[dict[str, Any]] = []
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.chats: dict[int, FakeChat] = {}
        self.people: dict[str, int] = {}
        self.open_queries: set[str] = set()
        self.failures: dict[str, list[Refused]] = {}
        self.refused: list[str] = []
        self.message_ids = itertools.count(1)
        self.query_ids = itertools.count(1)
        self.person_ids = itertools.count(9000)
        self._update_ids = itertools.count(1000)
        self._chat_ids = itertools.count(500)
        self._poll = 0
        self._news = asyncio.Condition()
        self._taken = 0
        self._background: set[asyncio.Task[None]] = set()
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._server = TestServer(application, host="127.0.0.1")

    async def __aenter__(self) -> FakeApi:
        await self._server.start_server(shutdown_timeout=0.1, access_log=None)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def base(self) -> str:
        return str(self._server.make_url("/bot"))

    # People's side

    def private(self, name: str) -> FakeChat:
        return self._chat("private", name, next(self._chat_ids))

    def group(self, title: str, *, topics: set[int] | None = None) -> FakeChat:
        return self._chat("supergroup", title, -1001000000000 - next(self._chat_ids), topics or set())

    def fail(self, method: str, status: int, description: str, *, times: int = 1) -> None:
        """Refuse the next *times* calls of *method*."""
        self.failures.setdefault(method, []).extend([Refused(status, description)] * times)

    def push(self, update: dict[str, Any]) -> None:
        """Hand the bot an update."""
        self.updates.append({"update_id": next(self._update_ids), **update})
        self._tell()

    def sent(self, method: str = "sendMessage") -> list[Sent]:
        """What the bot got through by *method* so far."""
        return [request for request in self.requests if request.method == method]

    async def next_sent(self, *, within: float = 5.0) -> Sent:
        """The next message the bot sends that was not taken yet."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(self.sent()) > self._taken)
        self._taken += 1
        return self.sent()[self._taken - 1]

    async def until(self, condition: Callable[[], bool], *, within: float = 5.0) -> None:
        """Wait until *condition* holds; it is looked at whenever something happens here."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(condition)

    async def quiet(self) -> bool:
        """Whether nothing more is sent for what was said: a word to the bot elsewhere is all it answers.

        Updates are handled in the order they came, so once that word is answered the bot has seen
        the rest; the pause is for an answer that takes its time.
        """
        chat = self.private("门卫")
        before = self._taken
        chat.say("/help")
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: any(s.params["chat_id"] == chat.id for s in self.sent()))
        await asyncio.sleep(0.15)
        silent = [s for s in self.sent()[before:] if s.params["chat_id"] != chat.id] == []
        self._taken = len(self.sent())
        return silent

    # The server's side

    def _chat(self, kind: str, title: str, number: int, topics: set[int] | None = None) -> FakeChat:
        chat = FakeChat(self, number, kind, title, topics or set())
        self.chats[number] = chat
        return chat

    def _tell(self) -> None:
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
                self._tell()
                raise failure
            handler: Callable[[dict[str, Any]], Awaitable[Any]] | None = getattr(self, f"_{method}", None)
            if handler is None:
                raise Refused(404, "Not Found")
            result = await self._checked(method, handler, decoded(dict(await request.post()), request.query))
        except Refused as refusal:
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
        self._tell()

    async def _getMe(self, _: dict[str, Any]) -> dict[str, Any]:
        return BOT

    async def _deleteWebhook(self, params: dict[str, Any]) -> bool:
        self._record("deleteWebhook", params)
        return True

    async def _setMyCommands(self, params: dict[str, Any]) -> bool:
        for command in params["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self._record("setMyCommands", params)
        return True

    async def _getUpdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        self._poll += 1
        mine = self._poll
        allowed = set(params.get("allowed_updates") or [])
        offset = params.get("offset", 0)
        self._tell()

        def waiting() -> list[dict[str, Any]]:
            self.updates = [u for u in self.updates if not allowed or set(u) & allowed]
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
            return self.updates

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(params.get("timeout", 0)), self._news:
                await self._news.wait_for(lambda: self._poll != mine or bool(waiting()))
        if self._poll != mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return list(waiting())

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
        new = {k: params[k] for k in ("text", "entities", "reply_markup") if k in params}
        if all(message.get(k) == v for k, v in new.items()):
            raise Refused(400, "Bad Request: message is not modified")
        message.update(new)
        self._record("editMessageText", params, message)
        return message

    async def _answerCallbackQuery(self, params: dict[str, Any]) -> bool:
        if params["callback_query_id"] not in self.open_queries:
            raise Refused(400, "Bad Request: query is too old or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
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
        return chat
