"""The settings, and the Telegram bot: menus, connection, state, help, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from bot.wording.answers import BASES, source
from corpus.places.gazetteer import gazetteer
from retrieval.answering.answer import Citation

Period = Literal["hour", "day"]
LONGEST_SOURCE = 300  # characters
LONGEST_NAME = 18  # characters of a file or a title in a line of sources
SHOWN_PERIODS = 3

TELEGRAM_COMMANDS = {
    "ask": "提问，例如：/ask 大理州扫黑除恶成果",
    "compare": "比较几个地方，例如：/compare 大理州和玉林市的扫黑除恶",
    "sources": "这里可以查哪些地方的材料",
    "docs": "列出可以查的文件",
    "new": "忘掉前面的话，重新开始",
    "help": "怎么提问",
}
ADMINISTRATORS_COMMANDS = {
    "add": "回复一条带文件的消息，把文件收入本群的库",
    "remove": "移出一个文件，例如：/remove 汇编.txt",
    "undo": "撤销上一次收入或移出",
}
ADMINS_COMMANDS = {
    "stats": "提问、回答和用时的统计",
    "unanswered": "没有查到的问题",
    "cases": "得到 👎 的问题，存为测试用例",
    "audit": "谁问了、收入了、移出了什么",
    "groups": "在哪些群里，各问了多少",
    "allow": "对一个群开放，例如：/allow -1001234567890",
    "deny": "对一个群关闭",
}

# The menus in Telegram apps set to English; the bot itself writes Chinese to everybody.
COMMANDS_IN_ENGLISH = {
    "ask": "ask, in Chinese: /ask 大理州扫黑除恶成果",
    "compare": "compare places: /compare 大理州和玉林市的扫黑除恶",
    "sources": "the places that are covered here",
    "docs": "the files that answers come from",
    "new": "forget what was said and start anew",
    "help": "how to ask",
    "add": "in reply to a file: take it into this group's library",
    "remove": "take a file out: /remove 汇编.txt",
    "undo": "take the last change of the library back",
    "stats": "questions, answers and times",
    "unanswered": "the questions that found nothing",
    "cases": "the questions with a 👎, as evaluation cases",
    "audit": "who asked, added and removed what",
    "groups": "the groups, and how much is asked in each",
    "allow": "open a group: /allow -1001234567890",
    "deny": "close a group",
}

CONNECTION_LOST = {
    "unreachable": "连不上 Telegram，会自动重试；如在防火墙后，请设 WENJU_TELEGRAM_PROXY。",
    "conflict": "另一个程序正用同一个令牌收消息，请停掉其中一个；在此之前会不断重试。",
    "limited": "Telegram 要求放慢，稍后自动继续。",
}

SETTING_FORMS = {
    "telegram_api_base": "应是 http:// 或 https:// 开头的地址",
    "telegram_proxy": "应是 http://、https://、socks5:// 或 socks5h:// 开头的地址",
    "telegram_admins": "应是用户编号，用逗号隔开，例如 12345,67890",
    "telegram_allowed_users": "应是用户编号，用逗号隔开，例如 12345,67890",
    "telegram_open_groups": "应是 true 或 false",
    "telegram_user_quota": "应是次数/hour 或 次数/day，用逗号隔开，例如 60/hour,300/day",
    "telegram_group_quota": "应是次数/hour 或 次数/day，用逗号隔开，例如 600/hour",
    "telegram_retention_days": "应是天数，例如 90",
    "telegram_allowed_chats": "应是聊天编号，用逗号隔开，例如 12345,-1001234567890",
    "index": "应是 qdrant://主机:端口/集合名 这样的地址",
    "telegram_webhook": "应是 https:// 开头的地址，端口只能是 443、80、88 或 8443",
    "telegram_webhook_listen": "应是 主机:端口，例如 127.0.0.1:8443",
    "telegram_webhook_secret": "只能用字母、数字、_ 和 -，最多 256 个",
    "log_level": "应是 DEBUG、INFO、WARNING、ERROR 之一",
}


def bad_setting(name: str, field: str) -> str:
    """A malformed setting, without its value, which may be a secret."""
    return f"设置 {name} 不对：{SETTING_FORMS.get(field, '请对照 .env.example 填写')}。"


def unreadable_settings(path: str) -> str:
    return f"设置文件 {path} 读不出来，请确认它是 UTF-8 文本文件并有读取权限。"


def telegram_no_token() -> str:
    return "没有 Telegram 令牌：请向 @BotFather 申请，写进 .env 的 WENJU_TELEGRAM_TOKEN。"


def telegram_malformed_token() -> str:
    return "WENJU_TELEGRAM_TOKEN 不像令牌：应是 @BotFather 给的“数字:字母数字”，请整行复制。"


def telegram_refused_token() -> str:
    return "Telegram 不认这个令牌：请核对 WENJU_TELEGRAM_TOKEN，或向 @BotFather 重新申请。"


def telegram_no_socks() -> str:
    return '用 SOCKS 代理还要装一个组件：pip install ".[socks]"。'


def telegram_connected(name: str) -> str:
    return f"已连上 Telegram，机器人是 @{name}；按 Ctrl-C 停止。"


def connection_lost(state: str) -> str:
    return CONNECTION_LOST[state]


def connection_restored() -> str:
    return "又连上 Telegram 了。"


def telegram_unsent(kind: str) -> str:
    """For the log: Telegram refused a reply."""
    return f"有一条回复没能发出：{kind}"


def telegram_unread_update(kinds: str, error: str) -> str:
    """For the log: an update of a shape that the library does not know."""
    return f"有一条更新（{kinds}）读不懂，已跳过：{error}"


def telegram_given_up(count: int) -> str:
    """For the log: messages that crashed the program each time they were handled."""
    return f"有 {count} 条消息几次都没能处理完，已放弃。"


def telegram_no_journal(kind: str) -> str:
    """For the log: the state file cannot be written."""
    return f"状态文件写不进去（{kind}）：请检查磁盘空间；重启时未答完的问题会丢失。"


def telegram_failed(where: str) -> str:
    """For the log: an unexpected error, without the text of the question."""
    return f"回答时出错：{where}"


def state_unwritable(path: str) -> str:
    return f"写不了状态文件 {path}：请检查权限和磁盘空间，或用 WENJU_TELEGRAM_STATE 换个位置。"


def state_in_use(path: str) -> str:
    return f"另一个 wenju telegram 正在用状态文件 {path}：请先停掉它。"


def state_damaged(path: str) -> str:
    return f"状态文件 {path} 损坏了：请把它移走再启动；旧按钮会失效，资料库不受影响。"


def state_foreign(path: str) -> str:
    return f"{path} 不是问据的状态文件：请用 WENJU_TELEGRAM_STATE 换个位置。"


def state_newer(path: str) -> str:
    return f"状态文件 {path} 是更新版本的问据写的：请升级问据，或把它移走再启动。"


def state_of_another_bot(path: str) -> str:
    return f"状态文件 {path} 是另一个机器人的：请用 WENJU_TELEGRAM_STATE 给每个机器人各设一个。"


def telegram_help(username: str, *, private: bool) -> str:
    how = (
        "直接把问题发给我就行。"
        if private
        else f"在群里，用 /ask@{username} 提问、回复我的消息，或者提到 @{username}，我才会开口。"
    )
    keep = (
        "管理员把文件发给我，看过说明再按“收入”，就能查到"
        if private
        else f"本群的管理员用 /add@{username} 回复一个文件，就能收入本群自己的库"
    )
    return (
        "我是问据：只从工作报告的原文里找答案，每句都注明出处。\n\n"
        f"{how}例如：大理州扫黑除恶成果。接着可以问：那群众满意率呢？\n\n"
        "答案下面的按钮可以打开原文前后文。\n"
        "/sources 看这里可以查哪些地方，/docs 列出文件，/compare 比较几个地方\n"
        f"{keep}\n"
        "/new 忘掉前面的话，重新开始\n"
        "/help 看这段说明"
    )


def telegram_joined(username: str, *, hears: bool) -> str:
    """The greeting in a new group: how to ask, and which messages the bot receives."""
    heard = (
        "群里的消息我都收得到，但只处理写给我的，别的不看也不留。"
        if hears
        else "按 Telegram 的设置，我只收得到写给我的消息，别的看不到。"
    )
    return (
        "大家好，我是问据：只从工作报告的原文里找答案，每句都注明出处。\n\n"
        f"用 /ask@{username} 提问、回复我的消息，或者提到 @{username}，我才会开口。"
        f"例如：/ask@{username} 大理州扫黑除恶成果\n\n{heard}"
    )


def telegram_no_question(username: str, *, private: bool) -> str:
    return "请把问题写在后面，例如：" + (
        "大理州扫黑除恶成果" if private else f"/ask@{username} 大理州扫黑除恶成果"
    )


def telegram_text_only() -> str:
    return "我只看得懂文字，请把问题打成字发来。"


def telegram_forgotten() -> str:
    return "好，前面的话都忘掉了，请问新的问题。"


def telegram_apology() -> str:
    return "对不起，回答这个问题时程序出了错，请换个问法或稍后再试。"


def telegram_closed(chat: int) -> str:
    return f"这个机器人没有对本群开放；请机器人的管理员在这里发 /allow，或把 {chat} 加进允许的聊天。"


BUTTON_EARLIER, BUTTON_LATER = "« 上文", "下文 »"
BUTTON_BACK = "回到答案"
BUTTON_MORE = "更多相关原文"
BUTTON_LIFT = "不接着上一问"


QUESTION_MARKS = ("？", "?")
# Before a figure that is so much for each: 每村1名, but not 每天300名.
FOR_EACH = re.compile("每(?![天年月日周季])|平均")
# How people end a question that leaves everything else to the one before it.
FOLLOW_UP_ENDINGS = ("呢", "还有吗", "接着说", "继续")


def telegram_further(question: str) -> str:
    """The title over sentences on the same question, which need not answer it."""
    return f"与“{question}”相关的其他原文，不一定是答案："


def telegram_no_passage() -> str:
    return "这段原文打不开：链接过期了，原文改过，或者不在你能看的资料库里。请直接提问。"


def telegram_anothers_button() -> str:
    return "这是给提问的人的按钮；想查什么，请自己问我。"


def telegram_changed() -> str:
    return "这段原文已经不在资料库里了，或者已经改过；请重新提问。"


def telegram_expired() -> str:
    return "这个按钮已经过期了，请重新提问。"


def telegram_nothing() -> str:
    return "文库里没有找到能回答的内容，请换个问法。"


def telegram_asked(question: str) -> str:
    return f"问：{question}"


def telegram_open(number: int) -> str:
    return f"[{number}] 原文"


def telegram_source(citation: Citation) -> str:
    """The line over a quotation: its number and source, and what its place was inferred from; cut if long."""
    line = f"[{citation.n}] {source(citation)}"
    if citation.place_basis == "inferred" and citation.evidence:
        line = line.replace("（推断）", f"（推断，据{'、'.join(citation.evidence)}）")
    return line if len(line) <= LONGEST_SOURCE else line[: LONGEST_SOURCE - 1] + "…"


PLACE_UNKNOWN = "地名不详"
TABLE_PLACE, TABLE_PERIOD = "地方", "时间"


def rows_shown(count: int, shown: int) -> str:
    return f"共{count}处，显示{shown}处。"


def left_out_before(text: str) -> str:
    """A statement whose first sentences are left to its quotation."""
    return f"……{text.lstrip()}"


def statements_left(count: int, cited: str) -> str:
    return f"另有 {count} 条，见 {cited} 原文。"


def place_named(citation: Citation) -> str:
    """What the place of *citation* is called in a line: 大理州（推断）; "" if it is not known."""
    if citation.place is None:
        return ""
    chains = gazetteer().chains(citation.place)
    place = next((p for m in chains for p in m.places if p.full == citation.place), None)
    return (place.short if place is not None else citation.place) + BASES[citation.place_basis]


def period_named(citation: Citation) -> str:
    """The period of *citation*, marked if it was worked out: 2021年（推算）."""
    return (citation.period or "") + ("（推算）" if citation.period_basis == "relative" else "")


def source_lines(citations: Sequence[Citation]) -> Iterator[str]:
    """A line for each article that is cited: [1–4] 大理州 · 2018—2020年、2021年 · 汇编.txt."""
    by_article: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        by_article.setdefault((citation.document, citation.article), []).append(citation)
    places = {
        key: "、".join(dict.fromkeys(filter(None, map(place_named, cited)))) or PLACE_UNKNOWN
        for key, cited in by_article.items()
    }
    alike = [(document, places[document, article]) for document, article in by_article]
    for (document, article), cited in by_article.items():
        place = places[document, article]
        periods = list(dict.fromkeys(filter(None, map(period_named, cited))))
        shown = "、".join(periods[:SHOWN_PERIODS]) + ("等" if len(periods) > SHOWN_PERIODS else "")
        title = article if alike.count((document, place)) > 1 else ""
        named = " · ".join(filter(None, (place, shown, shortened(title), shortened(document))))
        yield f"[{ranges([c.n for c in cited])}] {named}"


def shortened(name: str) -> str:
    """*name* with … for its middle, if it is long."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}…{name[-8:]}"


def ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 -> 1–3,5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def telegram_line(line: int) -> str:
    return f"第 {line} 行起："
