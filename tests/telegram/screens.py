"""Screens: what the bot sends, drawn as Telegram shows it; the pictures of the README.

    python tests/telegram/screens.py      # draws them anew into tests/telegram/screens/

Each is what a real bot sent over the fake server, said by the same wording; nothing is typed in twice.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bot.telegram import build
from bot.telegram.access.libraries import Libraries
from tests.telegram.bot_api_rules import utf16
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_api import FakeChat, Sent
from tests.telegram.fake_teams import TeamApi, send_file
from tests.telegram.team_files import report

HERE = Path(__file__).parent / "screens"
WIDTH, MARGIN, PADDING = 460, 12, 10
SIZE, LINE, SMALL = 14, 20, 12
INSIDE = 340  # pixels of text in a bubble
FOLDED = 3  # lines that Telegram shows of a folded quotation
FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif"
WORD = re.compile(r"(?:[\w.@/%-]+|.)[，。、；：！？）”]*", re.ASCII)  # what a line is not broken in
WALL, PAPER, OWN, INK, LINK, FAINT = "#dfe7ee", "#ffffff", "#e3fdd0", "#17212b", "#2f7fc1", "#7b8a97"


@dataclass
class Bubble:
    """A message: whose, its text, its marks as (kind, start, end) in characters, its rows of buttons."""

    who: str
    text: str
    marks: list[tuple[str, int, int]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    own: bool = False


@dataclass
class Line:
    """A line of a bubble: pieces of text, each bold or not, and the quotation it is part of."""

    pieces: list[tuple[str, bool]]
    quoted: bool = False
    last_of_folded: bool = False


def said(who: str, text: str) -> Bubble:
    return Bubble(who, text, own=True)


def sent(message: Sent) -> Bubble:
    """What the bot sent."""
    text = message.text
    marks = [
        (e["type"], character(text, e["offset"]), character(text, e["offset"] + e["length"]))
        for e in message.params.get("entities", [])
    ]
    keyboard = message.params.get("reply_markup", {}).get("inline_keyboard", [])
    return Bubble("问据", text, marks, [[button["text"] for button in row] for row in keyboard])


def character(text: str, at: int) -> int:
    """The character of *text* at *at* UTF-16 units."""
    return next(n for n in range(len(text) + 1) if utf16(text[:n]) >= at)


def width(text: str) -> float:
    """About how wide *text* is, in pixels."""
    return sum(SIZE * (0.56 if each.isascii() else 0 if each == "\ufe0f" else 1.0) for each in text)


def lines(bubble: Bubble) -> Iterator[Line]:
    """The lines of *bubble* as they are broken on a telephone, long quotations folded."""
    at = 0
    for paragraph in bubble.text.split("\n"):
        kinds = [kind for kind, start, end in bubble.marks if start <= at < end]
        broken = list(wrapped(paragraph, at, bubble.marks))
        quoted = any("blockquote" in kind for kind in kinds)
        folds = "expandable_blockquote" in kinds and len(broken) > FOLDED
        for number, pieces in enumerate(broken[:FOLDED] if folds else broken, 1):
            yield Line(pieces, quoted, last_of_folded=folds and number == FOLDED)
        at += len(paragraph) + 1


def wrapped(text: str, at: int, marks: list[tuple[str, int, int]]) -> Iterator[list[tuple[str, bool]]]:
    """*text*, which begins at *at* in its message, in lines of pieces that are bold or not."""
    held: list[tuple[str, bool]] = []
    room = float(INSIDE)
    for found in WORD.finditer(text):
        each = found.group()
        bold = any(kind == "bold" and start <= at + found.start() < end for kind, start, end in marks)
        if width(each) > room:
            yield held
            held, room = [], float(INSIDE)
        if held and held[-1][1] == bold:
            held[-1] = (held[-1][0] + each, bold)
        else:
            held.append((each, bold))
        room -= width(each)
    yield held


def drawn(title: str, bubbles: list[Bubble]) -> str:
    """The SVG of a chat called *title*."""
    shapes: list[str] = []
    y = 52
    for bubble in bubbles:
        shape, y = (note if not bubble.who else block)(bubble, y)
        shapes += shape
    height = y + MARGIN
    head = [
        f'<rect width="{WIDTH}" height="{height}" fill="{WALL}"/>',
        f'<rect width="{WIDTH}" height="40" fill="{PAPER}"/>',
        written(MARGIN + 4, 26, [(title, True)], fill=INK),
    ]
    body = "\n".join([*head, *shapes])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FONT}" font-size="{SIZE}">\n{body}\n</svg>\n'
    )


def note(bubble: Bubble, y: int) -> tuple[list[str], int]:
    """A word between the messages."""
    return [written(WIDTH // 2, y + 14, [(bubble.text, False)], fill=FAINT, middle=True)], y + 30


def block(bubble: Bubble, y: int) -> tuple[list[str], int]:
    """A message in its box, its buttons below."""
    held = list(lines(bubble))
    wide = (
        int(min(INSIDE, max(width("".join(t for t, _ in line.pieces)) for line in held))) + 2 * PADDING + 10
    )
    wide = max(wide, 240 if bubble.rows else 0)
    x = WIDTH - MARGIN - wide if bubble.own else MARGIN
    high = LINE * (len(held) + 1) + PADDING
    shapes = [box(x, y, wide, high, OWN if bubble.own else PAPER)]
    shapes.append(written(x + PADDING, y + 20, [(bubble.who, True)], fill=LINK))
    for number, line in enumerate(held, 1):
        top = y + 6 + LINE * number
        if line.quoted:
            shapes.append(f'<rect x="{x + PADDING}" y="{top}" width="3" height="{LINE}" fill="{LINK}"/>')
        shapes.append(written(x + PADDING + (10 if line.quoted else 0), top + 15, line.pieces))
        if line.last_of_folded:
            shapes.append(written(x + wide - 18, top + 15, [("⌄", True)], fill=LINK))
    y += high + 4
    for row in bubble.rows:
        shapes += keys(x, y, wide, row)
        y += 34
    return shapes, y + 8


def keys(x: int, y: int, wide: int, row: list[str]) -> Iterator[str]:
    each = (wide - 4 * (len(row) - 1)) / len(row)
    for number, label in enumerate(row):
        left = x + number * (each + 4)
        fits = int(each // SIZE) * 1.6
        shown = label if width(label) <= each - 8 else label[: int(fits) - 1] + "…"
        yield box(left, y, each, 30, "#c9d6e2")
        yield written(left + each / 2, y + 20, [(shown, False)], fill=INK, middle=True)


def box(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="10" fill="{fill}"/>'


def written(
    x: float, y: float, pieces: list[tuple[str, bool]], *, fill: str = INK, middle: bool = False
) -> str:
    spans = "".join(
        f'<tspan font-weight="bold">{escape(text)}</tspan>' if bold else escape(text) for text, bold in pieces
    )
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}"{anchor} xml:space="preserve">{spans}</text>'


# what is said


async def private(api: TeamApi, chat: FakeChat) -> list[Bubble]:
    """A question and a follow-up."""
    shown = []
    for text in ("玉林市打掉恶势力犯罪集团多少个", "那查扣涉案资产呢"):
        chat.say(text)
        shown += [said("小李", text), sent(await api.next_sent())]
    return shown


async def in_group(api: TeamApi, group: FakeChat) -> list[Bubble]:
    """A question answered, another refused, with what may be asked instead."""
    shown = []
    for who, text in (("小张", "/ask@wenju_bot 大理州保护伞"), ("老李", "@wenju_bot 昆明市扫黑除恶成果")):
        group.say(text, by=who)
        shown += [said(who, text), sent(await api.next_sent())]
    return shown


async def upload(api: TeamApi, group: FakeChat) -> list[Bubble]:
    """A file described, taken in, and answered from at once."""
    caption = "@wenju_bot 请收入"
    data = report("昆明市", 2222).encode()
    send_file(group, "昆明市2021年总结.txt", data, by="小张", caption=caption)
    summary = await api.next_sent()
    group.press(summary, "收入", by="小张")
    await api.until(lambda: bool(api.sent("editMessageText")))
    asked = "/ask@wenju_bot 昆明市化解矛盾纠纷多少件"
    group.say(asked, by="老李")
    return [
        said("小张", f"📄 昆明市2021年总结.txt\n{caption}"),
        sent(summary),
        Bubble("", "小张按下“收入”，这条消息变为"),
        sent(api.sent("editMessageText")[0]),
        said("老李", asked),
        sent(await api.next_sent()),
    ]


async def screens() -> dict[str, str]:
    """Each picture by its name."""
    with tempfile.TemporaryDirectory() as folder:
        async with TeamApi() as api:
            here = Path(folder)
            libraries = Libraries(lambda: None, here / "chats")
            libraries.common_desk()  # made on first use: no answer is to wait for that
            chosen = settings_for(api, telegram_state=here / "state.sqlite")
            person, group = api.private("小李"), api.group("平安工作群")
            api.administrators[group.id] = {"小张"}
            async with answering(build(chosen, libraries)):
                drawings = {
                    "private": drawn("问据", await private(api, person)),
                    "group": drawn("平安工作群", await in_group(api, group)),
                    "upload": drawn("平安工作群", await upload(api, group)),
                }
            libraries.close()
            return drawings


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for name, drawing in asyncio.run(screens()).items():
        (HERE / f"{name}.svg").write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    main()
