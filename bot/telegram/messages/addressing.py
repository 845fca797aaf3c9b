"""Addressing: which messages are for the bot, and what they ask.

In a private chat every message is for the bot; in a group, a command of the bot, a mention, or a reply to one
of its messages that asks something and addresses nobody else. The command and the mention are removed:
`/ask@wenju_bot 大理州` -> 大理州.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity, User

from bot.telegram.memory.reader import Reader
from bot.telegram.messages.remarks import asks

COMMANDS = (
    {"ask", "compare", "start", "help", "new", "sources", "docs"}
    | {"add", "remove", "undo"}
    | {"allow", "deny", "stats", "unanswered", "cases", "audit", "groups"}
)

# No \b: a Chinese character right after a command or a name is a word character to Python too,
# and people write /ask大理州 and @wenju_bot大理州 without a space.
COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?")


@dataclass(frozen=True, slots=True)
class Call:
    """The command of a message, and the text after it, which may be empty."""

    command: str
    text: str = ""


def called(message: Message, me: User) -> Call | None:
    """What *message* asks of *me*, or None if it is not for *me*."""
    private = message.chat.type == message.chat.PRIVATE
    if not private and not from_a_person(message):
        return None
    text = (message.text or message.caption or "").strip()
    if command := COMMAND.match(text):
        return command_call(text, command, me=me, private=private)
    rest, mentioned = without_mentions(message, me)
    if private or mentioned or (replies_to(message, me) and not names_another(message) and asks(rest)):
        return Call("ask", rest)
    return None


def command_call(text: str, command: re.Match[str], *, me: User, private: bool) -> Call | None:
    """What *text*, which begins with *command*, asks; None for another bot's command."""
    name, whose = command.group(1).lower(), command.group(2)
    ours = whose is not None and whose.lower() == (me.username or "").lower()
    if whose is not None and not ours:
        return None
    rest = text[command.end() :].strip()
    if name in COMMANDS:
        return Call(name, without_name(rest, me)[0] if name != "help" else "")
    # an unknown command gets the help only where no other bot can be meant
    return Call("help") if ours or private else None


def from_a_person(message: Message) -> bool:
    """Whether a person wrote *message*, not a bot, nor the linked channel.

    An anonymous administrator writes as the group itself, with a bot's account as sender.
    """
    if message.is_automatic_forward or message.via_bot:
        return False
    if message.sender_chat is not None:
        return True
    return message.from_user is not None and not message.from_user.is_bot


def replies_to(message: Message, me: User) -> bool:
    """Whether *message* replies to a message of *me*.

    Telegram reports every message of a forum topic as a reply to the service message that opened the
    topic. Without the check, all messages in a topic that the bot opened would be for the bot.
    """
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None or earlier.forum_topic_created is not None:
        return False
    return earlier.from_user.id == me.id


def names_another(message: Message) -> bool:
    """Whether *message*, which does not mention the bot, mentions somebody."""
    entities = message.entities or message.caption_entities
    return any(entity.type in (MessageEntity.MENTION, MessageEntity.TEXT_MENTION) for entity in entities)


def without_mentions(message: Message, me: User) -> tuple[str, bool]:
    """The text without mentions of *me*, and whether there was one."""
    text = message.text or message.caption or ""
    marked = message.parse_entities if message.text else message.parse_caption_entities
    linked = marked([MessageEntity.TEXT_MENTION])
    shown = [t for entity, t in linked.items() if entity.user is not None and entity.user.id == me.id]
    for name in shown:
        text = text.replace(name, " ", 1)
    text, named = without_name(text, me)
    return text, named or bool(shown)


def without_name(text: str, me: User) -> tuple[str, bool]:
    """*text* without `@name` of *me*, and whether it was there."""
    if not me.username:
        return text.strip(), False
    name = re.compile(rf"(?<![A-Za-z0-9_])@{re.escape(me.username)}(?![A-Za-z0-9_])\s*", re.IGNORECASE)
    rest, count = name.subn("", text)
    return rest.strip(), count > 0


def reader_of(message: Message) -> Reader:
    """Whose conversation *message* belongs to."""
    if message.sender_chat is not None:
        person = message.sender_chat.id
    else:
        person = message.from_user.id if message.from_user else message.chat.id
    return Reader(message.chat.id, person, topic_of(message) or 0)


def topic_of(message: Message) -> int | None:
    """The forum topic of *message*. Outside a forum, a thread id is no topic: nothing can be sent to it."""
    return message.message_thread_id if message.is_topic_message else None
