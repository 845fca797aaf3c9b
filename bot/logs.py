"""Logs: one line an event, on standard error, with no secret and no message text in it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote, unquote, urlsplit

from bot.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
REDACTED = "[redacted]"
SILENT = logging.CRITICAL + 1

# httpx logs each request's URL at INFO, and the token is part of it. python-telegram-bot logs
# parameters (the messages) at DEBUG.
LEVELS = {
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.WARNING,
    "tornado": logging.ERROR,
    "telegram.Bot": SILENT,
    "telegram.request": SILENT,
    "telegram.ext.ExtBot": SILENT,
}


class Redaction(logging.Filter):
    """Puts `[redacted]` for every secret in a record: its message, arguments, exception and stack."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        # longest first, so that no part of a longer secret is left standing
        self.secrets = sorted({s for s in secrets if s}, key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit: the record still counts
            message = f"{record.msg} {record.args!r}"
        record.msg, record.args = self.redacted(message), None
        if record.exc_info and record.exc_info[0] and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        record.exc_text = self.redacted(record.exc_text) if record.exc_text else None
        # formatters that make their own text of an exception find none but ours
        record.exc_info = None
        record.stack_info = self.redacted(record.stack_info) if record.stack_info else None
        return True

    def redacted(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, REDACTED)
        return text


def secrets(settings: Settings) -> set[str]:
    """What must not be logged: the token, its secret half, the proxy's password, the cluster's key.

    As they are, and as URLs hold them.
    """
    found: set[str] = set()
    if settings.telegram_token:
        token = settings.telegram_token.get_secret_value().strip()
        found |= {token, token.partition(":")[2]}
    if settings.telegram_webhook_secret:
        found.add(settings.telegram_webhook_secret.get_secret_value())
    if settings.telegram_proxy:
        address = urlsplit(settings.telegram_proxy.get_secret_value())
        if address.password:
            # with its marks: a short password would else black out half of every line
            whole = f":{address.password}@"
            found |= {whole, f":{unquote(address.password)}@"}
            found |= {p for p in (address.password, unquote(address.password)) if len(p) >= 6}
    if settings.index and settings.index.key:
        found.add(settings.index.key)
    return {form for s in found if s for form in (s, quote(s, safe=""))}


def set_up(settings: Settings, *, stream: TextIO | None = None) -> logging.Handler:
    """Log to *stream* (standard error if None) at the level set; returns the handler.

    A second call replaces the handler of the first.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Redaction(secrets(settings)))
    handler.set_name("wenju")
    root = logging.getLogger()
    for old in [h for h in root.handlers if h.get_name() == "wenju"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    return handler


def where(error: BaseException) -> str:
    """What went wrong and where, without the error's text, which may quote a message.

    KeyError("大理州") -> "KeyError at asking.py:31 in answer".
    """
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    name = last.filename.replace("\\", "/").rpartition("/")[2]
    return f"{type(error).__name__} at {name}:{last.lineno} in {last.name}"
