"""The front: the Application, built from the settings and run by polling until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
from typing import Any

from telegram import Update
from telegram.error import Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot import logs, shelf, wording
from bot.settings import Settings
from bot.telegram.access import Access
from bot.telegram.admin import Admin
from bot.telegram.buttons import Buttons
from bot.telegram.citations import Citations
from bot.telegram.comings import Comings
from bot.telegram.commands import Commands
from bot.telegram.connection import Connection, WatchedRequest
from bot.telegram.feedback import Feedback
from bot.telegram.holdings import Holdings
from bot.telegram.inline import Inline
from bot.telegram.journal import Inbox, Journal, Processor, handling
from bot.telegram.libraries import Desks, Libraries, OneDesk
from bot.telegram.limiter import LeftForLater, Limiter
from bot.telegram.menus import menus
from bot.telegram.questions import Questions
from bot.telegram.quotas import Quotas
from bot.telegram.reception import Reception
from bot.telegram.record import Record
from bot.telegram.state import State
from bot.telegram.uploads import Uploads
from corpus.errors import BadSetting
from retrieval.asking import Desk

App = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger("wenju.telegram")

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
LONGEST_PAUSE = 60.0
POOL = 64  # connections
TIMEOUT = 20.0  # seconds

# Telling the updater to stop in the very moment a poll fails leaves the poll's error to nobody, and
# asyncio prints it with its traceback; a little later the updater itself has taken it.
GRACE = 0.05


def run(settings: Settings, desk: Desk | Libraries) -> int:
    """Answer in Telegram until Ctrl-C or SIGTERM; the exit code.

    Raises BadSetting where the token is absent, malformed or refused by Telegram.
    """
    logs.set_up(settings)
    application = build(settings, desk)
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(until_stopped(application))
    return 0


def build(settings: Settings, desk: Desk | Libraries) -> App:
    """The Application with its handlers, not started. Raises BadSetting, one sentence.

    A single *desk* answers everybody; only libraries can be added to and taken from.
    """
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    connection = Connection()
    try:
        request = HTTPXRequest(
            connection_pool_size=POOL, proxy=proxy, read_timeout=TIMEOUT, pool_timeout=TIMEOUT
        )
        polling = WatchedRequest(connection.saw, connection_pool_size=1, proxy=proxy)
    except RuntimeError as error:  # what the library raises where httpx lacks its socks extra
        raise BadSetting(wording.telegram_no_socks()) from error
    state = State.open(settings.telegram_state or shelf.telegram_state(bot_id(settings)))
    state.belongs_to(bot_id(settings))
    journal, limiter = Journal(state), Limiter()
    base = settings.telegram_api_base
    application: App = (
        ApplicationBuilder()
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
    commands = add_handlers(application, reception_of(settings, state, desks))
    application.bot_data |= {"connection": connection, "state": state, "limiter": limiter}
    application.bot_data["menus"] = list(menus(commands, settings.telegram_admins))
    return application


def reception_of(settings: Settings, state: State, desks: Desks) -> Reception:
    """Whose documents answer, who may ask and how much, as the settings say."""
    record = Record(state, days=settings.telegram_retention_days)
    access = Access(
        state,
        admins=settings.telegram_admins,
        users=settings.telegram_allowed_users,
        chats=settings.telegram_allowed_chats,
        open_groups=settings.telegram_open_groups,
    )
    quotas = Quotas(record, of_user=settings.telegram_user_quota, of_group=settings.telegram_group_quota)
    return Reception(state, desks, access, record, quotas)


def bot_id(settings: Settings) -> int:
    """The bot's id, which its token begins with."""
    return int(token(settings).partition(":")[0])


def token(settings: Settings) -> str:
    """The bot's token. Raises BadSetting where there is none or it does not look like one."""
    value = settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
    if not value:
        raise BadSetting(wording.telegram_no_token())
    if not TOKEN.fullmatch(value):
        raise BadSetting(wording.telegram_malformed_token())
    return value


def add_handlers(application: App, reception: Reception) -> Commands:
    """What is done about each kind of update; the commands there are. A channel's post is no question."""
    commands, buttons = Commands(), Buttons(reception)
    questions = Questions(reception, commands)
    Citations(reception, questions).add_to(commands, buttons)
    Feedback(reception).add_to(buttons)
    Admin(reception).add_to(commands)
    new = filters.UpdateType.MESSAGE
    if isinstance(reception.libraries, Libraries):
        uploads = Uploads(reception, reception.libraries)
        uploads.add_to(commands, buttons)
        Holdings(reception, reception.libraries, questions).add_to(commands)
        application.add_handler(MessageHandler(new & filters.Document.ALL, uploads.on_file))
    other = filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(new & filters.TEXT, questions.on_message))
    edited = filters.UpdateType.EDITED_MESSAGE & filters.TEXT
    application.add_handler(MessageHandler(edited, questions.on_edited))
    application.add_handler(MessageHandler(new & other, questions.on_other))
    application.add_handler(CallbackQueryHandler(buttons.on_press))
    application.add_handler(InlineQueryHandler(Inline(reception).on_query))
    comings = Comings(reception)
    application.add_handler(ChatMemberHandler(comings.on_member, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, comings.on_migrated))
    application.add_error_handler(on_error)
    return commands


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Whatever else went wrong: one line in the log, without the words of the message."""
    error, now = context.error, handling()
    if isinstance(error, LeftForLater) and now is not None:
        now.left = True
    elif isinstance(error, Forbidden):  # blocked, or thrown out of the group
        logger.info(wording.telegram_unsent(type(error).__name__))
    elif isinstance(error, TelegramError):
        logger.warning(wording.telegram_unsent(type(error).__name__))
    elif error is not None:
        logger.error(wording.telegram_failed(logs.where(error)))


async def until_stopped(application: App) -> None:
    """Serve; SIGTERM ends it as Ctrl-C does, by cancelling."""
    task = asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await serve(application)


async def serve(application: App) -> None:
    """Connect, poll, and take everything down again, however it ends.

    Ends only by being cancelled, or by BadSetting when Telegram refuses the token.
    """
    connection: Connection = application.bot_data["connection"]
    assert application.updater is not None
    try:
        await connect(application, connection)
        await application.start()
        inbox = application.update_queue
        assert isinstance(inbox, Inbox)
        await inbox.resume(application.bot)
        await application.updater.start_polling(
            bootstrap_retries=-1, allowed_updates=UPDATES, error_callback=watched_already
        )
        await connection.refused.wait()
        await asyncio.sleep(GRACE)
        raise BadSetting(wording.telegram_refused_token())
    except InvalidToken:
        # not `from error`: the library's message holds the token
        raise BadSetting(wording.telegram_refused_token()) from None
    finally:
        await close(application)


async def connect(application: App, connection: Connection) -> None:
    """Reach Telegram, however long that takes, then tell it the commands. Raises InvalidToken."""
    pause = 1.0
    while True:
        try:
            await application.initialize()
            break
        except (NetworkError, RetryAfter):
            connection.saw("unreachable")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
    logger.info(wording.telegram_connected(application.bot.username))
    for menu in application.bot_data["menus"]:
        await menu.set(application.bot)


async def close(application: App) -> None:
    """Stop what runs and close every connection; what waits for its time is left for the next start."""
    application.bot_data["limiter"].stop_waiting()
    updater = application.updater
    if updater is not None and updater.running:
        with contextlib.suppress(TelegramError):  # a poll that had failed for good raises it here
            await updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()
    application.bot_data["state"].close()


def watched_already(error: TelegramError) -> None:
    """The error of a poll, which the connection has put into one line."""
