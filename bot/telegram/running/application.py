"""The bot with its handlers, built from the settings."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import re
import sys
from urllib.parse import urlsplit

from telegram import Bot, Message, Update
from telegram.ext import ExtBot

from bot import locations, logs, wording
from bot.settings import Settings
from bot.telegram.access.libraries import Desks, Libraries, OneDesk
from bot.telegram.access.permissions import Permissions
from bot.telegram.asking.answer_buttons import AnswerButtons
from bot.telegram.asking.inline import Inline
from bot.telegram.asking.passages import Passages
from bot.telegram.asking.questions import Questions
from bot.telegram.keeping.admin import Admin
from bot.telegram.keeping.documents import Documents
from bot.telegram.keeping.membership import Membership
from bot.telegram.keeping.undoing import Undoing
from bot.telegram.keeping.uploads import Uploads
from bot.telegram.memory.history import History
from bot.telegram.memory.journal import Journal
from bot.telegram.memory.state import State
from bot.telegram.messages.buttons import Buttons
from bot.telegram.messages.commands import Commands, menus
from bot.telegram.messages.service import Service
from bot.telegram.running.connection import Connection, Request
from bot.telegram.running.inbox import Inbox
from bot.telegram.running.limiter import Limiter
from bot.telegram.running.serving import App, Webhook, can_listen, until_stopped
from corpus.errors import BadSetting
from retrieval.desk import Desk

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
POOL = 64  # connections
TIMEOUT = 20.0  # seconds

# Answers are computed in threads. By default a thread keeps the interpreter for 5 ms at a time, during
# which all other chats wait.
SWITCH = 0.0005  # seconds


def run(settings: Settings, desk: Desk | Libraries) -> int:
    """Answer in Telegram until Ctrl-C or SIGTERM; the exit code.

    Raises BadSetting where the token is absent, malformed or refused by Telegram.
    """
    logs.set_up(settings)
    sys.setswitchinterval(SWITCH)
    application = build(settings, desk)
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(until_stopped(application))
    return 0


def build(settings: Settings, desk: Desk | Libraries) -> App:
    """The bot with its handlers, not started. Raises BadSetting.

    A single *desk* answers everybody; documents can be added and removed only with Libraries.
    """
    limiter = Limiter()
    bot, polling = bot_of(settings, limiter)
    state = State.open(settings.telegram_state or locations.telegram_state(bot_id(settings)))
    state.belongs_to(bot_id(settings))
    webhook, journal = webhook_of(settings, key=state.key), Journal(state)
    desks = OneDesk(desk) if isinstance(desk, Desk) else desk
    handlers = Handlers(service_of(settings, bot, state, journal, desks))
    shown = tuple(menus(handlers.commands, settings.telegram_admins))
    inbox = Inbox(journal, handlers.handle)
    return App(bot, polling, inbox, state, limiter, Connection(), shown, webhook)


def bot_of(settings: Settings, limiter: Limiter) -> tuple[ExtBot[None], Request]:
    """The bot, and the client by which it polls. Raises BadSetting."""
    base, proxy = settings.telegram_api_base, proxy_of(settings)
    try:
        request = Request(connection_pool_size=POOL, proxy=proxy, read_timeout=TIMEOUT, pool_timeout=TIMEOUT)
        polling = Request(connection_pool_size=1, proxy=proxy)
    except RuntimeError as error:  # raised if httpx lacks its socks extra
        raise BadSetting(wording.telegram_no_socks()) from error
    files = base.removesuffix("/bot") + "/file/bot"
    made = ExtBot(
        token(settings), base, files, request=request, get_updates_request=polling, rate_limiter=limiter
    )
    return made, polling


def proxy_of(settings: Settings) -> str | None:
    """The address of the proxy for all requests."""
    return settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None


def webhook_of(settings: Settings, *, key: bytes) -> Webhook | None:
    """The webhook's address and port; None if updates are polled. Raises BadSetting.

    A secret that is not set is derived from *key*, and so stays the same at every start.
    """
    if settings.telegram_webhook is None:
        return None
    if not can_listen():
        raise BadSetting(wording.webhook_no_server())
    made = hmac.digest(key, b"webhook", hashlib.sha256).hex()
    given = settings.telegram_webhook_secret
    host, _, port = settings.telegram_webhook_listen.rpartition(":")
    return Webhook(
        settings.telegram_webhook,
        urlsplit(settings.telegram_webhook).path,
        host.strip("[]"),
        int(port),
        given.get_secret_value() if given else made,
    )


def service_of(settings: Settings, bot: Bot, state: State, journal: Journal, desks: Desks) -> Service:
    """What the handlers work with, by the settings."""
    history = History(state, days=settings.telegram_retention_days)
    permissions = Permissions(
        bot,
        state,
        history,
        admins=settings.telegram_admins,
        users=settings.telegram_allowed_users,
        chats=settings.telegram_allowed_chats,
        open_groups=settings.telegram_open_groups,
        user_quota=settings.telegram_user_quota,
        group_quota=settings.telegram_group_quota,
    )
    return Service(bot, state, journal, desks, permissions, history)


def bot_id(settings: Settings) -> int:
    """The bot's id, with which its token begins."""
    return int(token(settings).partition(":")[0])


def token(settings: Settings) -> str:
    """The bot's token. Raises BadSetting if there is none or it is malformed."""
    value = settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
    if not value:
        raise BadSetting(wording.telegram_no_token())
    if not TOKEN.fullmatch(value):
        raise BadSetting(wording.telegram_malformed_token())
    return value


class Handlers:
    """Who handles which kind of update."""

    def __init__(self, service: Service) -> None:
        self.commands, self.buttons = Commands(), Buttons(service)
        self.questions = Questions(service, self.commands)
        self.inline, self.membership = Inline(service), Membership(service)
        self.uploads: Uploads | None = None
        Passages(service).add_to(self.commands, self.buttons)
        AnswerButtons(service, self.questions).add_to(self.buttons)
        Admin(service).add_to(self.commands, self.buttons)
        if isinstance(service.libraries, Libraries):
            self.uploads = Uploads(service, service.libraries, self.questions.ask)
            self.uploads.add_to(self.commands, self.buttons)
            Documents(service, service.libraries).add_to(self.commands, self.buttons)
            Undoing(service, service.libraries).add_to(self.commands, self.buttons)

    async def handle(self, update: Update) -> None:
        """Hand *update* to the handler of its kind."""
        if update.message is not None:
            await self.on_message(update.message, update.update_id)
        elif update.edited_message is not None and update.edited_message.text:
            await self.questions.on_edited(update.edited_message, update.update_id)
        elif update.callback_query is not None:
            await self.buttons.on_press(update.callback_query, update.update_id)
        elif update.inline_query is not None:
            await self.inline.on_query(update.inline_query)
        elif update.my_chat_member is not None:
            await self.membership.on_member(update.my_chat_member)

    async def on_message(self, message: Message, update: int) -> None:
        """A new message: a text, a file, anything else that is sent, or a group that moves."""
        if message.text or (message.caption and message.document is None):
            await self.questions.on_message(message, update)
        elif message.document is not None and self.uploads is not None:
            await self.uploads.on_file(message, update)
        elif message.effective_attachment and message.chat.type == message.chat.PRIVATE:
            await self.questions.on_other(message, update)
        else:
            self.membership.on_migrated(message)
