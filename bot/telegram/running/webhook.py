"""Webhook: updates that Telegram sends to the bot, each put into the inbox as it came."""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus
from socket import socket as Socket
from typing import Any

from telegram import Bot
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.telegram.running.inbox import Inbox

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Endpoint(RequestHandler):
    """Takes one update a request, from those who know the secret."""

    def initialize(self, secret: str, inbox: Inbox, bot: Bot) -> None:
        self.secret, self.inbox, self.bot = secret, inbox, bot

    async def post(self) -> None:
        given = self.request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        try:
            update = json.loads(self.request.body)
        except ValueError as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from error
        await self.inbox.receive(update, self.bot)

    def log_exception(self, *_: Any) -> None:
        """Nothing: a refused request is no event of ours, and its text must not be in the log."""


def listening(to: Socket, path: str, *, secret: str, inbox: Inbox, bot: Bot) -> HTTPServer:
    """The server, listening to the bound socket *to*."""
    handlers = [(path, Endpoint, {"secret": secret, "inbox": inbox, "bot": bot})]
    server = HTTPServer(Application(handlers, log_function=lambda _: None))
    to.setblocking(False)
    server.add_socket(to)
    return server
