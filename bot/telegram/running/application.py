"""The Application of the Telegram library with its handlers, built from the settings."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
import re
import sys
from urllib.parse import urlsplit

from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

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
from bot.telegram.keeping.uploads import Uploads
from bot.telegram.memory.history import History
from bot.telegram.memory.journal import Journal, handling
from bot.telegram.memory.state import State
from bot.telegram.messages.buttons import Buttons
from bot.telegram.messages.commands import Commands, menus
from bot.telegram.messages.service import Service
from bot.telegram.running.connection import Connection, Request
from bot.telegram.running.inbox import Inbox, Processor
from bot.telegram.running.limiter import LeftForLater, Limiter
from bot.telegram.running.serving import App, Parts, Webhook, can_listen, until_stopped
from corpus.errors import BadSetting
from retrieval.desk import Desk

logger = logging.getLogger("wenju.telegram")

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
    """The Application with its handlers, not started. Raises BadSetting.

    A single *desk* answers everybody; documents can be added and removed only with Libraries.
    """
    proxy = proxy_of(settings)
    try:
        request = Request(connection_pool_size=POOL, proxy=proxy, read_timeout=TIMEOUT, pool_timeout=TIMEOUT)
        polling = Request(connection_pool_size=1, proxy=proxy)
    except RuntimeError as error:  # raised if httpx lacks its socks extra
        raise BadSetting(wording.telegram_no_socks()) from error
    state = State.open(settings.telegram_state or locations.telegram_state(bot_id(settings)))
    state.belongs_to(bot_id(settings))
    webhook = webhook_of(settings, key=state.key)
    journal, limiter = Journal(state), Limiter()
    base = settings.telegram_api_base
    application: App = (
        ApplicationBuilder()
        .updater(None)
        .token(token(settings))
        .base_url(base)
        .base_file_url(base.removesuffix("/bot") + "/file/bot")
        .request(request)
        .get_updates_request(polling)
        .rate_limiter(limiter)
        .update_queue(Inbox(journal))
        .concurrent_updates(Processor(journal))
        .job_queue(None)
        .build()
    )
    desks = OneDesk(desk) if isinstance(desk, Desk) else desk
    commands = add_handlers(application, service_of(settings, state, desks))
    shown = tuple(menus(commands, settings.telegram_admins))
    application.bot_data["parts"] = Parts(Connection(), polling, state, limiter, shown, webhook)
    return application


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


def service_of(settings: Settings, state: State, desks: Desks) -> Service:
    """What the handlers work with, by the settings."""
    history = History(state, days=settings.telegram_retention_days)
    permissions = Permissions(
        state,
        history,
        admins=settings.telegram_admins,
        users=settings.telegram_allowed_users,
        chats=settings.telegram_allowed_chats,
        open_groups=settings.telegram_open_groups,
        user_quota=settings.telegram_user_quota,
        group_quota=settings.telegram_group_quota,
    )
    return Service(state, desks, permissions, history)


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


def add_handlers(application: App, service: Service) -> Commands:
    """Add the handler of each kind of update; the commands. A channel's post is no question."""
    commands, buttons = Commands(), Buttons(service)
    questions = Questions(service, commands)
    Passages(service).add_to(commands, buttons)
    AnswerButtons(service, questions).add_to(buttons)
    Admin(service).add_to(commands)
    new = filters.UpdateType.MESSAGE
    if isinstance(service.libraries, Libraries):
        uploads = Uploads(service, service.libraries)
        uploads.add_to(commands, buttons)
        Documents(service, service.libraries).add_to(commands)
        application.add_handler(MessageHandler(new & filters.Document.ALL, uploads.on_file))
    other = filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(new & filters.TEXT, questions.on_message))
    edited = filters.UpdateType.EDITED_MESSAGE & filters.TEXT
    application.add_handler(MessageHandler(edited, questions.on_edited))
    application.add_handler(MessageHandler(new & other, questions.on_other))
    application.add_handler(CallbackQueryHandler(buttons.on_press))
    application.add_handler(InlineQueryHandler(Inline(service).on_query))
    membership = Membership(service)
    application.add_handler(ChatMemberHandler(membership.on_member, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, membership.on_migrated))
    application.add_error_handler(on_error)
    return commands


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log an error in one line, without the text of the message."""
    error, now = context.error, handling()
    if isinstance(error, LeftForLater) and now is not None:
        now.left = True
    elif isinstance(error, Forbidden):  # blocked, or thrown out of the group
        logger.info(wording.telegram_unsent(type(error).__name__))
    elif isinstance(error, TelegramError):
        logger.warning(wording.telegram_unsent(type(error).__name__))
    elif error is not None:
        logger.error(wording.telegram_failed(logs.where(error)))
