"""What people see of the fake server: chats, what they say in them, and what the bot sent there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api_rules import found_entities, piece

if TYPE_CHECKING:
    from tests.telegram.fake_api import FakeApi


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
    def labels(self) -> list[str]:
        """What the buttons say."""
        return [button["text"] for button in self.buttons]

    @property
    def reply_to(self) -> int | None:
        return self.params.get("reply_parameters", {}).get("message_id")

    def button(self, label: str) -> dict[str, str]:
        """The button that says *label*, or that begins with it."""
        exact = [b for b in self.buttons if b["text"] == label]
        return (exact or [b for b in self.buttons if b["text"].startswith(label)])[0]

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
    standing: str = "member"  # the bot's own
    moved_to: int | None = None

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

    def edit(self, message: dict[str, Any], text: str) -> None:
        """Whoever wrote *message* puts *text* in its place."""
        edited = {**message, "text": text, "entities": found_entities(text), "edit_date": int(time.time())}
        self.api.messages[self.id, message["message_id"]] = edited
        self.api.push({"edited_message": edited})

    def let(self, standing: str, *, by: str | None = None) -> None:
        """The bot is let into this chat as "member" or "administrator", or "kicked" out; or blocked."""
        before, self.standing = self.standing, standing
        self.api.push({"my_chat_member": {
            "chat": self.as_json, "from": self.person(by), "date": int(time.time()),
            "old_chat_member": self.api.member(before), "new_chat_member": self.api.member(standing),
        }})  # fmt: skip

    def upgrade(self) -> FakeChat:
        """This group becomes a supergroup, which both say."""
        new = self.api.group(self.title)
        self.moved_to = new.id
        self.say(None, migrate_to_chat_id=new.id)
        new.say(None, migrate_from_chat_id=self.id)
        return new

    def press(
        self, sent: Sent, label: str, *, by: str | None = None, data: str | None = None, old: bool = False
    ) -> str:
        """Somebody presses the button *label* under *sent*; returns the query's id.

        Of a message that is too *old* the bot is told its number and chat alone.
        """
        query = f"query-{next(self.api.query_ids)}"
        self.api.open_queries.add(query)
        button_data = data if data is not None else sent.button(label)["callback_data"]
        assert sent.message is not None
        shown = self.api.messages.get((self.id, sent.message["message_id"]), sent.message)
        message = {**shown, "chat": self.as_json}
        if old:
            message = {"message_id": message["message_id"], "chat": self.as_json, "date": 0}
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
