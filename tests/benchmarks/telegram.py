"""A busy hour in Telegram: the bot against a bare echo bot, over the same server, one after the other.

    python -m tests.benchmarks.telegram

50 users in 10 groups ask 1,000 questions at 20 a second (`--rate`); each is answered from the bundled
library, with journal, conversations, buttons and record as in use, in a process of its own. The server is
the tests' Bot API on loopback. Then everything at once: how many updates a second either keeps up with.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "telegram"))

from tests.telegram.fake_api import TOKEN, FakeApi  # noqa: E402
from tests.telegram.fake_chats import FakeChat, Sent  # noqa: E402

USERS, GROUPS = 50, 10
WARM = 100  # questions before anything is measured, to either bot
ECHO = """
import os
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text(update.message.text, do_quote=True)

base = os.environ["WENJU_TELEGRAM_API_BASE"]
token = os.environ["WENJU_TELEGRAM_TOKEN"]
bot = ApplicationBuilder().token(token).base_url(base).concurrent_updates(True).build()
bot.add_handler(MessageHandler(filters.TEXT, echo))
bot.run_polling()
"""
BOTS = {"wenju": ["-m", "bot", "telegram", "--library", "bundled"], "echo": ["-c", ECHO]}


class Timed(FakeApi):
    """The server, noting when each question was first answered, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: dict[int, list[float]] = defaultdict(list)
        self.order: dict[tuple[int, int], list[int]] = defaultdict(list)

    def _record(self, method: str, params: dict[str, Any], message: dict[str, Any] | None = None) -> None:
        sent = Sent(method, params, message)
        if method == "sendMessage" and sent.reply_to is not None:
            self.answered[sent.reply_to].append(time.perf_counter())
            asker = self.messages[params["chat_id"], sent.reply_to]["from"]["id"]
            self.order[params["chat_id"], asker].append(sent.reply_to)
        super()._record(method, params, message)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of so many questions: milliseconds to each answer, and what went wrong."""

    took: list[float]
    lost: int
    twice: int
    disordered: int
    seconds: float

    def at(self, share: float) -> float:
        return sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


def questions() -> list[str]:
    """The questions of the tests' cases that stand alone."""
    lines = (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    return [case["question"] for case in cases if "context" not in case and "\n" not in case["question"]]


async def started(name: str, api: FakeApi, folder: Path) -> asyncio.subprocess.Process:
    """The bot *name* in a process of its own, once it has answered."""
    given = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        **{f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "DATA", "STATE")},
        "WENJU_TELEGRAM_TOKEN": TOKEN,
        "WENJU_TELEGRAM_API_BASE": api.base,
        "WENJU_TELEGRAM_OPEN_GROUPS": "true",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *BOTS[name],
        cwd=folder,
        env={**os.environ, **given},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    api.private("门卫").say("大理州扫黑除恶成果")
    await api.until(lambda: bool(api.sent()), within=120)
    return process


async def asked(api: Timed, groups: list[FakeChat], count: int, *, rate: float | None) -> Run:
    """*count* questions, *rate* a second or all at once, by all users in turn; waited for."""
    texts = questions()
    said: dict[int, float] = {}
    by_asker: dict[tuple[int, int], list[int]] = defaultdict(list)
    began = time.perf_counter()
    before = {key: len(ids) for key, ids in api.order.items()}
    for n in range(count):
        if rate is not None:
            await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        group, user = groups[n % GROUPS], f"甲{n % USERS}"
        message = group.say(f"/ask {texts[n % len(texts)]}", by=user)
        said[message["message_id"]] = time.perf_counter()
        by_asker[group.id, message["from"]["id"]].append(message["message_id"])
    try:
        await api.until(lambda: said.keys() <= api.answered.keys(), within=120)
    except TimeoutError:
        print("not all were answered", file=sys.stderr)  # noqa: T201
    ended = time.perf_counter()
    await asyncio.sleep(1)  # for what might come twice
    return Run(
        took=[(api.answered[m][0] - at) * 1000 for m, at in said.items() if m in api.answered],
        lost=sum(m not in api.answered for m in said),
        twice=sum(len(api.answered[m]) > 1 for m in said if m in api.answered),
        disordered=sum(api.order[key][before.get(key, 0) :] != ids for key, ids in by_asker.items()),
        seconds=ended - began,
    )


async def measured(name: str, count: int, rate: float) -> tuple[Run, float]:
    """The run at *rate*, and the updates a second when all come at once: the median of three."""
    with tempfile.TemporaryDirectory() as folder:
        async with Timed() as api:
            process = await started(name, api, Path(folder))
            groups = [api.group(f"群{n}") for n in range(GROUPS)]
            await asked(api, groups, WARM, rate=rate)
            run = await asked(api, groups, count, rate=rate)
            at_once = [await asked(api, groups, count // 2, rate=None) for _ in range(3)]
            process.terminate()
            await process.wait()
            assert api.refused == []
            assert all(each.lost == each.twice == each.disordered == 0 for each in at_once) or name == "echo"
    return run, statistics.median(count // 2 / each.seconds for each in at_once)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--questions", type=int, default=1000)
    options.add_argument("--rate", type=float, default=20.0)
    given = options.parse_args()
    print("bot | lost | twice | conversations out of order | p50, ms | p95, ms | updates/s at once")  # noqa: T201
    runs = {}
    for name in BOTS:
        run, sustained = asyncio.run(measured(name, given.questions, given.rate))
        runs[name] = (run.at(0.95), sustained)
        print(  # noqa: T201
            f"{name} | {run.lost} | {run.twice} | {run.disordered} | {run.at(0.5):.1f} | {run.at(0.95):.1f} "
            f"| {sustained:.0f}"
        )
    (p95, rate), (echo_p95, echo_rate) = runs["wenju"], runs["echo"]
    print(f"p95: {p95 / echo_p95:.1f} times the echo bot's; updates/s: {rate / echo_rate:.2f} of it")  # noqa: T201


if __name__ == "__main__":
    main()
