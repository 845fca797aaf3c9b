"""The Bot API server with what teams use besides messages: files, administrators, inline queries.

    async with TeamApi() as api:
        group = api.group("平安工作群")
        api.administrators[group.id] = {"小张"}
        send_file(group, "汇编.txt", data, by="小张", caption="@wenju_bot")
        query = type_inline(api, "小李", "大理州 扫黑")

It refuses a file over 20 MB (400 "file is too big"), a file nobody sent, a member it does not know,
inline results the real server would not take, and a query answered twice. Of chats and administrators it
says no more than an older server does.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

from aiohttp import web

from tests.telegram.bot_api_rules import Refused, check_text, found_entities
from tests.telegram.fake_api import BOT, FakeApi, FakeChat

LARGEST = 20 * 1024 * 1024
MOST_RESULTS = 50


class TeamApi(FakeApi):
    """The server; `administrators` are names by group, `downloads` the files the bot fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.administrators: dict[int, set[str]] = {}
        self.gone: dict[int, set[str]] = {}  # who has left a group
        self.files: dict[str, bytes] = {}
        self.downloads: list[str] = []
        self.open_inline: set[str] = set()
        self.file_ids = itertools.count(1)
        self._server.app.router.add_get("/file/bot{token}/{path:.+}", self._hand_out)

    async def _hand_out(self, request: web.Request) -> web.Response:
        """A file, as the real server's other address does."""
        path = request.match_info["path"]
        if request.match_info["token"] != self.token or path not in self.files:
            return web.Response(status=404)
        self.downloads.append(path)
        return web.Response(body=self.files[path])

    async def _getMe(self, _: dict[str, Any]) -> dict[str, Any]:
        return {**BOT, "supports_inline_queries": True}

    async def _getFile(self, params: dict[str, Any]) -> dict[str, Any]:
        file = str(params["file_id"])
        if file not in self.files:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(self.files[file]) > LARGEST:
            raise Refused(400, "Bad Request: file is too big")
        size = len(self.files[file])
        return {"file_id": file, "file_unique_id": file, "file_size": size, "file_path": file}

    async def _getChat(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._known_chat(params)
        return chat.as_json

    async def _getChatMember(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._known_chat(params)
        name = next((n for n, number in self.people.items() if number == params["user_id"]), None)
        if name is None:
            raise Refused(400, "Bad Request: PARTICIPANT_ID_INVALID")
        user = {"id": params["user_id"], "is_bot": False, "first_name": name}
        if name in self.gone.get(chat.id, set()):
            return {"status": "left", "user": user}
        if name in self.administrators.get(chat.id, set()):
            return {"status": "administrator", "user": user}
        return {"status": "member", "user": user}

    async def _sendDocument(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._known_chat(params)
        if len(params.get("caption", "")) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        file = params["document"]
        document = {"file_id": "sent", "file_unique_id": "sent", "file_name": file.filename}
        message = {
            "message_id": next(self.message_ids), "date": int(time.time()), "chat": chat.as_json,
            "from": BOT, "document": document,
        }  # fmt: skip
        self.messages[chat.id, message["message_id"]] = message
        self._record("sendDocument", {**params, "content": file.file.read().decode()}, message)
        return message

    async def _answerInlineQuery(self, params: dict[str, Any]) -> bool:
        if params["inline_query_id"] not in self.open_inline:
            raise Refused(400, "Bad Request: query is too old or query ID is invalid")
        results = params["results"]
        names = [result["id"] for result in results]
        if len(results) > MOST_RESULTS or len(set(names)) != len(names):
            raise Refused(400, "Bad Request: RESULT_ID_DUPLICATE")
        for result in results:
            if not 1 <= len(result["id"].encode()) <= 64 or not result["title"].strip():
                raise Refused(400, "Bad Request: RESULT_ID_INVALID")
            content = result["input_message_content"]
            check_text({"text": content["message_text"], "entities": content.get("entities", [])})
        button = params.get("button")
        if button and not 1 <= len(button["text"]) <= 64:
            raise Refused(400, "Bad Request: BUTTON_TEXT_INVALID")
        self.open_inline.remove(params["inline_query_id"])
        self._record("answerInlineQuery", params)
        return True


def send_file(
    chat: FakeChat, name: str | None, data: bytes, *, size: int | None = None, **more: Any
) -> dict[str, Any]:
    """Somebody sends a file to *chat*; *size* is what Telegram says of it, *more* as for `say`."""
    api = chat.api
    assert isinstance(api, TeamApi)
    file = f"file-{next(api.file_ids)}"
    api.files[file] = data
    named = {"file_name": name} if name is not None else {}
    caption = more.pop("caption", None)
    said = {"caption": caption, "caption_entities": found_entities(caption)} if caption else {}
    document = {"file_id": file, "file_unique_id": file, "file_size": size or len(data), **named}
    return chat.say(None, document=document, **said, **more)


def type_inline(api: TeamApi, person: str, text: str) -> str:
    """*person* types *text* after the bot's name in some chat; returns the query's id."""
    query = f"inline-{next(api.query_ids)}"
    api.open_inline.add(query)
    number = api.people.setdefault(person, next(api.person_ids))
    user = {"id": number, "is_bot": False, "first_name": person}
    api.push({"inline_query": {"id": query, "from": user, "query": text, "offset": "", "chat_type": "group"}})
    return query
