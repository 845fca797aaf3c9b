"""Updates by webhook: taken with the secret only, journalled before they are confirmed; and proxies."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from bot import wording
from bot.settings import Settings
from bot.telegram import build
from bot.telegram.running.serving import serve
from corpus.errors import BadSetting
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeApi
from tests.telegram.small_desk import OUTCOME, SmallDesk

URL = "https://bot.example.org/wenju"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def webhook_settings(api: FakeApi, **more: Any) -> Settings:
    port = free_port()
    api.webhook.behind = f"http://127.0.0.1:{port}"
    return settings_for(api, telegram_webhook=URL, telegram_webhook_listen=f"127.0.0.1:{port}", **more)


async def test_updates_come_by_webhook_with_the_secret(api: FakeApi, desk: SmallDesk) -> None:
    chat = api.private("小李")
    chat.say(OUTCOME)  # before the bot is there
    async with answering(build(webhook_settings(api), desk)):
        assert (await api.next_sent()).text.startswith("三年来")
        (told,) = api.sent("setWebhook")
        assert told.params["url"] == URL
        assert len(told.params["secret_token"]) == 64
        assert "edited_message" in told.params["allowed_updates"]
        forged = {
            "update_id": 1,
            "message": {"message_id": 1, "date": 0, "chat": chat.as_json, "text": OUTCOME},
        }
        for secret in (None, "wrong", told.params["secret_token"][:-1]):
            assert await api.webhook.post(forged, secret=secret) == 403
        assert await api.quiet()
    assert set(api.webhook.delivered) == {200}


async def test_an_update_handed_over_twice_is_answered_once(api: FakeApi, desk: SmallDesk) -> None:
    async with answering(build(webhook_settings(api), desk)) as application:
        await api.until(lambda: bool(api.sent("setWebhook")))
        api.private("小李").say(OUTCOME)
        update = dict(api.updates[0])
        await api.next_sent()
        webhook = application.webhook
        assert webhook is not None
        assert await api.webhook.post(update, secret=webhook.secret) == 200
        assert await api.quiet()


async def test_the_secret_stays_the_same_and_may_be_set(api: FakeApi, desk: SmallDesk) -> None:
    secrets = []
    for given in (None, None, SecretStr("mine_1-2")):
        chosen = webhook_settings(api, telegram_webhook_secret=given)
        application = build(chosen, desk)
        webhook = application.webhook
        assert webhook is not None
        secrets.append(webhook.secret)
        application.state.close()
    assert secrets[0] == secrets[1]
    assert secrets[2] == "mine_1-2"


async def test_a_port_that_is_taken_is_one_sentence(api: FakeApi, desk: SmallDesk) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        address = f"127.0.0.1:{held.getsockname()[1]}"
        chosen = settings_for(api, telegram_webhook=URL, telegram_webhook_listen=address)
        with pytest.raises(BadSetting) as error:
            await serve(build(chosen, desk))
    assert str(error.value) == wording.webhook_port_taken(address)


async def test_an_address_that_telegram_refuses_is_one_sentence(api: FakeApi, desk: SmallDesk) -> None:
    api.fail("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host")
    with pytest.raises(BadSetting) as error:
        await serve(build(webhook_settings(api), desk))
    assert str(error.value) == wording.webhook_refused("Bad webhook: failed to resolve host")


async def test_a_failing_server_is_told_the_webhook_again(api: FakeApi, desk: SmallDesk) -> None:
    api.fail("setWebhook", 502, "Bad Gateway")
    async with answering(build(webhook_settings(api), desk)):
        api.private("小李").say(OUTCOME)
        assert (await api.next_sent()).text.startswith("三年来")


@asynccontextmanager
async def proxy(kind: str) -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy on loopback, HTTP or SOCKS5; its address, and whom it was asked to reach."""
    asked: list[str] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b""
        if kind == "socks5":
            await reader.readexactly((await reader.readexactly(2))[1])
            writer.write(b"\x05\x00")
            _, _, _, kind_of_address = await reader.readexactly(4)
            length = 4 if kind_of_address == 1 else (await reader.readexactly(1))[0]
            raw = await reader.readexactly(length)
            host = socket.inet_ntoa(raw) if kind_of_address == 1 else raw.decode()
            port = int.from_bytes(await reader.readexactly(2), "big")
            writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        else:
            head = await reader.readuntil(b"\r\n\r\n")
            host, _, number = head.split(b" ")[1].split(b"/")[2].decode().partition(":")
            port = int(number)
        asked.append(f"{host}:{port}")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        far_writer.write(head)
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"{kind}://127.0.0.1:{port}", asked
    server.close()


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_updates_and_answers_go_through_the_proxy(api: FakeApi, desk: SmallDesk, kind: str) -> None:
    behind = api.base.replace("127.0.0.1", "behind.invalid")  # only the proxy knows where that is
    async with proxy(kind) as (address, asked):
        given = {"telegram_proxy": SecretStr(address), "telegram_api_base": behind}
        async with answering(build(settings_for(api, **given), desk)):
            api.private("小李").say(OUTCOME)
            assert (await api.next_sent()).text.startswith("三年来")
        assert {each.partition(":")[0] for each in asked} == {"behind.invalid"}
