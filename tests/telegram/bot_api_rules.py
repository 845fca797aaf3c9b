"""What the Bot API takes and what it refuses: limits, and checks of a request's parts."""

from __future__ import annotations

import itertools
import json
import re
import time
from typing import Any

TEXT_UNITS = 4096
ENTITIES = 100
CALLBACK_BYTES = 64
ENTITY_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji",
}  # fmt: skip
QUOTATIONS = {"blockquote", "expandable_blockquote"}

# What Telegram marks in a text by itself: a name or a command ends where a letter of any script
# follows, so that /ask大理州 holds no command to it.
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")


class Refused(Exception):
    """A request the real server would refuse."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def piece(text: str, offset: int, length: int) -> str:
    """The part of *text* at *offset*, both counted in UTF-16 units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def found_entities(text: str) -> list[dict[str, Any]]:
    """The commands and mentions Telegram marks in *text*."""
    return [
        {"type": kind, "offset": utf16(text[: hit.start()]), "length": utf16(hit.group())}
        for kind, pattern in (("bot_command", COMMAND), ("mention", MENTION))
        for hit in pattern.finditer(text)
    ]


def decoded(form: dict[str, Any], query: Any) -> dict[str, Any]:
    """A form's fields, those that are JSON decoded: the real server takes them all as strings."""
    params: dict[str, Any] = {}
    for name, value in {**dict(query), **form}.items():
        if name in ("text", "caption", "callback_query_id", "file_id") or not isinstance(value, str):
            params[name] = value
            continue
        try:
            params[name] = json.loads(value)
        except json.JSONDecodeError:
            params[name] = value
    return params


def check_text(params: dict[str, Any]) -> None:
    """Refuse a text or entities the real server refuses."""
    text = params.get("text", "")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if utf16(text) > TEXT_UNITS:
        raise Refused(400, "Bad Request: message is too long")
    if "parse_mode" in params:
        raise Refused(400, "Bad Request: can't parse entities")
    entities = params.get("entities", [])
    if len(entities) > ENTITIES:
        raise Refused(400, "Bad Request: too many entities")
    quoted: list[range] = []
    for entity in entities:
        check_entity(text, entity)
        if entity["type"] in QUOTATIONS:
            quoted.append(range(entity["offset"], entity["offset"] + entity["length"]))
    if any(set(a) & set(b) for a, b in itertools.combinations(quoted, 2)):
        raise Refused(400, "Bad Request: can't parse entities: nested quotations")


def check_entity(text: str, entity: dict[str, Any]) -> None:
    if entity["type"] not in ENTITY_TYPES:
        raise Refused(400, f"Bad Request: unsupported entity type {entity['type']}")
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if start < 0 or end <= start or end > utf16(text):
        raise Refused(400, "Bad Request: entity out of bounds")
    try:
        piece(text, start, end - start)
        piece(text, 0, start)
    except UnicodeDecodeError:
        raise Refused(400, "Bad Request: entity begins or ends in the middle of a character") from None


def check_keyboard(params: dict[str, Any]) -> None:
    """Refuse buttons the real server refuses."""
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in itertools.chain(*rows):
        if not button["text"].strip():
            raise Refused(400, "Bad Request: button text is empty")
        if not 1 <= len(button.get("callback_data", "").encode()) <= CALLBACK_BYTES:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


class Floods:
    """How many messages are taken in how many seconds, in one chat and in all; no limits at first.

    Whoever has waited may send as many again. `inside` counts the requests that came while their chat, or
    all, had been told to wait; `retry_after` may be a fraction here, which the real server rounds up.
    """

    def __init__(self) -> None:
        self.chat: tuple[int, float] | None = None
        self.all: tuple[int, float] | None = None
        self.retry_after: float = 0.3
        self.inside = 0
        self.refused: list[Any] = []
        self._taken: list[tuple[float, Any]] = []
        self._until: dict[Any, float] = {}

    def check(self, chat: Any) -> None:
        """Take a message to *chat*, or refuse it with 429."""
        now = time.monotonic()
        for whose in [whose for whose, until in self._until.items() if until <= now]:
            del self._until[whose]
            self._taken = [(at, to) for at, to in self._taken if whose not in ("all", to)]
        if max(self._until.get(chat, 0.0), self._until.get("all", 0.0)) > now:
            self.inside += 1
            raise self._flooded(chat)
        for whose, limit in ((chat, self.chat), ("all", self.all)):
            if limit is not None and self._count(whose, now - limit[1]) >= limit[0]:
                self._until[whose] = now + self.retry_after
                raise self._flooded(chat)
        self._taken.append((now, chat))

    def forgive(self) -> None:
        """Let everybody be sent something again."""
        self._until.clear()
        self._taken.clear()

    def _count(self, whose: Any, since: float) -> int:
        return sum(1 for at, chat in self._taken if at > since and whose in ("all", chat))

    def _flooded(self, chat: Any) -> Refused:
        self.refused.append(chat)
        said = f"Too Many Requests: retry after {self.retry_after}"
        return Refused(429, said, retry_after=self.retry_after)
