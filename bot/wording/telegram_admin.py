"""The Telegram bot to those who run it: statistics, unanswered questions, the audit log, the groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.wording.telegram_keeping import LIBRARY_COMMON, moment


def stats(
    days: int, asked: int, answered: int, refused: int, liked: int, disliked: int, p50: float, p95: float
) -> str:
    """One line of /stats: the questions of the last *days*, and the milliseconds their answers took."""
    return (
        f"近 {days} 天：提问 {asked}，有答案 {answered}，没有答案 {refused}，"
        f"👍 {liked}，👎 {disliked}，用时中位 {p50:.0f} 毫秒、95% 在 {p95:.0f} 毫秒内"
    )


def unanswered(questions: Sequence[tuple[str, int, float]]) -> str:
    """Questions that found nothing: (question, how often it was asked, when last)."""
    if not questions:
        return "没有查不到的问题。"
    lines = [f"• {question}（{times} 次，最近 {moment(last)}）" for question, times, last in questions]
    return "\n".join(["查不到的问题：", *lines])


def cases(count: int) -> str:
    return f"得到 👎 的问题 {count} 个，每行一个用例；请在 must 里补上应有的内容。"


def no_cases() -> str:
    return "还没有得到 👎 的回答。"


EVENTS = {
    "asked": "问",
    "added": "收入",
    "removed": "移出",
    "undone": "撤销",
    "allowed": "开放群",
    "denied": "关闭群",
}


def audit(events: Sequence[tuple[float, int, int, str, str]], names: Mapping[int, str]) -> str:
    """What was done: (time, chat, person, one of EVENTS, detail)."""
    if not events:
        return "还没有记录。"
    lines = [
        f"{moment(at)} · {chat_named(chat, names)} · {person_named(person, names)} {EVENTS[what]}：{detail}"
        for at, chat, person, what, detail in events
    ]
    return "\n".join(["最近的记录（/audit all 取全部）：", *lines])


def chat_named(chat: int, names: Mapping[int, str]) -> str:
    """Where something happened: a group, a private chat, or the common library (0)."""
    if chat == 0:
        return LIBRARY_COMMON
    return f"群 {person_named(chat, names)}" if chat < 0 else "私聊"


def person_named(number: int, names: Mapping[int, str]) -> str:
    """小张（501）, or 501 where no name is known."""
    return f"{names[number]}（{number}）" if number in names else str(number)


class Group(NamedTuple):
    """A line of /groups: a group, whether it is open, and how many questions it asked in a week."""

    title: str
    chat: int
    is_open: bool
    asked: int


def groups(found: Sequence[Group]) -> str:
    if not found:
        return "还没有群。"
    lines = [f"{len(found)} 个群："]
    for each in found:
        standing = "开放" if each.is_open else "关闭"
        lines.append(f"• {each.title or '（名称不详）'}（{each.chat}）：{standing}，近 7 天提问 {each.asked}")
    return "\n".join(lines)


def audit_file(count: int, days: int) -> str:
    return f"近 {days} 天的记录 {count} 条，每行一个。"
